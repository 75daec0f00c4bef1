"""The first value is taken by the label 0, which a Series need not have."""

import numpy as np
import pandas as pd
from scipy import stats

ZERO_IS_MISSING = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
MEASUREMENTS = ["Pregnancies", *ZERO_IS_MISSING, "DiabetesPedigreeFunction", "Age"]


def _two_groups(first, second):
    x = np.asarray(first, dtype=float)
    y = np.asarray(second, dtype=float)
    if len(x) < 2 or len(y) < 2:
        raise ValueError("at least 2 values in each group, please")
    if all(v == first[0] for v in first) and all(v == second[0] for v in second):
        raise ValueError("both groups are constant")
    return x, y


def welch_test(first, second):
    x, y = _two_groups(first, second)
    vx = np.var(x, ddof=1) / len(x)
    vy = np.var(y, ddof=1) / len(y)
    t = (x.mean() - y.mean()) / np.sqrt(vx + vy)
    df = (vx + vy) ** 2 / (vx**2 / (len(x) - 1) + vy**2 / (len(y) - 1))
    return {"t": t, "df": df, "p": 2 * stats.t.sf(abs(t), df)}


def effect_size(first, second):
    x, y = _two_groups(first, second)
    squares = ((x - x.mean()) ** 2).sum() + ((y - y.mean()) ** 2).sum()
    s = np.sqrt(squares / (len(x) + len(y) - 2))
    return (x.mean() - y.mean()) / s


def mann_whitney(first, second):
    x = np.asarray(first, dtype=float)
    y = np.asarray(second, dtype=float)
    if len(x) == 0 or len(y) == 0:
        raise ValueError("a group is empty")
    pairs = len(x) * len(y)
    total = len(x) + len(y)
    u = (x[:, None] > y).sum() + (x[:, None] == y).sum() / 2
    k = np.unique(np.concatenate([x, y]), return_counts=True)[1].astype(float)
    variance = pairs / 12 * ((total + 1) - (k**3 - k).sum() / (total * (total - 1)))
    if len(k) == 1:
        p = 1.0
    else:
        z = (abs(u - pairs / 2) - 0.5) / np.sqrt(variance)
        p = min(2 * stats.norm.sf(z), 1.0)
    return {"u": u, "probability": u / pairs, "p": p}


def holm(p_values):
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p)
    factors = np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(np.maximum.accumulate(factors * p[order]), 1)
    return adjusted


def benjamini_hochberg(p_values):
    p = np.asarray(p_values, dtype=float)
    m = len(p)
    order = np.argsort(p)
    scaled = p[order] * m / np.arange(1, m + 1)
    adjusted = np.empty(m)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return adjusted


def compare_measurements(patients):
    rows = []
    for name in MEASUREMENTS:
        values = patients[name]
        if name in ZERO_IS_MISSING:
            values = values.mask(values == 0)
        with_diabetes = values[patients["Outcome"] == 1].dropna()
        without_diabetes = values[patients["Outcome"] == 0].dropna()
        welch = welch_test(with_diabetes.to_numpy(), without_diabetes.to_numpy())
        rows.append(
            {
                "measurement": name,
                "n_with": len(with_diabetes),
                "n_without": len(without_diabetes),
                "mean_with": with_diabetes.mean(),
                "mean_without": without_diabetes.mean(),
                "t": welch["t"],
                "p": welch["p"],
                "effect_size": effect_size(with_diabetes.to_numpy(), without_diabetes.to_numpy()),
            }
        )
    table = pd.DataFrame(rows)
    table["p_holm"] = holm(table["p"])
    table["p_bh"] = benjamini_hochberg(table["p"])
    return table.sort_values("effect_size", key=abs, ascending=False)


if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(compare_measurements(pima).to_string(float_format="{:.4g}".format))
