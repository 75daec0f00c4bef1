"""The pairs are named tuples with the two steps as methods; scale and unscale ask them."""

from typing import NamedTuple

import numpy as np
import pandas as pd


class Pair(NamedTuple):
    centre: float
    spread: float

    def there(self, values):
        return (values - self.centre) / self.spread

    def back(self, values):
        return values * self.spread + self.centre


def fit_scaler(train, columns, method="standard"):
    if method not in ("standard", "robust"):
        raise ValueError(method)
    pairs = {}
    for column in columns:
        values = train[column].dropna().to_numpy(float)
        if method == "standard":
            pair = Pair(values.mean(), values.std())
        else:
            low, middle, high = np.quantile(values, [0.25, 0.5, 0.75])
            pair = Pair(middle, high - low)
        pairs[column] = pair._replace(spread=1.0) if np.isclose(pair.spread, 0) else pair
    return pairs


def scale(patients, scaler):
    return patients.assign(**{column: pair.there(patients[column]) for column, pair in scaler.items()})


def unscale(scaled, scaler):
    return scaled.assign(**{column: pair.back(scaled[column]) for column, pair in scaler.items()})


def scale_split(train, test, columns, method="standard"):
    scaler = fit_scaler(train, columns, method)
    return [scale(part, scaler) for part in (train, test)]
