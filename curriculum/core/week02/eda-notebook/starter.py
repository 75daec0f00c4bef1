# %% [markdown]
# # Pima: the data's story
#
# What is missing, how the measurements are distributed, how they differ by outcome, what was cleaned and why.

# %%
import pandas as pd

# A zero in these five means "not measured".
UNITS = {"Glucose": "mg/dL", "BloodPressure": "mm Hg", "SkinThickness": "mm", "Insulin": "µU/mL", "BMI": "kg/m²"}
LABS = list(UNITS)
MEASUREMENTS = ["Pregnancies", *LABS, "DiabetesPedigreeFunction", "Age"]

# %%
# Read data/pima/diabetes.csv, and leave this table as it is from here on.
raw = ...

# %% [markdown]
# ## Cleaning
#
# Write here: what you change, in which five labs, and why; how many values of insulin are missing.

# %%
# The same rows, with the zeros of the five labs missing.
clean = ...

# %% [markdown]
# ## What is missing

# %%
# A row for each lab, columns missing and share.
missingness = ...

# %% [markdown]
# ## Distributions

# %%
# A row for each of the eight measurements, columns n, q1, median, q3.
summary = ...

# %%
# A histogram for each lab, with its unit.
distribution_figure = ...

# %% [markdown]
# ## By outcome

# %%
# A row for each of the eight measurements, columns 0 and 1: medians without and with diabetes.
by_outcome = ...

# %%
# Glucose and BMI without and with diabetes, with units and the groups in words.
outcome_figure = ...

# %% [markdown]
# ## Conclusion
#
# Write here: what you found, with the median glucose without and with diabetes.
