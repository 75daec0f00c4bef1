"""GridSearchCV does the folds, the choice and the last training; a small class keeps the settings."""

from dataclasses import dataclass

import pandas as pd
from sklearn.model_selection import GridSearchCV, StratifiedKFold
from sklearn.tree import DecisionTreeClassifier


@dataclass
class Study:
    inputs: list
    label: str
    depths: list
    folds: int
    seed: int

    def search(self, table):
        grid = GridSearchCV(
            DecisionTreeClassifier(random_state=self.seed),
            {"max_depth": sorted(self.depths)},
            scoring="roc_auc",
            cv=StratifiedKFold(self.folds, shuffle=True, random_state=self.seed),
            return_train_score=True,
        )
        return grid.fit(table[self.inputs], table[self.label])


def depth_curve(patients, inputs, label="disease", depths=(1, 2, 3, 4, 6, 8), folds=5, seed=0):
    results = Study(list(inputs), label, list(depths), folds, seed).search(patients).cv_results_
    curve = pd.DataFrame(results)[["param_max_depth", "mean_train_score", "mean_test_score"]]
    curve.columns = ["depth", "train", "validation"]
    return curve.sample(frac=1, random_state=1)


def choose_depth(curve):
    by_depth = curve.set_index("depth")["validation"].sort_index()
    return by_depth.idxmax()


def name_fit(curve, tolerance=0.02):
    by_depth = curve.set_index("depth")["validation"].sort_index()
    chosen = by_depth.idxmax()

    def word(depth):
        if by_depth[chosen] - by_depth[depth] <= tolerance:
            return "fits"
        return "overfits" if depth > chosen else "underfits"

    return {depth: word(depth) for depth in by_depth.index}


def honest_tree(train, test, inputs, label="disease", depths=(1, 2, 3, 4, 6, 8), folds=5, seed=0):
    grid = Study(list(inputs), label, list(depths), folds, seed).search(train)
    return {
        "depth": grid.best_params_["max_depth"],
        "validation_auc": grid.best_score_,
        "test_auc": grid.score(test[inputs], test[label]),
    }
