"""Matplotlib's hist, once a group, with transparent bars and a legend that also gives n."""

import matplotlib.pyplot as plt
import numpy as np

COLOURS = ("#d55e00", "#56b4e9", "#444444")


def group_shares(patients, measure, group, edges):
    edges = np.asarray(edges, dtype=float)
    out = {}
    for name in patients[group].unique():
        values = patients.loc[patients[group] == name, measure].dropna().to_numpy()
        place = np.searchsorted(edges, values, side="right") - 1
        place[values == edges[-1]] = len(edges) - 2
        inside = (place >= 0) & (place < len(edges) - 1)
        out[name] = (np.bincount(place[inside], minlength=len(edges) - 1) / len(values)).tolist()
    return out


def distribution_plot(patients, measure, group, unit):
    everything = patients[measure].dropna()
    edges = np.linspace(everything.min(), everything.max(), 16)
    fig, ax = plt.subplots(figsize=(8, 5))
    for name, colour in zip(patients[group].unique(), COLOURS):
        values = patients.loc[patients[group] == name, measure].dropna()
        ax.hist(values, bins=edges, density=True, alpha=0.5, color=colour, edgecolor="white", label=f"{name} (n = {len(values)})")
        ax.axvline(values.median(), color=colour, linestyle="--", linewidth=1)
    ax.set_xlabel(f"{measure}, {unit}")
    ax.set_ylabel("Density")
    ax.legend()
    return ax


def bmi_figure(patients):
    table = patients[patients["BMI"] > 0].copy()
    table["diabetes"] = np.where(table["Outcome"] == 1, "with diabetes", "without diabetes")
    return distribution_plot(table, "BMI", "diabetes", "kg/m^2")
