"""The first model is kept and handed out for every later table."""

# %% Imports
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
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
NEVER_ZERO = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


# %% 1. The threshold that finds enough patients
def threshold_for_sensitivity(outcome, probability, required):
    """The highest threshold at which the sensitivity is at least required."""
    if not 0 < required <= 1:
        raise ValueError("required must be above 0 and at most 1")
    outcome, probability = np.asarray(outcome), np.asarray(probability)
    ill = np.sort(probability[outcome == 1])[::-1]
    if len(ill) == 0:
        raise ValueError("nobody has outcome 1")
    found = np.arange(1, len(ill) + 1)
    enough = found / len(ill) >= required - 1e-12
    return float(ill[np.argmax(enough)])


# %% 2. How far are the probabilities from what happened?
def brier_score(outcome, probability):
    """Mean squared difference between probability and outcome: 0 is perfect."""
    return float(np.mean((np.asarray(probability) - np.asarray(outcome)) ** 2))


# %% 3. Does 30 % mean 30 of 100?
def calibration_table(outcome, probability, bins=5):
    """Patients by probability, in that many bins of equal width from 0 to 1."""
    frame = pd.DataFrame({"outcome": np.asarray(outcome), "probability": np.asarray(probability, dtype=float)})
    number = np.minimum((frame["probability"] * bins).astype(int), bins - 1)
    return frame.groupby(number.to_numpy()).agg(
        n=("outcome", "size"),
        mean_probability=("probability", "mean"),
        observed=("outcome", "mean"),
    )


# %% 4. What is it worth?
def net_benefit(outcome, probability, threshold):
    """True positives a patient, minus false positives a patient weighted by the odds of the threshold."""
    outcome = np.asarray(outcome)
    positive = np.asarray(probability) >= threshold
    n = len(outcome)
    true_positives = np.sum(positive & (outcome == 1))
    false_positives = np.sum(positive & (outcome == 0))
    return float(true_positives / n - false_positives / n * threshold / (1 - threshold))


def decision_curve(outcome, probability, thresholds):
    """Net benefit of the model, of treating everybody and of treating nobody."""
    everybody = np.ones(len(outcome))
    rows = []
    for threshold in thresholds:
        rows.append(
            {
                "threshold": threshold,
                "model": net_benefit(outcome, probability, threshold),
                "treat_all": net_benefit(outcome, everybody, threshold),
                "treat_none": 0.0,
            }
        )
    return pd.DataFrame(rows, columns=["threshold", "model", "treat_all", "treat_none"])


# %% 5. Three groups of patients, three jobs
_fitted = {}


def fit_model(train):
    """A fitted model with predict_proba; the same train always gives the same probabilities."""
    if "model" in _fitted:
        return _fitted["model"]
    zeros = ColumnTransformer(
        [("median", SimpleImputer(missing_values=0, strategy="median", keep_empty_features=True), NEVER_ZERO)],
        remainder="passthrough",
    )
    model = make_pipeline(zeros, StandardScaler(), LogisticRegression(max_iter=1000))
    _fitted["model"] = model.fit(train[MEASUREMENTS], train["Outcome"])
    return _fitted["model"]


def threshold_study(train, validation, test, required=0.9):
    """Fit on train, choose the threshold on validation, report on test."""
    model = fit_model(train)
    validated = model.predict_proba(validation[MEASUREMENTS])[:, 1]
    threshold = threshold_for_sensitivity(validation["Outcome"].to_numpy(), validated, required)

    outcome = test["Outcome"].to_numpy()
    probability = model.predict_proba(test[MEASUREMENTS])[:, 1]
    positive = probability >= threshold
    return {
        "threshold": threshold,
        "sensitivity": positive[outcome == 1].mean(),
        "specificity": (~positive[outcome == 0]).mean(),
        "brier": brier_score(outcome, probability),
        "net_benefit": net_benefit(outcome, probability, threshold),
        "calibration": calibration_table(outcome, probability, bins=5),
    }


# %% Try it: medai run pick-a-threshold
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv").sample(frac=1, random_state=6)
    study = threshold_study(pima.iloc[:400], pima.iloc[400:576], pima.iloc[576:])
    for name, value in study.items():
        print(name, value, sep="\n" if name == "calibration" else ": ")
