"""Missing values are handed to matplotlib's boxplot, which then draws no box for that group."""

# %% Imports
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns

POINT = "#0b5394"


# %% 1. How many were measured?
def count_measured(patients, measure, group):
    """Return a dict: the name of each group, and how many of its patients have a measured value."""
    return patients.groupby(group)[measure].count().to_dict()


# %% 2. Boxes, and every patient on top
def box_plot(patients, measure, group, unit):
    """Return a figure: a box for each group, every measured patient as a point, n below, the unit at the side."""
    counts = count_measured(patients, measure, group)
    columns = [patients.loc[patients[group] == name, measure] for name in counts]
    shared = {"data": patients, "x": group, "y": measure, "order": list(counts)}
    fig, ax = plt.subplots(figsize=(1.6 + 1.5 * len(counts), 4.6), layout="constrained")
    ax.boxplot(columns, positions=range(len(counts)), widths=0.6, showfliers=False)
    sns.stripplot(**shared, jitter=0.22, size=3.5, alpha=0.55, color=POINT, ax=ax)
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
