"""Week 2: the references against the known counts, scikit-learn, and the figures that the lesson quotes."""

from __future__ import annotations

import importlib.util
import re
import shutil
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pytest
from sklearn.impute import MissingIndicator, SimpleImputer
from sklearn.preprocessing import RobustScaler, StandardScaler

from medai.datasets import fetch, registry, tables
from medai.grading import nonsense
from medai.grading.sandbox import cells

matplotlib.use("Agg")

ROOT = Path(__file__).parents[2]
WEEK = ROOT / "curriculum" / "core" / "week02"
LABS = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
SEEDS = range(20)


def reference(exercise: str) -> ModuleType:
    path = WEEK / exercise / "solution.py"
    spec = importlib.util.spec_from_file_location(f"week02_{exercise.replace('-', '_')}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def pima(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    cache = tmp_path_factory.mktemp("cache")
    dataset = registry.load_registry(ROOT / "datasets")["pima"]
    fetch.get(dataset, cache, mirror=None, offline=True)
    return tables.read_table(dataset, cache)


@pytest.fixture(scope="module")
def clean(pima: pd.DataFrame) -> pd.DataFrame:
    return pima.assign(**pima[LABS].mask(pima[LABS] == 0))


def patients(seed: int) -> pd.DataFrame:
    """Zeros and NaN among the labs; from one patient to forty."""
    rng = np.random.default_rng(seed)
    number = int(rng.integers(1, 40))
    table = pd.DataFrame(rng.lognormal(4, 0.7, (number, 5)).round(1), columns=LABS)
    table["BloodPressure"] = table["BloodPressure"].astype(int)
    holes = rng.random((number, 5))
    table = table.mask(holes < 0.15, 0.0).mask(holes > 0.9)
    table.iloc[0] = [99.0, 71, 20.5, 80, 31.2]  # each lab measured once
    return table.assign(Outcome=rng.integers(0, 2, number)).sample(frac=1, random_state=seed)


# ---- impute-labs


class TestImputeLabs:
    labs = reference("impute-labs")

    def test_medians_of_the_pima_table(self, pima: pd.DataFrame) -> None:
        expected = {
            "Glucose": 117.0,
            "BloodPressure": 72.0,
            "SkinThickness": 29.0,
            "Insulin": 125.0,
            "BMI": 32.3,
        }
        assert self.labs.learn_medians(pima) == expected

    def test_counts_that_the_task_and_lesson_quote(self, clean: pd.DataFrame) -> None:
        complete = clean[LABS].notna().all(axis=1)
        assert (complete.sum(), (~complete).sum()) == (392, 376)
        assert clean["Insulin"].notna().sum() == 394
        assert clean.loc[complete, "Age"].median() == 27
        assert clean["Age"].median() == 29
        assert round(100 * clean.loc[complete, "Outcome"].mean()) == 33

    def test_nobody_is_dropped_and_the_marks_count_the_zeros(self, pima: pd.DataFrame) -> None:
        filled = self.labs.impute_labs(pima, self.labs.learn_medians(pima))
        assert len(filled) == 768
        assert filled[LABS].notna().all(axis=None)
        assert filled[[f"{lab}_missing" for lab in LABS]].sum().tolist() == [5, 35, 227, 374, 11]

    @pytest.mark.parametrize("seed", SEEDS)
    def test_it_does_what_scikit_learn_does(self, seed: int) -> None:
        train, test = patients(seed), patients(seed + 1000)
        without_zeros = [table[LABS].replace(0, np.nan) for table in (train, test)]
        imputer = SimpleImputer(strategy="median").fit(without_zeros[0])
        marks = MissingIndicator(features="all").fit(without_zeros[0])
        for got, labs in zip(self.labs.impute_split(train, test), without_zeros, strict=True):
            np.testing.assert_allclose(got[LABS], imputer.transform(labs))
            np.testing.assert_array_equal(got[[f"{lab}_missing" for lab in LABS]], marks.transform(labs))
            assert got.index.equals(labs.index)

    def test_a_lab_that_nobody_has_is_refused(self) -> None:
        with pytest.raises(ValueError, match="Insulin"):
            self.labs.learn_medians(patients(3).assign(Insulin=0))


# ---- normalise


class TestNormalise:
    scaling = reference("normalise")

    @pytest.mark.parametrize("seed", SEEDS)
    @pytest.mark.parametrize(("method", "model"), [("standard", StandardScaler), ("robust", RobustScaler)])
    def test_it_does_what_scikit_learn_does(self, method: str, model: Any, seed: int) -> None:
        train, test = patients(seed), patients(seed + 1000)
        fitted = model().fit(train[LABS])
        for got, table in zip(
            self.scaling.scale_split(train, test, LABS, method), (train, test), strict=True
        ):
            np.testing.assert_allclose(got[LABS], fitted.transform(table[LABS]), atol=1e-9)

    @pytest.mark.parametrize("method", ["standard", "robust"])
    def test_the_way_back_leads_home(self, pima: pd.DataFrame, method: str) -> None:
        scaler = self.scaling.fit_scaler(pima.iloc[:576], LABS, method)
        back = self.scaling.unscale(self.scaling.scale(pima, scaler), scaler)
        np.testing.assert_allclose(back, pima, atol=1e-9)

    @pytest.mark.parametrize("value", [0.1, 7, -3.3])
    @pytest.mark.parametrize("method", ["standard", "robust"])
    def test_equal_values_have_a_spread_of_one(self, value: float, method: str) -> None:
        table = pd.DataFrame({"Age": [value] * 10})  # ten times 0.1 have a standard deviation of 1e-17
        assert self.scaling.fit_scaler(table, ["Age"], method)["Age"] == pytest.approx((value, 1.0))

    def test_figures_of_the_lesson(self, clean: pd.DataFrame) -> None:
        train = clean.iloc[:576]
        mean, deviation = self.scaling.fit_scaler(train, ["Glucose"])["Glucose"]
        assert (round(mean, 1), round(deviation, 1)) == (121.1, 30.7)
        assert train["Glucose"].count() == 571
        assert clean.loc[576, "Glucose"] == 108
        assert round((108 - mean) / deviation, 2) == -0.43
        standard = self.scaling.fit_scaler(train, ["Insulin"])["Insulin"]
        robust = self.scaling.fit_scaler(train, ["Insulin"], "robust")["Insulin"]
        assert [round(x, 1) for x in (*standard, *robust)] == [152.4, 120.4, 119.5, 116.8]
        assert [round((846 - c) / s, 1) for c, s in (standard, robust)] == [5.8, 6.2]
        first = clean["Glucose"].head(8)
        assert (round(first.std(ddof=0), 1), round(first.std(), 1)) == (33.6, 35.9)

    def test_another_method_is_refused(self, pima: pd.DataFrame) -> None:
        with pytest.raises(ValueError, match="minmax"):
            self.scaling.fit_scaler(pima, ["Age"], "minmax")


# ---- eda-notebook


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the reference notebook holds at its end, run in a folder with the data."""
    folder = tmp_path_factory.mktemp("workspace")
    (folder / "data" / "pima").mkdir(parents=True)
    shutil.copy(ROOT / "datasets" / "pima" / "diabetes.csv", folder / "data" / "pima")
    namespace: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # seaborn's own, about matplotlib
        patch.chdir(folder)
        patch.setitem(cells.sys.modules, "IPython.display", None)
        source = (WEEK / "eda-notebook" / "solution.py").read_text(encoding="utf-8")
        records = cells.run(source, "eda_notebook.py", namespace, lambda error: {"message": repr(error)})
    assert [record["error"] for record in records if record["error"]] == []
    return namespace


def test_the_notebooks_tables_are_those_of_the_measured_values(
    notebook: dict[str, Any], pima: pd.DataFrame
) -> None:
    pd.testing.assert_frame_equal(notebook["raw"], pima)
    assert notebook["missingness"]["missing"].to_dict() == {
        "Glucose": 5,
        "BloodPressure": 35,
        "SkinThickness": 227,
        "Insulin": 374,
        "BMI": 11,
    }
    assert notebook["summary"].loc["Insulin"].tolist() == [394, 76.25, 125.0, 190.0]
    assert notebook["by_outcome"].loc["Glucose"].tolist() == [107.0, 140.0]
    assert notebook["by_outcome"].loc["Insulin"].tolist() == [102.5, 169.5]


def test_its_figures_hold_five_labs_and_two_groups(notebook: dict[str, Any]) -> None:
    visible = [axes for axes in notebook["distribution_figure"].axes if axes.get_visible()]
    assert len(visible) == 5
    assert len(notebook["outcome_figure"].axes) == 2


def test_the_starter_asks_for_each_variable_of_the_task() -> None:
    folder = WEEK / "eda-notebook"
    asked = re.findall(r"^\| `(\w+)` \|", (folder / "task.md").read_text(encoding="utf-8"), re.MULTILINE)
    starter = (folder / "starter.py").read_text(encoding="utf-8")
    assert sorted(nonsense.unwritten(starter)) == sorted(asked)
    assert len(asked) == 7


def test_the_starter_runs_from_top_to_bottom() -> None:
    starter = (WEEK / "eda-notebook" / "starter.py").read_text(encoding="utf-8")
    records = cells.run(starter, "eda_notebook.py", {}, lambda error: {"message": repr(error)})
    assert [record["error"] for record in records] == [None] * len(records)


# ---- the lesson


def test_the_leak_in_the_lesson(clean: pd.DataFrame) -> None:
    """One repeat of the lesson's five: filled by outcome, the forest seems to know much more than it does."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold

    features, outcome = clean.drop(columns="Outcome"), clean["Outcome"]
    leaked = features.fillna(clean.groupby("Outcome")[list(features)].transform("median"))
    areas: dict[str, list[float]] = {"honest": [], "leaked": [], "at the bedside": []}
    for train, test in StratifiedKFold(5, shuffle=True, random_state=0).split(features, outcome):
        medians = features.iloc[train].median()
        filled = features.fillna(medians)
        for name, fit_on, score_on in (
            ("honest", filled, filled),
            ("leaked", leaked, leaked),
            ("at the bedside", leaked, filled),
        ):
            forest = RandomForestClassifier(100, random_state=0).fit(fit_on.iloc[train], outcome.iloc[train])
            risk = forest.predict_proba(score_on.iloc[test])[:, 1]
            areas[name].append(roc_auc_score(outcome.iloc[test], risk))
    area = {name: float(np.mean(found)) for name, found in areas.items()}
    assert area["honest"] == pytest.approx(0.83, abs=0.015)
    assert area["leaked"] == pytest.approx(0.94, abs=0.015)
    assert area["at the bedside"] < area["honest"]
