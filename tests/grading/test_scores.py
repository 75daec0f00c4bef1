"""Scores: computed by the grader, kept with the verdict, told whether the check passed or not."""

from __future__ import annotations

import json
import textwrap

import pytest

from medai.grading import check
from medai.grading.assignment import Assignment, CheckSpec
from medai.grading.forkserver import Zygote
from medai.grading.proxy import Solution
from medai.grading.result import Score
from medai.grading.run import grade

GRADER = """
from medai.grading import check

def test_ranked(solution):
    value = check.number(solution.f())
    check.score(solution, "AUC", value, value - 0.05, value + 0.05)
    check.score(solution, "Brier score", 0.2, better="lower")
    check.between(value, 0.7, 1, what="the AUC")
"""


@pytest.fixture
def ranked(tmp_path):
    path = tmp_path / "grade.py"
    path.write_text(textwrap.dedent(GRADER))
    wanted = Assignment("demo", path, "demo", "week01/demo.py", (CheckSpec("ranked", "ranked", 1),))
    with Zygote(("pandas",)) as zygote:
        yield lambda source: grade(wanted, source, seed=1, zygote=zygote)


def test_scores_reach_the_verdict_even_below_the_floor(ranked):
    passed, failed = ranked("def f(): return 0.75"), ranked("def f(): return 0.5")
    assert passed.scores[0] == Score("AUC", 0.75, 0.7, 0.8)
    assert passed.scores[1] == Score("Brier score", 0.2, better="lower")
    assert not failed.passed
    assert failed.scores[0] == Score("AUC", 0.5, 0.45, 0.55)
    shown = json.loads(json.dumps(passed.to_dict()))["scores"][0]
    assert shown == {"name": "AUC", "value": 0.75, "low": 0.7, "high": 0.8, "better": "higher"}


def test_without_an_answer_there_is_no_score(ranked):
    assert ranked("def f(): return None").scores == ()


def _solution() -> Solution:
    return Solution(lambda: pytest.fail("no worker is needed"), ("load", "", "", ""), 1.0)


def test_the_later_score_of_a_name_counts():
    solution = _solution()
    check.score(solution, "AUC", 0.6)
    check.score(solution, "AUC", 0.7)
    assert list(solution.scores.values()) == [Score("AUC", 0.7)]


@pytest.mark.parametrize(
    ("arguments", "better", "problem"),
    [
        ((float("nan"),), "higher", "not finite"),
        ((0.7, 0.6, float("inf")), "higher", "not finite"),
        ((0.7, 0.6), "higher", "one end"),
        ((0.7,), "bigger", "higher or lower"),
    ],
)
def test_a_score_that_cannot_be_ranked_is_our_fault(arguments, better, problem):
    solution = _solution()
    with pytest.raises(ValueError, match=problem):
        check.score(solution, "AUC", *arguments, better=better)
    assert solution.scores == {}
