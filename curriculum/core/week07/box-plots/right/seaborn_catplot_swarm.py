"""Seaborn's figure-level catplot with a swarm on top; the n is written into the group names before drawing."""

import pandas as pd
import seaborn as sns


def count_measured(patients, measure, group):
    return {name: int(part[measure].notna().sum()) for name, part in patients.groupby(group)}


def box_plot(patients, measure, group, unit):
    counts = count_measured(patients, measure, group)
    long = pd.DataFrame(
        {
            "who": [f"{name}\nn = {counts[name]}" for name in patients[group]],
            "value": patients[measure].to_numpy(),
        }
    )
    grid = sns.catplot(
        data=long, x="who", y="value", hue="who", kind="box", fill=False, showfliers=False,
        palette="colorblind", legend=False, aspect=0.5 + 0.3 * len(counts), width=0.7,
    )
    grid.map_dataframe(sns.swarmplot, x="who", y="value", size=3, color="0.35", warn_thresh=1)
    grid.set_axis_labels("", f"{measure}\nin {unit}")
    return grid


def glucose_figure(patients):
    glucose = patients.Glucose.replace(0, float("nan"))
    outcome = patients.Outcome.replace({1: "with diabetes", 0: "without diabetes"})
    return box_plot(pd.DataFrame({"glucose": glucose, "outcome": outcome}), "glucose", "outcome", "mg/dL")
