"""Loops over lists; the report is put together from dicts, one a column."""

import math

import pandas as pd


def is_text(column):
    return not pd.api.types.is_numeric_dtype(column)


def overview(patients):
    rows, columns = patients.shape
    report = {}
    report["columns"] = columns
    report["rows"] = rows
    report["text_columns"] = [name for name in patients if is_text(patients[name])]
    return report


def outside(value, low, high):
    if math.isnan(value):
        return False
    return value < low or value > high


def count_impossible(patients, limits):
    counts = {}
    for name in limits:
        low, high = limits[name]
        counts[name] = sum(1 for value in patients[name] if outside(value, low, high))
    return counts


def audit(patients, limits):
    bad = count_impossible(patients, limits)
    lines = []
    for name in patients.columns:
        missing = 0
        for value in patients[name]:
            if pd.isna(value):
                missing += 1
        lines.append({"impossible": bad.get(name), "missing": missing, "dtype": patients[name].dtype.name})
    return pd.DataFrame(lines, index=list(patients.columns), columns=["impossible", "missing", "dtype"])


def outcome_balance(patients, label="Outcome"):
    positive = negative = 0
    for value in patients[label]:
        if value == 1:
            positive += 1
        elif value == 0:
            negative += 1
    known = positive + negative
    try:
        share = positive / known
    except ZeroDivisionError:
        share = math.nan
    return {"known": known, "positive": positive, "share": share}
