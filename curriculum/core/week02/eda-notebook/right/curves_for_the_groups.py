# %%
import pandas as pd, seaborn as sns, matplotlib.pyplot as plt

raw = pd.read_csv("./data/pima/diabetes.csv")
labs = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
clean = raw.copy()
clean[labs] = clean[labs].replace({0: None}).astype(float)
meas = list(raw.columns.drop("Outcome"))
# %%
missingness = pd.DataFrame(index=labs)
missingness["missing"] = [float(clean[l].isna().sum()) for l in labs]
missingness["share"] = missingness.missing / 768
missingness.loc["all five"] = missingness.sum()
summary = clean.describe().loc[["count", "25%", "50%", "75%"]].set_axis(["n", "q1", "median", "q3"]).T
by_outcome = clean.groupby("Outcome").median().T.assign(difference=lambda d: d[1] - d[0])
# %%
fig = plt.figure(figsize=(10, 10))
unit = ["mg/dL", "mmHg", "mm", "μU/mL", "kg/m^2"]
for i, l in enumerate(labs):
    ax = fig.add_subplot(3, 2, i + 1)
    sns.histplot(data=clean, x=l, ax=ax, stat="percent", kde=True)
    ax.set_xlabel(f"{l} / {unit[i]}")
distribution_figure = fig
# %%
f, ax = plt.subplots(1, 2)
named = clean.assign(Diabetes=clean["Outcome"].map({0: "none", 1: "diabetes within 5 years"}))
sns.ecdfplot(named, x="Glucose", hue="Diabetes", ax=ax[0])
ax[0].set_xlabel("Glucose (mg/dL)")
sns.kdeplot(named, x="BMI", hue="Diabetes", ax=ax[1])
ax[1].set_xlabel("BMI (kg/m²)")
outcome_figure = f
# %% [markdown]
# ## Cleaning
# Zeros mean "not measured" in glucose, blood pressure, skinfold thickness, insulin, and body mass index. They are missing in the table clean.
# Nothing was filled, nobody was dropped. Of insulin 374 values are missing.
# %% [markdown]
# ## Conclusion
# Half of those without diabetes have a glucose of at most 107 mg/dL, half of those with it have 140 mg/dL or more. Body mass index differs
# less. The groups overlap, so a single glucose value does not decide.
