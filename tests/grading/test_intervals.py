"""Checks on intervals: what passes, what fails, and which misconception is named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from medai.grading import check
from medai.grading.checks.core import CheckFailed, Slip


@pytest.mark.parametrize(
    "value", [(1.0, 2.0), [1, 2], np.array([1, 2]), pd.Series([1.0, 2.0], index=["low", "high"])]
)
def test_two_numbers_in_any_sequence_are_an_interval(value):
    assert check.ends(value) == (1.0, 2.0)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (None, "None"),
        ((1.0,), "1 items"),
        ((2.0, 1.0), "lower end first"),
        ((float("nan"), 1.0), "NaN"),
        (("a", "b"), "str"),
        ({"low": 1, "high": 2}, "dict"),
        (1.0, "float"),
    ],
)
def test_what_is_no_interval_is_told(value, word):
    with pytest.raises(CheckFailed) as failed:
        check.ends(value)
    feedback = failed.value.feedback
    assert word in f"{feedback.why} {feedback.next_step}"


def test_an_interval_fails_on_either_end():
    check.interval((1.0, 2.0 + 1e-9), (1.0, 2.0))
    for wrong in ((1.1, 2.0), (1.0, 2.1), (-np.inf, 2.0)):
        with pytest.raises(CheckFailed):
            check.interval(wrong, (1.0, 2.0))


def test_a_slip_is_named_only_where_both_ends_match():
    slips = [Slip((0.0, 3.0), "too wide")]
    for got, named in (((0.0, 3.0), True), ((0.0, 2.9), False)):
        with pytest.raises(CheckFailed) as failed:
            check.interval(got, (1.0, 2.0), slips=slips)
        assert (failed.value.feedback.why == "too wide") is named


def test_chance_is_allowed_for_and_no_more():
    rng = np.random.default_rng(0)
    known = rng.normal(size=50_000)
    for _ in range(200):
        draws = rng.normal(size=1000)
        check.resampled_interval(np.quantile(draws, [0.025, 0.975]), known, level=0.95, replicates=1000)
    for wrong in ((-1.64, 1.64), (-3.3, 3.3), (0.0, 0.0)):
        with pytest.raises(CheckFailed) as failed:
            check.resampled_interval(
                wrong, known, level=0.95, replicates=4000, slips=[Slip(np.zeros(50_000), "no spread")]
            )
        assert (failed.value.feedback.why == "no spread") is (wrong == (0.0, 0.0))


@pytest.mark.parametrize(
    ("level", "replicates"), [(0.95, 25), (0.95, 40), (0.9, 40), (0.5, 100), (0.5, 7), (0.99, 300)]
)
def test_right_intervals_from_few_draws_pass(level, replicates):
    """The tails of few draws are long: five standard errors of a normal quantile refused one in a hundred."""
    rng = np.random.default_rng(3)
    known = rng.beta(8, 3, size=2000)
    kinds = (
        "linear",
        "lower",
        "higher",
        "nearest",
        "inverted_cdf",
        "closest_observation",
        "weibull",
        "hazen",
    )
    for number in range(1500):
        pair = np.quantile(
            rng.beta(8, 3, replicates), [(1 - level) / 2, (1 + level) / 2], method=kinds[number % 8]
        )
        check.resampled_interval(pair, known, level=level, replicates=replicates, patients=50, bounds=(0, 1))


def test_few_replicates_leave_the_outer_side_open():
    known = np.linspace(0, 1, 10_001)
    check.resampled_interval((-0.2, 1.2), known, level=0.95, replicates=20)


def test_draws_without_spread_ask_for_exactly_that_value():
    known = np.full(1000, 7.0)
    check.resampled_interval((7.0, 7.0), known, level=0.95, replicates=1000)
    with pytest.raises(CheckFailed):
        check.resampled_interval((6.0, 8.0), known, level=0.95, replicates=1000)


def test_the_width_shows_the_level_and_the_size_of_the_draws():
    rng = np.random.default_rng(1)
    known = rng.normal(size=20_000)
    settings = {"level": 0.8, "replicates": 400, "patients": 80}
    shares = [0.1, 0.9]
    for kind in ("linear", "lower", "higher", "inverted_cdf", "weibull"):
        for _ in range(20):
            draws = rng.normal(size=400)
            check.resampled_interval(np.quantile(draws, shares, method=kind), known, **settings)
    reach = float(np.quantile(known, 0.9))
    for width, words in (
        (1.96, "95 % interval, where level=0.8"),
        (0.84, "20% of the draws were cut off each side"),
        (reach / np.sqrt(400), "mean of the draws"),
        (0.0, "no width"),
        (reach * 2, "draws of about 2"),
    ):
        with pytest.raises(CheckFailed) as failed:
            check.resampled_interval((-width, width), known, **settings)
        assert words in failed.value.feedback.why
    with pytest.raises(CheckFailed) as failed:
        check.resampled_interval((-0.5 * reach, reach), known, **settings)
    assert failed.value.feedback.why


def test_bounds_keep_what_is_expected_possible():
    known = np.linspace(0.5, 1, 1001)
    check.resampled_interval((0.51, 1.0), known, level=0.95, replicates=20, bounds=(0, 1))
    with pytest.raises(CheckFailed) as failed:
        check.resampled_interval((0.51, 1.1), known, level=0.95, replicates=20, bounds=(0, 1))
    assert failed.value.feedback.expected.endswith("to 1")


def test_a_slip_is_named_where_the_interval_lies_about_its_draws():
    rng = np.random.default_rng(2)
    known, other = rng.normal(0.6, 0.07, 20_000), rng.normal(0.5, 0.07, 20_000)
    settings = {"level": 0.95, "replicates": 400, "patients": 80, "slips": [Slip(other, "apart")]}
    for pair, words in (((0.36, 0.64), "apart"), ((0.4, 0.8), "draws of about")):
        with pytest.raises(CheckFailed) as failed:
            check.resampled_interval(pair, known, **settings)
        assert words in failed.value.feedback.why


def test_an_end_beyond_what_is_possible_is_named():
    known = np.clip(np.random.default_rng(3).normal(0.93, 0.06, 4000), 0, 1)
    settings = {"level": 0.9, "replicates": 25, "patients": 14, "bounds": (0, 1)}
    check.resampled_interval((0.83, 1.0), known, **settings)
    with pytest.raises(CheckFailed) as failed:
        check.resampled_interval((0.83, 1.03), known, **settings)
    assert "no value can lie beyond 0 to 1" in failed.value.feedback.why
