"""`medai author check` on the whole course: rules of content, and every shipped solution graded as it must be."""

from __future__ import annotations

from pathlib import Path

import pytest

from medai.actions.assignments import assignment
from medai.actions.author.check import check
from medai.curriculum.lint import lint_course
from medai.curriculum.load import load_course
from medai.datasets.registry import dataset_names
from medai.grading import plugin
from medai.grading.run import grade

ROOT = Path(__file__).resolve().parents[2]
COURSE = load_course(ROOT / "curriculum")


def test_the_content_keeps_its_rules():
    findings = lint_course(ROOT / "curriculum", frozenset(dataset_names(ROOT / "datasets")))
    assert findings == ()


@pytest.mark.parametrize(
    "exercise_id",
    [
        pytest.param(exercise.id, marks=pytest.mark.xdist_group(f"shipped {exercise.id}"))
        for exercise in COURSE.exercises()
    ],
)
def test_starter_references_and_wrong_solutions_are_judged_as_they_must_be(
    exercise_id, monkeypatch, tmp_path
):
    """The starter fails well, every right solution passes, every wrong one is told its misconception."""
    monkeypatch.setattr("medai.actions.author.crew.cores", lambda: 1)  # the tests run side by side already
    monkeypatch.setenv("MEDAI_CACHE", str(tmp_path))
    (result,) = check(ROOT, (exercise_id,), course=ROOT / "curriculum", afresh=True).exercises
    assert result.note == ""
    kinds = [case.kind for case in result.cases]
    assert kinds.count("starter") == kinds.count("solution") == 1
    assert kinds.count("right") >= 2
    assert kinds.count("wrong") >= 1
    assert [(case.file, case.problems) for case in result.cases if case.problems] == []


@pytest.mark.parametrize(
    "exercise",
    [
        pytest.param(exercise, id=exercise.id, marks=pytest.mark.xdist_group(f"shipped {exercise.id}"))
        for exercise in COURSE.exercises()
    ],
)
def test_reference_passes_where_its_checks_run_in_two_processes(exercise, monkeypatch):
    """No check may rely on what another has left in the grader or in the learner's process."""
    monkeypatch.setattr(plugin, "possible", lambda: True)
    source = (exercise.folder / "solution.py").read_text()
    result = grade(assignment(exercise, exercise.file), source, seed=20, share=True)
    assert [(check.id, check.feedback, check.detail) for check in result.checks if not check.earned] == []
