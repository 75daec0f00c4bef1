"""Two groups compared: Welch's test, Cohen's d, Mann-Whitney's U, and p-values adjusted for many tests."""

# %% Imports
import pandas as pd

MEASUREMENTS = [
    "Pregnancies",
    "Glucose",
    "BloodPressure",
    "SkinThickness",
    "Insulin",
    "BMI",
    "DiabetesPedigreeFunction",
    "Age",
]


# %% 1. Could it be chance?
def welch_test(first, second):
    """Return {"t": ..., "df": ..., "p": ...} of Welch's t test of first against second, p two-sided.

    first, second: lists, arrays or Series of numbers, none missing.
    Raises ValueError for fewer than 2 values in either, and where both are constant.
    """
    raise NotImplementedError('Write welch_test: return a dict with "t", "df" and "p".')


# %% 2. How large is it?
def effect_size(first, second):
    """Return Cohen's d: the difference of the means in units of the pooled standard deviation.

    Positive where first is higher. Raises ValueError in the same cases as welch_test.
    """
    raise NotImplementedError("Write effect_size: return Cohen's d, one number.")


# %% 3. Without means: compare every pair
def mann_whitney(first, second):
    """Return {"u": ..., "probability": ..., "p": ...}.

    u: pairs in which first is higher, ties counting one half. probability: u as a share of all pairs.
    p: two-sided, normal approximation corrected for ties and continuity. Raises ValueError for an empty group.
    """
    raise NotImplementedError('Write mann_whitney: return a dict with "u", "probability" and "p".')


# %% 4. Many tests: the chance of even one false alarm
def holm(p_values):
    """Return the p-values adjusted after Holm, in the order given. p_values: list, array or Series."""
    raise NotImplementedError("Write holm: return as many adjusted p-values, in the order given.")


# %% 5. Many tests: the share of false alarms among the findings
def benjamini_hochberg(p_values):
    """Return the p-values adjusted after Benjamini and Hochberg, in the order given."""
    raise NotImplementedError(
        "Write benjamini_hochberg: return as many adjusted p-values, in the order given."
    )


# %% 6. Eight measurements, with and without diabetes
def compare_measurements(patients):
    """Return a DataFrame with one row a measurement, the largest absolute effect size first.

    patients: DataFrame with the eight measurements and Outcome (1: diabetes, 0: none).
    Columns of the result: measurement, n_with, n_without, mean_with, mean_without, t, p, effect_size, p_holm, p_bh.
    """
    raise NotImplementedError("Write compare_measurements: return the table of eight rows.")


# %% Try it: medai run compare-groups
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(compare_measurements(pima).to_string(float_format="{:.4g}".format))
