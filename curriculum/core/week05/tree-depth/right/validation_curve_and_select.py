"""scikit-learn's validation_curve, pandas sorting, numpy.select for the words."""

import numpy as np
import pandas as pd
from sklearn.metrics import RocCurveDisplay, roc_auc_score  # noqa: F401
from sklearn.model_selection import StratifiedKFold, validation_curve
from sklearn.tree import DecisionTreeClassifier


def depth_curve(patients, inputs, label="disease", depths=(1, 2, 3, 4, 6, 8), folds=5, seed=0):
    seen, unseen = validation_curve(
        DecisionTreeClassifier(random_state=seed),
        patients.loc[:, inputs],
        patients.loc[:, label],
        param_name="max_depth",
        param_range=list(depths),
        cv=StratifiedKFold(n_splits=folds, random_state=seed, shuffle=True),
        scoring="roc_auc",
    )
    return pd.DataFrame(
        {"depth": depths, "train": seen.mean(axis=1), "validation": unseen.mean(axis=1), "sd": unseen.std(axis=1)}
    )


def choose_depth(curve):
    ordered = curve.sort_values(["validation", "depth"], ascending=[False, True])
    return ordered["depth"].iloc[0]


def name_fit(curve, tolerance=0.02):
    best = curve["validation"].max()
    chosen = choose_depth(curve)
    words = np.select(
        [curve["validation"] >= best - tolerance, curve["depth"] < chosen], ["fits", "underfits"], "overfits"
    )
    return pd.Series(words, index=curve["depth"])


def honest_tree(train, test, inputs, label="disease", depths=(1, 2, 3, 4, 6, 8), folds=5, seed=0):
    curve = depth_curve(train, inputs, label, depths, folds, seed)
    depth = int(choose_depth(curve))
    model = DecisionTreeClassifier(max_depth=depth, random_state=seed)
    risk = model.fit(train[inputs], train[label]).predict_proba(test[inputs])
    return pd.Series(
        [depth, curve["validation"].max(), roc_auc_score(test[label], risk[:, 1])],
        index=["depth", "validation_auc", "test_auc"],
    )
