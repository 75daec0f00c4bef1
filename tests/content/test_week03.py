"""Week 3's references against scipy and statsmodels on random inputs, and its published figures on the real data."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from medai.datasets import fetch, registry, tables

REPOSITORY = Path(__file__).resolve().parents[2]
WEEK = REPOSITORY / "curriculum" / "core" / "week03"
LEVELS = (0.5, 0.9, 0.95, 0.999)


def _reference(exercise: str) -> ModuleType:
    path = WEEK / exercise / "solution.py"
    spec = importlib.util.spec_from_file_location(f"reference_{exercise.replace('-', '_')}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def intervals() -> ModuleType:
    return _reference("confidence-intervals")


@pytest.fixture(scope="module")
def groups() -> ModuleType:
    return _reference("compare-groups")


@pytest.fixture(scope="module")
def bayes() -> ModuleType:
    return _reference("bayes-at-the-bedside")


@pytest.fixture(scope="module")
def pima(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    dataset = registry.load_registry(REPOSITORY / "datasets")["pima"]
    cache = tmp_path_factory.mktemp("cache")
    fetch.get(dataset, cache, mirror=None, offline=True)
    return tables.read_table(dataset, cache)


@pytest.fixture(params=range(8))
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    return np.random.default_rng(request.param)


def _sample(rng: np.random.Generator, fewest: int = 2) -> np.ndarray:
    """Plausible values, sometimes few, sometimes with many ties; never all equal."""
    n = int(rng.choice([fewest, 3, 8, 30, 300]))
    values = rng.normal(rng.uniform(50, 150), rng.uniform(1, 60), n)
    values = np.round(values, int(rng.integers(-1, 3)))
    values[0] += 1 if np.ptp(values) == 0 else 0
    return values


# ---- confidence-intervals


@pytest.mark.parametrize("level", LEVELS)
def test_mean_interval_is_scipys_and_statsmodels(intervals, rng, level):
    values = _sample(rng)
    found = intervals.mean_interval(values.tolist(), level)
    scipys = stats.t.interval(level, len(values) - 1, loc=values.mean(), scale=stats.sem(values))
    assert found == pytest.approx(scipys, rel=1e-9)
    assert found == pytest.approx(DescrStatsW(values).tconfint_mean(alpha=1 - level), rel=1e-9)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("n", [1, 2, 8, 20, 768])
def test_proportion_interval_is_wilsons_also_for_none_and_all(intervals, rng, level, n):
    for events in (0, n, int(rng.integers(0, n + 1))):
        found = intervals.proportion_interval(events, n, level)
        due = stats.binomtest(events, n).proportion_ci(level, method="wilson")
        assert found == pytest.approx((due.low, due.high), abs=1e-12)
        assert found == pytest.approx(proportion_confint(events, n, 1 - level, method="wilson"), abs=1e-12)


@pytest.mark.parametrize("level", LEVELS)
def test_difference_interval_is_welchs(intervals, rng, level):
    first, second = _sample(rng), _sample(rng)
    found = intervals.difference_interval(pd.Series(first), second, level)
    scipys = stats.ttest_ind(first, second, equal_var=False).confidence_interval(level)
    models = CompareMeans(DescrStatsW(first), DescrStatsW(second)).tconfint_diff(1 - level, usevar="unequal")
    assert found == pytest.approx((scipys.low, scipys.high), rel=1e-9)
    assert found == pytest.approx(models, rel=1e-9)


def test_intervals_of_equal_values_have_no_width(intervals):
    assert intervals.mean_interval([118.0] * 5) == (118.0, 118.0)
    assert intervals.difference_interval([107.0] * 4, [100.0, 100.0]) == (7.0, 7.0)
    assert intervals.bootstrap_interval([90.0] * 7) == (90.0, 90.0)
    low, high = intervals.difference_interval([90.0, 100.0, 130.0], [100.0, 100.0])
    half = stats.t.ppf(0.975, 2) * stats.sem([90.0, 100.0, 130.0])
    assert (low, high) == pytest.approx((320 / 3 - 100 - half, 320 / 3 - 100 + half))


@pytest.mark.parametrize(
    ("function", "arguments"),
    [
        ("mean_interval", ([5.0],)),
        ("mean_interval", ([],)),
        ("difference_interval", ([5.0], [1.0, 2.0])),
        ("difference_interval", ([1.0, 2.0], [5.0])),
        ("bootstrap_interval", ([5.0],)),
        ("proportion_interval", (0, 0)),
        ("proportion_interval", (3, 2)),
        ("proportion_interval", (-1, 2)),
    ],
)
def test_intervals_refuse_what_has_no_answer(intervals, function, arguments):
    with pytest.raises(ValueError):
        getattr(intervals, function)(*arguments)


def test_bootstrap_interval_is_scipys_up_to_chance(intervals, rng):
    values = rng.lognormal(4.8, 0.7, 60)
    found = intervals.bootstrap_interval(values, 0.95, replicates=20_000, seed=3)
    due = stats.bootstrap(
        (values,),
        np.median,
        confidence_level=0.95,
        n_resamples=20_000,
        method="percentile",
        rng=np.random.default_rng(4),
    ).confidence_interval
    assert found == pytest.approx((due.low, due.high), rel=0.03)


def test_bootstrap_interval_repeats_by_seed(intervals):
    values = np.random.default_rng(1).normal(size=40)
    assert intervals.bootstrap_interval(values, seed=7) == intervals.bootstrap_interval(values, seed=7)
    assert intervals.bootstrap_interval(values, seed=7) != intervals.bootstrap_interval(values, seed=8)


def test_intervals_cover_the_truth_as_often_as_they_promise(intervals):
    rng = np.random.default_rng(5)
    samples = 600
    t = z = bootstrap = 0
    for number in range(samples):
        few = rng.normal(100, 15, 8)
        low, high = intervals.mean_interval(few)
        t += low <= 100 <= high
        half = 1.96 * few.std(ddof=1) / math.sqrt(8)
        z += abs(few.mean() - 100) <= half
        low, high = intervals.bootstrap_interval(rng.lognormal(4.8, 0.6, 25), 0.9, 200, seed=number)
        bootstrap += low <= math.exp(4.8) <= high
    assert 0.92 < t / samples < 0.98
    assert z / samples < 0.93
    assert 0.85 < bootstrap / samples < 0.95


def test_pima_intervals(intervals, pima):
    found = intervals.pima_intervals(pima)
    assert found["with_diabetes"] == pytest.approx((138.7, 145.9), abs=0.05)
    assert found["without_diabetes"] == pytest.approx((108.5, 112.8), abs=0.05)
    assert found["difference"] == pytest.approx((27.5, 35.9), abs=0.05)
    assert found["share_with_diabetes"] == pytest.approx((0.316, 0.383), abs=0.0005)


# ---- compare-groups


def test_welch_test_is_scipys(groups, rng):
    first, second = _sample(rng), _sample(rng)
    found = groups.welch_test(first.tolist(), pd.Series(second))
    due = stats.ttest_ind(first, second, equal_var=False)
    assert (found["t"], found["df"]) == pytest.approx((due.statistic, due.df), rel=1e-9)
    assert found["p"] == pytest.approx(due.pvalue, rel=1e-6, abs=1e-12)


def test_effect_size_is_students_t_without_the_sizes(groups, rng):
    first, second = _sample(rng), _sample(rng)
    t = stats.ttest_ind(first, second).statistic
    due = t * math.sqrt(1 / len(first) + 1 / len(second))
    assert groups.effect_size(first, second) == pytest.approx(due, rel=1e-9)
    assert groups.effect_size(second, first) == pytest.approx(-due, rel=1e-9)


def test_effect_size_stays_where_it_is_with_more_patients_of_the_same_kind(groups, rng):
    first, second = _sample(rng, 30), _sample(rng, 30)
    many = groups.effect_size(np.tile(first, 50), np.tile(second, 50))
    more = groups.effect_size(np.tile(first, 500), np.tile(second, 500))
    assert many == pytest.approx(more, rel=0.02)
    if abs(many) > 0.05:
        t = [groups.welch_test(np.tile(first, k), np.tile(second, k))["t"] for k in (50, 500)]
        assert abs(t[1]) > 3 * abs(t[0])


@pytest.mark.parametrize("function", ["welch_test", "effect_size"])
@pytest.mark.parametrize(
    ("first", "second"), [([5.0], [1.0, 2.0]), ([1.0, 2.0], [5.0]), ([], [1.0, 2.0]), ([7.0] * 3, [4.0] * 3)]
)
def test_groups_without_a_spread_are_refused(groups, function, first, second):
    with pytest.raises(ValueError):
        getattr(groups, function)(first, second)


def test_mann_whitney_is_scipys(groups, rng):
    for first, second in ((_sample(rng), _sample(rng)), (rng.integers(0, 4, 15), rng.integers(1, 5, 12))):
        found = groups.mann_whitney(first, second)
        due = stats.mannwhitneyu(first, second, method="asymptotic")
        assert found["u"] == due.statistic
        assert found["p"] == pytest.approx(due.pvalue, rel=1e-9, abs=1e-15)
        assert found["probability"] == pytest.approx(due.statistic / len(first) / len(second))


def test_mann_whitney_where_nothing_differs_and_for_single_patients(groups):
    assert groups.mann_whitney([3.0] * 10, [3.0] * 12) == {"u": 60.0, "probability": 0.5, "p": 1.0}
    assert groups.mann_whitney([2.0], [1.0])["u"] == 1
    assert groups.mann_whitney(np.arange(10), np.arange(10))["p"] == 1
    for empty in (([], [1.0]), ([1.0], [])):
        with pytest.raises(ValueError):
            groups.mann_whitney(*empty)


def test_adjusted_p_values_are_statsmodels(groups, rng):
    for p in (
        rng.uniform(size=12),
        rng.choice([0.001, 0.01, 0.03, 0.5], 9),
        np.array([0.0, 1.0, 0.04]),
        np.array([0.2]),
        rng.beta(0.1, 5, 30),
    ):
        assert groups.holm(p.tolist()) == pytest.approx(multipletests(p, method="holm")[1], abs=1e-12)
        due = multipletests(p, method="fdr_bh")[1]
        assert groups.benjamini_hochberg(pd.Series(p)) == pytest.approx(due, abs=1e-12)
        assert stats.false_discovery_control(p) == pytest.approx(due, abs=1e-12)


def test_glucose_in_pima_lands_on_the_published_figures(groups, pima):
    table = groups.compare_measurements(pima).set_index("measurement")
    glucose = table.loc["Glucose"]
    assert (glucose["n_with"], glucose["n_without"]) == (266, 497)
    assert round(glucose["mean_with"], 1) == 142.3
    assert round(glucose["mean_without"], 1) == 110.6
    assert round(glucose["t"], 2) == 14.88
    assert glucose["effect_size"] == pytest.approx(1.193, abs=0.0005)


def test_pima_ranked_by_effect_is_not_ranked_by_p(groups, pima):
    table = groups.compare_measurements(pima)
    assert table["measurement"].tolist()[:4] == ["Glucose", "BMI", "Insulin", "SkinThickness"]
    by_p = table.sort_values("p")["measurement"].tolist()
    assert by_p[:4] == ["Glucose", "BMI", "Age", "SkinThickness"]
    assert by_p.index("Insulin") == 5
    assert table["p_holm"].to_numpy() == pytest.approx(multipletests(table["p"], method="holm")[1])
    assert table["p_bh"].to_numpy() == pytest.approx(multipletests(table["p"], method="fdr_bh")[1])
    sizes = dict(zip(table["measurement"], table["n_with"] + table["n_without"], strict=True))
    assert sizes == {
        "Glucose": 763,
        "BMI": 757,
        "Insulin": 394,
        "SkinThickness": 541,
        "Age": 768,
        "Pregnancies": 768,
        "DiabetesPedigreeFunction": 768,
        "BloodPressure": 733,
    }


# ---- bayes-at-the-bedside


def test_predictive_values_are_those_of_the_counted_table(bayes, rng):
    tp, fn, tn, fp = (int(count) for count in rng.integers(1, 400, 4))
    n = tp + fn + tn + fp
    test = (tp / (tp + fn), tn / (tn + fp), (tp + fn) / n)
    assert bayes.positive_predictive_value(*test) == pytest.approx(tp / (tp + fp))
    assert bayes.negative_predictive_value(*test) == pytest.approx(tn / (tn + fn))
    ratio = test[0] / (1 - test[1])
    assert bayes.post_test_probability(test[2], ratio) == pytest.approx(tp / (tp + fp))


def test_predictive_values_where_nobody_is_positive_negative_or_ill(bayes):
    assert math.isnan(bayes.positive_predictive_value(0.9, 1, 0))
    assert math.isnan(bayes.positive_predictive_value(0, 1, 0.3))
    assert math.isnan(bayes.negative_predictive_value(1, 0.9, 1))
    assert bayes.positive_predictive_value(0.9, 0.9, 0) == 0
    assert bayes.negative_predictive_value(0.9, 0.9, 1) == 0
    for wrong in ((90, 0.9, 0.1), (0.9, -0.1, 0.1), (0.9, 0.9, 1.1), (math.nan, 0.9, 0.1)):
        for function in (bayes.positive_predictive_value, bayes.negative_predictive_value):
            with pytest.raises(ValueError):
                function(*wrong)


@pytest.mark.parametrize(
    ("pretest", "ratio", "due"),
    [
        (0, 3, 0),
        (1, 3, 1),
        (0.3, 0, 0),
        (0.3, math.inf, 1),
        (0.3, 1, 0.3),
        (0.5, 3, 0.75),
        (0.01, 10, 10 / 109),
    ],
)
def test_odds_at_their_limits(bayes, pretest, ratio, due):
    assert bayes.post_test_probability(pretest, ratio) == pytest.approx(due)


def test_two_batches_teach_as_much_as_one(bayes, rng):
    first, second = int(rng.integers(0, 20)), int(rng.integers(0, 30))
    prior = tuple(rng.uniform(0.1, 5, 2))
    halfway = bayes.beta_posterior(first, 20, prior)
    assert bayes.beta_posterior(second, 30, halfway) == pytest.approx(
        bayes.beta_posterior(first + second, 50, prior)
    )
    assert bayes.beta_posterior(0, 0, prior) == prior


def test_credible_interval_and_tail_are_those_of_the_posterior_by_bayes_theorem(bayes, rng):
    n = int(rng.integers(1, 60))
    events = int(rng.choice([0, n, rng.integers(0, n + 1)]))
    a, b = bayes.beta_posterior(events, n, (2, 3))
    rate = np.linspace(0, 1, 200_001)
    weight = stats.binom.pmf(events, n, rate) * stats.beta.pdf(rate, 2, 3)
    below = np.cumsum(weight) / weight.sum()
    low, high = bayes.credible_interval(a, b, 0.9)
    assert np.interp([0.05, 0.95], below, rate) == pytest.approx([low, high], abs=1e-4)
    assert bayes.probability_above(a, b, 0.2) == pytest.approx(1 - np.interp(0.2, rate, below), abs=1e-4)


def test_a_test_for_diabetes_by_glucose(bayes, pima):
    found = bayes.glucose_as_test(pima, 140, 0.05)
    assert found["sensitivity"] == pytest.approx(135 / 266)
    assert found["specificity"] == pytest.approx(435 / 497)
    assert found["ppv_study"] == pytest.approx(135 / 197)
    assert found["ppv_clinic"] == pytest.approx(0.176, abs=0.0005)
    nobody = bayes.glucose_as_test(pima, 200, 0.05)
    assert (nobody["sensitivity"], nobody["specificity"]) == (0, 1)
    assert math.isnan(nobody["ppv_study"])
    assert math.isnan(nobody["ppv_clinic"])
