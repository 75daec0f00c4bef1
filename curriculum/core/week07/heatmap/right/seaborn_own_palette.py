"""Seaborn with a palette made for the purpose, on the current axes of pyplot."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns


def correlations(patients):
    return patients.drop(columns=patients.select_dtypes(exclude="number").columns).corr(min_periods=3)


def heatmap(correlations):
    plt.figure(figsize=(8, 6.5))
    colours = sns.diverging_palette(250, 30, l=40, s=90, as_cmap=True)
    ax = sns.heatmap(
        correlations, mask=np.triu(np.ones_like(correlations, dtype=bool)), cmap=colours, center=0, vmin=-0.99, vmax=0.99,
        square=True, linewidths=0.5, xticklabels=True, yticklabels=True,
    )
    ax.collections[0].colorbar.set_label("Correlation between two measurements")
    ax.set_title("Which measurements go together?", loc="left")
    plt.tight_layout()
    return ax.get_figure()


def pima_heatmap(patients):
    cleaned = patients.replace({name: {0: np.nan} for name in ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]})
    return heatmap(correlations(cleaned.drop(columns=["Outcome"])))
