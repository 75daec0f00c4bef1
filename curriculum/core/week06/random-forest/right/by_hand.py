"""By hand: folds and draws made within each outcome, ranks for the AUC, the zeros filled in a pipeline."""

import numpy as np
import pandas as pd
from scipy.stats import rankdata
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline

NOT_ZERO = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


def _x(patients):
    return patients.drop(columns=["Outcome"], errors="ignore")


def _auc(y, p):
    """Mann-Whitney: mean rank of the sick, ties halved."""
    y = np.asarray(y).astype(bool)
    ranks = rankdata(p)
    sick = y.sum()
    return (ranks[y].sum() - sick * (sick + 1) / 2) / (sick * (~y).sum())


def _forest(leaf, trees, seed):
    fill = SimpleImputer(missing_values=0, strategy="median", keep_empty_features=True)
    return make_pipeline(
        ColumnTransformer([("fill", fill, NOT_ZERO)], remainder="passthrough"),
        RandomForestClassifier(trees, min_samples_leaf=leaf, max_features=0.5, random_state=seed),
    )


def _deal(y, folds, rng):
    place = np.empty(len(y), dtype=int)
    for value in (0, 1):
        rows = rng.permutation(np.flatnonzero(y == value))
        place[rows] = np.arange(len(rows)) % folds
    return place


def tune_forest(train, leaf_sizes=(1, 5, 20), trees=100, folds=5, seed=0):
    y = train["Outcome"].to_numpy()
    X = _x(train)
    place = _deal(y, folds, np.random.default_rng(seed))
    rows = []
    for leaf in leaf_sizes:
        for k in range(folds):
            inside, outside = place == k, place != k
            p = _forest(leaf, trees, seed).fit(X[outside], y[outside]).predict_proba(X[inside])[:, 1]
            rows.append((leaf, _auc(y[inside], p)))
    cv_auc = pd.DataFrame(rows, columns=["leaf", "auc"]).groupby("leaf")["auc"].mean()
    chosen = cv_auc.idxmax()
    return {"model": _forest(int(chosen), trees, seed).fit(_x(train), y), "cv_auc": cv_auc, "min_samples_leaf": chosen}


def importances(model, patients, repeats=10, seed=0):
    rng = np.random.default_rng(seed)
    X, y = _x(patients), patients["Outcome"]
    whole = _auc(y, model.predict_proba(X)[:, 1])
    falls = {}
    for column in X:
        lost = 0.0
        for _ in range(repeats):
            mixed = X.copy()
            mixed[column] = rng.permutation(mixed[column].to_numpy())
            lost += whole - _auc(y, model.predict_proba(mixed)[:, 1])
        falls[column] = lost / repeats
    return falls


def bootstrap_auc(outcome, probability, repeats=1000, level=0.95, seed=0):
    y, p = np.array(outcome), np.array(probability)
    random = np.random.RandomState(seed)
    found = np.empty(repeats)
    for i in range(repeats):  # the sick and the well apart, so that both occur
        rows = np.concatenate([random.choice(part, len(part)) for part in (np.flatnonzero(y == 1), np.flatnonzero(y == 0))])
        found[i] = _auc(y[rows], p[rows])
    tail = 100 * (1 - level) / 2
    return [float(_auc(y, p)), *np.percentile(found, [tail, 100 - tail]).tolist()]


def equal_point(outcome, probability):
    y, p = np.array(outcome), np.array(probability)
    order = np.sort(np.unique(p))
    thresholds = np.r_[order[0], (order[1:] + order[:-1]) / 2, order[-1] + 1]
    positive = p[None, :] >= thresholds[:, None]
    sens = (positive & (y == 1)).sum(axis=1) / (y == 1).sum()
    spec = (~positive & (y == 0)).sum(axis=1) / (y == 0).sum()
    i = np.abs(sens - spec).argmin()
    return pd.Series({"sensitivity": sens[i], "specificity": spec[i], "threshold": thresholds[i]})


def adap_study(patients, leaf_sizes=(1, 5, 20), trees=100, folds=5, repeats=1000, seed=0):
    first = np.arange(len(patients)) < 576
    tuned = tune_forest(patients[first], leaf_sizes, trees, folds, seed)
    p = tuned["model"].predict_proba(_x(patients[~first]))[:, 1]
    y = patients.loc[~first, "Outcome"].to_numpy()
    auc, low, high = bootstrap_auc(y, p, repeats, 0.95, seed)
    result = dict(auc=auc, auc_low=low, auc_high=high, probability=p.tolist())
    result.update(equal_point(y, p)[["sensitivity", "specificity"]])
    return result
