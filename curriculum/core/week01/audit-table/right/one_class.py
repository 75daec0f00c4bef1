"""A small class does the counting; the functions ask it."""

from collections import Counter

import pandas as pd


class Column:
    def __init__(self, values):
        self.values = values
        self.dtype = str(values.dtype)

    @property
    def missing(self):
        return int(self.values.isnull().sum())

    def impossible(self, low, high):
        known = self.values.dropna()
        return len(known) - int(known.between(low, high, inclusive="both").sum())


def _columns(patients):
    return {name: Column(patients[name]) for name in patients.columns}


def overview(patients):
    columns = _columns(patients)
    text = tuple(name for name, column in columns.items() if column.dtype == "object")
    return {"rows": len(patients.index), "columns": len(columns), "text_columns": text}


def count_impossible(patients, limits):
    return {name: Column(patients[name]).impossible(*ends) for name, ends in limits.items()}


def audit(patients, limits):
    table = pd.DataFrame(index=patients.columns, columns=["dtype", "missing", "impossible"])
    for name, column in _columns(patients).items():
        table.loc[name, "dtype"] = column.dtype
        table.loc[name, "missing"] = column.missing
        if name in limits:
            table.loc[name, "impossible"] = column.impossible(*limits[name])
    return table


def outcome_balance(patients, label="Outcome"):
    tally = Counter(patients[label].dropna().astype(int).tolist())
    known = sum(tally.values())
    return {"known": known, "positive": tally[1], "share": tally[1] / known if known else float("nan")}
