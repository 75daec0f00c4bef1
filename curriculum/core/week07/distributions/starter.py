"""Distributions over each other, for every reader."""

# %% Imports
import matplotlib.pyplot as plt
import pandas as pd


# %% 1. What share of each group lies in each bin?
def group_shares(patients, measure, group, edges):
    """Return a dict: the name of each group, and the share (0 to 1) of its measured patients in each bin.

    patients: DataFrame, one row a patient. measure: name of a column of numbers, NaN where not measured.
    group: name of a column of text. edges: k + 1 rising numbers; the last bin includes its right edge.
    """
    raise NotImplementedError("Write group_shares: return a dict from each group's name to its shares.")


# %% 2. The histograms
def distribution_plot(patients, measure, group, unit):
    """Return a figure: a histogram for each group, of the group's own patients, over each other, with the same bins.

    unit: text, such as "mg/dL". Two or three groups, of different size.
    """
    raise NotImplementedError("Write distribution_plot: draw the histograms, and return the figure.")


# %% 3. On real patients
def bmi_figure(patients):
    """Return the distributions of BMI (kg/m², 0 means not measured) of those with and without diabetes.

    patients: DataFrame with BMI and Outcome (1 with diabetes, 0 without).
    """
    raise NotImplementedError("Write bmi_figure: mark what was not measured, name the groups, draw.")


# %% Try it: medai run distributions
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    picture = bmi_figure(pima)
    getattr(picture, "figure", picture).savefig("distributions.png", dpi=150)
    print("Saved distributions.png: open it and look.")
