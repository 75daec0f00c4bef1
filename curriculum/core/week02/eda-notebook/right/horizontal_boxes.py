# %% [markdown]
# # Pima
# A first look at the table, with boxes that lie on their side.

# %%
import csv

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

with open("data/pima/diabetes.csv", newline="") as file:
    lines = list(csv.DictReader(file))
raw = pd.DataFrame(lines).apply(pd.to_numeric)

# %%
UNIT = {"Glucose": "mg/dL", "BloodPressure": "mmHg", "SkinThickness": "mm", "Insulin": r"$\mu$U/mL", "BMI": r"$kg/m^2$"}


def measured(table, lab):
    """The values of a lab without those that are missing."""
    return table[lab][table[lab].notna()].to_numpy()


# %% [markdown]
# **Cleaning**
#
# A zero for glucose, blood pressure, skin thickness, insulin or BMI is a hole in the record, not a result; such zeros
# were turned into missing values. Of 768 patients, 374 have no insulin at all. Nothing was filled in, and nobody was left out.

# %%
clean = raw.where(~(raw.isin([0]) & raw.columns.isin(UNIT)))
missingness = pd.DataFrame(index=UNIT, data={"missing": [int(clean[lab].isna().sum()) for lab in UNIT]})
missingness["share"] = missingness["missing"] / 768

# %%
features = [name for name in clean if name != "Outcome"]
quartiles = np.nanpercentile(clean[features], [25, 50, 75], axis=0)
summary = pd.DataFrame(quartiles.T, index=features, columns=["q1", "median", "q3"])
summary["n"] = clean[features].count()
by_outcome = clean.pivot_table(columns="Outcome", values=features, aggfunc="median")
summary, by_outcome

# %%
distribution_figure, axes = plt.subplots(3, 2, layout="constrained")
axes[2, 1].remove()
for ax, (lab, unit) in zip(axes.flatten(), UNIT.items()):
    ax.hist(measured(clean, lab), bins=np.linspace(0, measured(clean, lab).max(), 30), histtype="step", density=True)
    ax.set_xlabel(f"{lab} [{unit}]")
distribution_figure.supylabel("Density")

# %%
outcome_figure, axes = plt.subplots(nrows=2, layout="constrained")
for ax, lab in zip(axes, ("BMI", "Glucose")):
    sns.boxplot(clean, x=lab, y="Outcome", hue="Outcome", orient="h", ax=ax, legend=False)
    ax.set_yticks([0, 1], ["no diabetes", "diabetes"])
    ax.set(xlabel=f"{lab}, {UNIT[lab]}", ylabel="")

# %% [markdown]
# **Conclusion**
#
# Patients with diabetes later on had a median glucose of 140 mg/dL, the others of 107 mg/dL. The distributions overlap, though:
# no cut-off on glucose alone separates the two groups, and half of the insulin values are unknown.
