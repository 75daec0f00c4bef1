"""Which exercise is at hand, and where the learner's things are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from medai.actions.desk import exercise_at_hand, exercise_named, is_touched, last_saved, open_desk
from medai.actions.start import start
from medai.errors import MedaiError
from medai.progress.store import Store

Write = Callable[[str, str], Path]


def test_without_a_workspace_there_is_a_course_and_no_record(folder: Path) -> None:
    desk = open_desk(folder)

    assert desk.workspace is None
    assert desk.passed == frozenset()
    assert exercise_at_hand(desk).id == "add-two"
    with pytest.raises(MedaiError, match="no workspace"):
        _ = desk.root


def test_a_fresh_week_begins_with_its_first_exercise(folder: Path) -> None:
    start(folder, "week1")

    desk = open_desk(folder)
    assert last_saved(desk) is None
    assert exercise_at_hand(desk).id == "add-two"


def test_the_file_saved_last_is_at_hand(folder: Path, write: Write) -> None:
    start(folder, "week1")
    write("week01/add_two.py", "one = 1\n")
    write("week01/mean_age.py", "one = 1\n")
    assert exercise_at_hand(open_desk(folder)).id == "mean-age"

    write("week01/add_two.py", "two = 2\n")
    assert exercise_at_hand(open_desk(folder)).id == "add-two"


def test_what_is_passed_is_no_longer_at_hand(folder: Path, write: Write) -> None:
    start(folder, "week1")
    write("week01/add_two.py", "one = 1\n")
    desk = open_desk(folder)
    with desk.store() as store:
        store.set_current_exercise("mean-age")

    passed = type(desk)(desk.course, desk.workspace, passed=frozenset({"add-two"}), current="mean-age")

    assert exercise_at_hand(passed).id == "mean-age"


def test_when_all_is_passed_there_is_nothing_at_hand(folder: Path) -> None:
    start(folder, "week1")
    desk = open_desk(folder)
    done = type(desk)(desk.course, None, passed=frozenset(e.id for e in desk.course.exercises()))

    with pytest.raises(MedaiError, match="is passed"):
        exercise_at_hand(done)


def test_a_starter_is_untouched_until_its_text_changes(folder: Path, write: Write) -> None:
    start(folder, "week1")
    desk = open_desk(folder)
    exercise = exercise_named(desk, "add-two")
    relative = desk.relative(exercise)
    starter = (folder / relative).read_text(encoding="utf-8")

    assert not is_touched(desk.root, relative, exercise)
    write(relative, starter.replace("\n", "\r\n"))
    assert not is_touched(desk.root, relative, exercise), "line ends are not work"
    write(relative, starter + "# more\n")
    assert is_touched(desk.root, relative, exercise)
    (folder / relative).write_bytes(b"\xff\xfe\x00")
    assert is_touched(desk.root, relative, exercise)
    (folder / relative).unlink()
    assert not is_touched(desk.root, relative, exercise)


def test_a_notebook_beside_the_module_counts_as_work(folder: Path, write: Write) -> None:
    start(folder, "week1")
    write("week01/add_two.ipynb", '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')

    found = last_saved(open_desk(folder))
    assert found is not None
    assert found.id == "add-two"


def test_a_week_is_no_exercise(folder: Path) -> None:
    with pytest.raises(MedaiError, match="takes one exercise"):
        exercise_named(open_desk(folder), "week1")


def test_a_deleted_record_is_read_from_its_daily_copy(folder: Path) -> None:
    start(folder, "week1")
    database = open_desk(folder).root.progress_db
    with Store(database) as store:
        store.set_track("ehr")
    database.unlink()

    desk = open_desk(folder)
    assert desk.started == {"add-two", "mean-age"}
