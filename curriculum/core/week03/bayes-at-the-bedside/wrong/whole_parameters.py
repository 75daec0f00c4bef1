"""The part of a Beta above a value by the sum of a binomial, for which a and b are made whole numbers."""

# %% Imports
import math

import pandas as pd
from scipy import stats


def check_shares(*values):
    for value in values:
        if value < 0 or value > 1:
            raise ValueError(f"{value} is not a share from 0 to 1")


# %% 1.
def positive_predictive_value(sensitivity, specificity, prevalence):
    check_shares(sensitivity, specificity, prevalence)
    true_positive = sensitivity * prevalence
    false_positive = (1 - specificity) * (1 - prevalence)
    if true_positive + false_positive == 0:
        return float("nan")
    return true_positive / (true_positive + false_positive)


# %% 2.
def negative_predictive_value(sensitivity, specificity, prevalence):
    check_shares(sensitivity, specificity, prevalence)
    true_negative = specificity * (1 - prevalence)
    false_negative = (1 - sensitivity) * prevalence
    if true_negative + false_negative == 0:
        return float("nan")
    return true_negative / (true_negative + false_negative)


# %% 3.
def post_test_probability(pretest, likelihood_ratio):
    check_shares(pretest)
    if likelihood_ratio < 0:
        raise ValueError("a likelihood ratio is not negative")
    if pretest == 0 or pretest == 1:
        return pretest
    if math.isinf(likelihood_ratio):
        return 1
    odds = pretest / (1 - pretest) * likelihood_ratio
    return 1 - 1 / (1 + odds)


# %% 4.
def beta_posterior(events, n, prior=(1, 1)):
    a, b = prior
    if events < 0 or events > n:
        raise ValueError("events must lie between 0 and n")
    if a <= 0 or b <= 0:
        raise ValueError("the parameters of the prior must be above 0")
    return a + events, b + n - events


# %% 5.
def credible_interval(a, b, level=0.95):
    if a <= 0 or b <= 0:
        raise ValueError("a and b must be above 0")
    tail = (1 - level) / 2
    return stats.beta.ppf(tail, a, b), stats.beta.ppf(1 - tail, a, b)


# %% 6.
def probability_above(a, b, threshold):
    # Beta(a, b) is above x with the probability of at most a - 1 successes in a + b - 1 trials
    a, b = int(a), int(b)
    return stats.binom.cdf(a - 1, a + b - 1, threshold)


# %% 7.
def glucose_as_test(patients, cutoff, prevalence):
    measured = patients[patients["Glucose"] > 0]
    sick = measured["Outcome"] == 1
    positive = measured["Glucose"] >= cutoff
    sensitivity = positive[sick].mean()
    specificity = 1 - positive[~sick].mean()
    a, b = beta_posterior(positive[sick].sum(), sick.sum())
    return {
        "sensitivity": sensitivity,
        "specificity": specificity,
        "sensitivity_interval": credible_interval(a, b),
        "ppv_study": positive_predictive_value(sensitivity, specificity, sick.mean()),
        "ppv_clinic": positive_predictive_value(sensitivity, specificity, prevalence),
    }


if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(glucose_as_test(pima, cutoff=140, prevalence=0.05))
