"""Week 4: the references against published figures, and against scipy, statsmodels and scikit-learn."""

from __future__ import annotations

import importlib.util
import itertools
import math
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.metrics import confusion_matrix, recall_score, roc_auc_score, roc_curve
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from medai.datasets import fetch, registry, tables

ROOT = Path(__file__).parents[2]
SEEDS = range(20)


def reference(exercise: str) -> ModuleType:
    path = ROOT / "curriculum" / "core" / "week04" / exercise / "solution.py"
    spec = importlib.util.spec_from_file_location(f"week04_{exercise.replace('-', '_')}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def table(name: str, cache: Path) -> pd.DataFrame:
    dataset = registry.load_registry(ROOT / "datasets")[name]
    fetch.get(dataset, cache, mirror=None, offline=True)
    return tables.read_table(dataset, cache)


@pytest.fixture(scope="module")
def pima(cache: Path) -> pd.DataFrame:
    return table("pima", cache)


@pytest.fixture(scope="module")
def heart(cache: Path) -> pd.DataFrame:
    return table("heart", cache)


class TestTwoByTwo:
    solution = reference("two-by-two")

    def test_the_liver_scans_of_altman_and_bland(self) -> None:
        """BMJ 1994;308:1552 and 309:102: 258 abnormal and 86 normal livers."""
        found = self.solution.measures(tp=231, fp=32, fn=27, tn=54)
        assert {name: round(found[name], 2) for name in ("sensitivity", "specificity", "ppv", "npv")} == {
            "sensitivity": 0.90,
            "specificity": 0.63,
            "ppv": 0.88,
            "npv": 0.67,
        }

    def test_exercise_angina_in_cleveland(self, heart: pd.DataFrame) -> None:
        """The worked example of the lesson."""
        cleveland = heart[heart["site"] == "cleveland"]
        counts = self.solution.two_by_two((cleveland["num"] > 0).astype(int), cleveland["exang"])
        assert counts == {"tp": 76, "fp": 23, "fn": 63, "tn": 141}
        report = self.solution.report(cleveland, "exang")
        assert report.loc["lr_positive"].round(1).tolist() == [3.9, 2.6, 5.9]
        assert report.loc["ppv", "estimate"] == pytest.approx(0.7677, abs=1e-4)

    def test_predictive_values_follow_the_waiting_room(self, heart: pd.DataFrame) -> None:
        report = self.solution.report(heart[heart["site"] == "switzerland"], "exang")
        assert report.loc[["ppv", "npv"], "estimate"].round(2).tolist() == [0.98, 0.10]

    @pytest.mark.parametrize("seed", SEEDS)
    def test_counts_agree_with_sklearn(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        n = int(rng.integers(1, 60))
        disease, test = rng.binomial(1, rng.choice([0, 0.1, 0.5, 1]), n), rng.binomial(1, 0.4, n)
        tn, fp, fn, tp = confusion_matrix(disease, test, labels=[0, 1]).ravel()
        assert self.solution.two_by_two(disease, test) == {"tp": tp, "fp": fp, "fn": fn, "tn": tn}
        if disease.any():
            found = self.solution.measures(tp=int(tp), fp=int(fp), fn=int(fn), tn=int(tn))
            assert found["sensitivity"] == pytest.approx(recall_score(disease, test))

    @pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
    @pytest.mark.parametrize("counts", list(itertools.product((0, 1, 40), repeat=4)), ids=str)
    def test_intervals_agree_with_statsmodels(self, counts: tuple[int, ...], level: float) -> None:
        tp, fp, fn, tn = counts
        found = self.solution.measure_intervals(*counts, level=level)
        shares = {
            "sensitivity": (tp, tp + fn),
            "specificity": (tn, tn + fp),
            "ppv": (tp, tp + fp),
            "npv": (tn, tn + fn),
        }
        for name, (part, whole) in shares.items():
            if whole == 0:
                assert all(math.isnan(end) for end in found[name])
            else:
                due = proportion_confint(part, whole, alpha=1 - level, method="wilson")
                assert found[name] == pytest.approx(due, abs=1e-12)
        if tp + fn == 0 or fp + tn == 0:
            assert all(math.isnan(end) for name in ("lr_positive", "lr_negative") for end in found[name])
            return
        cells = np.array([[tp, fn], [fp, tn]], dtype=float)
        cells += 0.5 * (cells == 0).any()
        for name, rows in (("lr_positive", cells), ("lr_negative", cells[:, ::-1])):
            assert found[name] == pytest.approx(Table2x2(rows).riskratio_confint(1 - level), rel=1e-9)

    def test_ratio_interval_agrees_with_scipy(self) -> None:
        found = self.solution.measure_intervals(76, 23, 63, 141)
        due = stats.contingency.relative_risk(76, 139, 23, 164).confidence_interval(0.95)
        assert found["lr_positive"] == pytest.approx((due.low, due.high))

    def test_empty_cells(self) -> None:
        nobody_sick = self.solution.measures(tp=0, fp=3, fn=0, tn=5)
        assert math.isnan(nobody_sick["sensitivity"])
        assert math.isnan(nobody_sick["lr_positive"])
        assert math.isnan(nobody_sick["youden"])
        assert self.solution.measures(tp=4, fp=0, fn=2, tn=5)["lr_positive"] == math.inf
        assert math.isnan(self.solution.measures(tp=0, fp=0, fn=2, tn=5)["lr_positive"])
        assert self.solution.measures(tp=4, fp=3, fn=2, tn=0)["lr_negative"] == math.inf


class TestRocCurve:
    solution = reference("roc-curve")

    @staticmethod
    def patients(seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Scores with no, some and many ties; one seed in five has equal scores throughout."""
        rng = np.random.default_rng(seed)
        n = int(rng.integers(2, 80))
        disease = np.r_[0, 1, rng.binomial(1, rng.uniform(0.05, 0.95), n)]
        score = rng.normal(0, 1, n + 2) + rng.uniform(-1, 2) * disease
        grid = (None, 0.1, 0.5, 2, 1000)[seed % 5]
        return disease, np.round(score / grid) * grid if grid else score

    @pytest.mark.parametrize("seed", SEEDS)
    def test_area_is_mann_whitneys_u_over_all_pairs(self, seed: int) -> None:
        disease, score = self.patients(seed)
        u = stats.mannwhitneyu(score[disease == 1], score[disease == 0]).statistic
        pairs = (disease == 1).sum() * (disease == 0).sum()
        assert self.solution.auc(disease, score) == pytest.approx(u / pairs, abs=1e-12)

    @pytest.mark.parametrize("seed", SEEDS)
    def test_points_and_area_agree_with_sklearn(self, seed: int) -> None:
        disease, score = self.patients(seed)
        for got, due in zip(
            self.solution.roc_points(disease, score),
            roc_curve(disease, score, drop_intermediate=False),
            strict=True,
        ):
            np.testing.assert_allclose(got, due, atol=1e-12)
        assert self.solution.auc(disease, score) == pytest.approx(roc_auc_score(disease, score), abs=1e-12)

    @pytest.mark.parametrize("seed", SEEDS)
    def test_youden_is_the_best_there_is(self, seed: int) -> None:
        disease, score = self.patients(seed)
        found = self.solution.youden_threshold(disease, score)
        every = [
            (score[disease == 1] >= cut).mean() - (score[disease == 0] >= cut).mean()
            for cut in np.unique(score)
        ]
        assert found["youden"] == pytest.approx(max(every), abs=1e-12)
        assert found["threshold"] in score

    def test_the_ct_readings_of_hanley_and_mcneil(self) -> None:
        """Radiology 1982;143:29: 58 normal and 51 abnormal CT images rated 1 to 5, area 0.893."""
        normal, abnormal = (33, 6, 6, 11, 2), (3, 2, 2, 11, 33)
        disease = np.repeat([0, 1], [sum(normal), sum(abnormal)])
        score = np.r_[np.repeat(range(1, 6), normal), np.repeat(range(1, 6), abnormal)]
        assert round(self.solution.auc(disease, score), 3) == 0.893

    def test_glucose_in_pima(self, pima: pd.DataFrame) -> None:
        """The figures of the lesson; the area equals U / (n1 n0) on the real data too."""
        known = pima[pima["Glucose"] > 0]
        with_diabetes = known.loc[known["Outcome"] == 1, "Glucose"]
        without = known.loc[known["Outcome"] == 0, "Glucose"]
        u = stats.mannwhitneyu(with_diabetes, without).statistic
        area = self.solution.auc(known["Outcome"], known["Glucose"])
        assert area == pytest.approx(u / (266 * 497), abs=1e-12)
        assert round(area, 3) == 0.793
        low, high = self.solution.bootstrap_auc(known["Outcome"], known["Glucose"])
        assert (low, high) == pytest.approx((0.76, 0.83), abs=0.01)

    def test_bootstrap_agrees_with_scipy(self) -> None:
        disease, score = self.patients(5)
        sick, healthy = score[disease == 1], score[disease == 0]

        def area(a: np.ndarray, b: np.ndarray) -> float:
            return float(stats.mannwhitneyu(a, b).statistic) / (len(a) * len(b))

        due = stats.bootstrap(
            (sick, healthy),
            area,
            n_resamples=2000,
            method="percentile",
            rng=np.random.default_rng(1),
            vectorized=False,
        ).confidence_interval
        found = self.solution.bootstrap_auc(disease, score, replicates=2000)
        assert found == pytest.approx((due.low, due.high), abs=0.03)

    def test_markers_in_cleveland(self, heart: pd.DataFrame) -> None:
        cleveland = heart[heart["site"] == "cleveland"]
        found = self.solution.marker_aucs(cleveland, "num", {"thalach": "low", "oldpeak": "high"})
        assert {name: round(area, 3) for name, area in found.items()} == {"thalach": 0.745, "oldpeak": 0.735}

    @pytest.mark.parametrize("disease", [[0, 0, 0], [1, 1, 1]])
    def test_one_class(self, disease: list[int]) -> None:
        for name in ("roc_points", "auc", "bootstrap_auc", "youden_threshold"):
            with pytest.raises(ValueError, match="with and without"):
                getattr(self.solution, name)(disease, [1, 2, 3])


class TestGlucoseReport:
    solution = reference("glucose-report")

    def test_published_means_and_t(self, pima: pd.DataFrame) -> None:
        """Mean glucose 142.3 against 110.6 mg/dL (n = 266 / 497, zeros left out), Welch t = 14.88."""
        found = self.solution.glucose_table(pima)
        assert found["n"].to_dict() == {1: 266, 0: 497}
        assert found["not_measured"].to_dict() == {1: 2, 0: 3}
        assert found["mean"].round(1).to_dict() == {1: 142.3, 0: 110.6}
        assert round(self.solution.glucose_test(pima)["t"], 2) == 14.88

    def test_the_sentence_of_the_lesson(self, pima: pd.DataFrame) -> None:
        lesson = (ROOT / "curriculum" / "core" / "week04" / "lesson.md").read_text(encoding="utf-8")
        assert self.solution.glucose_sentence(pima) in lesson

    def test_the_direction_follows_the_patients(self, pima: pd.DataFrame) -> None:
        turned = pima.assign(Outcome=1 - pima["Outcome"])
        sentence = self.solution.glucose_sentence(turned)
        assert "lower (95% CI 27.5 to 35.9)" in sentence
        assert "higher" not in sentence

    @pytest.mark.parametrize("seed", SEEDS)
    def test_welch_agrees_with_statsmodels(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        n = int(rng.integers(8, 60))
        outcome = np.r_[0, 0, 1, 1, rng.binomial(1, 0.4, n)]
        glucose = rng.normal(120, 25, n + 4) + rng.uniform(-20, 30) * outcome
        patients = pd.DataFrame({"Glucose": np.round(glucose), "Outcome": outcome})
        patients.loc[n:, "Glucose"] = [0, np.nan, 0, 0]
        known = patients[patients["Glucose"] > 0]
        ill, well = (known.loc[known["Outcome"] == k, "Glucose"] for k in (1, 0))
        both = CompareMeans(DescrStatsW(ill), DescrStatsW(well))
        t, p, _ = both.ttest_ind(usevar="unequal")
        found = self.solution.glucose_test(patients)
        assert (found["low"], found["high"]) == pytest.approx(both.tconfint_diff(usevar="unequal"))
        assert (found["t"], found["p"]) == pytest.approx((t, p))
        described = ill.describe()
        row = self.solution.glucose_table(patients).loc[1]
        assert row[["n", "mean", "sd", "q1", "median", "q3"]].tolist() == pytest.approx(
            described[["count", "mean", "std", "25%", "50%", "75%"]].tolist()
        )

    def test_one_measured_value_is_too_few(self) -> None:
        patients = pd.DataFrame({"Glucose": [100, 0, 90, 95], "Outcome": [1, 1, 0, 0]})
        with pytest.raises(ValueError, match="at least two"):
            self.solution.glucose_test(patients)
