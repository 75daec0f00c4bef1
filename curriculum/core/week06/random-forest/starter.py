"""A random forest, tuned by cross-validation and judged with an interval."""

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


# %% 1. Tune on the training patients only
def tune_forest(train, leaf_sizes=(1, 5, 20), trees=100, folds=5, seed=0):
    """Choose min_samples_leaf by cross-validated AUC, then fit the chosen forest on all of train.

    train: DataFrame with the eight measurements and Outcome (0 or 1). leaf_sizes: the values of
    min_samples_leaf to try. trees: n_estimators of each forest. folds: of the cross-validation.
    Returns a dict: "min_samples_leaf" (the chosen one), "cv_auc" (a dict from each leaf size to its mean AUC
    over the folds) and "model" (the fitted RandomForestClassifier, or a Pipeline that ends in it).
    """
    raise NotImplementedError("Write tune_forest: return min_samples_leaf, cv_auc and the fitted model.")


# %% 2. Which measurements does it live on?
def importances(model, patients, repeats=10, seed=0):
    """Mean fall of the AUC on patients when one measurement is shuffled, for each measurement.

    model: a fitted scikit-learn model with predict_proba. patients: DataFrame with the eight measurements and Outcome.
    repeats: how often each measurement is shuffled. Returns a Series or dict from measurement to fall.
    """
    raise NotImplementedError("Write importances: return the fall of the AUC for each measurement.")


# %% 3. How sure are we?
def bootstrap_auc(outcome, probability, repeats=1000, level=0.95, seed=0):
    """(AUC, lower end, upper end): the percentile interval over resampled patients.

    outcome: array of 0 and 1. probability: array of the same length. A resample with one outcome only has no
    AUC: draw again. The ill and the well may also be drawn apart.
    """
    raise NotImplementedError("Write bootstrap_auc: return (auc, low, high).")


# %% 4. Where sensitivity and specificity meet
def equal_point(outcome, probability):
    """The threshold at which sensitivity and specificity are nearest to each other, and both of them.

    A patient counts as positive where probability >= threshold.
    Returns a dict with "threshold", "sensitivity", "specificity" (shares from 0 to 1).
    """
    raise NotImplementedError("Write equal_point: return threshold, sensitivity and specificity.")


# %% 5. The study of 1988 again
def adap_study(patients, leaf_sizes=(1, 5, 20), trees=100, folds=5, repeats=1000, seed=0):
    """Train on the first 576 rows, judge on all others.

    Returns a dict: "probability" (array, one value for each row after the 576th, in their order), "auc",
    "auc_low", "auc_high" (95 %, from `repeats` draws), "sensitivity", "specificity".
    """
    raise NotImplementedError("Write adap_study: tune on the first 576 rows, judge on the others.")


# %% Try it: medai run random-forest
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    study = adap_study(pima)
    print({name: value for name, value in study.items() if name != "probability"})
    tuned = tune_forest(pima.iloc[:576])
    print(tuned["min_samples_leaf"], tuned["cv_auc"])
    print(importances(tuned["model"], pima.iloc[576:]))
