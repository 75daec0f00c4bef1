"""Loops over pairs and ranks, statistics from the standard library, scipy for the t distribution only."""

import math
from statistics import NormalDist, fmean, variance

import pandas as pd
from scipy.special import stdtr


class TwoGroups:
    def __init__(self, first, second):
        self.first = [float(x) for x in first]
        self.second = [float(x) for x in second]

    def moments(self):
        out = []
        for group in (self.first, self.second):
            if len(group) < 2:
                raise ValueError("at least two values in each group")
            out.append((len(group), fmean(group), variance(group)))
        if out[0][2] == 0 and out[1][2] == 0:
            raise ValueError("no variation in either group")
        return out


def welch_test(first, second):
    (n1, m1, v1), (n2, m2, v2) = TwoGroups(first, second).moments()
    e1, e2 = v1 / n1, v2 / n2
    t = (m1 - m2) / math.sqrt(e1 + e2)
    df = (e1 + e2) ** 2 / (e1**2 / (n1 - 1) + e2**2 / (n2 - 1))
    return {"t": t, "df": df, "p": float(2 * stdtr(df, -abs(t)))}


def effect_size(first, second):
    (n1, m1, v1), (n2, m2, v2) = TwoGroups(first, second).moments()
    return (m1 - m2) / math.sqrt(((n1 - 1) * v1 + (n2 - 1) * v2) / (n1 + n2 - 2))


def mann_whitney(first, second):
    groups = TwoGroups(first, second)
    n1, n2 = len(groups.first), len(groups.second)
    if not n1 or not n2:
        raise ValueError("one of the groups is empty")
    u = sum((a > b) + 0.5 * (a == b) for a in groups.first for b in groups.second)
    counts = {}
    for value in groups.first + groups.second:
        counts[value] = counts.get(value, 0) + 1
    n = n1 + n2
    correction = sum(k**3 - k for k in counts.values()) / (n * (n - 1))
    sigma = math.sqrt(max(0.0, n1 * n2 / 12 * (n + 1 - correction)))
    if sigma == 0:
        return {"u": u, "probability": u / (n1 * n2), "p": 1}
    z = (abs(u - n1 * n2 / 2) - 0.5) / sigma
    return {"u": u, "probability": u / (n1 * n2), "p": min(1, 2 * (1 - NormalDist().cdf(z)))}


def holm(p_values):
    ranked = sorted(enumerate(p_values), key=lambda pair: pair[1])
    adjusted, highest = [0.0] * len(ranked), 0.0
    for step, (place, p) in enumerate(ranked):
        highest = max(highest, min(1.0, (len(ranked) - step) * p))
        adjusted[place] = highest
    return adjusted


def benjamini_hochberg(p_values):
    ranked = sorted(enumerate(p_values), key=lambda pair: pair[1], reverse=True)
    adjusted, lowest = [0.0] * len(ranked), 1.0
    for step, (place, p) in enumerate(ranked):
        lowest = min(lowest, p * len(ranked) / (len(ranked) - step))
        adjusted[place] = lowest
    return adjusted


def compare_measurements(patients):
    names = "Age BMI BloodPressure DiabetesPedigreeFunction Glucose Insulin Pregnancies SkinThickness".split()
    may_be_zero = ("Pregnancies", "Age", "DiabetesPedigreeFunction")
    rows = []
    for name in names:
        sides = {0: [], 1: []}
        for value, outcome in zip(patients[name], patients["Outcome"]):
            if pd.isna(value) or (value == 0 and name not in may_be_zero):
                continue
            sides[int(outcome)].append(value)
        test = welch_test(sides[1], sides[0])
        rows.append(
            [name, len(sides[1]), len(sides[0]), fmean(sides[1]), fmean(sides[0])]
            + [test["t"], test["p"], effect_size(sides[1], sides[0])]
        )
    p_values = [row[6] for row in rows]
    for row, one, other in zip(rows, holm(p_values), benjamini_hochberg(p_values)):
        row += [one, other]
    rows.sort(key=lambda row: -abs(row[7]))
    head = "measurement n_with n_without mean_with mean_without t p effect_size p_holm p_bh".split()
    return pd.DataFrame(rows, columns=head)
