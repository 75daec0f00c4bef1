"""pandas throughout, statsmodels for the intervals, a class for a group of patients."""

import numpy as np
import pandas as pd
from statsmodels.stats.api import CompareMeans, DescrStatsW, proportion_confint


class Group:
    """The measured values of one group of patients."""

    def __init__(self, values):
        self.values = pd.Series(values).reset_index(drop=True).astype(float)
        if self.values.size < 2:
            raise ValueError("a group of fewer than two patients")

    @property
    def constant(self):
        return self.values.nunique() == 1

    @property
    def described(self):
        return DescrStatsW(self.values)


def mean_interval(values, level=0.95):
    group = Group(values)
    if group.constant:
        return (group.values[0], group.values[0])
    return group.described.tconfint_mean(alpha=1 - level)


def proportion_interval(events, n, level=0.95):
    if not (n >= 1 and 0 <= events <= n):
        raise ValueError("impossible counts")
    return proportion_confint(events, n, alpha=1 - level, method="wilson")


def difference_interval(first, second, level=0.95):
    first, second = Group(first), Group(second)
    if first.constant and second.constant:
        return np.repeat(first.values.mean() - second.values.mean(), 2)
    pair = CompareMeans(first.described, second.described)
    return pair.tconfint_diff(alpha=1 - level, usevar="unequal")


def bootstrap_interval(values, level=0.95, replicates=2000, seed=0):
    group = Group(values)
    np.random.seed(seed)
    medians = pd.Series(
        [np.median(np.random.choice(group.values.to_numpy(), group.values.size)) for _ in range(replicates)]
    )
    return medians.quantile([(1 - level) / 2, 1 - (1 - level) / 2])


def pima_intervals(patients, level=0.95):
    table = patients[["Glucose", "Outcome"]].copy()
    table["Glucose"] = table["Glucose"].replace(0, np.nan)
    ill = table.loc[table["Outcome"].eq(1), "Glucose"].dropna()
    well = table.loc[table["Outcome"].eq(0), "Glucose"].dropna()
    return {
        "with_diabetes": mean_interval(ill, level),
        "without_diabetes": mean_interval(well, level),
        "difference": difference_interval(ill, well, level),
        "share_with_diabetes": proportion_interval(table["Outcome"].sum(), len(table), level),
    }
