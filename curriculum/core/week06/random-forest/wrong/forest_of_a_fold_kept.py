"""The forest of one fold is kept, in place of one that is fitted on all of train."""

# %% Imports
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import permutation_importance
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

    def forest(leaf_size):
        return RandomForestClassifier(n_estimators=trees, min_samples_leaf=leaf_size, random_state=seed)

    splits = StratifiedKFold(folds, shuffle=True, random_state=seed)
    cv_auc = {
        leaf_size: cross_val_score(
            forest(leaf_size), train[MEASUREMENTS], train["Outcome"], scoring="roc_auc", cv=splits
        ).mean()
        for leaf_size in leaf_sizes
    }
    best = max(cv_auc, key=cv_auc.get)
    rows, _ = next(splits.split(train, train["Outcome"]))
    model = forest(best).fit(train[MEASUREMENTS].iloc[rows], train["Outcome"].iloc[rows])
    return {"min_samples_leaf": best, "cv_auc": cv_auc, "model": model}


# %% 2. Which measurements does it live on?
def importances(model, patients, repeats=10, seed=0):
    """Mean fall of the AUC on patients when one measurement is shuffled, for each measurement."""
    found = permutation_importance(
        model,
        patients[MEASUREMENTS],
        patients["Outcome"],
        scoring="roc_auc",
        n_repeats=repeats,
        random_state=seed,
    )
    return pd.Series(found.importances_mean, index=MEASUREMENTS)


# %% 3. How sure are we?
def bootstrap_auc(outcome, probability, repeats=1000, level=0.95, seed=0):
    """(AUC, lower end, upper end): the percentile interval over resampled patients."""
    outcome, probability = np.asarray(outcome), np.asarray(probability)
    rng = np.random.default_rng(seed)
    draws = []
    while len(draws) < repeats:
        rows = rng.integers(len(outcome), size=len(outcome))
        if 0 < outcome[rows].sum() < len(rows):  # an AUC needs both outcomes
            draws.append(roc_auc_score(outcome[rows], probability[rows]))
    low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return roc_auc_score(outcome, probability), low, high


# %% 4. Where sensitivity and specificity meet
def equal_point(outcome, probability):
    """The threshold at which sensitivity and specificity are nearest to each other, and both of them."""
    outcome, probability = np.asarray(outcome), np.asarray(probability)
    found = []
    for threshold in np.unique(probability):
        positive = probability >= threshold
        sensitivity = positive[outcome == 1].mean()
        specificity = (~positive)[outcome == 0].mean()
        found.append((abs(sensitivity - specificity), threshold, sensitivity, specificity))
    _, threshold, sensitivity, specificity = min(found)
    return {"threshold": threshold, "sensitivity": sensitivity, "specificity": specificity}


# %% 5. The study of 1988 again
def adap_study(patients, leaf_sizes=(1, 5, 20), trees=100, folds=5, repeats=1000, seed=0):
    """Train on the first 576 rows, judge on all others."""
    train, test = patients.iloc[:576], patients.iloc[576:]
    model = tune_forest(train, leaf_sizes, trees, folds, seed)["model"]
    probability = model.predict_proba(test[MEASUREMENTS])[:, 1]
    auc, low, high = bootstrap_auc(test["Outcome"], probability, repeats, seed=seed)
    met = equal_point(test["Outcome"], probability)
    return {
        "probability": probability,
        "auc": auc,
        "auc_low": low,
        "auc_high": high,
        "sensitivity": met["sensitivity"],
        "specificity": met["specificity"],
    }


# %% Try it: medai run random-forest
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    study = adap_study(pima)
    print({name: value for name, value in study.items() if name != "probability"})
    tuned = tune_forest(pima.iloc[:576])
    print(tuned["min_samples_leaf"], tuned["cv_auc"])
    print(importances(tuned["model"], pima.iloc[576:]).sort_values(ascending=False).round(3))
