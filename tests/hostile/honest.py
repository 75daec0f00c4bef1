"""A right solution; hostile submissions replace one of its functions."""

import numpy as np


def double(x):
    return 2 * x


def mark_missing(table):
    table = table.copy()
    table["glucose"] = table["glucose"].astype(float).replace(0, np.nan)
    return table


def mean_age(ages):
    return sum(ages) / len(ages)
