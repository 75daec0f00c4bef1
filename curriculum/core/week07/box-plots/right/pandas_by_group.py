"""pandas' boxplot(by=...), and the points as markers of ax.plot, spread evenly instead of at random."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd


def count_measured(patients, measure, group):
    return patients.dropna(subset=[measure])[group].value_counts()


def box_plot(patients, measure, group, unit):
    ax = patients.boxplot(column=measure, by=group, grid=False, showfliers=False, widths=0.6, figsize=(7, 5))
    fig = ax.figure
    fig.suptitle("")
    ax.set_title("")
    ticks = []
    for place, (name, part) in enumerate(patients.groupby(group), start=1):
        values = part[measure].dropna().to_numpy()
        ax.plot(place + np.linspace(-0.25, 0.25, len(values)), values, "o", markersize=3, alpha=0.5, color="C3")
        ticks.append(f"{name}\n($n$ = {len(values)})")
    ax.set_xticklabels(ticks)
    ax.set_xlabel("")
    ax.set_ylabel(measure.replace("_", " ") + ", " + unit)
    return fig


def glucose_figure(patients):
    kept = patients[patients["Glucose"] != 0].copy()
    kept["diabetes"] = ["with diabetes" if ill else "without diabetes" for ill in kept["Outcome"]]
    box_plot(kept, "Glucose", "diabetes", "mg/dL")
    return plt.gcf()
