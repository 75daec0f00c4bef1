"""roc_curve leaves out thresholds on straight pieces of the curve."""

# %% Imports
import numpy as np
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_curve
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

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
ZERO_MEANS_MISSING = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


# %% 1. The threshold that finds enough patients
def threshold_for_sensitivity(outcome, probability, required):
    outcome, probability = np.asarray(outcome), np.asarray(probability)
    if not 0 < required <= 1:
        raise ValueError("required must be above 0 and at most 1")
    ill = probability[outcome == 1]
    if len(ill) == 0:
        raise ValueError("no patient has outcome 1")
    fpr, tpr, thresholds = roc_curve(outcome, probability)
    return thresholds[np.argmax(tpr >= required - 1e-12)]


# %% 2. How far are the probabilities from what happened?
def brier_score(outcome, probability):
    return np.mean((np.asarray(probability) - np.asarray(outcome)) ** 2)


# %% 3. Does 30 % mean 30 of 100?
def calibration_table(outcome, probability, bins=5):
    patients = pd.DataFrame({"outcome": np.asarray(outcome), "probability": np.asarray(probability)})
    edges = np.linspace(0, 1, bins + 1)
    patients["bin"] = pd.cut(patients["probability"], edges, include_lowest=True)
    return patients.groupby("bin", observed=True).agg(
        n=("outcome", "size"),
        mean_probability=("probability", "mean"),
        observed=("outcome", "mean"),
    )


# %% 4. What is it worth?
def net_benefit(outcome, probability, threshold):
    outcome = np.asarray(outcome)
    positive = np.asarray(probability) >= threshold
    n = len(outcome)
    tp = np.sum(positive & (outcome == 1))
    fp = np.sum(positive & (outcome == 0))
    return tp / n - fp / n * threshold / (1 - threshold)


def decision_curve(outcome, probability, thresholds):
    rows = []
    for threshold in thresholds:
        rows.append(
            {
                "threshold": threshold,
                "model": net_benefit(outcome, probability, threshold),
                "treat_all": net_benefit(outcome, np.ones(len(outcome)), threshold),
                "treat_none": 0.0,
            }
        )
    return pd.DataFrame(rows, columns=["threshold", "model", "treat_all", "treat_none"])


# %% 5. Three groups of patients, three jobs
def zeros_to_missing(table):
    table = table.astype(float)
    table[ZERO_MEANS_MISSING] = table[ZERO_MEANS_MISSING].replace(0, np.nan)
    return table


def fit_model(train):
    model = make_pipeline(
        FunctionTransformer(zeros_to_missing),
        SimpleImputer(strategy="median", keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(max_iter=1000),
    )
    return model.fit(train[MEASUREMENTS], train["Outcome"])


def threshold_study(train, validation, test, required=0.9):
    model = fit_model(train)
    p_validation = model.predict_proba(validation[MEASUREMENTS])[:, 1]
    threshold = threshold_for_sensitivity(validation["Outcome"], p_validation, required)

    p_test = model.predict_proba(test[MEASUREMENTS])[:, 1]
    y_test = test["Outcome"].to_numpy()
    positive = p_test >= threshold
    return {
        "threshold": threshold,
        "sensitivity": np.mean(positive[y_test == 1]),
        "specificity": np.mean(~positive[y_test == 0]),
        "brier": brier_score(y_test, p_test),
        "net_benefit": net_benefit(y_test, p_test, threshold),
        "calibration": calibration_table(y_test, p_test, bins=5),
    }


# %% Try it: medai run pick-a-threshold
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv").sample(frac=1, random_state=6)
    study = threshold_study(pima.iloc[:400], pima.iloc[400:576], pima.iloc[576:])
    for name, value in study.items():
        print(name, value, sep="\n" if name == "calibration" else ": ")
