"""Quantiles, tails and intervals against scipy.stats, and intervals against published ones."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from medai.grading import check

RNG = np.random.default_rng(8)


@pytest.mark.parametrize("p", [1e-6, 0.025, 0.31, 0.5, 0.9, 0.995, 1 - 1e-9])
def test_quantiles_are_those_of_scipy(p):
    assert check.normal_quantile(p) == pytest.approx(stats.norm.ppf(p), rel=1e-12, abs=1e-12)
    for df in (1, 3.7, 20, 500):
        assert check.t_quantile(p, df) == pytest.approx(stats.t.ppf(p, df), rel=1e-9, abs=1e-9)
    for a, b in ((0.5, 8.5), (1, 1), (21, 1), (269, 501)):
        assert check.beta_quantile(p, a, b) == pytest.approx(stats.beta.ppf(p, a, b), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("x", [-30.0, -1.96, 0.0, 0.3, 1.0, 2.5, 14.88])
def test_tails_are_those_of_scipy(x):
    assert check.normal_tail(x) == pytest.approx(stats.norm.sf(x), rel=1e-12)
    for df in (1, 3.7, 20, 454.3):
        assert check.t_tail(x, df) == pytest.approx(stats.t.sf(x, df), rel=1e-9)
    for a, b in ((0.5, 8.5), (2, 2), (3, 40)):
        if 0 <= x <= 1:
            assert check.beta_tail(x, a, b) == pytest.approx(stats.beta.sf(x, a, b), rel=1e-9, abs=1e-15)


CASES = [(0, 20), (20, 20), (1, 1), (0, 1), (81, 263), (15, 148), (1, 29)]
CASES += [(int(RNG.integers(0, n + 1)), n) for n in map(int, RNG.integers(1, 400, 40))]


@pytest.mark.parametrize(("events", "n"), CASES)
@pytest.mark.parametrize("level", [0.5, 0.8, 0.95, 0.999])
def test_intervals_of_a_share_are_those_of_scipy(events, n, level):
    test = stats.binomtest(events, n)
    for method, found in (
        ("wilson", check.wilson(events, n, level)),
        ("wilsoncc", check.wilson(events, n, level, continuity=True)),
        ("exact", check.clopper_pearson(events, n, level)),
    ):
        with np.errstate(invalid="ignore"):
            due = test.proportion_ci(level, method=method)
        if not np.isnan([due.low, due.high]).any():
            assert found == pytest.approx((due.low, due.high), rel=1e-9, abs=1e-12), method


def test_intervals_are_those_of_newcombe_1998():
    """81 of 263: table I of Statistics in Medicine 17:857-872, methods 3, 4 and 5."""
    assert np.round(check.wilson(81, 263), 4).tolist() == [0.2553, 0.3662]
    assert np.round(check.wilson(81, 263, continuity=True), 4).tolist() == [0.2535, 0.3682]
    assert np.round(check.clopper_pearson(81, 263), 4).tolist() == [0.2527, 0.3676]
