"""scikit-learn for curve and area, patients drawn within each group."""

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score, roc_curve


def _both_classes(disease):
    disease = np.array(disease).astype(int)
    if len(set(disease.tolist())) < 2:
        raise ValueError("only one class")
    return disease


def roc_points(disease, score):
    return roc_curve(_both_classes(disease), np.array(score), drop_intermediate=False)


def auc(disease, score):
    return roc_auc_score(_both_classes(disease), np.array(score))


def bootstrap_auc(disease, score, level=0.95, replicates=1000, seed=0):
    disease, score = _both_classes(disease), np.array(score)
    rng = np.random.RandomState(seed)
    sick, healthy = score[disease == 1], score[disease == 0]
    labels = np.r_[np.ones(len(sick)), np.zeros(len(healthy))]
    areas = [
        roc_auc_score(labels, np.r_[rng.choice(sick, len(sick)), rng.choice(healthy, len(healthy))])
        for _ in range(replicates)
    ]
    return np.percentile(areas, [50 * (1 - level), 50 * (1 + level)])


def youden_threshold(disease, score):
    fpr, tpr, thresholds = roc_points(disease, score)
    curve = pd.DataFrame({"fpr": fpr, "sensitivity": tpr, "threshold": thresholds})
    curve = curve[np.isfinite(curve["threshold"])]
    curve["specificity"] = 1 - curve["fpr"]
    curve["youden"] = curve["sensitivity"] + curve["specificity"] - 1
    best = curve.loc[curve["youden"].idxmax()]
    return best[["threshold", "sensitivity", "specificity", "youden"]]


def marker_aucs(patients, outcome, directions):
    result = pd.Series(dtype=float)
    for marker, direction in directions.items():
        rows = patients.dropna(subset=[marker])
        area = roc_auc_score(rows[outcome] > 0, rows[marker])
        result[marker] = area if direction == "high" else 1 - area
    return result
