"""Of several depths with the same validation score, the one whose row stands first is taken."""

# %% Imports
import pandas as pd
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_validate
from sklearn.tree import DecisionTreeClassifier

COLUMNS = "age sex cp trestbps chol fbs restecg thalach exang oldpeak slope ca thal num".split()


# %% 1. The curve
def depth_curve(patients, inputs, label="disease", depths=(1, 2, 3, 4, 6, 8), folds=5, seed=0):
    """Return a DataFrame with the columns depth, train, validation: mean ROC AUC over the folds."""
    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    rows = []
    for depth in depths:
        scores = cross_validate(
            DecisionTreeClassifier(max_depth=depth, random_state=seed),
            patients[inputs],
            patients[label],
            cv=splitter,
            scoring="roc_auc",
            return_train_score=True,
        )
        rows.append((depth, scores["train_score"].mean(), scores["test_score"].mean()))
    return pd.DataFrame(rows, columns=["depth", "train", "validation"])


# %% 2. Choose
def choose_depth(curve):
    """Return the depth with the highest validation score, the shallowest of equals."""
    return int(curve.loc[curve["validation"].idxmax(), "depth"])


# %% 3. Read
def name_fit(curve, tolerance=0.02):
    """Return a dict from each depth to "underfits", "fits" or "overfits"."""
    chosen, best = choose_depth(curve), curve["validation"].max()
    words = {}
    for depth, validation in zip(curve["depth"], curve["validation"], strict=True):
        if validation >= best - tolerance:
            words[int(depth)] = "fits"
        else:
            words[int(depth)] = "underfits" if depth < chosen else "overfits"
    return words


# %% 4. Open the test table once
def honest_tree(train, test, inputs, label="disease", depths=(1, 2, 3, 4, 6, 8), folds=5, seed=0):
    """Return {"depth": ..., "validation_auc": ..., "test_auc": ...}; the depth comes from train alone."""
    curve = depth_curve(train, inputs, label, depths, folds, seed)
    depth = choose_depth(curve)
    tree = DecisionTreeClassifier(max_depth=depth, random_state=seed).fit(train[inputs], train[label])
    risk = tree.predict_proba(test[inputs])[:, 1]
    return {
        "depth": depth,
        "validation_auc": curve["validation"].max(),
        "test_auc": roc_auc_score(test[label], risk),
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
