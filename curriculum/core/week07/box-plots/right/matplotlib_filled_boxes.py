"""Matplotlib alone: filled boxes at positions of its own, points scattered above them by zorder, returned as Axes."""

import matplotlib.pyplot as plt
import numpy as np


def count_measured(patients, measure, group):
    counts = {}
    for name, value in zip(patients[group], patients[measure]):
        counts[name] = counts.get(name, 0) + (0 if np.isnan(value) else 1)
    return counts


def box_plot(patients, measure, group, unit):
    rng = np.random.default_rng(0)
    counts = count_measured(patients, measure, group)
    columns = [patients.loc[patients[group] == name, measure].dropna().to_numpy() for name in counts]
    places = np.arange(len(counts)) * 1.5
    _, ax = plt.subplots(figsize=(2 + 1.6 * len(counts), 5))
    drawn = ax.boxplot(columns, positions=places, widths=0.8, patch_artist=True, sym="", showmeans=True, notch=False)
    for box in drawn["boxes"]:
        box.set(facecolor="#f3e3c3", edgecolor="#6b4e16")
    for line in drawn["medians"]:
        line.set(color="#6b4e16", linewidth=2)
    for place, values in zip(places, columns):
        shift = rng.uniform(-0.3, 0.3, len(values))
        ax.scatter(place + shift, values, s=14, color="#6b4e16", alpha=0.6, zorder=3, linewidth=0)
    ax.set_xticks(places)
    ax.set_xticklabels([f"{name}, n={n}" for name, n in counts.items()])
    ax.set_ylabel(f"{measure} [{unit}]")
    ax.set_title(f"{measure} by {group}")
    return ax


def glucose_figure(patients):
    table = patients[["Glucose", "Outcome"]].astype(float)
    table.loc[table["Glucose"] == 0, "Glucose"] = np.nan
    table["who"] = np.where(table["Outcome"] == 1, "with diabetes", "without diabetes")
    return box_plot(table, "Glucose", "who", "mg/dL")
