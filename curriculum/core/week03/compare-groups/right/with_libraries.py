"""scipy and statsmodels do the statistics; the table is indexed by measurement."""

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

UNMEASURED_AT_ZERO = {"Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"}
ORDER = "Pregnancies Glucose BloodPressure SkinThickness Insulin BMI DiabetesPedigreeFunction Age".split()


def _refuse_flat(first, second):
    sizes = len(first), len(second)
    if min(sizes) < 2 or (pd.Series(first).nunique() == 1 and pd.Series(second).nunique() == 1):
        raise ValueError(f"no spread to work with (sizes {sizes})")


def welch_test(first, second):
    _refuse_flat(first, second)
    found = stats.ttest_ind(first, second, equal_var=False)
    return {"p": found.pvalue, "t": found.statistic, "df": found.df}


def effect_size(first, second):
    _refuse_flat(first, second)
    student = stats.ttest_ind(first, second)  # d = t * sqrt(1/n + 1/m) for the pooled test
    return student.statistic * np.sqrt(1 / len(first) + 1 / len(second))


def mann_whitney(first, second):
    if len(first) == 0 or len(second) == 0:
        raise ValueError("empty group")
    u, p = stats.mannwhitneyu(first, second, method="asymptotic", alternative="two-sided")
    return pd.Series({"u": u, "p": p, "probability": u / len(first) / len(second)})


def holm(p_values):
    return multipletests(np.asarray(p_values), method="holm")[1]


def benjamini_hochberg(p_values):
    return stats.false_discovery_control(np.asarray(p_values)).tolist()


def compare_measurements(patients):
    rows = {}
    for name in ORDER:
        known = patients[[name, "Outcome"]].dropna()
        if name in UNMEASURED_AT_ZERO:
            known = known.query(f"{name} != 0")
        yes, no = (known.loc[known.Outcome == side, name] for side in (1, 0))
        welch = welch_test(yes, no)
        rows[name] = dict(
            n_with=yes.size,
            n_without=no.size,
            mean_with=yes.mean(),
            mean_without=no.mean(),
            effect_size=effect_size(yes, no),
            probability=mann_whitney(yes, no)["probability"],
            **welch,
        )
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index.name = "measurement"
    table = table.assign(p_holm=holm(table.p), p_bh=benjamini_hochberg(table.p))
    return table.loc[table.effect_size.abs().sort_values(ascending=False).index]
