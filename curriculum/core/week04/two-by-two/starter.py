"""The two-by-two table of a diagnostic test, read in every direction, with intervals."""

# %% Imports
import pandas as pd


# %% 1. Count
def two_by_two(disease, test):
    """Return the four counts {"tp", "fp", "fn", "tn"} of paired zeros and ones.

    disease, test: lists, arrays or Series of 1 (present, positive) and 0 (absent, negative), paired by position.
    Raises ValueError where the lengths differ or a value is neither 0 nor 1.
    """
    raise NotImplementedError("Write two_by_two: return the dict of four counts.")


# %% 2. Read the table in every direction
def measures(tp, fp, fn, tn):
    """Return sensitivity, specificity, ppv, npv, lr_positive, lr_negative and youden as a dict.

    tp, fp, fn, tn: whole numbers from 0. Shares run from 0 to 1; a share of nobody is NaN.
    A ratio is infinity for x / 0, and NaN for 0 / 0 or where one of its two parts is NaN.
    """
    raise NotImplementedError("Write measures: return the dict of seven numbers.")


# %% 3. How sure are we of each
def measure_intervals(tp, fp, fn, tn, level=0.95):
    """Return a dict of pairs (low, high) of sensitivity, specificity, ppv, npv, lr_positive and lr_negative.

    Shares: Wilson's score interval, (NaN, NaN) for a share of nobody. Ratios: on the log scale, with 0.5 added
    to each of the four counts if any is 0; (NaN, NaN) without patients with, or without, the disease.
    """
    raise NotImplementedError("Write measure_intervals: return the dict of six pairs (low, high).")


# %% 4. Which test tells more
def rank_tests(tables):
    """Return the names of the tests, the largest Youden index first.

    tables: dict from a test's name to its dict of tp, fp, fn, tn.
    """
    raise NotImplementedError("Write rank_tests: return the names in order.")


# %% 5. A finding against the angiogram
def report(patients, finding, level=0.95):
    """Return a DataFrame of the six measures (index) with the columns estimate, low and high.

    patients: DataFrame with num (0: no disease, 1 to 4: disease) and the column named by finding
    (1: positive, 0: negative, NaN: not done).
    """
    raise NotImplementedError("Write report: return the DataFrame with estimate, low and high.")


# %% Try it: medai run two-by-two
if __name__ == "__main__":
    names = "age sex cp trestbps chol fbs restecg thalach exang oldpeak slope ca thal num".split()
    cleveland = pd.read_csv("data/heart/processed.cleveland.data", names=names, na_values="?")
    print("Angina brought on by exercise, Cleveland:")
    print(report(cleveland, "exang").round(2))
    screening = {
        "calls everybody healthy": {"tp": 0, "fp": 0, "fn": 20, "tn": 980},
        "finds 18 of 20": {"tp": 18, "fp": 98, "fn": 2, "tn": 882},
    }
    print("The more informative test first:", rank_tests(screening))
