"""Scores: computed by the grader, kept with the verdict, told whether the check passed or not."""

from __future__ import annotations

import json
import textwrap

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

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


@pytest.mark.parametrize("seed", range(5))
def test_auc_interval_agrees_with_sklearn_and_with_the_bootstrap(seed):
    rng = np.random.default_rng(seed)
    outcome = np.repeat([0, 1], [130, 70])
    probability = np.round(rng.normal(outcome, 1), 1)  # with ties
    auc, low, high = check.auc_interval(outcome, probability)
    assert auc == pytest.approx(roc_auc_score(outcome, probability), abs=1e-12)
    draws = []
    for _ in range(1500):
        rows = np.concatenate([rng.integers(0, 130, 130), rng.integers(130, 200, 70)])
        draws.append(roc_auc_score(outcome[rows], probability[rows]))
    assert (high - low) / (2 * 1.96) == pytest.approx(np.std(draws), rel=0.1)
    narrow = check.auc_interval(outcome, probability, 0.5)
    assert low < narrow[1] < auc < narrow[2] < high


def test_auc_interval_at_its_edges():
    assert check.auc_interval([0, 0, 1, 1], [0.1, 0.2, 0.3, 0.4]) == (1.0, 1.0, 1.0)
    assert check.auc_interval([0, 0, 1, 1], [0.5] * 4) == (0.5, 0.5, 0.5)
    assert np.isnan(check.auc_interval([0, 0, 1], [0.1, 0.2, 0.3])[1])


def test_auc_interval_by_hand():
    """Two sick, three well: wins 3/3 and 1/3 by patient; the variance is put together from both sides."""
    auc, low, high = check.auc_interval([1, 1, 0, 0, 0], [0.9, 0.3, 0.1, 0.4, 0.5])
    variance = np.var([1, 1 / 3], ddof=1) / 2 + np.var([1, 0.5, 0.5], ddof=1) / 3
    assert auc == pytest.approx(4 / 6)
    assert low == pytest.approx(max(0, 4 / 6 - 1.959964 * np.sqrt(variance)), abs=1e-6)
    assert high == 1.0


def test_areas_of_resampled_patients_are_those_of_a_plain_bootstrap():
    rng = np.random.default_rng(3)
    outcome = np.repeat([1, 0], [30, 60])
    score = np.round(rng.normal(outcome, 1.0), 1)
    wins = (score[:, None] > score[None, :]) + 0.5 * (score[:, None] == score[None, :])
    plain, apart = [], []
    while len(plain) < 1000:
        rows, others = rng.integers(90, size=(2, 90))
        sick, well = outcome[rows] == 1, outcome[rows] == 0
        if 0 < sick.sum() < 90:
            plain.append(wins[np.ix_(rows[sick], rows[well])].mean())
            apart.append(wins[np.ix_(others[sick], others[well])].mean())
    for draws, found in (
        (plain, check.resampled_aucs(outcome, score, rng, 4000)),
        (apart, check.resampled_aucs(outcome, score, rng, 4000, apart=True)),
    ):
        assert len(found) == 4000
        off = abs(np.mean(draws) - found.mean())
        assert off < 5 * np.std(draws) * np.sqrt(1 / 1000 + 1 / 4000)
        assert abs(np.std(draws) / found.std() - 1) < 0.15


def test_a_draw_with_one_outcome_has_no_area():
    few = np.array([1, 0, 0])
    found = check.resampled_aucs(few, np.array([2.0, 1.0, 0.0]), np.random.default_rng(0), 500)
    assert found.tolist() == [1.0] * 500
