"""Week 1's references on the real Pima table: known counts, an honest accuracy; and on unusual inputs."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

from medai.datasets import fetch, registry, tables

REPOSITORY = Path(__file__).resolve().parents[2]
WEEK = REPOSITORY / "curriculum" / "core" / "week01"
ZEROS = {"Glucose": 5, "BloodPressure": 35, "SkinThickness": 227, "Insulin": 374, "BMI": 11}
FIVE = list(ZEROS)


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}_{path.stem}".replace("-", "_"), path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def first_model() -> ModuleType:
    return _module(WEEK / "first-model" / "solution.py")


@pytest.fixture(scope="module")
def audit_table() -> ModuleType:
    return _module(WEEK / "audit-table" / "solution.py")


@pytest.fixture(scope="module")
def mark_missing() -> ModuleType:
    return _module(WEEK / "mark-missing" / "solution.py")


@pytest.fixture(scope="module")
def whole_pima(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    dataset = registry.load_registry(REPOSITORY / "datasets")["pima"]
    cache = tmp_path_factory.mktemp("cache")
    fetch.get(dataset, cache, mirror=None, offline=True)
    return tables.read_table(dataset, cache)


@pytest.fixture
def pima(whole_pima: pd.DataFrame) -> pd.DataFrame:
    return whole_pima.copy()


@pytest.fixture(params=range(6))
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    return np.random.default_rng(request.param)


# ---- first-model


@pytest.fixture(scope="module")
def twenty_seeds(first_model: ModuleType, whole_pima: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame([first_model.first_model(whole_pima, seed=seed) for seed in range(20)])


def test_the_forest_remembers_the_patients_it_was_trained_on(twenty_seeds):
    assert twenty_seeds["train_accuracy"].mean() == pytest.approx(1.0, abs=0.001)
    assert twenty_seeds["train_accuracy"].min() > 0.995


def test_the_held_out_accuracy_is_near_the_honest_figure(twenty_seeds):
    assert twenty_seeds["test_accuracy"].mean() == pytest.approx(0.76, abs=0.015)
    assert twenty_seeds["test_accuracy"].between(0.68, 0.84).all()


def test_outcomes_dealt_at_random_are_remembered_and_not_predicted(first_model, pima):
    pima["Outcome"] = np.random.default_rng(0).permutation(pima["Outcome"].to_numpy())
    found = first_model.first_model(pima, seed=0)
    assert found["train_accuracy"] == pytest.approx(1.0, abs=0.005)
    assert found["test_accuracy"] < 0.70


def test_both_figures_are_what_scikit_learn_gives_step_by_step(first_model, pima):
    train, test = train_test_split(pima, test_size=0.25, stratify=pima["Outcome"], random_state=7)
    forest = RandomForestClassifier(random_state=7).fit(train.drop(columns="Outcome"), train["Outcome"])
    expected = {
        name: forest.score(part.drop(columns="Outcome"), part["Outcome"])
        for name, part in (("train_accuracy", train), ("test_accuracy", test))
    }
    assert first_model.first_model(pima, seed=7) == pytest.approx(expected)


# ---- audit-table


def test_impossible_values_of_pima_are_its_zeros(audit_table, pima):
    found = audit_table.count_impossible(pima, audit_table.LIMITS)
    assert {column: count for column, count in found.items() if count} == ZEROS
    assert set(found) == set(pima.columns) - {"Outcome"}


def test_268_of_768_women_are_positive(audit_table, pima):
    assert audit_table.outcome_balance(pima) == {"known": 768, "positive": 268, "share": 268 / 768}


def test_the_audit_of_pima(audit_table, pima):
    audit = audit_table.audit(pima, audit_table.LIMITS)
    assert audit["missing"].eq(0).all()
    assert audit.index[audit["impossible"].isna()].tolist() == ["Outcome"]
    assert audit["dtype"].value_counts().to_dict() == {"int64": 7, "float64": 2}
    assert audit_table.overview(pima) == {"rows": 768, "columns": 9, "text_columns": []}


def test_the_starter_and_the_reference_hold_the_limits_of_the_dataset_entry(audit_table):
    columns = registry.load_registry(REPOSITORY / "datasets")["pima"].columns
    entry = {column.name: (column.low, column.high) for column in columns if column.name != "Outcome"}
    assert entry == audit_table.LIMITS
    assert entry == _module(WEEK / "audit-table" / "starter.py").LIMITS


def test_counts_are_those_of_a_loop_over_the_patients(audit_table, rng):
    values = rng.integers(-5, 15, 200).astype(float)
    values[rng.permutation(200)[:40]] = np.nan
    expected = sum(1 for value in values.tolist() if value < 0 or value > 10)
    found = audit_table.count_impossible(pd.DataFrame({"x": values}), {"x": (0, 10)})
    assert found == {"x": expected}


def test_nobody_known_has_no_share(audit_table, pima):
    for patients in (pima.head(0), pima.assign(Outcome=np.nan)):
        found = audit_table.outcome_balance(patients)
        assert (found["known"], found["positive"]) == (0, 0)
        assert math.isnan(found["share"])


# ---- mark-missing


def test_the_zeros_of_five_columns_become_missing(mark_missing, pima):
    marked = mark_missing.mark_missing(pima)
    assert marked.isna().sum()[FIVE].to_dict() == ZEROS
    assert mark_missing.count_marked(pima, marked) == ZEROS
    assert len(marked[FIVE].dropna()) == 392


def test_all_else_stays(mark_missing, pima):
    before = pima.copy()
    marked = mark_missing.mark_missing(pima)
    pd.testing.assert_frame_equal(pima, before)
    pd.testing.assert_frame_equal(marked.drop(columns=FIVE), pima.drop(columns=FIVE))
    assert marked[FIVE].fillna(0).eq(pima[FIVE]).all(axis=None)


@pytest.mark.parametrize("dtype", ["int64", "float64", "Int64", "Float64", "object", "string"])
def test_the_dtype_that_a_column_came_in_makes_no_difference(mark_missing, dtype):
    numbers = pd.Series([0, 148, 33, 0, 7], index=list("ecadb"))
    spelled = numbers.astype(str) if dtype in ("object", "string") else numbers
    column = spelled.astype(dtype)
    marked = mark_missing.mark_missing(pd.DataFrame({"Glucose": column, "Ward": "0"}))
    assert pd.api.types.is_numeric_dtype(marked["Glucose"])
    values = marked["Glucose"].to_numpy(dtype=float, na_value=np.nan)
    np.testing.assert_array_equal(values, [np.nan, 148, 33, np.nan, 7])
    assert marked["Ward"].tolist() == ["0"] * 5


def test_text_that_spells_no_number_is_marked_and_counted(mark_missing):
    before = pd.DataFrame({"BMI": ["33.6", " 0.0 ", "?", "", None, "n/a"]})
    after = mark_missing.mark_missing(before)
    assert after["BMI"].isna().tolist() == [False, True, True, True, True, True]
    assert mark_missing.count_marked(before, after) == {"BMI": 4}


# ---- what the lesson says


def test_the_figures_of_the_lesson(mark_missing, first_model, pima):
    marked = mark_missing.mark_missing(pima)
    assert pima[FIVE].mean().round(1).tolist() == [120.9, 69.1, 20.5, 79.8, 32.0]
    assert marked[FIVE].mean().round(1).tolist() == [121.7, 72.4, 29.2, 155.5, 32.5]
    ill = pima["Outcome"] == 1
    assert (pima.loc[ill, "Insulin"].median(), marked.loc[ill, "Insulin"].median()) == (0, 169.5)
    assert int((pima["Pregnancies"] == 0).sum()) == 111
    assert pima.loc[7, FIVE].tolist() == [115, 0, 0, 0, 35.3]
    assert first_model.first_model(pima, seed=0)["test_accuracy"] == pytest.approx(0.81, abs=0.02)
