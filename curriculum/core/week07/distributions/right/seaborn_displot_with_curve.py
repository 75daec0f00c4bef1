"""Seaborn's figure-level displot: layered bars with a density curve; the legend belongs to the figure."""

import numpy as np
import seaborn as sns


def group_shares(patients, measure, group, edges):
    shares = {}
    pairs = list(zip(edges[:-1], edges[1:]))
    for name, part in patients.groupby(group):
        values = [value for value in part[measure] if not np.isnan(value)]
        row = []
        for low, high in pairs:
            last = high == edges[-1]
            row.append(sum(low <= value < high or (last and value == high) for value in values) / len(values))
        shares[name] = row
    return shares


def distribution_plot(patients, measure, group, unit):
    grid = sns.displot(
        data=patients, x=measure, hue=group, stat="probability", common_norm=False, kde=True,
        palette=sns.color_palette("colorblind", patients[group].nunique()), height=4.5, aspect=1.5,
    )
    grid.set_axis_labels(f"{measure} [{unit}]", "Proportion of the group")
    return grid


def bmi_figure(patients):
    measured = patients.loc[patients.BMI != 0, ["BMI", "Outcome"]]
    names = measured.Outcome.replace({0: "without diabetes", 1: "with diabetes"})
    return distribution_plot(measured.assign(Group=names), "BMI", "Group", "kg/m²")
