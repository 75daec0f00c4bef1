"""Loops and if: one value after another, as somebody writes it in the first week."""

import math

import pandas as pd


def is_vital(name):
    return name in ("Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI")


def to_number(value):
    if pd.isna(value):
        return math.nan
    if isinstance(value, str):
        try:
            value = float(value.strip())
        except ValueError:
            return math.nan
    if value == 0:
        return math.nan
    return float(value)


def mark_missing(patients):
    result = patients.copy(deep=True)
    for name in result.columns:
        if is_vital(name):
            cleaned = []
            for value in patients[name]:
                cleaned.append(to_number(value))
            result[name] = pd.Series(cleaned, index=result.index, dtype=float)
    return result


def count_marked(before, after):
    counts = {}
    for name in before.columns:
        if not is_vital(name):
            continue
        counts[name] = 0
        for old, new in zip(before[name], after[name], strict=True):
            if not pd.isna(old) and pd.isna(new):
                counts[name] += 1
    return counts
