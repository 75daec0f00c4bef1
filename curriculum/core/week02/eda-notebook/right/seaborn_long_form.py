"""Pima at a glance, in seaborn's long form. The texts are long strings, and the last one is made from the numbers."""
# %%
from IPython.display import Markdown, display
import numpy as np
import pandas as pd
import seaborn as sns

# %% [markdown]
"""
# Pima at a glance

## Cleaning the zeros

The following columns contain impossible zeros, which stand for "not measured": plasma glucose, diastolic blood pressure,
triceps skin-fold thickness, serum insulin and body mass index. They become NaN, all else stays as it is. For insulin that
concerns 48.7% of all patients.
"""

# %%
raw = pd.read_csv("data/pima/diabetes.csv")
labs = dict(
    Glucose="Glucose [mg/dl]",
    BloodPressure="Diastolic blood pressure [mmHg]",
    SkinThickness="Skin fold [mm]",
    Insulin="Insulin [mIU/L]",
    BMI="Body mass index [kg/m^2]",
)
clean = raw.assign(**{lab: raw[lab].replace(0, np.nan) for lab in labs})
clean["diagnosis"] = np.where(clean.Outcome == 1, "Diabetes", "Healthy")
clean.sample(5, random_state=1)

# %%
missingness = (
    clean[list(labs)]
    .isna()
    .agg(["sum", "mean"])
    .T.rename(columns={"sum": "missing", "mean": "share"})
    .sort_values("share")
    .round(2)
)
display(missingness)

# %%
numeric = clean.drop(columns=["Outcome", "diagnosis"])
summary = (
    numeric.describe().T.rename(columns={"count": "n", "25%": "q1", "50%": "median", "75%": "q3"}).round(1)
)
summary

# %%
by_outcome = clean.groupby("Outcome")[list(numeric)].median().round(1)
by_outcome

# %%
long = clean.melt(id_vars="diagnosis", value_vars=list(labs), var_name="lab", value_name="value").dropna()
distribution_figure = sns.FacetGrid(long, col="lab", col_wrap=3, sharex=False, sharey=False, height=2.5)
distribution_figure.map_dataframe(sns.histplot, x="value", hue="diagnosis", element="step")
for lab, ax in distribution_figure.axes_dict.items():
    ax.set_xlabel(labs[lab])
    ax.set_ylabel("Number of patients")

# %%
outcome_figure = sns.FacetGrid(long[long.lab.isin(["Glucose", "BMI"])], col="lab", sharey=False)
outcome_figure.map_dataframe(sns.violinplot, x="diagnosis", y="value", hue="diagnosis", legend=False)
for lab, ax in outcome_figure.axes_dict.items():
    ax.set_ylabel(labs[lab])

# %%
low, high = by_outcome["Glucose"]
Markdown(f"""## Conclusions

Median glucose was {low:.0f} mg/dL in women who stayed healthy and {high:.0f} mg/dL in those who developed diabetes. They were
heavier and older, too. Insulin is missing in about half of all women, so be careful there.""")
