"""Functional."""

from functools import reduce
from itertools import accumulate, product
from statistics import mean, variance, StatisticsError
from collections import Counter
import pandas as pd, math
from scipy import stats


def welch_test(first, second):
    a, b = list(map(float, first)), list(map(float, second))
    try:
        va, vb = variance(a) / len(a), variance(b) / len(b)
        se = math.sqrt(va + vb)
        df = se**4 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
        t = (mean(a) - mean(b)) / se
    except (StatisticsError, ZeroDivisionError) as e:
        raise ValueError("no answer") from e
    return {"t": t, "df": df, "p": stats.t(df).sf(abs(t)) * 2}


def effect_size(first, second):
    a, b = list(map(float, first)), list(map(float, second))
    w = welch_test(a, b)
    pooled = math.sqrt(((len(a) - 1) * variance(a) + (len(b) - 1) * variance(b)) / (len(a) + len(b) - 2))
    return (mean(a) - mean(b)) / pooled


def mann_whitney(first, second):
    pairs = [(x > y) + (x == y) / 2 for x, y in product(first, second)]
    if not pairs:
        raise ValueError("empty")
    n1, n2 = len(first), len(second)
    N = n1 + n2
    s2 = n1 * n2 / 12 * (N + 1 - sum(k**3 - k for k in Counter([*first, *second]).values()) / (N * (N - 1)))
    u = sum(pairs)
    p = 1 if s2 < 1e-12 else min(1, 2 * stats.norm.sf((abs(u - n1 * n2 / 2) - 0.5) / s2**0.5))
    return {"u": u, "probability": u / len(pairs), "p": p}


def holm(p_values):
    p = pd.Series(list(p_values))
    s = p.sort_values()
    return (s * range(len(s), 0, -1)).cummax().clip(upper=1).sort_index()


def benjamini_hochberg(p_values):
    p = pd.Series(list(p_values))
    s = p.sort_values(ascending=False)
    m = len(s)
    return (s * m / pd.Series(range(m, 0, -1), index=s.index)).cummin().clip(upper=1).reindex(p.index)


def compare_measurements(patients):
    zero = {"Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"}
    m = [c for c in patients if c in zero | {"Pregnancies", "DiabetesPedigreeFunction", "Age"}]
    g = {
        c: [
            patients.loc[
                (patients["Outcome"] == k)
                & patients[c].notna()
                & ((patients[c] != 0) if c in zero else True),
                c,
            ]
            for k in (1, 0)
        ]
        for c in m
    }
    t = pd.DataFrame(
        {
            "measurement": m,
            "n_with": [len(a) for a, _ in g.values()],
            "n_without": [len(b) for _, b in g.values()],
            "mean_with": [a.mean() for a, _ in g.values()],
            "mean_without": [b.mean() for _, b in g.values()],
            **{k: [welch_test(*v)[k] for v in g.values()] for k in ("t", "p", "df")},
            "effect_size": [effect_size(*v) for v in g.values()],
        }
    )
    t = t.assign(
        p_holm=holm(t.p),
        p_bh=benjamini_hochberg(t.p),
        size=t.effect_size.abs(),
        measurement=t.measurement.astype("category"),
    )
    return t.sort_values("size", ascending=False, ignore_index=True)
