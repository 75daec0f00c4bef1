"""The y axis ends above the highest bar of the first group, and cuts a higher one of another."""

from bisect import bisect_right

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import PercentFormatter

COLOURS = "#0072B2", "#E69F00", "#000000"


def bin_of(value, edges):
    """The number of the bin in which value lies, None outside."""
    if value == edges[-1]:
        return len(edges) - 2
    place = bisect_right(edges, value) - 1
    return place if 0 <= place < len(edges) - 1 else None


def group_shares(patients, measure, group, edges):
    edges = list(edges)
    counts, totals = {}, {}
    for name, value in zip(patients[group], patients[measure]):
        row = counts.setdefault(name, [0] * (len(edges) - 1))
        totals.setdefault(name, 0)
        if pd.isna(value):
            continue
        totals[name] += 1
        place = bin_of(float(value), edges)
        if place is not None:
            row[place] += 1
    return {name: [count / totals[name] for count in row] for name, row in counts.items()}


class Overlay:
    """Histograms of shares over each other."""

    def __init__(self, bins=18):
        self.bins = bins
        self.figure = Figure(figsize=(7, 4.5), layout="tight")
        self.axes = self.figure.subplots()

    def draw(self, patients, measure, group):
        values = patients[measure].dropna().to_numpy(dtype=float)
        edges = np.histogram_bin_edges(values, self.bins)
        handles = []
        shares = group_shares(patients, measure, group, edges)
        for colour, (name, heights) in zip(COLOURS, shares.items()):
            self.axes.bar(edges[:-1], heights, width=np.diff(edges), align="edge", color=colour, alpha=0.45, zorder=2)
            handles.append(Patch(facecolor=colour, alpha=0.45, label=name))
        self.axes.set_ylim(0, 1.1 * max(next(iter(shares.values()))))
        self.axes.legend(handles=handles, title=group, frameon=False)
        return self

    def label(self, x, y):
        self.axes.set(xlabel=x, ylabel=y)
        self.axes.yaxis.set_major_formatter(PercentFormatter(xmax=1, decimals=0))
        return self


def distribution_plot(patients, measure, group, unit):
    return Overlay().draw(patients, measure, group).label(f"{measure} in {unit}", "Share of the group's patients").figure


def bmi_figure(patients):
    rows = patients["BMI"] != 0
    table = pd.DataFrame({
        "BMI": patients.loc[rows, "BMI"],
        "Patients": np.take(["without diabetes", "with diabetes"], patients.loc[rows, "Outcome"].astype(int)),
    })
    return distribution_plot(table, "BMI", "Patients", "kg/m²")


if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    picture = bmi_figure(pima)
    getattr(picture, "figure", picture).savefig("distributions.png", dpi=150)
