# %% [markdown]
# # Pima: the data's story
# %%
import pandas as pd
import numpy as np
import matplotlib.pyplot as plt
UNITS = {"Glucose": "mg/dL", "BloodPressure": "mm Hg", "SkinThickness": "mm", "Insulin": "µU/mL", "BMI": "kg/m²"}
LABS = list(UNITS)
MEASUREMENTS = ["Pregnancies", *LABS, "DiabetesPedigreeFunction", "Age"]
# %%
raw = pd.read_csv("data/pima/diabetes.csv")
# %% [markdown]
# ## Cleaning
# In Glucose, BloodPressure, SkinThickness, Insulin and BMI a zero means that nobody measured the value, since no living
# patient has a zero there. We made those zeros missing and changed nothing else. Insulin is missing in 374 of 768 women.
# %%
clean = raw.copy()
clean[LABS] = clean[LABS].replace(0, np.nan)
# %%
missingness = pd.DataFrame({"missing": clean[LABS].isna().sum(), "share": clean[LABS].isna().mean()})
# %%
q = clean[MEASUREMENTS].quantile([0.25, 0.5, 0.75]).T
summary = pd.DataFrame({"n": clean[MEASUREMENTS].count(), "q1": q[0.25], "median": q[0.5], "q3": q[0.75]})
# %%
distribution_figure, axes = plt.subplots(2, 3, figsize=(12, 7))
for ax, lab in zip(axes.flat, LABS):
    ax.hist(clean[lab].dropna(), bins=20)
    ax.set_xlabel(f"{lab} ({UNITS[lab]})")
    ax.set_ylabel("patients")
axes.flat[-1].set_axis_off()
# %%
by_outcome = clean.groupby("Outcome")[MEASUREMENTS].median().T
# %%
outcome_figure, axes = plt.subplots(1, 2)
for ax, lab in zip(axes, ["Glucose", "BMI"]):
    ax.boxplot([clean.loc[clean.Outcome == k, lab] for k in (0, 1)])
    ax.set_xticklabels(["no diabetes", "diabetes"])
    ax.set_ylabel(f"{lab} ({UNITS[lab]})")
# %% [markdown]
# ## Conclusion
# The median glucose is 107 mg/dL in women without diabetes and 140 mg/dL in women with diabetes. The measured women differ
# clearly, but insulin is missing in about half of them, so any statement on insulin has to be made with care.
