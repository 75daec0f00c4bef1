"""Plain numpy, a forest, sklearn's metrics where there are some."""

import numpy as np
import pandas as pd
from sklearn.calibration import calibration_curve
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import brier_score_loss, confusion_matrix, roc_curve


def threshold_for_sensitivity(outcome, probability, required):
    y = np.array(outcome)
    if required <= 0 or required > 1 or y.sum() == 0:
        raise ValueError(f"no threshold gives a sensitivity of {required} in {int(y.sum())} patients")
    if y.all():
        return float(np.sort(probability)[::-1][int(np.ceil(np.round(required * len(y), 9))) - 1])
    _, tpr, thresholds = roc_curve(y, probability, drop_intermediate=False)
    return thresholds[np.flatnonzero(tpr >= required - 1e-12)[0]]


def brier_score(outcome, probability):
    return brier_score_loss(outcome, probability, pos_label=1)


def calibration_table(outcome, probability, bins=5):
    outcome, probability = np.array(outcome), np.array(probability)
    observed, predicted = calibration_curve(outcome, probability, n_bins=bins)
    n, _ = np.histogram(probability, bins=bins, range=(0, 1))
    return pd.DataFrame({"observed": observed, "mean_probability": predicted, "n": n[n > 0]})


def net_benefit(outcome, probability, threshold):
    called = np.where(np.array(probability) >= threshold, 1, 0)
    (_, fp), (_, tp) = confusion_matrix(outcome, called, labels=[0, 1])
    n = len(called)
    return tp / n - fp / n * threshold / (1 - threshold)


def decision_curve(outcome, probability, thresholds):
    share = np.mean(outcome)
    rows = []
    for t in thresholds:
        rows.append(
            {
                "treat_none": 0,
                "treat_all": share - (1 - share) * t / (1 - t),
                "threshold": t,
                "model": net_benefit(outcome, probability, t),
            }
        )
    return pd.DataFrame(rows, index=[f"{t:.0%}" for t in thresholds])


def fit_model(train):
    X = train.drop(columns="Outcome").to_numpy()
    return RandomForestClassifier(60, min_samples_leaf=8, random_state=1).fit(X, train["Outcome"].to_numpy())


def threshold_study(train, validation, test, required=0.9):
    forest = fit_model(train)

    def split(table):
        return table["Outcome"].to_numpy(), forest.predict_proba(table.drop(columns="Outcome").to_numpy())[:, 1]

    cut = threshold_for_sensitivity(*split(validation), required)
    y, p = split(test)
    (tn, fp), (fn, tp) = confusion_matrix(y, p >= cut)
    return {
        "calibration": calibration_table(y, p),
        "net_benefit": net_benefit(y, p, cut),
        "brier": brier_score(y, p),
        "specificity": tn / (tn + fp),
        "sensitivity": tp / (tp + fn),
        "threshold": cut,
    }
