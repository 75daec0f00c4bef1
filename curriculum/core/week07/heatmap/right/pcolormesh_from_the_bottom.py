"""Correlations pair by pair with scipy; pcolormesh counts rows from the bottom; a colour map made by hand."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from scipy import stats

BLUE_WHITE_ORANGE = LinearSegmentedColormap.from_list("blue_white_orange", ["#0b4f8a", "#f7f7f7", "#b35806"])


def correlations(patients):
    names = [name for name in patients.columns if pd.api.types.is_numeric_dtype(patients[name])]
    table = pd.DataFrame(np.nan, index=names, columns=names)
    for i, one in enumerate(names):
        table.loc[one, one] = 1.0
        for other in names[:i]:
            both = patients[[one, other]].dropna()
            if both[one].nunique() > 1 and both[other].nunique() > 1:
                table.loc[one, other] = table.loc[other, one] = stats.pearsonr(both[one], both[other])[0]
    return table


def heatmap(correlations):
    names = [name.replace("_", " ") for name in correlations.columns]
    upper = correlations.where(np.triu(np.ones(correlations.shape)) == 1)
    fig = plt.figure(figsize=(7.5, 6))
    ax = fig.add_axes([0.22, 0.22, 0.58, 0.72])
    mesh = ax.pcolormesh(upper, cmap=BLUE_WHITE_ORANGE, vmin=-1.0, vmax=1.0, edgecolors="white")
    middle = np.arange(len(names)) + 0.5
    ax.set_xticks(middle)
    ax.set_xticklabels(names, rotation=90)
    ax.set_yticks(middle)
    ax.set_yticklabels(names)
    side = fig.add_axes([0.84, 0.22, 0.03, 0.72])
    fig.colorbar(mesh, cax=side, label="correlation (Pearson)")
    return fig


def pima_heatmap(patients):
    measured = patients.loc[:, patients.columns != "Outcome"].copy()
    gaps = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
    measured[gaps] = measured[gaps].where(measured[gaps] > 0)
    return heatmap(correlations(measured))
