"""Seed 0 is taken for no seed, since 0 counts as false."""

# %% Imports
import numpy as np
import pandas as pd


# %% 1. One point for each distinct score
def as_arrays(disease, score):
    """Return (sick, score) as arrays paired by position; raises ValueError where a class is absent."""
    sick, score = np.asarray(disease) == 1, np.asarray(score, dtype=float)
    if sick.all() or not sick.any():
        raise ValueError("a ROC curve needs patients with and without the disease")
    return sick, score


def roc_points(disease, score):
    """Return (fpr, tpr, thresholds) from the strictest threshold, infinity, to the laxest, the lowest score."""
    sick, score = as_arrays(disease, score)
    distinct, place = np.unique(score, return_inverse=True)
    sick_at = np.bincount(place, weights=sick, minlength=len(distinct))[::-1]
    healthy_at = np.bincount(place, weights=~sick, minlength=len(distinct))[::-1]
    tpr = np.concatenate([[0], sick_at.cumsum() / sick.sum()])
    fpr = np.concatenate([[0], healthy_at.cumsum() / (~sick).sum()])
    return fpr, tpr, np.concatenate([[np.inf], distinct[::-1]])


# %% 2. The area
def auc(disease, score):
    """Return the area under the ROC curve, by trapezia: the U of Mann and Whitney over n1 n0."""
    fpr, tpr, _ = roc_points(disease, score)
    return float(np.trapezoid(tpr, fpr))


# %% 3. How sure are we of it
def bootstrap_auc(disease, score, level=0.95, replicates=1000, seed=0):
    """Return the percentile bootstrap interval (low, high) of the AUC; whole patients are drawn."""
    sick, score = as_arrays(disease, score)
    rng = np.random.default_rng(seed or None)
    areas = []
    while len(areas) < replicates:
        drawn = rng.integers(len(sick), size=len(sick))
        if 0 < sick[drawn].sum() < len(sick):
            areas.append(auc(sick[drawn], score[drawn]))
    low, high = np.quantile(areas, [(1 - level) / 2, (1 + level) / 2])
    return low, high


# %% 4. One threshold out of many
def youden_threshold(disease, score):
    """Return threshold, sensitivity, specificity and youden (1950) at the largest Youden index, as a dict."""
    fpr, tpr, thresholds = roc_points(disease, score)
    best = 1 + np.argmax((tpr - fpr)[1:])  # past the first point: infinity is no threshold that anybody can use
    return {
        "threshold": thresholds[best],
        "sensitivity": tpr[best],
        "specificity": 1 - fpr[best],
        "youden": tpr[best] - fpr[best],
    }


# %% 5. Markers compared, each in the direction that physiology gives it
def marker_aucs(patients, outcome, directions):
    """Return a dict from each marker to its AUC in the stated direction ("high" or "low" points to disease)."""
    areas = {}
    for marker, direction in directions.items():
        known = patients[patients[marker].notna()]
        sign = 1 if direction == "high" else -1
        areas[marker] = auc((known[outcome] > 0).astype(int), sign * known[marker])
    return areas


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
