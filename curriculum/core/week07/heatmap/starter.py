"""A heat map of correlations that does not lie with its colours."""

# %% Imports
import matplotlib.pyplot as plt
import pandas as pd


# %% 1. Which measurements go together?
def correlations(patients):
    """Return a square DataFrame of Pearson's r of each two numeric columns, in the order of the table.

    patients: DataFrame with missing values (NaN), and perhaps columns of text. Each r is from all patients in whom
    both columns were measured. NaN where r does not exist (a constant column).
    """
    raise NotImplementedError("Write correlations: return the table of r, one row and column a measurement.")


# %% 2. The heat map
def heatmap(correlations):
    """Return a figure: one triangle of the correlations, diverging colours from -v to v, a labelled colour bar.

    correlations: square DataFrame, up to 8 x 8, values from -1 to 1, NaN where there is no correlation.
    """
    raise NotImplementedError("Write heatmap: draw one triangle of the correlations, and return the figure.")


# %% 3. On real patients
def pima_heatmap(patients):
    """Return the heat map of the eight measurements; a 0 in five of them means not measured.

    patients: DataFrame with the columns of the Pima table, Outcome among them.
    """
    raise NotImplementedError("Write pima_heatmap: mark what was not measured, correlate, draw.")


# %% Try it: medai run heatmap
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    picture = pima_heatmap(pima)
    getattr(picture, "figure", picture).savefig("heatmap.png", dpi=150)
    print("Saved heatmap.png: open it and look.")
