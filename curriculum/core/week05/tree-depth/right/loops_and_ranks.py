"""Plain loops over folds and depths, the AUC counted from pairs of patients with numpy."""

import numpy as np
import pandas as pd
from sklearn.model_selection import StratifiedKFold
from sklearn.tree import DecisionTreeClassifier


def _auc(y, risk):
    ill, well = risk[y == 1], risk[y == 0]
    higher = (ill[:, None] > well[None, :]).mean()
    equal = (ill[:, None] == well[None, :]).mean()
    return higher + equal / 2


def depth_curve(patients, inputs, label="disease", depths=(1, 2, 3, 4, 6, 8), folds=5, seed=0):
    x, y = patients[inputs].to_numpy(dtype=float), patients[label].to_numpy()
    seen = {d: [] for d in depths}
    unseen = {d: [] for d in depths}
    for a, b in StratifiedKFold(n_splits=folds, shuffle=True, random_state=seed).split(x, y):
        for d in depths:
            tree = DecisionTreeClassifier(max_depth=d, random_state=seed).fit(x[a], y[a])
            seen[d].append(_auc(y[a], tree.predict_proba(x[a])[:, 1]))
            unseen[d].append(_auc(y[b], tree.predict_proba(x[b])[:, 1]))
    table = {
        "validation": [np.mean(unseen[d]) for d in sorted(depths)],
        "train": [np.mean(seen[d]) for d in sorted(depths)],
        "depth": sorted(depths),
    }
    return pd.DataFrame(table).set_index("depth", drop=False)


def choose_depth(curve):
    best_depth, best_score = None, -np.inf
    for depth, score in sorted(zip(curve["depth"].tolist(), curve["validation"].tolist())):
        if score > best_score:
            best_depth, best_score = depth, score
    return best_depth


def name_fit(curve, tolerance=0.02):
    chosen = choose_depth(curve)
    score = dict(zip(curve["depth"].tolist(), curve["validation"].tolist()))
    words = {}
    for d, s in score.items():
        words[d] = "fits" if score[chosen] - s <= tolerance else ("overfits", "underfits")[d < chosen]
    return words


def honest_tree(train, test, inputs, label="disease", depths=(1, 2, 3, 4, 6, 8), folds=5, seed=0):
    curve = depth_curve(train, inputs, label, depths, folds, seed).reset_index(drop=True)
    d = choose_depth(curve)
    tree = DecisionTreeClassifier(max_depth=d, random_state=seed)
    tree.fit(train[inputs].to_numpy(), train[label].to_numpy())
    return {
        "test_auc": _auc(test[label].to_numpy(), tree.predict_proba(test[inputs].to_numpy())[:, 1]),
        "validation_auc": curve.loc[curve["depth"] == d, "validation"].item(),
        "depth": d,
    }
