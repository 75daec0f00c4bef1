"""Intervals around a mean, a proportion, a difference and a median."""

# %% Imports
import pandas as pd


# %% 1. A mean, from few or many patients
def mean_interval(values, level=0.95):
    """Return (low, high) of the mean by Student's t with n - 1 degrees of freedom, in the unit of the values.

    values: a list, array or Series of numbers, none missing. level: confidence between 0 and 1.
    Raises ValueError for fewer than 2 values. Equal values: both ends are that value.
    """
    raise NotImplementedError("Write mean_interval: return the pair (low, high).")


# %% 2. A proportion, also where nothing happened
def proportion_interval(events, n, level=0.95):
    """Return (low, high) of events / n by Wilson's score interval, without continuity correction.

    events: how many of the n patients had the event (a whole number).
    Raises ValueError where n is below 1, events is below 0, or events is more than n.
    """
    raise NotImplementedError("Write proportion_interval: return the pair (low, high), shares from 0 to 1.")


# %% 3. A difference of two means
def difference_interval(first, second, level=0.95):
    """Return (low, high) of mean(first) - mean(second) after Welch, in the unit of the values.

    first, second: lists, arrays or Series of numbers of two independent groups; sizes may differ.
    Raises ValueError for fewer than 2 values in either. Both constant: both ends are the difference.
    """
    raise NotImplementedError("Write difference_interval: return the pair (low, high).")


# %% 4. A median, by drawing again from the sample
def bootstrap_interval(values, level=0.95, replicates=2000, seed=0):
    """Return (low, high) of the median by the percentile bootstrap, in the unit of the values.

    replicates: how many samples are drawn. seed: an integer from 0; the same seed gives the same interval.
    Raises ValueError for fewer than 2 values.
    """
    raise NotImplementedError("Write bootstrap_interval: return the pair (low, high).")


# %% 5. Four figures of the Pima table
def pima_intervals(patients, level=0.95):
    """Return a dict of four intervals: with_diabetes, without_diabetes, difference, share_with_diabetes.

    patients: DataFrame with Glucose (mg/dL; 0 or missing: not measured) and Outcome (1: diabetes, 0: none).
    """
    raise NotImplementedError("Write pima_intervals: return the dict of four pairs (low, high).")


# %% Try it: medai run confidence-intervals
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    insulin = pima.loc[pima["Insulin"] > 0, "Insulin"]
    intervals = {
        "0 complications in 20 operations": proportion_interval(0, 20),
        "mean of 8 fasting glucose values (mg/dL)": mean_interval([88, 92, 95, 97, 99, 101, 104, 118]),
        "median insulin (µU/mL)": bootstrap_interval(insulin, seed=1),
        **pima_intervals(pima),
    }
    for name, (low, high) in intervals.items():
        print(f"{name}: {low:.3f} to {high:.3f}")
