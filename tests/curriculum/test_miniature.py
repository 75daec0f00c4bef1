"""The miniature course tells the truth: right solutions pass its graders, wrong ones fail as they should."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from medai.curriculum.load import load_course
from medai.curriculum.model import Exercise

COURSE = load_course(Path(__file__).parent.parent / "course")


def module(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{file.parent.name}_{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def failures(exercise: Exercise, solution: Path) -> dict[str, str]:
    """Check id -> message of each failed check; those that need a failed one are left out."""
    grader, learner = module(exercise.folder / "grade.py"), module(solution)
    told: dict[str, str] = {}
    skipped: set[str] = set()
    for check in exercise.checks:
        if skipped.union(told).intersection(check.needs):
            skipped.add(check.id)
            continue
        try:
            getattr(grader, f"test_{check.id}")(learner)
        except (AssertionError, NotImplementedError) as error:
            told[check.id] = str(error)
    return told


def right() -> Iterator[tuple[Exercise, Path]]:
    for exercise in COURSE.exercises():
        for file in (exercise.folder / "solution.py", *sorted(exercise.folder.glob("right/*.py"))):
            yield exercise, file


@pytest.mark.parametrize(
    ("exercise", "file"), list(right()), ids=lambda value: getattr(value, "id", None) or value.stem
)
def test_a_right_solution_passes(exercise, file):
    assert failures(exercise, file) == {}


@pytest.mark.parametrize("exercise", COURSE.exercises(), ids=lambda exercise: exercise.id)
def test_the_starter_says_what_to_write(exercise):
    told = failures(exercise, exercise.folder / "starter.py")
    assert exercise.checks[0].id in told
    assert all(text.startswith("Write ") for text in told.values())


@pytest.mark.parametrize(
    ("exercise", "wrong"),
    [(exercise, wrong) for exercise in COURSE.exercises() for wrong in exercise.wrong],
    ids=lambda value: getattr(value, "id", None) or value.file,
)
def test_a_wrong_solution_fails_and_is_told_why(exercise, wrong):
    told = failures(exercise, exercise.folder / "wrong" / wrong.file)
    assert set(told) == set(wrong.fails)
    assert all(word.lower() in " ".join(told.values()).lower() for word in wrong.says)
