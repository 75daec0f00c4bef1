"""The ROC curve by hand: points, area, bootstrap interval, Youden's threshold, and markers compared."""

# %% Imports
import pandas as pd


# %% 1. One point for each distinct score
def roc_points(disease, score):
    """Return (fpr, tpr, thresholds) from the strictest threshold, infinity, to the laxest, the lowest score.

    disease: 1 present, 0 absent. score: one number a patient, higher points to disease; lists, arrays or Series paired
    by position. Positive is score >= threshold. Raises ValueError where only one class is present.
    """
    raise NotImplementedError("Write roc_points: return the three arrays (fpr, tpr, thresholds).")


# %% 2. The area
def auc(disease, score):
    """Return the area under the ROC curve, a number from 0 to 1, ties counting one half.

    Raises ValueError where only one class is present.
    """
    raise NotImplementedError("Write auc: return one number.")


# %% 3. How sure are we of it
def bootstrap_auc(disease, score, level=0.95, replicates=1000, seed=0):
    """Return the percentile bootstrap interval (low, high) of the AUC; whole patients are drawn.

    level: confidence between 0 and 1. seed: an integer from 0; the same seed gives the same interval.
    Raises ValueError where only one class is present.
    """
    raise NotImplementedError("Write bootstrap_auc: return the pair (low, high).")


# %% 4. One threshold out of many
def youden_threshold(disease, score):
    """Return threshold, sensitivity, specificity and youden at the largest Youden index, as a dict.

    threshold: one of the scores; positive is score >= threshold. Raises ValueError where only one class is present.
    """
    raise NotImplementedError("Write youden_threshold: return the dict of four numbers.")


# %% 5. Markers compared, each in the direction that physiology gives it
def marker_aucs(patients, outcome, directions):
    """Return a dict from each marker to its AUC in the stated direction ("high" or "low" points to disease).

    patients: DataFrame. outcome: name of a column, disease where above 0. directions: dict from a marker's column to
    "high" or "low". Patients without a marker (NaN) are left out for that marker only.
    """
    raise NotImplementedError("Write marker_aucs: return the dict from marker to AUC.")


# %% Try it: medai run roc-curve
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    measured = pima[pima["Glucose"] > 0]
    print("Glucose, Pima: AUC", auc(measured["Outcome"], measured["Glucose"]))
    print("95 % interval", bootstrap_auc(measured["Outcome"], measured["Glucose"]))
    print(youden_threshold(measured["Outcome"], measured["Glucose"]))
    names = "age sex cp trestbps chol fbs restecg thalach exang oldpeak slope ca thal num".split()
    cleveland = pd.read_csv("data/heart/processed.cleveland.data", names=names, na_values="?")
    print(marker_aucs(cleveland, "num", {"thalach": "low", "oldpeak": "high", "trestbps": "high"}))
