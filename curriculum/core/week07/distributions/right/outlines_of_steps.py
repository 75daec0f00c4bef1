"""Shares counted by hand, drawn as outlines: stairs for most, nothing filled."""

import matplotlib.pyplot as plt
import numpy as np


def group_shares(patients, measure, group, edges):
    shares = {}
    for name, part in patients.groupby(group):
        values = part[measure].dropna().to_numpy()
        weights = np.full(len(values), 1 / len(values))
        shares[name], _ = np.histogram(values, bins=edges, weights=weights)
    return shares


def distribution_plot(patients, measure, group, unit):
    low, high = patients[measure].min(), patients[measure].max()
    edges = np.linspace(low, high, 13)
    fig = plt.figure(figsize=(6.5, 4.5))
    ax = fig.subplots()
    looks = [("#000000", "-"), ("#009E73", "--"), ("#CC79A7", ":")]
    for (name, shares), (colour, style) in zip(group_shares(patients, measure, group, edges).items(), looks):
        ax.stairs(100 * shares, edges, color=colour, linestyle=style, linewidth=2, label=name)
    ax.set(xlabel=f"{measure} / {unit}", ylabel="patients of the group, %", ylim=(0, None))
    fig.legend(loc="upper right")
    return fig


def bmi_figure(patients):
    table = patients.rename(columns={"Outcome": "who"})
    table["who"] = ["with diabetes" if ill else "without diabetes" for ill in table["who"]]
    table.loc[table["BMI"] == 0, "BMI"] = np.nan
    return distribution_plot(table, "BMI", "who", "kg/m²")
