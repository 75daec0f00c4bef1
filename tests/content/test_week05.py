"""Week 5: the references against statsmodels and scikit-learn, on real data and on random tables with edge cases."""

from __future__ import annotations

import importlib.util
import warnings
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, train_test_split
from sklearn.tree import DecisionTreeClassifier

from medai.datasets.fetch import get
from medai.datasets.registry import load_registry
from medai.datasets.tables import read_table

ROOT = Path(__file__).resolve().parents[2]
WEEK = ROOT / "curriculum" / "core" / "week05"
NOT_MEASURED = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
HEART_INPUTS = [
    *("age", "sex", "cp", "trestbps", "chol", "fbs", "restecg", "thalach", "exang"),
    *("oldpeak", "slope", "ca", "thal"),
]


def _module(relative: str) -> ModuleType:
    path = WEEK / relative
    spec = importlib.util.spec_from_file_location(
        f"week05_{path.parent.name}_{path.stem}".replace("-", "_"), path
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _table(name: str, cache: Path) -> pd.DataFrame:
    dataset = load_registry(ROOT / "datasets")[name]
    get(dataset, cache, mirror=None, offline=True)
    return read_table(dataset, cache)


@pytest.fixture(scope="module")
def pima(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    table = _table("pima", tmp_path_factory.mktemp("pima"))
    table[NOT_MEASURED] = table[NOT_MEASURED].mask(table[NOT_MEASURED] == 0)
    return table


@pytest.fixture(scope="module")
def cleveland(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    table = _table("heart", tmp_path_factory.mktemp("heart"))
    rows = table[table["site"] == "cleveland"].dropna(subset=HEART_INPUTS)
    return rows.assign(disease=(rows["num"] > 0).astype(int))


split = _module("honest-split/solution.py")
logistic = _module("logistic-pipeline/solution.py")
tree = _module("tree-depth/solution.py")


# ---- honest-split


def test_pima_is_split_into_460_154_and_154_with_the_same_share(pima: pd.DataFrame) -> None:
    parts = split.split_patients(pima, seed=3)
    assert [len(part) for part in parts] == [460, 154, 154]
    assert sorted(label for part in parts for label in part.index) == list(range(768))
    assert [int(part["Outcome"].sum()) for part in parts] == [160, 54, 54]


def _visits(rng: np.random.Generator, patients: int) -> pd.DataFrame:
    who = np.repeat([f"P{n:03d}" for n in range(patients)], rng.integers(1, 8, patients))
    table = pd.DataFrame({"patient_id": who, "Outcome": (rng.random(len(who)) < 0.2).astype(int)})
    return table.sample(frac=1, random_state=int(rng.integers(1000)))


@pytest.mark.parametrize("seed", range(5))
def test_no_patient_is_in_two_tables(seed: int) -> None:
    visits = _visits(np.random.default_rng(seed), 90)
    train, validation, test = split.split_visits(visits, validation_share=0.3, test_share=0.15, seed=seed)
    assert len(train) + len(validation) + len(test) == len(visits)
    for one, other in ((train, validation), (train, test), (validation, test)):
        assert split.shared_patients(one, other) == []
    assert abs(validation["patient_id"].nunique() - 27) <= 2
    assert abs(test["patient_id"].nunique() - 13.5) <= 2


def test_a_split_by_row_is_caught_by_the_audit() -> None:
    visits = _visits(np.random.default_rng(0), 60)
    train, test = train_test_split(visits, test_size=0.25, random_state=0)
    found = split.shared_patients(train, test)
    assert found == sorted(set(train["patient_id"]).intersection(test["patient_id"]))
    assert len(found) > 10


# ---- logistic-pipeline


def _logit(table: pd.DataFrame, inputs: list[str], level: float) -> pd.DataFrame:
    """statsmodels' own answer, per unit."""
    rows = table.dropna(subset=inputs)
    fit = sm.Logit(rows["Outcome"], sm.add_constant(rows[inputs], has_constant="add")).fit(disp=False)
    limits = fit.conf_int(1 - level)
    due = pd.DataFrame({"odds_ratio": fit.params, "low": limits[0], "high": limits[1]})
    return np.exp(due.loc[inputs])


def _clinic(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    n = 150
    table = pd.DataFrame(
        {"age": rng.normal(60, 9, n).round(), "smoker": rng.integers(0, 2, n), "ldl": rng.normal(3, 1, n)}
    )
    log_odds = 0.05 * (table["age"] - 60) + 0.8 * table["smoker"] + 0.4 * (table["ldl"] - 3)
    table["Outcome"] = (rng.random(n) < 1 / (1 + np.exp(-log_odds))).astype(int)
    table.loc[rng.random(n) < 0.1, "ldl"] = np.nan
    return table


SOLUTIONS = [
    "solution",
    "right/newton_by_hand",
    "right/sklearn_without_penalty",
    "right/statsmodels_formula_glm",
]


@pytest.mark.parametrize("name", SOLUTIONS)
def test_odds_ratios_agree_with_statsmodels(name: str) -> None:
    odds_ratios = _module(f"logistic-pipeline/{name}.py").odds_ratios
    inputs = ["age", "smoker", "ldl"]
    for seed in range(8):
        table = _clinic(seed)
        for level in (0.95, 0.8):
            due = _logit(table, inputs, level)
            found = odds_ratios(table, inputs, level=level).loc[inputs, list(due.columns)]
            np.testing.assert_allclose(found.to_numpy(float), due.to_numpy(), rtol=1e-3)
        per_ten = odds_ratios(table, inputs, units={"age": 10}).loc["age"]
        np.testing.assert_allclose(
            per_ten["high"], _logit(table, inputs, 0.95).loc["age", "high"] ** 10, rtol=5e-3
        )


@pytest.mark.parametrize("name", SOLUTIONS)
@pytest.mark.parametrize("value", [0.0, 4.0])
def test_a_constant_column_changes_nothing_and_has_no_ratio(name: str, value: float) -> None:
    odds_ratios = _module(f"logistic-pipeline/{name}.py").odds_ratios
    table = _clinic(1).assign(dose=value)
    table.loc[table["ldl"].isna(), "dose"] = 9.0  # constant among the complete cases only
    found = odds_ratios(table, ["dose", "age", "ldl"])
    assert found.loc["dose"].isna().all()
    due = _logit(table, ["age", "ldl"], 0.95)
    np.testing.assert_allclose(
        found.loc[due.index, list(due.columns)].to_numpy(float), due.to_numpy(), rtol=1e-3
    )


@pytest.mark.parametrize("name", SOLUTIONS)
def test_perfect_separation_is_refused(name: str) -> None:
    odds_ratios = _module(f"logistic-pipeline/{name}.py").odds_ratios
    rng = np.random.default_rng(4)
    table = pd.DataFrame({"troponin": rng.normal(0, 1, 60), "age": rng.normal(60, 9, 60)})
    table["Outcome"] = (table["troponin"] > 0).astype(int)
    table["troponin"] += np.where(table["Outcome"] == 1, 0.5, -0.5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(ValueError, match="separation"):
            odds_ratios(table, ["troponin", "age"])


def test_figures_of_the_lesson_on_pima(pima: pd.DataFrame) -> None:
    found = logistic.odds_ratios(
        pima, logistic.INPUTS, units={"Glucose": 10, "BloodPressure": 10, "BMI": 5, "Age": 10}
    )
    assert len(pima.dropna(subset=logistic.INPUTS)) == 724
    assert found.loc["Glucose"].round(2).tolist() == [1.42, 1.32, 1.53]
    assert found.loc["BMI"].round(2).tolist() == [1.58, 1.35, 1.84]
    assert found.loc["DiabetesPedigreeFunction"].round(2).tolist() == [2.61, 1.43, 4.76]
    aucs = logistic.cross_validated_auc(pima, logistic.INPUTS)
    np.testing.assert_allclose(aucs, [0.832, 0.809, 0.835, 0.892, 0.824], atol=0.005)


def test_the_ratio_of_a_single_exposure_is_that_of_the_two_by_two_table(pima: pd.DataFrame) -> None:
    rows = pima.dropna(subset=["BMI"]).assign(obese=lambda table: (table["BMI"] >= 30).astype(int))
    counts = pd.crosstab(rows["obese"], rows["Outcome"])
    assert counts.to_numpy().tolist() == [[238, 47], [253, 219]]
    ratio = logistic.odds_ratios(rows, ["obese"]).loc["obese", "odds_ratio"]
    assert ratio == pytest.approx(219 * 238 / (253 * 47), rel=1e-6)
    assert logistic.new_risk(47 / 285, ratio) == pytest.approx(219 / 472, rel=1e-6)  # not ratio * 47 / 285


@pytest.mark.parametrize(("risk", "ratio", "due"), [(0, 3, 0), (1, 3, 1), (0.3, 1, 0.3), (0.5, 3, 0.75)])
def test_risk_from_odds(risk: float, ratio: float, due: float) -> None:
    assert logistic.new_risk(risk, ratio) == pytest.approx(due)


# ---- tree-depth


def test_three_questions_suffice_for_cleveland(cleveland: pd.DataFrame) -> None:
    assert len(cleveland) == 297
    train, test = train_test_split(cleveland, test_size=0.25, stratify=cleveland["disease"], random_state=0)
    curve = tree.depth_curve(train, HEART_INPUTS)
    assert curve["validation"].round(2).tolist() == [0.71, 0.76, 0.81, 0.76, 0.72, 0.72]
    assert curve["train"].round(2).tolist() == [0.76, 0.86, 0.92, 0.96, 1.0, 1.0]
    words = tree.name_fit(curve)
    assert words == {1: "underfits", 2: "underfits", 3: "fits", 4: "overfits", 6: "overfits", 8: "overfits"}
    answer = tree.honest_tree(train, test, HEART_INPUTS)
    assert answer["depth"] == 3
    assert answer["test_auc"] == pytest.approx(0.782, abs=0.001)


def test_the_curve_is_the_mean_over_the_folds(cleveland: pd.DataFrame) -> None:
    rows, inputs = cleveland.head(120), ["age", "chol", "thalach"]
    found = tree.depth_curve(rows, inputs, depths=[2], folds=4, seed=9)
    scores = []
    for train, test in StratifiedKFold(4, shuffle=True, random_state=9).split(rows, rows["disease"]):
        model = DecisionTreeClassifier(max_depth=2, random_state=9)
        model.fit(rows[inputs].iloc[train], rows["disease"].iloc[train])
        risk = model.predict_proba(rows[inputs].iloc[test])[:, 1]
        scores.append(roc_auc_score(rows["disease"].iloc[test], risk))
    assert found.loc[0, "validation"] == pytest.approx(np.mean(scores))
