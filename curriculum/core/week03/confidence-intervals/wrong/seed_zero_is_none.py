"""Seed 0 is taken for no seed, since 0 counts as false."""

# %% Imports
import numpy as np
import pandas as pd
from scipy import stats


# %% 1. A mean, from few or many patients
def mean_interval(values, level=0.95):
    """Return (low, high) of the mean by Student's t with n - 1 degrees of freedom, in the unit of the values."""
    values = np.asarray(values, dtype=float)
    n = len(values)
    if n < 2:
        raise ValueError(f"{n} value(s): a spread, and so an interval, needs at least 2")
    t = stats.t.ppf((1 + level) / 2, df=n - 1)
    half_width = t * values.std(ddof=1) / np.sqrt(n)
    return values.mean() - half_width, values.mean() + half_width


# %% 2. A proportion, also where nothing happened
def proportion_interval(events, n, level=0.95):
    """Return (low, high) of events / n by Wilson's score interval (Wilson 1927), without continuity correction."""
    if n < 1 or not 0 <= events <= n:
        raise ValueError(f"{events} events among {n} patients are not possible")
    share = events / n
    z = stats.norm.ppf((1 + level) / 2)
    centre = share + z**2 / (2 * n)
    half_width = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    scale = 1 + z**2 / n
    return (centre - half_width) / scale, (centre + half_width) / scale


# %% 3. A difference of two means
def difference_interval(first, second, level=0.95):
    """Return (low, high) of mean(first) - mean(second) after Welch 1947, in the unit of the values."""
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if len(first) < 2 or len(second) < 2:
        raise ValueError("each group needs at least 2 values")
    difference = first.mean() - second.mean()
    u, v = first.var(ddof=1) / len(first), second.var(ddof=1) / len(second)
    if u + v == 0:
        return difference, difference
    df = (u + v) ** 2 / (u**2 / (len(first) - 1) + v**2 / (len(second) - 1))
    half_width = stats.t.ppf((1 + level) / 2, df) * np.sqrt(u + v)
    return difference - half_width, difference + half_width


# %% 4. A median, by drawing again from the sample
def bootstrap_interval(values, level=0.95, replicates=2000, seed=0):
    """Return (low, high) of the median by the percentile bootstrap (Efron 1979), in the unit of the values."""
    values = np.asarray(values, dtype=float)
    if len(values) < 2:
        raise ValueError("one value drawn again and again is no evidence of a spread")
    rng = np.random.default_rng(seed or None)
    samples = rng.choice(values, size=(replicates, len(values)), replace=True)
    medians = np.median(samples, axis=1)
    low, high = np.quantile(medians, [(1 - level) / 2, (1 + level) / 2])
    return low, high


# %% 5. Four figures of the Pima table
def pima_intervals(patients, level=0.95):
    """Return a dict of four intervals: with_diabetes, without_diabetes, difference, share_with_diabetes."""
    diabetes = patients["Outcome"] == 1
    measured = patients["Glucose"] > 0  # false for a missing value too
    with_diabetes = patients.loc[diabetes & measured, "Glucose"]
    without_diabetes = patients.loc[~diabetes & measured, "Glucose"]
    return {
        "with_diabetes": mean_interval(with_diabetes, level),
        "without_diabetes": mean_interval(without_diabetes, level),
        "difference": difference_interval(with_diabetes, without_diabetes, level),
        "share_with_diabetes": proportion_interval(int(diabetes.sum()), len(patients), level),
    }


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
