"""The colours reach to the largest r, not to the largest size of an r: a strong negative one lies outside."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

NOT_ZERO = frozenset({"Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"})


def correlations(patients: pd.DataFrame) -> pd.DataFrame:
    numbers = patients.select_dtypes(include=[np.number])
    x = numbers.to_numpy(dtype=float, na_value=np.nan)
    both = ~np.isnan(x)[:, :, None] & ~np.isnan(x)[:, None, :]
    a = np.where(both, x[:, :, None], np.nan)  # a[n, i, j]: column i, of those in whom i and j were measured
    deviation = np.nan_to_num(a - np.nanmean(a, axis=0))
    cross = np.einsum("nij,nji->ij", deviation, deviation)
    square = np.einsum("nij,nij->ij", deviation, deviation)
    flat = np.nanmax(a, axis=0) == np.nanmin(a, axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        r = cross / np.sqrt(square * square.T)
    r[flat | flat.T] = np.nan
    return pd.DataFrame(r.clip(-1, 1), index=numbers.columns, columns=numbers.columns)


def heatmap(correlations: pd.DataFrame) -> Figure:
    names = [str(name) for name in correlations.columns]
    r = correlations.to_numpy(dtype=float)
    upper = np.where(np.triu(np.ones_like(r, dtype=bool), k=1), r, np.nan)[:-1, 1:]
    strongest = np.nanmax(upper, initial=0.0)
    limit = min(1.0, max(0.1, math.ceil(strongest * 10) / 10))

    fig = Figure(figsize=(8, 6.5), layout="constrained")
    ax = fig.add_subplot()
    image = ax.imshow(np.ma.masked_invalid(upper), cmap="PuOr", vmin=-limit, vmax=limit)
    ax.set_xticks(range(len(names) - 1), labels=names[1:], rotation=40, ha="left")
    ax.set_yticks(range(len(names) - 1), labels=names[:-1])
    ax.xaxis.tick_top()
    bar = fig.colorbar(image, ax=ax, shrink=0.8)
    bar.ax.set_title("Correlation")
    return fig


def pima_heatmap(patients: pd.DataFrame) -> Figure:
    table = pd.DataFrame({
        name: column.where(column != 0) if name in NOT_ZERO else column
        for name, column in patients.items() if name != "Outcome"
    })
    return heatmap(correlations(table))


if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    picture = pima_heatmap(pima)
    getattr(picture, "figure", picture).savefig("heatmap.png", dpi=150)
