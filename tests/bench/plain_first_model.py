"""The checks of first-model as a plain pytest file on the learner's module, in one process: no isolation."""

import importlib.util
import os

import numpy as np
import pandas as pd
import pytest

SEED = 12345
SHARE = 0.25


@pytest.fixture
def pima():
    return pd.read_csv(os.environ["PLAIN_PIMA"])


@pytest.fixture(scope="session")
def solution():
    spec = importlib.util.spec_from_file_location("first_model", os.environ["PLAIN_SOLUTION"])
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _accuracy_on(model, patients):
    return float(np.mean(model.predict(patients.drop(columns="Outcome")) == patients["Outcome"].to_numpy()))


def test_split_is_complete(solution, pima):
    patients = pima.sample(frac=1, random_state=SEED)
    train, test = solution.split_patients(patients, test_share=SHARE, seed=SEED)
    assert sorted([*train.index, *test.index]) == sorted(patients.index)
    assert abs(len(test) - SHARE * len(patients)) <= 1
    pd.testing.assert_frame_equal(test, patients.loc[test.index])


def test_split_is_repeatable(solution, pima):
    _, first = solution.split_patients(pima, test_share=SHARE, seed=SEED)
    _, again = solution.split_patients(pima, test_share=SHARE, seed=SEED)
    _, other = solution.split_patients(pima, test_share=SHARE, seed=SEED + 1)
    assert sorted(first.index) == sorted(again.index)
    assert sorted(first.index) != sorted(other.index)


def test_split_is_stratified(solution, pima):
    rng = np.random.default_rng(SEED)
    scarce = pima.drop(index=rng.choice(pima.index[pima["Outcome"] == 1], 200, replace=False))
    for patients in (pima, scarce):
        for offset in range(3):
            _, test = solution.split_patients(patients, test_share=SHARE, seed=SEED + offset)
            assert abs(test["Outcome"].sum() - SHARE * patients["Outcome"].sum()) <= 1


def test_forest_is_trained(solution, pima):
    train = pima.sample(500, random_state=SEED)
    model, again = solution.train_forest(train, seed=SEED), solution.train_forest(train, seed=SEED)
    assert model.n_features_in_ == 8
    measurements = pima.drop(columns="Outcome")
    assert np.array_equal(model.predict_proba(measurements), again.predict_proba(measurements))


def test_accuracy_is_right(solution, pima):
    train = pima.sample(400, random_state=SEED)
    rest = pima.drop(index=train.index)
    model = solution.train_forest(train, seed=SEED)
    for patients in (rest, rest.head(7), train):
        assert solution.accuracy(model, patients) == pytest.approx(_accuracy_on(model, patients))


@pytest.mark.parametrize("seed", [SEED, SEED + 1, SEED + 2])
def test_both_accuracies(solution, pima, seed):
    train, test = solution.split_patients(pima, test_share=SHARE, seed=seed)
    model = solution.train_forest(train, seed=seed)
    found = solution.first_model(pima, seed=seed)
    assert found["test_accuracy"] == pytest.approx(_accuracy_on(model, test))
    assert found["train_accuracy"] == pytest.approx(_accuracy_on(model, train))


def test_honest_on_noise(solution, pima):
    noise = pima.assign(Outcome=np.random.default_rng(SEED).permutation(pima["Outcome"].to_numpy()))
    assert 0.4 <= solution.first_model(noise, seed=SEED)["test_accuracy"] <= 0.8
