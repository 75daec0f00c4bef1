"""Your first model, honestly: accuracy on patients the forest has seen, and on patients it has not."""

# %% Imports
import pandas as pd


# %% 1. Hold patients out before anything else
def split_patients(patients, test_share=0.25, seed=0):
    """Split the table into (train, test), stratified by Outcome.

    patients: DataFrame, one row a patient, unique index labels in any order. test_share: share of rows held out.
    Returns two DataFrames with all columns; each row keeps its index label. The same seed gives the same split.
    """
    raise NotImplementedError("Write split_patients: return the two tables (train, test).")


# %% 2. Train on the training table only
def train_forest(train, seed=0):
    """Return a RandomForestClassifier fitted on the eight measurements, with Outcome as the label.

    train: DataFrame with the measurements and Outcome. 50 trees or more. The same seed gives the same forest.
    """
    raise NotImplementedError("Write train_forest: return a fitted RandomForestClassifier.")


# %% 3. Score
def accuracy(model, patients):
    """Return the share of patients (0 to 1) whose Outcome the model predicts rightly.

    model: a forest from train_forest. patients: DataFrame with the measurements and Outcome. Do not round.
    """
    raise NotImplementedError("Write accuracy: compare the model's predictions with Outcome.")


# %% 4. Both figures, side by side
def first_model(patients, seed=0):
    """Return {"train_accuracy": ..., "test_accuracy": ...} of one forest on one split.

    The seed goes to both split_patients and train_forest; test_share is 0.25.
    """
    raise NotImplementedError("Write first_model: split, train, and score on both tables.")


# %% Try it: medai run first-model
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(first_model(pima, seed=0))
