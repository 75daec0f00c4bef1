"""From probabilities to a decision: a threshold, its calibration, and what it is worth to patients."""

# %% Imports
import numpy as np
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


# %% 1. The threshold that finds enough patients
def threshold_for_sensitivity(outcome, probability, required):
    """The highest threshold at which the sensitivity is at least required.

    outcome: array of 0 and 1. probability: array of the same length. A patient counts as positive where
    probability >= threshold. required: a share above 0 and at most 1. Raises ValueError for any other
    required, and where no patient has outcome 1.
    """
    raise NotImplementedError("Write threshold_for_sensitivity: return the threshold.")


# %% 2. How far are the probabilities from what happened?
def brier_score(outcome, probability):
    """Mean squared difference between probability and outcome: 0 is perfect."""
    raise NotImplementedError("Write brier_score: return the mean of the squared differences.")


# %% 3. Does 30 % mean 30 of 100?
def calibration_table(outcome, probability, bins=5):
    """Patients by probability, in that many bins of equal width from 0 to 1.

    Returns a DataFrame, one row for each bin that has a patient, from low to high, with the columns n (number of
    patients), mean_probability and observed (share with outcome 1).
    """
    raise NotImplementedError("Write calibration_table: return n, mean_probability and observed by bin.")


# %% 4. What is it worth?
def net_benefit(outcome, probability, threshold):
    """True positives a patient, minus false positives a patient weighted by the odds of the threshold.

    threshold: above 0 and below 1. A patient counts as positive where probability >= threshold.
    """
    raise NotImplementedError("Write net_benefit: return one number.")


def decision_curve(outcome, probability, thresholds):
    """Net benefit of the model, of treating everybody and of treating nobody.

    Returns a DataFrame with the columns threshold, model, treat_all, treat_none, one row for each threshold.
    """
    raise NotImplementedError("Write decision_curve: return the table of net benefits.")


# %% 5. Three groups of patients, three jobs
def fit_model(train):
    """A fitted model with predict_proba; the same train always gives the same probabilities."""
    raise NotImplementedError("Write fit_model: return a fitted model.")


def threshold_study(train, validation, test, required=0.9):
    """Fit on train, choose the threshold on validation, report on test.

    Returns a dict: "threshold", "sensitivity", "specificity", "brier", "net_benefit" (at the threshold) and
    "calibration" (a table of 5 bins).
    """
    raise NotImplementedError("Write threshold_study: return the dict of figures.")


# %% Try it: medai run pick-a-threshold
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv").sample(frac=1, random_state=6)
    study = threshold_study(pima.iloc[:400], pima.iloc[400:576], pima.iloc[576:])
    for name, value in study.items():
        print(name, value, sep="\n" if name == "calibration" else ": ")
