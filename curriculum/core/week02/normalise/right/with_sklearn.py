"""StandardScaler and RobustScaler do the learning; a table turned on its side does the scaling."""

import pandas as pd
from sklearn.preprocessing import RobustScaler, StandardScaler


def fit_scaler(train, columns, method="standard"):
    known = {"standard": StandardScaler, "robust": RobustScaler}
    if method not in known:
        raise ValueError("unknown method: " + method)
    model = known[method]().fit(train[columns])
    centre = model.mean_ if method == "standard" else model.center_
    return {column: (c, s) for column, c, s in zip(columns, centre, model.scale_, strict=True)}


def _pairs(scaler):
    return pd.DataFrame(scaler, index=["centre", "spread"]).astype(float)


def scale(patients, scaler):
    pairs = _pairs(scaler)
    out = patients.copy()
    out[pairs.columns] = (patients[pairs.columns] - pairs.loc["centre"]) / pairs.loc["spread"]
    return out


def unscale(scaled, scaler):
    pairs = _pairs(scaler)
    out = scaled.copy()
    out[pairs.columns] = scaled[pairs.columns] * pairs.loc["spread"] + pairs.loc["centre"]
    return out


def scale_split(train, test, columns, method="standard"):
    scaler = fit_scaler(train, columns, method)
    return tuple(scale(part, scaler) for part in (train, test))
