"""A paired test where both groups have as many values."""

import math
import pandas as pd
from scipy.stats import t, norm


def mean(x):
    return sum(x) / len(x)


def variance(x):
    m = mean(x)
    return sum((v - m) ** 2 for v in x) / (len(x) - 1)


def welch_test(first, second):
    a = [float(v) for v in first]
    b = [float(v) for v in second]
    if len(a) < 2 or len(b) < 2:
        raise ValueError("too few")
    if len(set(a)) == 1 and len(set(b)) == 1:
        raise ValueError("no spread")
    if len(a) == len(b):
        from scipy.stats import ttest_rel

        r = ttest_rel(a, b)
        return {"t": r.statistic, "df": r.df, "p": r.pvalue}
    va = variance(a) / len(a)
    vb = variance(b) / len(b)
    tt = (mean(a) - mean(b)) / math.sqrt(va + vb)
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    p = 2 * t.sf(abs(tt), df)
    return {"t": tt, "df": df, "p": p}


def effect_size(first, second):
    a = [float(v) for v in first]
    b = [float(v) for v in second]
    if len(a) < 2 or len(b) < 2:
        raise ValueError("too few")
    if len(set(a)) == 1 and len(set(b)) == 1:
        raise ValueError("no spread")
    s2 = ((len(a) - 1) * variance(a) + (len(b) - 1) * variance(b)) / (len(a) + len(b) - 2)
    return (mean(a) - mean(b)) / math.sqrt(s2)


def mann_whitney(first, second):
    a = list(first)
    b = list(second)
    if len(a) == 0 or len(b) == 0:
        raise ValueError("empty group")
    u = 0
    for x in a:
        for y in b:
            if x > y:
                u = u + 1
            elif x == y:
                u = u + 0.5
    both = a + b
    n = len(both)
    counts = {}
    for x in both:
        counts[x] = counts.get(x, 0) + 1
    ties = 0
    for k in counts.values():
        ties = ties + k**3 - k
    pairs = len(a) * len(b)
    s2 = pairs / 12 * ((n + 1) - ties / (n * (n - 1)))
    if s2 <= 0:
        p = 1.0
    else:
        z = (abs(u - pairs / 2) - 0.5) / math.sqrt(s2)
        p = min(1, 2 * norm.sf(z))
    return {"u": u, "probability": u / pairs, "p": p}


def holm(p_values):
    p = list(p_values)
    m = len(p)
    order = sorted(range(m), key=lambda i: p[i])
    result = [None] * m
    largest = 0
    for rank, i in enumerate(order):
        largest = max(largest, min(1, (m - rank) * p[i]))
        result[i] = largest
    return result


def benjamini_hochberg(p_values):
    p = list(p_values)
    m = len(p)
    order = sorted(range(m), key=lambda i: p[i])
    result = [None] * m
    smallest = 1
    for rank in range(m - 1, -1, -1):
        i = order[rank]
        smallest = min(smallest, m * p[i] / (rank + 1))
        result[i] = smallest
    return result


def compare_measurements(patients):
    names = [
        "Pregnancies",
        "Glucose",
        "BloodPressure",
        "SkinThickness",
        "Insulin",
        "BMI",
        "DiabetesPedigreeFunction",
        "Age",
    ]
    zero_missing = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
    table = []
    for name in names:
        a = []
        b = []
        for value, outcome in zip(patients[name], patients["Outcome"]):
            if pd.isna(value):
                continue
            if name in zero_missing and value == 0:
                continue
            if outcome == 1:
                a.append(value)
            else:
                b.append(value)
        w = welch_test(a, b)
        table.append([name, len(a), len(b), mean(a), mean(b), w["t"], w["p"], effect_size(a, b)])
    ps = [row[6] for row in table]
    hs = holm(ps)
    bs = benjamini_hochberg(ps)
    for i in range(8):
        table[i] = table[i] + [hs[i], bs[i]]
    table.sort(key=lambda row: -abs(row[7]))
    return pd.DataFrame(
        table,
        columns=[
            "measurement",
            "n_with",
            "n_without",
            "mean_with",
            "mean_without",
            "t",
            "p",
            "effect_size",
            "p_holm",
            "p_bh",
        ],
    )
