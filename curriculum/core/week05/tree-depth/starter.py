"""How deep may a tree grow? The curve, how to read it, and a depth that the test table did not choose."""

# %% Imports
import pandas as pd

COLUMNS = "age sex cp trestbps chol fbs restecg thalach exang oldpeak slope ca thal num".split()


# %% 1. The curve
def depth_curve(patients, inputs, label="disease", depths=(1, 2, 3, 4, 6, 8), folds=5, seed=0):
    """Return a DataFrame with the columns depth, train, validation: mean ROC AUC over the folds.

    patients: DataFrame without missing values; inputs: list of column names; label: column of 0 and 1.
    Folds: StratifiedKFold(folds, shuffle=True, random_state=seed). Trees: random_state=seed.
    """
    raise NotImplementedError("Write depth_curve: return the table with depth, train and validation.")


# %% 2. Choose
def choose_depth(curve):
    """Return the depth with the highest validation score, the shallowest of equals."""
    raise NotImplementedError("Write choose_depth: return one of the curve's depths.")


# %% 3. Read
def name_fit(curve, tolerance=0.02):
    """Return a dict from each depth to "underfits", "fits" or "overfits"."""
    raise NotImplementedError("Write name_fit: return a dict from depth to word.")


# %% 4. Open the test table once
def honest_tree(train, test, inputs, label="disease", depths=(1, 2, 3, 4, 6, 8), folds=5, seed=0):
    """Return {"depth": ..., "validation_auc": ..., "test_auc": ...}; the depth comes from train alone."""
    raise NotImplementedError("Write honest_tree: choose on train, train once more, score test once.")


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
