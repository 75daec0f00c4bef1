# %% Notebook for the Pima data
import pandas as pd
import matplotlib.pyplot as plt

# %%
raw = pd.read_csv("data/pima/diabetes.csv")
print(raw.shape)

# %% [md]
# # Cleaning
#
# Values of 0 in Glucose, BloodPressure, SkinThickness, Insulin and BMI are not plausible in these women.
#
# ### What I did
# - I replaced them with NaN, since nobody measured them
# - I kept all rows
# - Missing: Glucose 5, BloodPressure 35, SkinThickness 227, Insulin 374, BMI 11

# %%
labs = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
clean = raw.copy()
for column in labs:
    clean.loc[clean[column] == 0, column] = None

# %%
rows = []
for column in labs:
    count = clean[column].isna().sum()
    rows.append({"lab": column, "missing": count, "share": count / len(clean)})
missingness = pd.DataFrame(rows)
missingness

# %%
rows = {}
for column in clean.columns[:-1]:
    known = clean[column].dropna()
    rows[column] = {
        "n": len(known),
        "median": known.median(),
        "q1": known.quantile(0.25),
        "q3": known.quantile(0.75),
        "max": known.max(),
    }
summary = pd.DataFrame(rows)
summary.T

# %%
positive = clean[clean["Outcome"] == 1]
negative = clean[clean["Outcome"] == 0]
by_outcome = pd.DataFrame(
    {"1": positive.median(), "0": negative.median(), "difference": positive.median() - negative.median()}
)
by_outcome

# %%
units = ["mg/dL", "mm Hg", "mm", "μU/mL", "kg/m2"]
distribution_figure = clean[labs].plot.hist(subplots=True, layout=(5, 1), figsize=(6, 14), bins=25, legend=False, sharex=False)
for ax, lab, unit in zip(distribution_figure.ravel(), labs, units):
    ax.set(xlabel=f"{lab} in {unit}", ylabel="patients")
    ax.axvline(clean[lab].median(), color="black")
plt.show()

# %%
outcome_figure = plt.figure(figsize=(8, 4))
for place, (lab, unit) in enumerate([("Glucose", "mg/dL"), ("BMI", "kg/m2")], start=1):
    ax = outcome_figure.add_subplot(1, 2, place)
    ax.hist([negative[lab].dropna(), positive[lab].dropna()], bins=20, label=["without diabetes", "with diabetes"])
    ax.set_xlabel(f"{lab} ({unit})")
    ax.set_ylabel("patients")
    ax.legend()
outcome_figure.tight_layout()

# %% [md]
# # Conclusion
# The most telling measurement is glucose. Its median is 107.0 mg/dL (no diabetes) and 140.0 mg/dL (diabetes). BMI and age are higher as
# well. Before modelling, think about insulin: every other value of it is missing.
