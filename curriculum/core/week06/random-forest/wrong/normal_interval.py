"""The interval is the AUC and z standard deviations of the draws to either side."""

# %% Imports
from __future__ import annotations

from typing import Iterator, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import norm, rankdata
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

MEASUREMENTS = [
    "Pregnancies",
    "Glucose",
    "BloodPressure",
    "SkinThickness",
    "Insulin",
    "BMI",
    "DiabetesPedigreeFunction",
    "Age",
]
FIRST = 576


class Interval(NamedTuple):
    auc: float
    low: float
    high: float


def auc_of(outcome: np.ndarray, probability: np.ndarray) -> float:
    """Mann and Whitney: the share of pairs in which the ill one has the higher probability, a tie for a half."""
    ill = outcome == 1
    n_ill, n_well = int(ill.sum()), int((~ill).sum())
    return float((rankdata(probability)[ill].sum() - n_ill * (n_ill + 1) / 2) / (n_ill * n_well))


def numbers(table) -> np.ndarray:
    """The table as an array, with a mark for unknown insulin."""
    array = np.asarray(table, dtype=float)
    return np.column_stack([array, array[:, MEASUREMENTS.index("Insulin")] == 0])


def stratified(outcome: np.ndarray, folds: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of masks (fit, judge): each outcome is shuffled and then dealt like cards."""
    rng = np.random.default_rng(seed)
    hand = np.empty(len(outcome), dtype=int)
    dealt = 0
    for value in (0, 1):
        rows = rng.permutation(np.flatnonzero(outcome == value))
        hand[rows] = (np.arange(len(rows)) + dealt) % folds
        dealt += len(rows)
    for fold in range(folds):
        yield hand != fold, hand == fold


def grow(leaf: int, trees: int, seed: int) -> Pipeline:
    forest = RandomForestClassifier(
        n_estimators=trees,
        min_samples_leaf=leaf,
        criterion="entropy",
        class_weight="balanced_subsample",
        random_state=seed,
    )
    return Pipeline([("numbers", FunctionTransformer(numbers)), ("forest", forest)])


# %% 1. Tune on the training patients only
def tune_forest(train, leaf_sizes=(1, 5, 20), trees=100, folds=5, seed=0) -> dict:
    x = train[MEASUREMENTS]
    y = train["Outcome"].to_numpy()

    def judged(leaf):
        for fit, judge in stratified(y, folds, seed):
            chance = grow(leaf, trees, seed).fit(x[fit], y[fit]).predict_proba(x[judge])
            yield auc_of(y[judge], chance[:, 1])

    cv_auc = {int(leaf): float(np.mean(list(judged(leaf)))) for leaf in leaf_sizes}
    leaf, _ = sorted(cv_auc.items(), key=lambda item: item[1])[-1]
    return {"model": grow(leaf, trees, seed).fit(x, y), "min_samples_leaf": leaf, "cv_auc": cv_auc}


# %% 2. Which measurements does it live on?
def importances(model, patients, repeats=10, seed=0) -> pd.Series:
    """All shuffled copies of a column are predicted in one call."""
    rng = np.random.RandomState(seed)
    x = patients[MEASUREMENTS].reset_index(drop=True)
    y = patients["Outcome"].to_numpy()
    whole = auc_of(y, model.predict_proba(x)[:, 1])

    def fall(column: str) -> float:
        many = pd.concat([x.assign(**{column: rng.permutation(x[column].values)}) for _ in range(repeats)])
        chances = model.predict_proba(many)[:, 1].reshape(repeats, len(x))
        return whole - float(np.mean([auc_of(y, chance) for chance in chances]))

    return pd.Series({column: fall(column) for column in MEASUREMENTS}, name="fall")


# %% 3. How sure are we?
def bootstrap_auc(outcome, probability, repeats=1000, level=0.95, seed=0) -> Interval:
    y, p = np.asarray(outcome), np.asarray(probability)
    rng = np.random.default_rng([seed, 1988])

    def draw() -> float:
        while True:
            who = rng.choice(len(y), size=len(y), replace=True)
            if 0 < y[who].sum() < len(y):
                return auc_of(y[who], p[who])

    draws = pd.Series([draw() for _ in range(repeats)])
    auc, margin = auc_of(y, p), norm.ppf(0.5 + level / 2) * draws.std()
    return Interval(auc, auc - margin, auc + margin)


# %% 4. Where sensitivity and specificity meet
def equal_point(outcome, probability) -> dict[str, float]:
    """Thresholds stand half way between neighbouring probabilities."""
    y, p = np.asarray(outcome), np.asarray(probability, dtype=float)
    values = np.unique(p)
    half_way = (values[:-1] + values[1:]) / 2
    half_way = np.where(half_way > values[:-1], half_way, values[1:])
    thresholds = np.concatenate([[values[0] - 1], half_way])
    ill, well = np.sort(p[y == 1]), np.sort(p[y == 0])
    sensitivity = 1 - np.searchsorted(ill, thresholds, side="left") / len(ill)
    specificity = np.searchsorted(well, thresholds, side="left") / len(well)
    at = np.abs(sensitivity - specificity).argmin()
    return {
        "threshold": float(thresholds[at]),
        "sensitivity": float(sensitivity[at]),
        "specificity": float(specificity[at]),
    }


# %% 5. The study of 1988 again
def adap_study(patients, leaf_sizes=(1, 5, 20), trees=100, folds=5, repeats=1000, seed=0) -> dict:
    first, later = patients[:FIRST], patients[FIRST:]
    match tune_forest(first, leaf_sizes, trees, folds, seed):
        case {"model": model}:
            chance = pd.Series(model.predict_proba(later[MEASUREMENTS])[:, 1], index=later.index)
    y, p = later["Outcome"].to_numpy(), chance.to_numpy()
    sure = bootstrap_auc(y, p, repeats=repeats, seed=seed)
    point = equal_point(y, p)
    point.pop("threshold")
    return {"probability": chance, "auc": sure.auc, "auc_low": sure.low, "auc_high": sure.high} | point


# %% Try it: medai run random-forest
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    study = adap_study(pima)
    print({name: value for name, value in study.items() if name != "probability"})
    tuned = tune_forest(pima.iloc[:576])
    print(tuned["min_samples_leaf"], tuned["cv_auc"])
    print(importances(tuned["model"], pima.iloc[576:]))
