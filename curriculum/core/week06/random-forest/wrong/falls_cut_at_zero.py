"""Falls below 0 are set to 0."""

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
    X, y = train[MEASUREMENTS], train["Outcome"]
    splits = StratifiedKFold(n_splits=folds, shuffle=True, random_state=seed)
    cv_auc = {}
    for leaf in leaf_sizes:
        forest = RandomForestClassifier(n_estimators=trees, min_samples_leaf=leaf, random_state=seed)
        cv_auc[leaf] = cross_val_score(forest, X, y, cv=splits, scoring="roc_auc").mean()
    best = max(cv_auc, key=cv_auc.get)
    model = RandomForestClassifier(n_estimators=trees, min_samples_leaf=best, random_state=seed).fit(X, y)
    return {"cv_auc": cv_auc, "min_samples_leaf": best, "model": model}


# %% 2. Which measurements does it live on?
def importances(model, patients, repeats=10, seed=0):
    falls = permutation_importance(
        model,
        patients[MEASUREMENTS],
        patients["Outcome"],
        scoring="roc_auc",
        n_repeats=repeats,
        random_state=seed,
    )
    return pd.Series(falls.importances_mean, index=MEASUREMENTS).clip(lower=0)


# %% 3. How sure are we?
def bootstrap_auc(outcome, probability, repeats=1000, level=0.95, seed=0):
    outcome, probability = np.asarray(outcome), np.asarray(probability)
    rng = np.random.default_rng(seed)
    aucs = []
    while len(aucs) < repeats:
        drawn = rng.integers(0, len(outcome), len(outcome))
        if outcome[drawn].min() == outcome[drawn].max():
            continue
        aucs.append(roc_auc_score(outcome[drawn], probability[drawn]))
    low, high = np.quantile(aucs, [(1 - level) / 2, (1 + level) / 2])
    return roc_auc_score(outcome, probability), low, high


# %% 4. Where sensitivity and specificity meet
def equal_point(outcome, probability):
    outcome, probability = np.asarray(outcome), np.asarray(probability)
    best, smallest = None, np.inf
    for threshold in np.unique(probability):
        positive = probability >= threshold
        sensitivity = positive[outcome == 1].mean()
        specificity = (~positive[outcome == 0]).mean()
        if abs(sensitivity - specificity) < smallest:
            smallest = abs(sensitivity - specificity)
            best = {"threshold": threshold, "sensitivity": sensitivity, "specificity": specificity}
    return best


# %% 5. The study of 1988 again
def adap_study(patients, leaf_sizes=(1, 5, 20), trees=100, folds=5, repeats=1000, seed=0):
    train, rest = patients.iloc[:576], patients.iloc[576:]
    tuned = tune_forest(train, leaf_sizes=leaf_sizes, trees=trees, folds=folds, seed=seed)
    outcome = rest["Outcome"].to_numpy()
    probability = tuned["model"].predict_proba(rest[MEASUREMENTS])[:, 1]
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
