"""Counts from scikit-learn, intervals from statsmodels, numpy lets 0 / 0 be what it is."""

import numpy as np
import pandas as pd
from sklearn.metrics import confusion_matrix
from statsmodels.stats.contingency_tables import Table2x2
from statsmodels.stats.proportion import proportion_confint


def two_by_two(disease, test):
    disease = pd.Series(np.asarray(disease), dtype="float")
    test = pd.Series(np.asarray(test), dtype="float")
    if disease.size != test.size:
        raise ValueError("not the same patients")
    if not disease.isin([0, 1]).all() or not test.isin([0, 1]).all():
        raise ValueError("only 0 and 1, please")
    tn, fp, fn, tp = confusion_matrix(disease, test, labels=[0, 1]).ravel()
    return {"tn": tn, "fp": fp, "fn": fn, "tp": tp}


def measures(tp, fp, fn, tn):
    tp, fp, fn, tn = np.array([tp, fp, fn, tn], dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        sens, spec = tp / (tp + fn), tn / (tn + fp)
        return dict(
            youden=sens + spec - 1,
            lr_positive=sens / (fp / (tn + fp)),
            lr_negative=(fn / (tp + fn)) / spec,
            ppv=tp / (tp + fp),
            npv=tn / (tn + fn),
            sensitivity=sens,
            specificity=spec,
        )


def measure_intervals(tp, fp, fn, tn, level=0.95):
    alpha = 1 - level
    found = {}
    for name, hit, miss in [
        ("sensitivity", tp, fn),
        ("specificity", tn, fp),
        ("ppv", tp, fp),
        ("npv", tn, fn),
    ]:
        if hit + miss:
            found[name] = proportion_confint(hit, hit + miss, alpha=alpha, method="wilson")
        else:
            found[name] = (np.nan, np.nan)
    if min(tp + fn, fp + tn) == 0:
        found["lr_positive"] = found["lr_negative"] = np.full(2, np.nan)
    else:
        cells = np.array([[tp, fn], [fp, tn]], dtype=float)
        if (cells == 0).any():
            cells += 0.5
        found["lr_positive"] = Table2x2(cells).riskratio_confint(alpha)
        found["lr_negative"] = Table2x2(cells[:, ::-1]).riskratio_confint(alpha)
    return found


def rank_tests(tables):
    youden = pd.Series({name: measures(**counts)["youden"] for name, counts in tables.items()})
    return youden.sort_values(ascending=False).index


def report(patients, finding, level=0.95):
    patients = patients.dropna(subset=[finding])
    counts = two_by_two(patients["num"].clip(upper=1), patients[finding])
    table = pd.DataFrame(measure_intervals(**counts, level=level), index=["low", "high"]).T
    table["estimate"] = pd.Series(measures(**counts))
    return table
