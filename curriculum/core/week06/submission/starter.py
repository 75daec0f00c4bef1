"""Predictions for patients whose outcome you do not know, in the format of a competition."""

# %% Imports
from pathlib import Path

import pandas as pd

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


# %% 1. Predict
def predict(train, test):
    """A table with patient_id and probability of diabetes, one row for each patient of test.

    train: DataFrame with patient_id (text), the eight MEASUREMENTS and Outcome (0 or 1).
    test: DataFrame with patient_id and the eight MEASUREMENTS.
    Returns a DataFrame with the columns patient_id and probability (0 to 1), and no others.
    """
    raise NotImplementedError("Write predict: return a table with patient_id and probability.")


# %% 2. Hand in
def submission_csv(predictions):
    """The text of the file to hand in: a header patient_id,probability and one line for each patient.

    predictions: a table as predict returns it. Returns a str.
    """
    raise NotImplementedError("Write submission_csv: return the text of the file.")


# %% Try it: medai run submission
if __name__ == "__main__":
    data = Path("data/pima-competition")
    train, test = pd.read_csv(data / "train.csv"), pd.read_csv(data / "test.csv")
    text = submission_csv(predict(train, test))
    Path("week06/submission.csv").write_text(text)
    print(text[:200])
