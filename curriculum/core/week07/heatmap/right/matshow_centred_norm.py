"""matshow puts the names on top; a norm centred on zero sets the limits."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.colors import CenteredNorm


def correlations(patients):
    numbers = patients.select_dtypes(include=[np.number])
    masked = np.ma.masked_invalid(numbers.to_numpy(dtype=float))
    count = masked.shape[1]
    out = np.full((count, count), np.nan)
    for i in range(count):
        for j in range(count):
            keep = ~(np.ma.getmaskarray(masked)[:, i] | np.ma.getmaskarray(masked)[:, j])
            a, b = masked.data[keep, i], masked.data[keep, j]
            a, b = a - a.mean(), b - b.mean()
            power = np.sqrt((a**2).sum() * (b**2).sum())
            out[i, j] = (a * b).sum() / power if power > 0 else np.nan
    return pd.DataFrame(out, index=numbers.columns, columns=numbers.columns)


def heatmap(correlations):
    lower = np.where(np.tri(len(correlations)) > 0, correlations, np.nan)
    fig, ax = plt.subplots(figsize=(7, 7))
    picture = ax.matshow(lower, cmap="coolwarm", norm=CenteredNorm(vcenter=0, halfrange=1))
    ax.set_xticks(np.arange(len(correlations)), labels=correlations.columns, rotation=60, ha="left")
    ax.set_yticks(np.arange(len(correlations)), labels=correlations.index)
    plt.colorbar(picture, orientation="horizontal", label="correlation coefficient", shrink=0.7)
    return plt.gcf()


def pima_heatmap(patients):
    table = patients.drop("Outcome", axis=1)
    for name in ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]:
        table[name] = table[name].mask(table[name] == 0)
    return heatmap(correlations(table))
