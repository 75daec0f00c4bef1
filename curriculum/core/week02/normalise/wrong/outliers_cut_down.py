"""Scaled values beyond 3 are cut down to 3."""

import math
import pandas as pd


def percentile(values, share):
    position = (len(values) - 1) * share
    low = int(position)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (position - low)


def fit_scaler(train, columns, method="standard"):
    if method != "standard" and method != "robust":
        raise ValueError("method must be standard or robust")
    scaler = {}
    for name in columns:
        values = sorted([float(v) for v in train[name] if not pd.isna(v)])
        if method == "standard":
            centre = sum(values) / len(values)
            total = 0
            for v in values:
                total = total + (v - centre) ** 2
            spread = math.sqrt(total / len(values))
            if values[0] == values[-1]:
                spread = 0
        else:
            centre = percentile(values, 0.5)
            spread = percentile(values, 0.75) - percentile(values, 0.25)
        if spread == 0:
            spread = 1
        scaler[name] = [centre, spread]
    return scaler


def scale(patients, scaler):
    new = patients.copy()
    for name in scaler:
        new[name] = ((patients[name] - scaler[name][0]) / scaler[name][1]).clip(-3, 3)
    return new


def unscale(scaled, scaler):
    new = scaled.copy()
    for name in scaler:
        new[name] = [v * scaler[name][1] + scaler[name][0] for v in scaled[name]]
    return new


def scale_split(train, test, columns, method="standard"):
    scaler = fit_scaler(train, columns, method)
    return [scale(train, scaler), scale(test, scaler)]
