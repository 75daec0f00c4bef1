"""pandas crosstab, an object for the table, properties for the measures."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats


@dataclass
class Table:
    tp: float
    fp: float
    fn: float
    tn: float

    @property
    def sick(self):
        return np.float64(self.tp + self.fn)

    @property
    def healthy(self):
        return np.float64(self.fp + self.tn)

    def shares(self):
        return {
            "sensitivity": (self.tp, self.sick),
            "specificity": (self.tn, self.healthy),
            "ppv": (self.tp, np.float64(self.tp + self.fp)),
            "npv": (self.tn, np.float64(self.tn + self.fn)),
        }

    def plus_half(self):
        return Table(self.tp + 0.5, self.fp + 0.5, self.fn + 0.5, self.tn + 0.5)


def two_by_two(disease, test):
    frame = pd.DataFrame({"disease": np.array(disease, float)})
    if len(frame) != len(test):
        raise ValueError("lengths differ")
    frame["test"] = np.array(test, float)
    if not frame.isin([0, 1]).to_numpy().all():
        raise ValueError("coded otherwise than 0 and 1")
    table = pd.crosstab(frame["test"], frame["disease"]).reindex(index=[1, 0], columns=[1, 0], fill_value=0)
    (tp, fp), (fn, tn) = table.to_numpy()
    return pd.Series({"tp": tp, "fp": fp, "fn": fn, "tn": tn})


@np.errstate(all="ignore")
def measures(tp, fp, fn, tn):
    table = Table(tp, fp, fn, tn)
    values = {name: np.divide(part, whole) for name, (part, whole) in table.shares().items()}
    sens, spec = values["sensitivity"], values["specificity"]
    values["lr_positive"] = np.divide(sens, 1 - spec)
    values["lr_negative"] = np.divide(1 - sens, spec)
    values["youden"] = sens - (1 - spec)
    return pd.Series(values)


def measure_intervals(tp, fp, fn, tn, level=0.95):
    table = Table(tp, fp, fn, tn)
    intervals = {}
    for name, (part, whole) in table.shares().items():
        if whole == 0:
            intervals[name] = np.array([np.nan, np.nan])
        else:
            ends = stats.binomtest(int(part), int(whole)).proportion_ci(level, method="wilson")
            intervals[name] = np.array([ends.low, ends.high])
    if 0 in (table.sick, table.healthy):
        for name in ("lr_positive", "lr_negative"):
            intervals[name] = np.array([np.nan, np.nan])
        return intervals
    if 0 in (tp, fp, fn, tn):
        table = table.plus_half()
    z = stats.norm.isf((1 - level) / 2)
    for name, a, b in (("lr_positive", table.tp, table.fp), ("lr_negative", table.fn, table.tn)):
        s = np.sqrt(1 / a - 1 / table.sick + 1 / b - 1 / table.healthy)
        intervals[name] = a / table.sick / (b / table.healthy) * np.exp(z * s * np.array([-1, 1]))
    return intervals


def rank_tests(tables):
    table = pd.DataFrame(tables).T
    informed = table.tp / (table.tp + table.fn) + table.tn / (table.tn + table.fp)
    return list(informed.sort_values().index[::-1])


def report(patients, finding, level=0.95):
    known = patients.loc[~patients[finding].isnull(), ["num", finding]]
    counts = two_by_two(np.where(known["num"] != 0, 1, 0), known[finding].to_numpy()).to_dict()
    result = pd.DataFrame(
        {name: dict(zip(("low", "high"), ends)) for name, ends in measure_intervals(**counts, level=level).items()}
    ).transpose()
    result.insert(0, "estimate", measures(**counts).reindex(result.index))
    result["n"] = len(known)
    return result
