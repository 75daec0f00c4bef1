"""Your first model, honestly: accuracy on patients the forest has seen, and on patients it has not."""

# %% Imports
import pandas as pd


# %% 1. Hold patients out before anything else
def split_patients(patients, test_share=0.25, seed=0):
    """Split the table into (train, test), stratified by Outcome.

    patients: DataFrame, one row a patient. test_share: share of rows held out, between 0 and 1.
    Returns two DataFrames with all columns and the original index labels.
    """
    raise NotImplementedError("Write split_patients: return the two tables (train, test).")


# %% 2. Train on the training table only
def train_forest(train, seed=0):
    """Return a RandomForestClassifier fitted on the eight measurements, with Outcome as the label."""
    raise NotImplementedError("Write train_forest: return a fitted RandomForestClassifier.")


# %% 3. Score
def accuracy(model, patients):
    """Return the share of patients (0 to 1) whose Outcome the model predicts rightly."""
    raise NotImplementedError("Write accuracy: compare the model's predictions with Outcome.")


# %% 4. Both figures, side by side
def first_model(patients, seed=0):
    """Return {"train_accuracy": ..., "test_accuracy": ...} of one forest on one split."""
    raise NotImplementedError("Write first_model: split, train, and score on both tables.")


# %% Try it: medai run first-model
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(first_model(pima, seed=0))
