"""The false alarms are weighed by (1 - threshold) / threshold."""

# %% Imports
import math

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

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
NOT_MEASURED = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]  # where they are zero


# %% 1. The threshold that finds enough patients
def threshold_for_sensitivity(outcome, probability, required):
    """The highest threshold at which the sensitivity is at least required."""
    outcome, probability = np.asarray(outcome), np.asarray(probability)
    if not 0 < required <= 1:
        raise ValueError("required must be above 0 and at most 1")
    if not (outcome == 1).any():
        raise ValueError("without a patient with outcome 1 there is no sensitivity")
    sick = np.sort(probability[outcome == 1])[::-1]
    needed = math.ceil(required * len(sick) - 1e-9)  # 0.55 * 100 is a hair above 55
    return sick[needed - 1]


# %% 2. How far are the probabilities from what happened?
def brier_score(outcome, probability):
    """Mean squared difference between probability and outcome."""
    return np.mean((np.asarray(probability) - np.asarray(outcome)) ** 2)


# %% 3. Does 30 % mean 30 of 100?
def calibration_table(outcome, probability, bins=5):
    """Patients by probability: how many, the mean probability, and the share with outcome 1."""
    patients = pd.DataFrame({"outcome": np.asarray(outcome), "probability": np.asarray(probability)})
    groups = pd.cut(patients["probability"], np.linspace(0, 1, bins + 1), include_lowest=True)
    found = patients.groupby(groups, observed=True).agg(
        n=("outcome", "size"), mean_probability=("probability", "mean"), observed=("outcome", "mean")
    )
    return found.reset_index(drop=True)


# %% 4. What is it worth?
def net_benefit(outcome, probability, threshold):
    """True positives a patient, minus false positives weighted by the odds of the threshold."""
    outcome = np.asarray(outcome)
    positive = np.asarray(probability) >= threshold
    true_positives = np.sum(positive & (outcome == 1))
    false_positives = np.sum(positive & (outcome == 0))
    odds = (1 - threshold) / threshold
    return (true_positives - odds * false_positives) / len(outcome)


def decision_curve(outcome, probability, thresholds):
    """Net benefit of the model, of treating everybody and of treating nobody, at each threshold."""
    return pd.DataFrame(
        {
            "threshold": list(thresholds),
            "model": [net_benefit(outcome, probability, t) for t in thresholds],
            "treat_all": [net_benefit(outcome, np.ones(len(outcome)), t) for t in thresholds],
            "treat_none": 0.0,
        }
    )


# %% 5. Three groups of patients, three jobs
def fit_model(train):
    """A fitted model that gives a probability of diabetes for each patient."""
    fill = SimpleImputer(missing_values=0, strategy="median", keep_empty_features=True)
    model = make_pipeline(
        make_column_transformer((fill, NOT_MEASURED), remainder="passthrough"),
        StandardScaler(),
        LogisticRegression(),
    )
    return model.fit(train[MEASUREMENTS], train["Outcome"])


def threshold_study(train, validation, test, required=0.9):
    """Fit on train, choose the threshold on validation, report on test."""
    model = fit_model(train)
    threshold = threshold_for_sensitivity(
        validation["Outcome"], model.predict_proba(validation[MEASUREMENTS])[:, 1], required
    )
    outcome, probability = test["Outcome"], model.predict_proba(test[MEASUREMENTS])[:, 1]
    positive = probability >= threshold
    return {
        "threshold": threshold,
        "sensitivity": positive[outcome == 1].mean(),
        "specificity": (~positive)[outcome == 0].mean(),
        "brier": brier_score(outcome, probability),
        "net_benefit": net_benefit(outcome, probability, threshold),
        "calibration": calibration_table(outcome, probability),
    }


# %% Try it: medai run pick-a-threshold
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv").sample(frac=1, random_state=6)
    study = threshold_study(pima.iloc[:400], pima.iloc[400:576], pima.iloc[576:])
    for name, value in study.items():
        print(name, value, sep="\n" if name == "calibration" else ": ")
