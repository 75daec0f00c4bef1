"""The points stand on one line above each other: patients with the same value hide each other."""

# %% Imports
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns

BOX, EDGE, POINT = "#dfe7ef", "#3b4a5a", "#0b5394"


# %% 1. How many were measured?
def count_measured(patients, measure, group):
    """Return a dict: the name of each group, and how many of its patients have a measured value."""
    return patients.groupby(group)[measure].count().to_dict()


# %% 2. Boxes, and every patient on top
def box_plot(patients, measure, group, unit):
    """Return a figure: a box for each group, every measured patient as a point, n below, the unit at the side."""
    counts = count_measured(patients, measure, group)
    measured = patients.dropna(subset=[measure])
    shared = {"data": measured, "x": group, "y": measure, "order": list(counts)}
    fig, ax = plt.subplots(figsize=(1.6 + 1.5 * len(counts), 4.6), layout="constrained")
    sns.boxplot(**shared, width=0.6, color=BOX, linecolor=EDGE, showfliers=False, ax=ax)
    sns.stripplot(**shared, jitter=False, size=3.5, alpha=0.55, color=POINT, ax=ax)
    ax.set_xticks(range(len(counts)), [f"{name}\n(n = {n})" for name, n in counts.items()])
    ax.set(xlabel="", ylabel=f"{measure} ({unit})")
    sns.despine(ax=ax)
    return fig


# %% 3. On real patients
def glucose_figure(patients):
    """Return the box plot of Glucose (mg/dL, 0 means not measured) of those with and without diabetes."""
    named = pd.DataFrame(
        {
            "Glucose": patients["Glucose"].where(patients["Glucose"] > 0),
            "group": patients["Outcome"].map({0: "without diabetes", 1: "with diabetes"}),
        }
    )
    return box_plot(named, "Glucose", "group", "mg/dL")


# %% Try it: medai run box-plots
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    picture = glucose_figure(pima)
    getattr(picture, "figure", picture).savefig("box_plots.png", dpi=150)
    print("Saved box_plots.png: open it and look.")
