"""Pandas frames."""

import pandas as pd


def fit_scaler(train, columns, method="standard"):
    t = train[list(columns)]
    match method:
        case "standard":
            c, s = t.mean(), t.std(ddof=0).where(t.nunique() > 1, 0)
        case "robust":
            c, s = t.median(), t.quantile(0.75) - t.quantile(0.25)
        case _:
            raise ValueError("method")
    return pd.DataFrame({"c": c, "s": s.replace(0, 1)}).T.to_dict("list")


def scale(patients, scaler):
    s = pd.DataFrame(scaler)
    names = list(scaler)
    return patients.drop(columns=names).join(patients[names].sub(s.iloc[0]).div(s.iloc[1]))


def unscale(scaled, scaler):
    s = pd.DataFrame(scaler)
    names = list(scaler)
    return pd.concat(
        [scaled[names].mul(s.iloc[1]).add(s.iloc[0]), scaled.drop(columns=names)], axis="columns"
    )


def scale_split(train, test, columns, method="standard"):
    s = fit_scaler(train, columns, method=method)
    return scale(train, s), scale(test, s)
