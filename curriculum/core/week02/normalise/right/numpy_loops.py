"""Plain loops over numpy arrays; the scaler is a dict of lists."""

import numpy as np


def centre_and_spread(values, method):
    values = values[~np.isnan(values)]
    if method == "standard":
        centre = values.sum() / values.size
        spread = np.sqrt(((values - centre) ** 2).sum() / values.size)
    else:
        centre = np.median(values)
        q1, q3 = np.quantile(values, (0.25, 0.75))
        spread = q3 - q1
    return [centre, spread if spread > 1e-12 else 1]


def fit_scaler(train, columns, method="standard"):
    if method not in ("standard", "robust"):
        raise ValueError(method)
    scaler = {}
    for name in columns:
        scaler[name] = centre_and_spread(train[name].to_numpy(dtype=float), method)
    return scaler


def scale(patients, scaler):
    new = patients.copy()
    for name in scaler:
        centre, spread = scaler[name]
        new[name] = (patients[name].to_numpy(dtype=float) - centre) / spread
    return new


def unscale(scaled, scaler):
    new = scaled.copy()
    for name, (centre, spread) in scaler.items():
        new[name] = scaled[name].to_numpy(dtype=float) * spread + centre
    return new


def scale_split(train, test, columns, method="standard"):
    scaler = fit_scaler(train, columns, method=method)
    return [scale(train, scaler), scale(test, scaler)]
