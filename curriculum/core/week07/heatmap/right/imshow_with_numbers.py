"""Matplotlib's imshow of a masked array, the numbers written by a loop; limits as wide as the data need."""

import matplotlib.pyplot as plt
import numpy as np


def correlations(patients):
    return patients.select_dtypes("number").corr()


def heatmap(correlations):
    r = correlations.to_numpy()
    lower = np.tril(np.ones_like(r, dtype=bool), k=-1)
    shown = np.ma.masked_invalid(np.where(lower, r, np.nan))
    v = np.abs(shown).max()
    fig, ax = plt.subplots(figsize=(7, 6), layout="tight")
    image = ax.imshow(shown, cmap=plt.get_cmap("PuOr"), vmin=-v, vmax=v)
    for i, j in zip(*np.nonzero(~np.ma.getmaskarray(shown))):
        strong = abs(r[i, j]) > 0.7 * v
        ax.text(j, i, f"{r[i, j]:+.2f}", ha="center", va="center", fontsize=8, color="white" if strong else "black")
    ax.set_xticks(range(len(r)), correlations.columns, rotation=45, ha="right")
    ax.set_yticks(range(len(r)), correlations.index)
    ax.spines[:].set_visible(False)
    bar = fig.colorbar(image, ax=ax, shrink=0.8)
    bar.ax.set_title("Correlation", fontsize=9)
    return ax


def pima_heatmap(patients):
    table = patients.iloc[:, :8].astype(float)
    for column in ("Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"):
        table.loc[table[column] == 0, column] = np.nan
    return heatmap(correlations(table))
