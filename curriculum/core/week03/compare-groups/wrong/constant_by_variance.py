"""Constant groups are known by a variance of exactly 0, which rounding defeats."""

# %% Imports
import numpy as np
import pandas as pd
from scipy import stats

MEASUREMENTS = [
    "Pregnancies",
    "Glucose",
    "BloodPressure",
    "SkinThickness",
    "Insulin",
    "BMI",
    "DiabetesPedigreeFunction",
    "Age",
]
ZERO_IS_MISSING = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


def _two_groups(first, second):
    """Both groups as arrays, refused where a spread cannot be estimated or is nil."""
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if len(first) < 2 or len(second) < 2:
        raise ValueError("each group needs at least 2 values")
    if first.var(ddof=1) == 0 and second.var(ddof=1) == 0:
        raise ValueError("neither group varies: there is no spread to compare the difference with")
    return first, second


# %% 1. Could it be chance?
def welch_test(first, second):
    """Return {"t": ..., "df": ..., "p": ...} of Welch's t test (Welch 1947), p two-sided."""
    first, second = _two_groups(first, second)
    u, v = first.var(ddof=1) / len(first), second.var(ddof=1) / len(second)
    t = (first.mean() - second.mean()) / np.sqrt(u + v)
    df = (u + v) ** 2 / (u**2 / (len(first) - 1) + v**2 / (len(second) - 1))
    p = 2 * stats.t.sf(abs(t), df)
    return {"t": t, "df": df, "p": p}


# %% 2. How large is it?
def effect_size(first, second):
    """Return Cohen's d: the difference of the means in units of the pooled standard deviation."""
    first, second = _two_groups(first, second)
    m, n = len(first), len(second)
    pooled = ((m - 1) * first.var(ddof=1) + (n - 1) * second.var(ddof=1)) / (m + n - 2)
    return (first.mean() - second.mean()) / np.sqrt(pooled)


# %% 3. Without means: compare every pair
def mann_whitney(first, second):
    """Return {"u": ..., "probability": ..., "p": ...} (Mann and Whitney 1947), ties counting one half."""
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    m, n = len(first), len(second)
    if m == 0 or n == 0:
        raise ValueError("a group is empty: there is no pair to compare")
    both = np.concatenate([first, second])
    u = stats.rankdata(both)[:m].sum() - m * (m + 1) / 2
    ties = np.unique(both, return_counts=True)[1]
    total = m + n
    variance = m * n / 12 * (total + 1 - (ties**3 - ties).sum() / (total * (total - 1)))
    if variance <= 0:
        p = 1.0
    else:
        z = (abs(u - m * n / 2) - 0.5) / np.sqrt(variance)
        p = min(1.0, 2 * stats.norm.sf(z))
    return {"u": u, "probability": u / (m * n), "p": p}


# %% 4. Many tests: the chance of even one false alarm
def holm(p_values):
    """Return the p-values adjusted after Holm 1979, in the order given."""
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p)
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1)
    return adjusted


# %% 5. Many tests: the share of false alarms among the findings
def benjamini_hochberg(p_values):
    """Return the p-values adjusted after Benjamini and Hochberg 1995, in the order given."""
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p)
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    stepped = np.minimum.accumulate(scaled[::-1])[::-1]
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(stepped, 1)
    return adjusted


# %% 6. Eight measurements, with and without diabetes
def compare_measurements(patients):
    """Return a DataFrame with one row a measurement, the largest absolute effect size first."""
    measured = patients[MEASUREMENTS].astype(float)
    measured[ZERO_IS_MISSING] = measured[ZERO_IS_MISSING].replace(0, np.nan)
    diabetes = patients["Outcome"] == 1
    rows = []
    for name in MEASUREMENTS:
        with_diabetes = measured.loc[diabetes, name].dropna()
        without = measured.loc[~diabetes, name].dropna()
        test = welch_test(with_diabetes, without)
        rows.append(
            {
                "measurement": name,
                "n_with": len(with_diabetes),
                "n_without": len(without),
                "mean_with": with_diabetes.mean(),
                "mean_without": without.mean(),
                "t": test["t"],
                "p": test["p"],
                "effect_size": effect_size(with_diabetes, without),
            }
        )
    table = pd.DataFrame(rows)
    table["p_holm"] = holm(table["p"])
    table["p_bh"] = benjamini_hochberg(table["p"])
    return table.sort_values("effect_size", key=abs, ascending=False, ignore_index=True)


# %% Try it: medai run compare-groups
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(compare_measurements(pima).to_string(float_format="{:.4g}".format))
