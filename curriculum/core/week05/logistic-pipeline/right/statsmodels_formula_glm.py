"""A binomial GLM from statsmodels on a scaled copy, with logits from scipy for the risk."""

import math

import numpy as np
import pandas as pd
import statsmodels.api as sm
from sklearn import set_config  # noqa: F401
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler


class Reader:
    """Fits once and answers in odds ratios."""

    def __init__(self, table, inputs, label):
        self.inputs = inputs
        table = table[inputs + [label]].dropna(subset=inputs)
        self.constant = [c for c in inputs if len(table[c].unique()) == 1]
        self.names = [c for c in inputs if c not in self.constant]
        x = table[self.names].astype(float)
        x.insert(0, "(intercept)", 1.0)
        y = table[label].astype(float)
        try:
            self.fit = sm.GLM(y, x, family=sm.families.Binomial()).fit(maxiter=100)
        except Exception as reason:
            raise ValueError(f"no fit, probably separation: {reason}") from reason
        if np.array_equal(self.fit.fittedvalues.to_numpy() > 0.5, y.to_numpy() == 1):
            raise ValueError("separation")

    def table(self, units, level):
        interval = self.fit.conf_int(1 - level)
        rows = []
        for name in self.inputs:
            if name in self.constant:
                rows.append((name, None, None, None))
                continue
            u = units.get(name, 1)
            low, high = interval.loc[name]
            rows.append((name, math.exp(u * self.fit.params[name]), math.exp(u * low), math.exp(u * high)))
        return pd.DataFrame(rows, columns=["input", "odds_ratio", "low", "high"]).set_index("input").astype(float)


def build_pipeline():
    return Pipeline(
        steps=[
            ("imputer", SimpleImputer(strategy="median")),
            ("scaler", StandardScaler()),
            ("logit", LogisticRegression(solver="lbfgs", C=1.0, max_iter=200)),
        ]
    )


def cross_validated_auc(patients, inputs, label="Outcome", folds=5, seed=0):
    X, y = patients[list(inputs)].reset_index(drop=True), patients[label].reset_index(drop=True)
    cv = StratifiedKFold(folds, shuffle=True, random_state=seed)
    risk = cross_val_predict(build_pipeline(), X, y, cv=cv, method="predict_proba")[:, 1]
    return tuple(roc_auc_score(y.iloc[test], risk[test]) for _, test in cv.split(X, y))


def odds_ratios(patients, inputs, label="Outcome", units=None, level=0.95):
    return Reader(patients, list(inputs), label).table({} if units is None else units, level)


def new_risk(risk, odds_ratio):
    if risk <= 0 or risk >= 1:
        return float(risk)
    log_odds = math.log(risk / (1 - risk)) + math.log(odds_ratio)
    return 1 / (1 + math.exp(-log_odds))
