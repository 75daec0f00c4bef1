"""The limits are left to the data: from the lowest to the highest correlation."""

# %% Imports
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

NEVER_ZERO = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


# %% 1. Which measurements go together?
def correlations(patients):
    """Return a square DataFrame of Pearson's r of each two numeric columns, in the order of the table."""
    return patients.corr(method="pearson", numeric_only=True)


# %% 2. The heat map
def heatmap(correlations):
    """Return a figure: one triangle of the correlations, diverging colours from -v to v, a labelled colour bar."""
    below = correlations.iloc[1:, :-1]  # the first row and the last column have no cell below the diagonal
    above = np.triu(np.ones(below.shape, dtype=bool), k=1)
    size = 2.2 + 0.75 * len(below)
    fig, ax = plt.subplots(figsize=(size + 1.2, size), layout="constrained")
    sns.heatmap(
        below,
        mask=above,
        cmap="RdBu_r",
        annot=True,
        fmt=".2f",
        annot_kws={"size": 9},
        square=True,
        linewidths=1.5,
        cbar_kws={"label": "Pearson correlation r", "shrink": 0.8},
        ax=ax,
    )
    ax.set(xlabel="", ylabel="")
    ax.tick_params(length=0)
    ax.tick_params(axis="y", rotation=0)
    ax.set_xticks(ax.get_xticks(), ax.get_xticklabels(), rotation=35, ha="right", rotation_mode="anchor")
    return fig


# %% 3. On real patients
def pima_heatmap(patients):
    """Return the heat map of the eight measurements; a 0 in five of them means not measured."""
    measured = patients.drop(columns="Outcome")
    measured[NEVER_ZERO] = measured[NEVER_ZERO].replace(0, np.nan)
    return heatmap(correlations(measured))


# %% Try it: medai run heatmap
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    picture = pima_heatmap(pima)
    getattr(picture, "figure", picture).savefig("heatmap.png", dpi=150)
    print("Saved heatmap.png: open it and look.")
