"""Distributions over each other, for every reader."""

# %% Imports
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

COLOURS = ["#0072B2", "#E69F00", "#000000"]  # blue, orange, black of Okabe and Ito


# %% 1. What share of each group lies in each bin?
def group_shares(patients, measure, group, edges):
    """Return a dict: the name of each group, and the share (0 to 1) of its measured patients in each bin."""
    shares = {}
    for name, values in patients.dropna(subset=[measure]).groupby(group)[measure]:
        counts, _ = np.histogram(values, bins=edges)
        shares[name] = counts / len(values)
    return shares


# %% 2. The histograms
def distribution_plot(patients, measure, group, unit):
    """Return a figure: a histogram for each group, of the group's own patients, over each other, with the same bins."""
    measured = patients.dropna(subset=[measure])
    names = sorted(measured[group].unique())
    fig, ax = plt.subplots(figsize=(7, 4.2), layout="constrained")
    sns.histplot(
        data=measured,
        x=measure,
        hue=group,
        hue_order=names,
        palette=COLOURS[: len(names)],
        bins=np.histogram_bin_edges(measured[measure], bins=20),
        stat="percent",
        common_norm=False,
        element="step",
        cumulative=True,
        alpha=0.3,
        linewidth=1.8,
        ax=ax,
    )
    ax.set(xlabel=f"{measure} ({unit})", ylabel="Share of the group (%)")
    ax.get_legend().set(title="", frame_on=False)
    sns.despine(ax=ax)
    return fig


# %% 3. On real patients
def bmi_figure(patients):
    """Return the distributions of BMI (kg/m², 0 means not measured) of those with and without diabetes."""
    named = pd.DataFrame(
        {
            "BMI": patients["BMI"].where(patients["BMI"] > 0),
            "group": patients["Outcome"].map({0: "without diabetes", 1: "with diabetes"}),
        }
    )
    return distribution_plot(named, "BMI", "group", "kg/m²")


# %% Try it: medai run distributions
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    picture = bmi_figure(pima)
    getattr(picture, "figure", picture).savefig("distributions.png", dpi=150)
    print("Saved distributions.png: open it and look.")
