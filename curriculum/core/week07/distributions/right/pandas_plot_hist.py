"""pandas: one column a group, plot.hist takes common bins and leaves missing values out."""

import pandas as pd


def group_shares(patients, measure, group, edges):
    shares = {}
    for name, part in patients.groupby(group):
        values = part[measure].dropna()
        inner = pd.cut(values, edges, right=False).value_counts(sort=False).to_numpy().astype(float)
        inner[-1] += (values == edges[-1]).sum()
        shares[name] = inner / values.size
    return shares


def distribution_plot(patients, measure, group, unit):
    wide = pd.DataFrame({name: part[measure].reset_index(drop=True) for name, part in patients.groupby(group)})
    ax = wide.plot.hist(bins=18, density=True, alpha=0.55, color=["black", "#E69F00", "#0072B2"][: wide.shape[1]], figsize=(7, 4))
    ax.set_xlabel(f"{measure} in {unit}")
    ax.set_ylabel("density")
    ax.grid(axis="y", alpha=0.3)
    return ax.figure


def bmi_figure(patients):
    table = pd.DataFrame({"bmi": patients["BMI"].mask(patients["BMI"].eq(0)), "who": patients["Outcome"].astype(str)})
    table["who"] = table["who"].map({"1": "with diabetes", "0": "without diabetes"})
    return distribution_plot(table, "bmi", "who", "kg/m$^2$")
