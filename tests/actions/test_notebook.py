"""An exercise whose file is a notebook, from its starter to its verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from medai.actions.author.check import check
from medai.actions.grade import grade
from medai.actions.run import run
from medai.actions.start import start

_EXERCISE = """id: count-beds
title: Count the beds
file: count_beds.ipynb
notebook: true
minutes: 5
preload: []
impact: A bed counted twice is a patient in the corridor.
checks:
  - {id: beds_counted, title: counts the beds, points: 1}
hints: [one, two, three]
traps: [Wards counted instead of beds]
wrong:
  - {file: counts_wards.py, fails: [beds_counted], says: [wards]}
"""

_GRADE = '''"""Grades count-beds."""

from medai.grading import check


def test_beds_counted(solution):
    shown = check.notebook(solution).shown
    assert 2 not in shown, "It shows 2: these are the wards. Add up the beds in them."
    assert 30 in shown, "No cell shows the number of beds yet. Add up the beds of both wards."
'''


def _notebook(*cells: str) -> str:
    listed = [
        {"cell_type": "code", "source": cell, "metadata": {}, "outputs": [], "execution_count": None}
        for cell in cells
    ]
    return json.dumps({"cells": listed, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def notebook_course(own_course: Path) -> Path:
    folder = own_course / "core" / "week01" / "count-beds"
    (folder / "wrong").mkdir(parents=True)
    (folder / "exercise.yaml").write_text(_EXERCISE)
    (folder / "grade.py").write_text(_GRADE)
    (folder / "task.md").write_text(
        "# Count the beds\n\nShow the number of beds in the last line of a cell.\n"
    )
    (folder / "starter.ipynb").write_text(_notebook("wards = [10, 20]", "beds = None\nbeds"))
    (folder / "solution.py").write_text("# %%\nwards = [10, 20]\n\n# %%\nbeds = sum(wards)\nbeds\n")
    (folder / "wrong" / "counts_wards.py").write_text("# %%\nwards = [10, 20]\nbeds = len(wards)\nbeds\n")
    week = own_course / "core" / "week01" / "week.yaml"
    week.write_text(week.read_text().replace("[add-two, mean-age]", "[add-two, mean-age, count-beds]"))
    return own_course


def test_a_notebook_is_handed_out_run_and_graded(notebook_course: Path, folder: Path) -> None:
    assert "week01/count_beds.ipynb" in start(folder, "week1").written
    first = grade(folder, ("count-beds",))
    assert (first.exit_code, first.graded[0].untouched) == (1, True)

    mine = folder / "week01" / "count_beds.ipynb"
    mine.write_text(
        _notebook("wards = [10, 20]", "beds = sum(wards)", "open('seen.txt', 'w').write(str(beds))")
    )

    assert run(folder).returncode == 0
    assert (folder / "seen.txt").read_text() == "30"
    mine.write_text(_notebook("wards = [10, 20]", "beds = sum(wards)", "beds"))
    passed = grade(folder)
    assert (passed.exit_code, passed.graded[0].file) == (0, "week01/count_beds.ipynb")


def test_an_author_checks_a_notebook_like_any_exercise(notebook_course: Path, folder: Path) -> None:
    checked = check(folder, ("count-beds",))

    assert checked.findings == ()
    assert [case.kind for case in checked.exercises[0].cases[:3]] == ["starter", "solution", "wrong"]
    assert {case.problems for case in checked.exercises[0].cases} == {()}
    assert [case.file for case in checked.exercises[0].cases if case.kind != "nonsense"] == [
        "starter.ipynb",
        "solution.py",
        "wrong/counts_wards.py",
    ]
