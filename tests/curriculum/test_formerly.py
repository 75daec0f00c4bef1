"""Exercises that were renamed: an old id leads to the new one, and to one only."""

from __future__ import annotations

import pytest

from medai.curriculum.cache import keep, recall
from medai.curriculum.graph import resolve
from medai.curriculum.lint import lint_course
from medai.curriculum.load import load_course
from medai.curriculum.tree import read_tree
from medai.errors import ContentError

ADD = "core/week01/add-two/exercise.yaml"
MEAN = "core/week01/mean-age/exercise.yaml"


def test_a_former_id_leads_to_todays(copy, tmp_path):
    copy.edit(ADD, "id: add-two\n", "id: add-two\nformerly: [sum-doses, add-numbers]\n")
    course = load_course(copy.root)
    exercise = course.exercise("add-two")
    assert exercise is not None
    assert exercise.formerly == ("sum-doses", "add-numbers")
    assert course.renamed() == {"sum-doses": "add-two", "add-numbers": "add-two"}
    assert [course.current_id(name) for name in ("sum-doses", "add-two", "unknown")] == [
        "add-two",
        "add-two",
        "unknown",
    ]
    for typed in ("sum-doses", "sum_doses.py", "week01/sum_doses.ipynb"):
        assert resolve(course, typed, None) == exercise
    assert lint_course(copy.root) == ()
    keep(course, read_tree(copy.root).stamps, copy.root.resolve(), tmp_path)
    assert recall(copy.root.resolve(), tmp_path) == course


@pytest.mark.parametrize(
    ("former", "found"),
    [
        ("[mean-age]", r'found "mean-age" \(see course/core/week01/week.yaml, line 5\)'),
        ("[add-two]", 'found "add-two"'),
        ("[old-name, old-name]", r'formerly\[1\]: .*found "old-name" \(see course/core/week01/add-two'),
        ("[Old Name]", r"formerly\[0\]: expected small letters joined by -"),
        ("old-name", "formerly: expected a list"),
    ],
)
def test_an_id_has_one_owner(copy, former, found):
    copy.edit(ADD, "id: add-two\n", f"id: add-two\nformerly: {former}\n")
    with pytest.raises(ContentError, match=found) as caught:
        load_course(copy.root)
    assert "course/core/week01/add-two/exercise.yaml, line 2: formerly" in caught.value.message
    assert [finding.file for finding in lint_course(copy.root)] == [
        "course/core/week01/add-two/exercise.yaml"
    ]


def test_two_exercises_cannot_have_been_one(copy):
    for file in (ADD, MEAN):
        name = file.split("/")[2]
        copy.edit(file, f"id: {name}\n", f"id: {name}\nformerly: [sum-doses]\n")
    with pytest.raises(ContentError, match=r'mean-age/exercise.yaml, line 2: .*found "sum-doses" .*add-two'):
        load_course(copy.root)
