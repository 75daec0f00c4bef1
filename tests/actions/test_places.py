"""Where an exercise's file is, after the course has renamed or moved the exercise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from medai.actions.places import places
from medai.curriculum.load import load_course
from medai.curriculum.model import Course

COURSE = load_course(Path(__file__).parent.parent / "course")


def _renamed(former: str = "sum-doses") -> Course:
    """The miniature course with add-two once called otherwise."""
    week = COURSE.weeks[0]
    exercises = (replace(week.exercises[0], formerly=(former,)), *week.exercises[1:])
    return replace(COURSE, weeks=(replace(week, exercises=exercises), *COURSE.weeks[1:]))


def _never() -> Mapping[str, str]:
    raise AssertionError("the record need not be asked")


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    def write(*files: str) -> Path:
        for file in files:
            (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / file).write_text("")
        return tmp_path

    return write


def test_usual_places_are_not_looked_up(put: Callable[..., Path]) -> None:
    root = put("week01/add_two.py")
    told = {"add-two": "week01/add_two.py", "mean-age": "week01/mean_age.py"}
    assert places(COURSE, root, told, told, _never) == {}


@pytest.mark.parametrize(
    ("there", "told", "place"),
    [
        ("week03/sum_doses.py", "week03/sum_doses.py", "week03/sum_doses.py"),
        ("week03/sum_doses.ipynb", "week03/sum_doses.py", "week03/sum_doses.py"),
        ("week03/sum_doses.ipynb", "week03/sum_doses.ipynb", "week03/sum_doses.py"),
        ("week01/add_two.ipynb", "week01/add_two.ipynb", None),
        ("week01/add_two.py", "week03/sum_doses.py", None),
        ("week03/deep/er/x y.py", "week03/deep/er/x y.py", "week03/deep/er/x y.py"),
    ],
)
def test_a_file_stays_where_progress_json_says(
    put: Callable[..., Path], there: str, told: str, place: str | None
) -> None:
    found = places(_renamed(), put(there), {"add-two": told}, {"add-two"}, _never)
    assert found == ({} if place is None else {"add-two": place})


@pytest.mark.parametrize(
    ("there", "graded", "place"),
    [
        ("week07/sum_doses.py", {"add-two": "week07/sum_doses.py"}, "week07/sum_doses.py"),
        ("week07/sum_doses.py", {"add-two": "week08/sum_doses.py"}, "week07/sum_doses.py"),
        ("week07/add_two.py", {}, "week07/add_two.py"),
        ("week01/add_two.py", {"add-two": "week07/sum_doses.py"}, None),
        ("week07/other.py", {}, None),
    ],
)
def test_without_progress_json_the_record_and_the_folders_tell(
    put: Callable[..., Path], there: str, graded: dict[str, str], place: str | None
) -> None:
    root = put(there)
    found = places(_renamed(), root, {}, {"add-two"}, lambda: graded)
    assert found == ({} if place is None else {"add-two": place})
    assert places(_renamed(), root, {}, set(), _never) == {}, "what was not begun is nowhere"
