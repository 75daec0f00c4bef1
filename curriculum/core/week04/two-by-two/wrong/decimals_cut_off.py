"""The values become whole numbers before they are checked, so that 0.5 counts as 0."""

# %% Imports
import math

import numpy as np
import pandas as pd
from scipy.stats import norm


# %% 1. Count
def two_by_two(disease, test):
    """Return the four counts {"tp", "fp", "fn", "tn"} of paired zeros and ones."""
    disease, test = np.asarray(disease), np.asarray(test)
    if len(disease) != len(test):
        raise ValueError(f"{len(disease)} diagnoses and {len(test)} test results cannot be paired")
    if np.isnan(disease.astype(float)).any() or np.isnan(test.astype(float)).any():
        raise ValueError("a value is missing")
    disease, test = disease.astype(int), test.astype(int)
    if not (np.isin(disease, (0, 1)).all() and np.isin(test, (0, 1)).all()):
        raise ValueError("disease and test must be coded 1 and 0")
    sick, positive = disease == 1, test == 1
    return {
        "tp": int((sick & positive).sum()),
        "fp": int((~sick & positive).sum()),
        "fn": int((sick & ~positive).sum()),
        "tn": int((~sick & ~positive).sum()),
    }


# %% 2. Read the table in every direction
def share(part, whole):
    """Return part / whole, NaN for a share of nobody."""
    return part / whole if whole else math.nan


def ratio(top, bottom):
    """Return top / bottom for two shares: infinity for x / 0, NaN for 0 / 0 and for what is unknown."""
    if math.isnan(top) or math.isnan(bottom) or (top == 0 and bottom == 0):
        return math.nan
    return top / bottom if bottom else math.inf


def measures(tp, fp, fn, tn):
    """Return sensitivity, specificity, ppv, npv, lr_positive, lr_negative and youden as a dict."""
    with_disease, without_disease = tp + fn, fp + tn
    sensitivity, specificity = share(tp, with_disease), share(tn, without_disease)
    return {
        "sensitivity": sensitivity,
        "specificity": specificity,
        "ppv": share(tp, tp + fp),
        "npv": share(tn, tn + fn),
        "lr_positive": ratio(sensitivity, share(fp, without_disease)),
        "lr_negative": ratio(share(fn, with_disease), specificity),
        "youden": sensitivity + specificity - 1,
    }


# %% 3. How sure are we of each
def wilson(part, whole, level):
    """Return the score interval (low, high) of part / whole (Wilson 1927), NaN for a share of nobody."""
    if whole == 0:
        return math.nan, math.nan
    p, z = part / whole, norm.ppf((1 + level) / 2)
    centre = p + z**2 / (2 * whole)
    half_width = z * math.sqrt(p * (1 - p) / whole + z**2 / (4 * whole**2))
    scale = 1 + z**2 / whole
    return (centre - half_width) / scale, (centre + half_width) / scale


def log_interval(sick_part, sick, healthy_part, healthy, level):
    """Return (low, high) of the ratio of two shares, on the log scale (Simel 1991)."""
    middle = (sick_part / sick) / (healthy_part / healthy)
    error = math.sqrt(1 / sick_part - 1 / sick + 1 / healthy_part - 1 / healthy)
    factor = math.exp(norm.ppf((1 + level) / 2) * error)
    return middle / factor, middle * factor


def measure_intervals(tp, fp, fn, tn, level=0.95):
    """Return (low, high) of the four shares and the two likelihood ratios as a dict."""
    intervals = {
        "sensitivity": wilson(tp, tp + fn, level),
        "specificity": wilson(tn, fp + tn, level),
        "ppv": wilson(tp, tp + fp, level),
        "npv": wilson(tn, fn + tn, level),
    }
    if tp + fn == 0 or fp + tn == 0:
        unknown = (math.nan, math.nan)
        return {**intervals, "lr_positive": unknown, "lr_negative": unknown}
    if 0 in (tp, fp, fn, tn):
        tp, fp, fn, tn = tp + 0.5, fp + 0.5, fn + 0.5, tn + 0.5
    intervals["lr_positive"] = log_interval(tp, tp + fn, fp, fp + tn, level)
    intervals["lr_negative"] = log_interval(fn, tp + fn, tn, fp + tn, level)
    return intervals


# %% 4. Which test tells more
def rank_tests(tables):
    """Return the names of the tests, the largest Youden index first."""
    return sorted(tables, key=lambda name: measures(**tables[name])["youden"], reverse=True)


# %% 5. A finding against the angiogram
def report(patients, finding, level=0.95):
    """Return a DataFrame of the six measures (index) with the columns estimate, low and high."""
    tested = patients[patients[finding].notna()]
    counts = two_by_two((tested["num"] > 0).astype(int), tested[finding])
    estimates, intervals = measures(**counts), measure_intervals(**counts, level=level)
    rows = {name: [estimates[name], *interval] for name, interval in intervals.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["estimate", "low", "high"])


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
