"""scikit-learn throughout: the penalty is switched off, standard errors come from the information matrix."""

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.base import clone
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_validate
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler


def build_pipeline():
    prepare = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    return Pipeline([("prepare", prepare), ("classify", LogisticRegression(max_iter=5000))])


def cross_validated_auc(patients, inputs, label="Outcome", folds=5, seed=0):
    numbers = make_column_transformer((build_pipeline()[0], make_column_selector()))
    model = make_pipeline(numbers, clone(build_pipeline()[-1]))
    cv = StratifiedKFold(n_splits=folds, random_state=seed, shuffle=True)
    result = cross_validate(model, patients.loc[:, inputs], patients[label], cv=cv, scoring={"auc": "roc_auc"})
    return pd.Series(result["test_auc"], name="auc")


def odds_ratios(patients, inputs, label="Outcome", units=None, level=0.95):
    steps = dict.fromkeys(inputs, 1.0) | dict(units or {})
    used = patients[[*inputs, label]].dropna()
    spread = used[inputs].std()
    keep = list(spread[spread > 1e-12].index)
    scaler = StandardScaler().fit(used[keep])
    x, y = scaler.transform(used[keep]), used[label].astype(int)
    if y.nunique() < 2:
        raise ValueError("Only one outcome: perfect separation.")
    model = LogisticRegression(C=np.inf, tol=1e-9, max_iter=20000).fit(x, y)
    if model.score(x, y) == 1.0:
        raise ValueError("There is perfect separation; no estimate exists.")
    p = model.predict_proba(x)[:, 1]
    design = np.hstack([np.ones((len(x), 1)), x])
    covariance = np.linalg.inv((design.T * (p * (1 - p))) @ design)
    out = pd.DataFrame(np.nan, index=inputs, columns=["low", "high", "odds_ratio"])
    z = stats.norm.ppf(1 - (1 - level) / 2)
    for name, b, se, sd in zip(keep, model.coef_[0], np.sqrt(np.diag(covariance))[1:], scaler.scale_):
        k = steps[name] / sd
        out.loc[name, "odds_ratio"] = np.exp(k * b)
        out.loc[name, "low"] = np.exp(k * (b - z * se))
        out.loc[name, "high"] = np.exp(k * (b + z * se))
    return out


def new_risk(risk, odds_ratio):
    return 1 - (1 - risk) / (1 - risk + odds_ratio * risk)
