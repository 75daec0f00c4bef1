"""Glucose in patients with and without diabetes: table, test, figure, and one sentence for the ward."""

# %% Imports
import pandas as pd


# %% 1. Table
def glucose_table(patients):
    """Return n, not_measured, mean, sd, median, q1, q3 (mg/dL) for Outcome 1 and 0 as a DataFrame.

    patients: DataFrame with Glucose (mg/dL; 0 or NaN: not measured) and Outcome (1 with diabetes, 0 without).
    The index is 1 and 0. sd has n - 1 in its denominator.
    """
    raise NotImplementedError("Write glucose_table: return the DataFrame with one row for each group.")


# %% 2. Test
def glucose_test(patients):
    """Return difference, low, high (mg/dL, 95 %), t and p of Welch's test, with minus without diabetes, as a dict.

    Raises ValueError for fewer than two measured values in a group.
    """
    raise NotImplementedError("Write glucose_test: return the dict of five numbers.")


# %% 3. Figure
def glucose_figure(patients):
    """Return a Figure (or Axes): each measured patient a point, n at each group, difference and p on it."""
    raise NotImplementedError("Write glucose_figure: return the figure.")


# %% 4. One sentence
def glucose_sentence(patients):
    """Return one sentence with both means, the difference with its 95 % interval (mg/dL) and n of each group."""
    raise NotImplementedError("Write glucose_sentence: return the sentence as text.")


# %% Try it: medai run glucose-report
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(glucose_table(pima).round(1))
    print(glucose_test(pima))
    print(glucose_sentence(pima))
    picture = glucose_figure(pima)
    getattr(picture, "figure", picture).savefig("glucose.png", dpi=150)
