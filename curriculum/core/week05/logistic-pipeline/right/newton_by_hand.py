"""Folds in a loop with medians and scales by hand; the fit by Newton's method with numpy."""

import numpy as np
import pandas as pd
from scipy.stats import norm
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler


def build_pipeline():
    steps = [
        ("fill", SimpleImputer(strategy="median")),
        ("scale", StandardScaler()),
        ("model", LogisticRegression()),
    ]
    return Pipeline(steps)


def cross_validated_auc(patients, inputs, label="Outcome", folds=5, seed=0):
    x = patients[inputs].to_numpy(dtype=float)
    y = patients[label].to_numpy()
    found = []
    for train, test in StratifiedKFold(n_splits=folds, shuffle=True, random_state=seed).split(x, y):
        middle = np.nanmedian(x[train], axis=0)
        here = np.where(np.isnan(x[train]), middle, x[train])
        there = np.where(np.isnan(x[test]), middle, x[test])
        mean, spread = here.mean(axis=0), here.std(axis=0)
        model = LogisticRegression().fit((here - mean) / spread, y[train])
        risk = model.predict_proba((there - mean) / spread)[:, 1]
        found.append(float(roc_auc_score(y[test], risk)))
    return found


def _newton(x, y):
    """Coefficients and their covariance, or None where the likelihood has no maximum."""
    beta = np.zeros(x.shape[1])
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        if np.all((p > 0.5) == (y == 1)):
            return None
        information = x.T @ (x * (p * (1 - p))[:, None])
        step = np.linalg.solve(information, x.T @ (y - p))
        beta = beta + step
        if np.abs(step).max() < 1e-10:
            break
    return beta, np.linalg.inv(information)


def odds_ratios(patients, inputs, label="Outcome", units=None, level=0.95):
    units = units or {}
    rows = patients[~patients[inputs].isna().any(axis=1)]
    y = rows[label].to_numpy(dtype=float)
    used = [c for c in inputs if rows[c].min() < rows[c].max()]
    values = rows[used].to_numpy(dtype=float)
    mean, sd = values.mean(axis=0), values.std(axis=0)
    answer = _newton(np.column_stack([np.ones(len(y)), (values - mean) / sd]), y)
    if answer is None:
        raise ValueError("complete separation of the two groups")
    beta, covariance = answer
    z = norm.ppf(0.5 + level / 2)
    table = {}
    for i, name in enumerate(used, start=1):
        step = units.get(name, 1) / sd[i - 1]
        error = np.sqrt(covariance[i, i])
        table[name] = [np.exp(step * (beta[i] + k * z * error)) for k in (0, -1, 1)]
    for name in set(inputs) - set(used):
        table[name] = [np.nan] * 3
    return pd.DataFrame.from_dict(table, orient="index", columns=["odds_ratio", "low", "high"])


def new_risk(risk, odds_ratio):
    if risk in (0, 1):
        return risk
    odds = risk / (1 - risk) * odds_ratio
    return odds / (1 + odds)
