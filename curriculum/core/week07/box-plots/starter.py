"""A box plot that shows every patient, and how many there are."""

# %% Imports
import matplotlib.pyplot as plt
import pandas as pd


# %% 1. How many were measured?
def count_measured(patients, measure, group):
    """Return a dict: the name of each group, and how many of its patients have a measured value.

    patients: DataFrame, one row a patient. measure: name of a column of numbers, NaN where not measured.
    group: name of a column of text, none missing.
    """
    raise NotImplementedError("Write count_measured: return a dict from each group's name to its n.")


# %% 2. Boxes, and every patient on top
def box_plot(patients, measure, group, unit):
    """Return a figure: a box for each group, every measured patient as a point, n below, the unit at the side.

    unit: text, such as "mg/dL". Each group has at least three measured patients.
    """
    raise NotImplementedError("Write box_plot: draw boxes and points, and return the figure.")


# %% 3. On real patients
def glucose_figure(patients):
    """Return the box plot of Glucose (mg/dL, 0 means not measured) of those with and without diabetes.

    patients: DataFrame with Glucose and Outcome (1 with diabetes, 0 without).
    """
    raise NotImplementedError("Write glucose_figure: mark what was not measured, name the groups, draw.")


# %% Try it: medai run box-plots
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    picture = glucose_figure(pima)
    getattr(picture, "figure", picture).savefig("box_plots.png", dpi=150)
    print("Saved box_plots.png: open it and look.")
