"""The bins start at 0, and patients below it are in none of them."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from scipy import stats

PALETTE = ["tab:blue", "tab:orange", "0.15"]


def _by_group(patients, measure, group):
    frame = pd.DataFrame({"value": patients[measure].to_numpy(dtype=float), "name": patients[group].to_numpy()})
    return {name: values for name, values in frame.dropna(subset=["value"]).groupby("name")["value"]}


def group_shares(patients, measure, group, edges):
    edges = np.asarray(edges, dtype=float)
    lower, upper = edges[:-1], edges[1:]

    def shares(values):
        v = values.to_numpy()[:, None]
        inside = (v >= lower) & (v < upper)
        inside[:, -1] |= values.to_numpy() == edges[-1]
        return inside.mean(axis=0).tolist()

    return {name: shares(values) for name, values in _by_group(patients, measure, group).items()}


def distribution_plot(patients, measure, group, unit, bins=20):
    groups = _by_group(patients, measure, group)
    wide = pd.concat({name: values.reset_index(drop=True) for name, values in groups.items()}, axis=1)
    edges = np.linspace(0, max(values.max() for values in groups.values()), bins + 1)
    colours = PALETTE[: len(groups)]

    _, ax = plt.subplots(figsize=(7, 4.5))
    wide.plot.hist(ax=ax, bins=edges, density=True, histtype="step", linewidth=2, color=colours, legend=False)
    ax.legend(title=group)
    for colour, values in zip(colours, groups.values()):
        if values.nunique() > 1:
            x = np.linspace(edges[0], edges[-1], 300)
            ax.plot(x, stats.gaussian_kde(values)(x), color=colour, linestyle=":", linewidth=1)
    ax.set_xlabel(f"{measure} [{unit}]")
    ax.set_ylabel("Density")
    return ax


def bmi_figure(patients):
    return distribution_plot(
        patients.assign(
            BMI=lambda d: d["BMI"].mask(d["BMI"].eq(0)),
            status=lambda d: ["with diabetes" if o else "without diabetes" for o in d["Outcome"]],
        ),
        "BMI", "status", "kg/m²",
    )


if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    picture = bmi_figure(pima)
    getattr(picture, "figure", picture).savefig("distributions.png", dpi=150)
