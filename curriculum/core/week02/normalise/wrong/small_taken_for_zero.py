"""A small spread is taken for 0."""

import math

import numpy as np
import pandas as pd

TINY = 1e-3  # rounding errors


def percentile(ordered, share):
    """Linear interpolation between the neighbours in a sorted list."""
    place = share * (len(ordered) - 1)
    low, high = math.floor(place), math.ceil(place)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def fit_scaler(train, columns, method="standard"):
    if method not in ("standard", "robust"):
        raise ValueError(f"unknown method: {method!r}")
    scaler = {}
    for column in columns:
        values = train[column].dropna().to_numpy(dtype=float)
        if method == "standard":
            centre = values.mean()
            spread = values.std()
        else:
            ordered = sorted(values)
            centre = percentile(ordered, 0.5)
            spread = percentile(ordered, 0.75) - percentile(ordered, 0.25)
        if spread < TINY:
            spread = 1
        scaler[column] = (centre, spread)
    return scaler


def scale(patients, scaler):
    table = patients.copy()
    for column, (centre, spread) in scaler.items():
        table[column] = (patients[column] - centre) / spread
    return table


def unscale(scaled, scaler):
    table = scaled.copy()
    for column, (centre, spread) in scaler.items():
        table[column] = scaled[column] * spread + centre
    return table


def scale_split(train, test, columns, method="standard"):
    scaler = fit_scaler(train, columns, method)
    return scale(train, scaler), scale(test, scaler)


if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    scaler = fit_scaler(pima.iloc[:576], ["Age", "Pregnancies"], method="robust")
    print(scaler)
    print(scale(pima.iloc[576:], scaler).head())
