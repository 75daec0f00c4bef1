"""Without numpy: the statistics module, named tuples, and apply."""

import statistics
from typing import NamedTuple

import pandas as pd


class Pair(NamedTuple):
    centre: float
    spread: float


def _standard(values: list[float]) -> Pair:
    return Pair(statistics.fmean(values), statistics.pstdev(values))


def _robust(values: list[float]) -> Pair:
    if len(values) == 1:
        return Pair(values[0], 0.0)
    first, middle, third = statistics.quantiles(values, n=4, method="inclusive")
    return Pair(middle, third - first)


METHODS = {"standard": _standard, "robust": _robust}


def fit_scaler(train: pd.DataFrame, columns, method: str = "standard") -> dict[str, Pair]:
    try:
        learn = METHODS[method]
    except KeyError:
        raise ValueError(f"no method {method}") from None
    scaler = {}
    for column in columns:
        pair = learn([float(value) for value in train[column] if not pd.isna(value)])
        scaler[column] = pair if pair.spread else Pair(pair.centre, 1.0)
    return scaler


def scale(patients: pd.DataFrame, scaler) -> pd.DataFrame:
    def one(column):
        if column.name not in scaler:
            return column
        centre, spread = scaler[column.name]
        return column.map(lambda value: (value - centre) / spread)

    return patients.apply(one)


def unscale(scaled: pd.DataFrame, scaler) -> pd.DataFrame:
    back = scaled.copy()
    for column, (centre, spread) in scaler.items():
        back[column] = back[column].mul(spread).add(centre)
    return back


def scale_split(train, test, columns, method="standard"):
    scaler = fit_scaler(train, columns, method)
    return scale(train, scaler), scale(test, scaler)
