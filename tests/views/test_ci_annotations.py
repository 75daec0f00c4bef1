"""Workflow commands: one line each, with nothing in it that could be another command."""

from __future__ import annotations

import re
from dataclasses import replace

from views.golden_files import compare
from views.runs import FAILED, FAULTY, MIXED, SPITEFUL, run

from medai.actions.ci.report import Line, WeekReport
from medai.views.ci_annotations import MOST, annotation_lines, held_back


def test_they_read_as_agreed() -> None:
    compare("annotations_mixed.txt", "\n".join(annotation_lines(MIXED)) + "\n")
    compare("annotations_fault.txt", "\n".join(annotation_lines(FAULTY)) + "\n")


def test_nothing_that_a_learner_wrote_ends_a_command_or_adds_a_property() -> None:
    lines = list(annotation_lines(SPITEFUL))

    assert len(lines) == 2
    for line in lines:
        assert len(line.splitlines()) == 1
        found = re.fullmatch(r"::(error|warning) ((?:[a-z]+=[^:,]*,?)+)::(.*)", line)
        assert found is not None
        assert set(re.findall(r"(?:^|,)([a-z]+)=", found[2])) <= {"file", "line", "title"}
        assert not re.search(r"%(?!25|0A|0D|3A|2C)", line)


def test_more_than_github_shows_are_one_warning() -> None:
    checks = tuple(Line(f"c{n}", f"check {n}", "failed", 1, why="No.") for n in range(7))
    many = tuple(replace(FAILED, id=f"one-{n}", file=f"week04/one_{n}.py", checks=checks) for n in range(3))

    lines = list(annotation_lines(run(WeekReport("week4", "Tests", many))))

    assert [line.partition(" ")[0] for line in lines] == ["::error"] * MOST + ["::warning"]
    assert "11 more checks did not pass, in week04/one_1.py, week04/one_2.py" in lines[-1]


def test_a_line_of_a_notebooks_cells_is_no_line_of_its_file() -> None:
    notebook = replace(FAILED, file="week02/eda.ipynb")

    (first, *_) = annotation_lines(run(WeekReport("week2", "Tables", (notebook,))))

    assert "file=workspace/week02/eda.ipynb,line=1," in first


def test_text_in_the_log_stands_between_words_that_nobody_can_guess() -> None:
    first, second = held_back("::error::x\n"), held_back("::error::x\n")

    stop, text, resume = first.splitlines()
    token = stop.removeprefix("::stop-commands::")
    assert (text, resume) == ("::error::x", f"::{token}::")
    assert len(token) > 30
    assert token not in second
