"""progress.json beside the record: what `medai grade` writes, and what another computer's pass does."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from medai.actions.claims import renew
from medai.actions.desk import exercise_named, last_saved, open_desk
from medai.actions.grade import grade
from medai.actions.start import start
from medai.actions.status import status
from medai.curriculum.digest import grader_digest
from medai.curriculum.load import load_course
from medai.errors import MedaiError
from medai.progress.records import Attempt, Score
from medai.workspace.ledger import Entry, Pass, read_ledger, update_ledger
from medai.workspace.pin import read_pin
from medai.workspace.solution import read_solution

Write = Callable[[str, str], Path]
RIGHT = "def add_two(first, second):\n    return first + second\n"
COURSE = Path(__file__).parent.parent / "course"
DIGEST = {exercise.id: grader_digest(exercise)[:16] for exercise in load_course(COURSE).exercises()}
ELSEWHERE = Entry(
    "add-two",
    "week1",
    "week01/add_two.py",
    "f" * 16,
    Pass("2026-05-03T10:15:00+00:00", "0.0.9", 2, "ab" * 32),
)


def test_start_claims_nothing_and_pins_the_release(folder: Path) -> None:
    started = start(folder, "week1")

    assert started.notes == ()
    assert read_ledger(folder) == {
        name: Entry(name, "week1", f"week01/{name.replace('-', '_')}.py", DIGEST[name])
        for name in ("add-two", "mean-age")
    }
    pin = read_pin(folder)
    assert pin is not None
    assert pin.release.removeprefix("v") == open_desk(folder).course.release
    readme = (folder / "README.md").read_text()
    assert "`medai.toml`" in readme
    assert "`progress.json`" in readme


def test_a_pass_is_claimed_with_what_was_graded(folder: Path, write: Write) -> None:
    start(folder, "week1")
    path = write("week01/add_two.py", RIGHT)
    path.write_bytes(RIGHT.replace("\n", "\r\n").encode())
    began = datetime.now(UTC).replace(microsecond=0)

    report = grade(folder, standby=False)

    assert report.notes == ()
    entry = read_ledger(folder)["add-two"]
    assert (entry.file, entry.grader, entry.week_id) == ("week01/add_two.py", DIGEST["add-two"], "week1")
    assert entry.passed is not None
    assert entry.passed.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (entry.passed.points, entry.passed.release) == (3, open_desk(folder).course.release)
    assert began <= datetime.fromisoformat(entry.passed.at) <= datetime.now(UTC)


def test_a_pass_stays_as_it_was_made(folder: Path, write: Write) -> None:
    start(folder, "week1")
    write("week01/add_two.py", RIGHT)
    grade(folder, standby=False)
    before = (folder / "progress.json").read_bytes()
    for text in (RIGHT + "# more\n", "def add_two(first, second):\n    pass\n"):
        write("week01/add_two.py", text)
        grade(folder, standby=False)
        assert (folder / "progress.json").read_bytes() == before


def test_a_notebook_that_passes_is_the_file_of_the_claim(folder: Path, write: Write) -> None:
    start(folder, "week1")
    cell = {"cell_type": "code", "source": RIGHT, "metadata": {}, "outputs": [], "execution_count": None}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    write("week01/add_two.ipynb", json.dumps(notebook))

    assert grade(folder, standby=False).exit_code == 0

    assert read_ledger(folder)["add-two"].file == "week01/add_two.ipynb"
    desk = open_desk(folder)
    assert desk.relative(exercise_named(desk, "add-two")) == "week01/add_two.py"


def test_grading_here_writes_neither_file(folder: Path, write: Write) -> None:
    start(folder, "week1")
    for name in ("progress.json", "medai.toml"):
        (folder / name).unlink()
    write("week01/add_two.py", RIGHT)
    grade(folder, here=True)
    assert not (folder / "progress.json").exists()
    assert not (folder / "medai.toml").exists()


def test_the_verdict_outlives_files_that_cannot_be_written(folder: Path, write: Write) -> None:
    start(folder, "week1")
    for name in ("progress.json", "medai.toml"):
        (folder / name).unlink()
        os.symlink("/nowhere/at/all", folder / name)
    write("week01/add_two.py", RIGHT)

    report = grade(folder, standby=False)

    assert report.exit_code == 0
    assert [note.partition(" ")[0] for note in report.notes] == ["progress.json", "medai.toml"]
    assert "was not written" in report.notes[0]
    assert "leads out of the workspace" in report.notes[1]
    assert "add-two" in open_desk(folder).passed


def test_a_newer_progress_json_is_left_alone(folder: Path, write: Write) -> None:
    start(folder, "week1")
    newer = '{"medai_progress": 2, "exercises": {}}'
    (folder / "progress.json").write_text(newer)
    write("week01/add_two.py", RIGHT)

    report = grade(folder, standby=False)

    assert report.exit_code == 0
    assert "newer medai" in report.notes[0]
    assert (folder / "progress.json").read_text() == newer
    assert "newer medai" in status(folder).notes[0]


def test_a_pulled_pass_counts_at_once_and_for_good(folder: Path) -> None:
    start(folder, "week1")
    update_ledger(folder, [ELSEWHERE])

    now = status(folder)

    assert (now.passed, now.earned) == (1, 2)
    assert now.at_hand is not None
    assert now.at_hand.id == "mean-age"
    (folder / "progress.json").unlink()
    desk = open_desk(folder)
    at = datetime(2026, 5, 3, 10, 15, tzinfo=UTC).timestamp()
    assert desk.scores == {"add-two": Score(2, 2, at, 0)}
    with desk.store() as store:
        assert store.attempts() == ()
    renew(desk)
    entry = read_ledger(folder)["add-two"]
    assert entry.passed == Pass("2026-05-03T10:15:00Z", "0.0.9", 2, "ab" * 32)
    assert entry.grader == "", "a pass of another release was made with a grader that is not known here"


def test_a_pass_by_todays_grader_takes_the_place_of_an_old_one(folder: Path, write: Write) -> None:
    start(folder, "week1")
    update_ledger(folder, [ELSEWHERE])
    write("week01/add_two.py", RIGHT)

    report = grade(folder, standby=False)

    assert report.graded[0].passed_before
    entry = read_ledger(folder)["add-two"]
    assert entry.grader == DIGEST["add-two"]
    assert entry.passed is not None
    assert entry.passed.points == 3


def test_passes_of_an_old_record_are_claimed_at_the_next_start(folder: Path, write: Write) -> None:
    start(folder, "week1")
    (folder / "progress.json").unlink()
    desk = open_desk(folder)
    code = hashlib.sha256(RIGHT.encode()).hexdigest()

    def attempt(name: str, release: str, at: float, earned: int, outcome: str) -> Attempt:
        return Attempt(name, outcome, 3, earned, 0.1, 1, f"week01/{name}.py", RIGHT, (), release, (), at)

    with desk.store() as store:
        store.record_attempt(attempt("add-two", desk.course.release, 0.0, 3, "passed"))
        store.record_attempt(attempt("add-two", desk.course.release, 9.0, 1, "failed"))
        store.record_attempt(attempt("no-more", "0.0.1", 86400.0, 3, "passed"))
        store.record_attempt(attempt("never-passed-and-no-more", "0.0.1", 9.0, 1, "failed"))

    start(folder, "week1")

    assert read_ledger(folder) == {
        "add-two": Entry(
            "add-two", "week1", "week01/add-two.py", DIGEST["add-two"],
            Pass("1970-01-01T00:00:00Z", desk.course.release, 3, code),
        ),
        "mean-age": Entry("mean-age", "week1", "week01/mean_age.py", DIGEST["mean-age"]),
        "no-more": Entry("no-more", "", "week01/no-more.py", "", Pass("1970-01-02T00:00:00Z", "0.0.1", 3, code)),
    }  # fmt: skip


def test_what_is_lost_between_two_terminals_comes_back(folder: Path, write: Write) -> None:
    start(folder, "week1")
    without = (folder / "progress.json").read_bytes()
    write("week01/add_two.py", RIGHT)
    grade(folder, standby=False)
    (folder / "progress.json").write_bytes(without)

    renew(open_desk(folder))

    assert read_ledger(folder)["add-two"].passed is not None


def test_a_record_that_cannot_be_written_counts_pulled_passes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(folder, "week1")
    update_ledger(folder, [ELSEWHERE])

    def full(*_: object) -> None:
        raise MedaiError("Progress was not saved: the disk is full.")

    monkeypatch.setattr("medai.progress.store.Store.adopt", full)
    assert status(folder).passed == 1


def test_a_moved_file_is_found_by_what_was_saved_last(folder: Path, write: Write) -> None:
    start(folder, "week1")
    update_ledger(folder, [Entry("add-two", "week9", "week09/my_sum.py", "")])
    (folder / "week09").mkdir()
    write("week09/my_sum.py", RIGHT)
    (folder / "week01" / "add_two.py").unlink()

    desk = open_desk(folder)
    found = last_saved(desk)
    assert found is not None
    assert found.id == "add-two"
    file = read_solution(desk.root, desk.relative(found))
    assert file is not None
    assert file.relative == "week09/my_sum.py"
    report = grade(folder, standby=False)
    assert [(one.file, one.result.passed) for one in report.graded] == [("week09/my_sum.py", True)]
