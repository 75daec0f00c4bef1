"""Databases of other releases."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from medai.errors import USER_MISTAKE, MedaiError
from medai.progress.migrations import MIGRATIONS, Migration, migrate, version
from medai.progress.records import Spent
from medai.progress.store import Store

FORMAT_1 = Path(__file__).with_name("format_1.sql").read_text(encoding="utf-8")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "progress.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(FORMAT_1)
    return path


def test_steps_are_numbered_without_a_gap() -> None:
    assert [step.number for step in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))


def test_first_format_is_what_it_always_was() -> None:
    """An edited step would leave learners of different releases with different databases."""
    shapes = []
    for script in (FORMAT_1, None):
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            if script:
                connection.executescript(script)
            else:
                migrate(connection, MIGRATIONS[:1])
            shapes.append(connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall())
    assert shapes[0] == shapes[1]


def test_first_format_is_brought_up_to_date_and_loses_nothing(old: Path) -> None:
    with Store(old) as store:
        assert store.passed() == {"mark-missing"}
        assert store.track() == "ehr"
        assert store.hints_used("mark-missing") == 1
        assert [found.seed for found in store.attempts()] == [12, 11]
        assert store.attempts()[1].checks[1].message == "5 zeros of Glucose are left"
        # Attempts of the time before there were events count as practice.
        assert store.time_spent() == {"mark-missing": Spent(0.0, 300.0)}


def test_database_is_copied_before_its_format_changes(old: Path) -> None:
    Store(old).close()
    copy = old.parent / "progress-backups" / "format-1.db"
    with closing(sqlite3.connect(copy)) as connection:
        assert version(connection) == 1
        assert connection.execute("SELECT count(*) FROM attempts").fetchone() == (2,)


def test_steps_are_taken_once(old: Path) -> None:
    for _ in range(2):
        Store(old).close()
    with closing(sqlite3.connect(old)) as connection:
        numbers = connection.execute("SELECT number FROM migrations ORDER BY number").fetchall()
        assert numbers == [(step.number,) for step in MIGRATIONS]
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (2,)


def test_failing_step_leaves_the_database_as_it_was(old: Path) -> None:
    broken = Migration(
        len(MIGRATIONS) + 1, "broken", ("CREATE TABLE half (x)", "INSERT INTO nowhere VALUES (1)")
    )
    with pytest.raises(MedaiError, match="no such table: nowhere"):
        Store(old, migrations=(*MIGRATIONS, broken))
    with Store(old) as store:
        assert store.passed() == {"mark-missing"}
        assert store._database.rows("SELECT name FROM sqlite_master WHERE name = 'half'") == []


def test_newer_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    newer = (*MIGRATIONS, Migration(len(MIGRATIONS) + 1, "from the future", ("CREATE TABLE future (x)",)))
    with Store(path, migrations=newer) as store:
        store.set_track("ehr")
    before = path.read_bytes()
    with pytest.raises(MedaiError) as caught:
        Store(path)
    assert "written by a newer medai" in caught.value.message
    assert "pip install --upgrade medai" in caught.value.hint
    assert caught.value.exit_code == USER_MISTAKE
    assert path.read_bytes() == before
    with Store(path, migrations=newer) as store:
        assert store.track() == "ehr"


def test_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE patients (x)")
        connection.commit()
    before = path.read_bytes()
    with pytest.raises(MedaiError, match="some other program"):
        Store(path)
    assert path.read_bytes() == before
