"""Two terminals at once, and a process that is killed in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from medai.progress.store import Store

_WRITER = """
import sys
from pathlib import Path
from medai.progress.records import Attempt, CheckScore
from medai.progress.store import Store
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(count):
    with Store(path) as store:
        checks = tuple(CheckScore(f"check_{i}", "failed", 1, 0, "no") for i in range(5))
        code, at = f"x = {number}", float(number)
        store.record_attempt(
            Attempt(name, "failed", 5, 0, 0.1, number, "a.py", code, (), "1.0", checks, at)
        )
        store.force_week(f"{name}-{number}")
    print(number, flush=True)
"""

_STUCK = """
import sys, time
from pathlib import Path
from medai.progress.store import Store
store = Store(Path(sys.argv[1]))
with store._database.change() as change:
    change.execute("DELETE FROM settings")
    change.executemany("INSERT INTO started VALUES (?, 0)", [(f"half-{i}",) for i in range(200_000)])
    print("in the middle", flush=True)
    time.sleep(60)
"""


_FIRST = """
import sys, time
from pathlib import Path
from medai.progress.store import Store
folder, begin = Path(sys.argv[1]), float(sys.argv[2])
for number in range(40):
    while time.time() < begin + number * 0.03:
        pass
    with Store(folder / f"{number}.db") as store:
        store.mark_started([sys.argv[3]])
"""


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def test_two_terminals_lose_nothing(tmp_path: Path) -> None:
    """Both make the database, migrate it and write to it at the same moment."""
    path, count = tmp_path / "progress.db", 25
    writers = [start(_WRITER, str(path), name, str(count)) for name in ("left", "right", "third")]
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors
    with Store(path) as store:
        for name in ("left", "right", "third"):
            found = store.attempts(name)
            assert [a.seed for a in found] == list(range(count - 1, -1, -1))
            assert all(len(a.checks) == 5 for a in found)
        assert len(store.forced_weeks()) == 3 * count


def test_two_terminals_make_the_database_at_the_same_moment(tmp_path: Path) -> None:
    begin = str(time.time() + 1.0)
    for opener in [start(_FIRST, str(tmp_path), begin, name) for name in ("left", "right")]:
        _, errors = opener.communicate(timeout=60)
        assert opener.returncode == 0, errors
    for number in range(40):
        with Store(tmp_path / f"{number}.db") as store:
            assert store.started() == {"left", "right"}


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
def test_killed_in_mid_transaction_leaves_the_state_before_it(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    with Store(path) as store:
        store.set_track("ehr")
    stuck = start(_STUCK, str(path))
    try:
        assert stuck.stdout is not None
        assert stuck.stdout.readline() == "in the middle\n"
    finally:
        stuck.kill()
        stuck.communicate()
    with Store(path) as store:
        assert store.track() == "ehr"
        assert store.started() == frozenset()
        assert store._database.rows("PRAGMA integrity_check") == [("ok",)]
        store.set_track("imaging")


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("after", [1, 7, 20])
def test_what_was_reported_as_saved_outlives_a_kill(tmp_path: Path, after: int) -> None:
    path = tmp_path / "progress.db"
    writer = start(_WRITER, str(path), "killed", "100000")
    assert writer.stdout is not None
    reported = [int(writer.stdout.readline()) for _ in range(after)]
    time.sleep(0.003 * after)
    writer.send_signal(signal.SIGKILL)
    rest, _ = writer.communicate()
    reported += [int(line) for line in rest.splitlines(keepends=True) if line.endswith("\n")]
    with Store(path) as store:
        found = {a.seed: a for a in store.attempts()}
        assert set(reported) <= set(found)
        assert all(len(a.checks) == 5 and store.code_of(a.id) for a in found.values())
        assert store._database.rows("PRAGMA integrity_check") == [("ok",)]
