"""GridSearchCV, roc_curve and pandas sampling."""

import pandas as pd
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import permutation_importance
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.model_selection import GridSearchCV, StratifiedKFold


def split_off(patients):
    return patients.drop("Outcome", axis="columns"), patients.Outcome


def tune_forest(train, leaf_sizes=(1, 5, 20), trees=100, folds=5, seed=0):
    search = GridSearchCV(
        RandomForestClassifier(n_estimators=trees, class_weight="balanced", random_state=seed),
        {"min_samples_leaf": list(leaf_sizes)},
        scoring="roc_auc",
        cv=StratifiedKFold(n_splits=folds, shuffle=True, random_state=seed),
    )
    search.fit(*split_off(train))
    return {
        "min_samples_leaf": search.best_params_["min_samples_leaf"],
        "cv_auc": dict(zip(leaf_sizes, search.cv_results_["mean_test_score"])),
        "model": search.best_estimator_,
    }


def importances(model, patients, repeats=10, seed=0):
    X, y = split_off(patients)
    result = permutation_importance(model, X, y, scoring="roc_auc", n_repeats=repeats, random_state=seed)
    table = pd.DataFrame({"fall": result["importances"].mean(axis=1)}, index=X.columns)
    return table["fall"].sort_values(ascending=False)


def bootstrap_auc(outcome, probability, repeats=1000, level=0.95, seed=0):
    outcome = pd.Series(np.asarray(outcome), dtype=int)
    probability = pd.Series(np.asarray(probability))
    state = np.random.RandomState(seed)
    values = []
    while len(values) < repeats:
        draw = outcome.sample(frac=1.0, replace=True, random_state=state)
        if draw.nunique() < 2:
            continue
        values.append(roc_auc_score(draw, probability[draw.index]))
    values = pd.Series(values)
    return (
        roc_auc_score(outcome, probability),
        values.quantile(0.5 - level / 2),
        values.quantile(0.5 + level / 2),
    )


def equal_point(outcome, probability):
    false_positive_rate, true_positive_rate, thresholds = roc_curve(outcome, probability, drop_intermediate=False)
    nearest = np.argmin(np.abs(true_positive_rate - (1 - false_positive_rate)))
    return {
        "threshold": thresholds[nearest],
        "sensitivity": true_positive_rate[nearest],
        "specificity": 1 - false_positive_rate[nearest],
    }


def adap_study(patients, leaf_sizes=(1, 5, 20), trees=100, folds=5, repeats=1000, seed=0):
    past, future = patients.head(576), patients.iloc[576:]
    forest = tune_forest(past, leaf_sizes=leaf_sizes, trees=trees, folds=folds, seed=seed)["model"]
    X, y = split_off(future)
    probability = pd.Series(forest.predict_proba(X)[:, 1], index=future.index)
    study = {"probability": probability}
    study["auc"], study["auc_low"], study["auc_high"] = bootstrap_auc(y, probability, repeats=repeats, seed=seed)
    point = equal_point(y, probability)
    del point["threshold"]
    return {**study, **point}
