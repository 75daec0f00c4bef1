"""Damage, refusals and full disks: what is said, and that nothing is lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from medai.errors import MedaiError
from medai.progress import database, snapshot
from medai.progress.store import Store, has_record

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "progress.db"
    with Store(place) as store:
        store.set_track("ehr")
        store.mark_started(f"exercise-{number}" for number in range(500))
    return place


def spoil(path: Path, start: int = 0) -> None:
    content = bytearray(path.read_bytes())
    content[start:] = b"\xa5" * (len(content) - start)
    path.write_bytes(content)


def read_everything(path: Path) -> None:
    with Store(path) as store:
        store.scores()
        store.track()


@pytest.mark.parametrize("start", [0, 100, 4096])
def test_damaged_file_is_copied_and_the_way_out_works(path: Path, start: int) -> None:
    spoil(path, start)
    content = path.read_bytes()
    with pytest.raises(MedaiError) as caught:
        read_everything(path)
    assert str(path) in caught.value.message
    assert "damaged" in caught.value.message
    (copy,) = path.parent.glob("progress-damaged-*.db")
    assert copy.name in caught.value.hint
    assert copy.read_bytes() == content
    assert "Delete progress.db" in caught.value.hint
    path.unlink()
    assert has_record(path)
    with Store(path) as store:
        assert store.restored_from is not None
        assert store.track() == "ehr"


def test_damage_that_is_met_again_is_not_copied_again(path: Path) -> None:
    spoil(path)
    for _ in range(3):
        with pytest.raises(MedaiError, match="damaged"):
            Store(path)
    assert len(list(path.parent.glob("progress-damaged-*"))) == 1


def test_damage_without_a_daily_copy_says_how_to_begin_again(path: Path) -> None:
    shutil.rmtree(snapshot.folder(path))
    spoil(path)
    with pytest.raises(MedaiError) as caught:
        Store(path)
    assert "medai grade --all" in caught.value.hint
    path.unlink()
    assert not has_record(path)
    with Store(path) as store:
        assert store.restored_from is None
        assert store.track() is None


def test_emptied_file_is_damage_not_a_new_beginning(path: Path) -> None:
    path.write_bytes(b"")
    with pytest.raises(MedaiError, match="it is empty"):
        Store(path)


def test_damaged_daily_copy_is_passed_over(path: Path) -> None:
    good = snapshot.newest(path)
    assert good is not None
    later = good.with_name("9999-12-31.db")
    later.write_bytes(b"nothing of the kind")
    assert snapshot.newest(path) == good


def test_damage_never_replaces_a_daily_copy(path: Path) -> None:
    for copy in snapshot.folder(path).iterdir():
        copy.rename(copy.with_name("2000-01-01.db"))
    content = bytearray(path.read_bytes())
    content[-2048:] = b"\xa5" * 2048  # a page of the list of started exercises
    path.write_bytes(content)
    with pytest.raises(MedaiError, match="damaged"):
        with Store(path) as store:
            store.set("pace", "5")
    assert [copy.name for copy in snapshot.folder(path).iterdir()] == ["2000-01-01.db"]


def test_log_of_a_lost_database_is_not_played_into_the_restored_one(path: Path) -> None:
    store = Store(path)
    store.set_track("imaging")
    log = Path(f"{path}-wal").read_bytes()
    store.close()
    path.unlink()
    Path(f"{path}-wal").write_bytes(log)
    with Store(path) as store:
        assert store.track() == "ehr"
        assert store._database.rows("PRAGMA integrity_check") == [("ok",)]
    assert path.with_name("progress-lost.db-wal").read_bytes() == log


def test_daily_copies_are_few(path: Path) -> None:
    folder = snapshot.folder(path)
    (today,) = folder.iterdir()
    for day in range(1, 20):
        shutil.copy(today, folder / f"2000-01-{day:02}.db")
    today.unlink()
    with Store(path) as store:
        store.set("pace", "5")
    names = sorted(copy.name for copy in folder.iterdir())
    assert len(names) == snapshot.KEPT_DAYS
    assert names[-1] == today.name


def test_full_disk_is_named_and_the_old_state_stays(path: Path) -> None:
    with Store(path) as store:
        (pages,) = store._database.rows("PRAGMA page_count")
        store._database.rows(f"PRAGMA max_page_count = {pages[0]}")
        with pytest.raises(MedaiError, match="the disk is full") as caught:
            store.mark_started(f"more-{number}" for number in range(5000))
        assert "Free some space" in caught.value.hint
        assert len(store.started()) == 500
        assert store.track() == "ehr"


def test_write_lock_held_elsewhere_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other, Store(path) as store:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(MedaiError, match="Another program") as caught:
            store.set_track("signals")
        assert "other terminal" in caught.value.hint
        assert store.track() == "ehr"  # reading goes on
        other.execute("ROLLBACK")
        store.set_track("signals")


def test_folder_in_place_of_the_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "progress.db").mkdir()
    with pytest.raises(MedaiError, match=r"progress\.db"):
        Store(tmp_path / "progress.db")


def test_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / ".medai").write_text("not a folder")
    with pytest.raises(MedaiError, match=r"progress\.db"):
        Store(tmp_path / ".medai" / "progress.db")


# Everything is imported while the account still may: the interpreter may lie in a closed home folder.
_READ_ONLY = """
import os, shutil, sys, tempfile
from pathlib import Path
from medai.errors import MedaiError
from medai.progress.store import Store
if os.getuid() == 0:
    os.setgid({nobody}); os.setuid({nobody})
with Store(Path(sys.argv[1])) as store:
    print(store.track())
    try:
        store.set_track("signals")
    except MedaiError as error:
        print(error.message); print(error.hint)
"""


@pytest.mark.skipif(os.name == "nt", reason="folders are not made read-only by a mode on Windows")
@pytest.mark.parametrize("log_left_behind", [False, True])
def test_read_only_folder_can_be_read_and_refuses_changes(
    path: Path, tmp_path: Path, log_left_behind: bool
) -> None:
    # A folder that nobody's account can reach, wherever the tests' own temporary folder is.
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="read only "))
    keep_open = Store(path)
    try:
        keep_open.set_track("imaging")  # is only in the log while the store is open
        shutil.copy(path, folder)
        if log_left_behind:
            shutil.copy(f"{path}-wal", folder)
        for entry in (*folder.iterdir(), folder):
            entry.chmod(0o555 if entry.is_dir() else 0o444)
        ran = subprocess.run(
            [sys.executable, "-c", _READ_ONLY.format(nobody=NOBODY), str(folder / path.name)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert ran.returncode == 0, ran.stderr
        track, message, hint = ran.stdout.splitlines()
        assert track == ("imaging" if log_left_behind else "ehr")
        assert "may not be written" in message
        assert str(folder) in hint
    finally:
        keep_open.close()
        folder.chmod(0o755)
        shutil.rmtree(folder)
