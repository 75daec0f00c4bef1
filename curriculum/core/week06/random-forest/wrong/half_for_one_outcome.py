"""A draw with one outcome only counts as an AUC of 0.5."""

# %% Imports
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_score

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


# %% 1. Tune on the training patients only
def tune_forest(train, leaf_sizes=(1, 5, 20), trees=100, folds=5, seed=0):
    """Choose min_samples_leaf by cross-validated AUC, then fit the chosen forest on all of train."""
    X, y = train[MEASUREMENTS], train["Outcome"]
    splitter = StratifiedKFold(n_splits=folds, shuffle=True, random_state=seed)
    cv_auc = {}
    for leaf in leaf_sizes:
        forest = RandomForestClassifier(n_estimators=trees, min_samples_leaf=leaf, random_state=seed)
        cv_auc[leaf] = cross_val_score(forest, X, y, cv=splitter, scoring="roc_auc").mean()
    best = max(cv_auc, key=cv_auc.get)
    model = RandomForestClassifier(n_estimators=trees, min_samples_leaf=best, random_state=seed)
    model.fit(X, y)
    return {"min_samples_leaf": best, "cv_auc": cv_auc, "model": model}


# %% 2. Which measurements does it live on?
def importances(model, patients, repeats=10, seed=0):
    """Mean fall of the AUC on patients when one measurement is shuffled, for each measurement."""
    rng = np.random.default_rng(seed)
    X, y = patients[MEASUREMENTS], patients["Outcome"]
    before = roc_auc_score(y, model.predict_proba(X)[:, 1])
    result = {}
    for column in MEASUREMENTS:
        falls = []
        for _ in range(repeats):
            shuffled = X.copy()
            shuffled[column] = rng.permutation(X[column].to_numpy())
            falls.append(before - roc_auc_score(y, model.predict_proba(shuffled)[:, 1]))
        result[column] = np.mean(falls)
    return result


# %% 3. How sure are we?
def bootstrap_auc(outcome, probability, repeats=1000, level=0.95, seed=0):
    """(AUC, lower end, upper end): the percentile interval over resampled patients."""
    outcome, probability = np.asarray(outcome), np.asarray(probability)
    rng = np.random.default_rng(seed)
    n = len(outcome)
    draws = []
    while len(draws) < repeats:
        chosen = rng.integers(0, n, n)
        if outcome[chosen].min() == outcome[chosen].max():
            draws.append(0.5)
            continue
        draws.append(roc_auc_score(outcome[chosen], probability[chosen]))
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return roc_auc_score(outcome, probability), low, high


# %% 4. Where sensitivity and specificity meet
def equal_point(outcome, probability):
    """The threshold at which sensitivity and specificity are nearest to each other, and both of them."""
    outcome, probability = np.asarray(outcome), np.asarray(probability)
    best = None
    for threshold in np.unique(probability):
        positive = probability >= threshold
        sensitivity = positive[outcome == 1].mean()
        specificity = 1 - positive[outcome == 0].mean()
        gap = abs(sensitivity - specificity)
        if best is None or gap < best[0]:
            best = gap, threshold, sensitivity, specificity
    return dict(zip(["threshold", "sensitivity", "specificity"], best[1:]))


# %% 5. The study of 1988 again
def adap_study(patients, leaf_sizes=(1, 5, 20), trees=100, folds=5, repeats=1000, seed=0):
    """Train on the first 576 rows, judge on all others."""
    train, test = patients.iloc[:576], patients.iloc[576:]
    model = tune_forest(train, leaf_sizes, trees, folds, seed)["model"]
    probability = model.predict_proba(test[MEASUREMENTS])[:, 1]
    outcome = test["Outcome"].to_numpy()
    auc, low, high = bootstrap_auc(outcome, probability, repeats=repeats, level=0.95, seed=seed)
    point = equal_point(outcome, probability)
    return {
        "probability": probability,
        "auc": auc,
        "auc_low": low,
        "auc_high": high,
        "sensitivity": point["sensitivity"],
        "specificity": point["specificity"],
    }


# %% Try it: medai run random-forest
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    study = adap_study(pima)
    print({name: value for name, value in study.items() if name != "probability"})
    tuned = tune_forest(pima.iloc[:576])
    print(tuned["min_samples_leaf"], tuned["cv_auc"])
    print(importances(tuned["model"], pima.iloc[576:]))
