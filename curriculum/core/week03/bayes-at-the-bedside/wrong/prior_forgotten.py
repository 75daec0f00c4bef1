"""The counts alone are the posterior, and the prior is left out."""

# %% Imports
import math

import pandas as pd
from scipy import stats


def _shares(**shares):
    for name, share in shares.items():
        if not 0 <= share <= 1:
            raise ValueError(f"{name} is {share}, and a share lies between 0 and 1 (90 % is 0.9)")


# %% 1. After a positive test
def positive_predictive_value(sensitivity, specificity, prevalence):
    """Return P(disease | positive test) by Bayes' theorem; NaN where nobody tests positive."""
    _shares(sensitivity=sensitivity, specificity=specificity, prevalence=prevalence)
    true_positive = sensitivity * prevalence
    positive = true_positive + (1 - specificity) * (1 - prevalence)
    return true_positive / positive if positive > 0 else math.nan


# %% 2. After a negative test
def negative_predictive_value(sensitivity, specificity, prevalence):
    """Return P(no disease | negative test) by Bayes' theorem; NaN where nobody tests negative."""
    _shares(sensitivity=sensitivity, specificity=specificity, prevalence=prevalence)
    true_negative = specificity * (1 - prevalence)
    negative = true_negative + (1 - sensitivity) * prevalence
    return true_negative / negative if negative > 0 else math.nan


# %% 3. The same step with odds, for any finding
def post_test_probability(pretest, likelihood_ratio):
    """Return the probability of disease after a finding: prior odds times the likelihood ratio."""
    _shares(pretest=pretest)
    if likelihood_ratio < 0:
        raise ValueError(f"a likelihood ratio is never negative, and this one is {likelihood_ratio}")
    if math.isinf(likelihood_ratio) or pretest == 1:
        return 1.0
    odds = pretest / (1 - pretest) * likelihood_ratio
    return odds / (1 + odds)


# %% 4. Learn a rate from patients
def beta_posterior(events, n, prior=(1, 1)):
    """Return (a, b) of the Beta distribution of the rate: events join a, patients without the event join b."""
    a, b = prior
    if a <= 0 or b <= 0:
        raise ValueError("both parameters of a Beta distribution are above 0")
    if not 0 <= events <= n:
        raise ValueError(f"{events} events among {n} patients are not possible")
    return events, n - events


# %% 5. Where the rate probably lies
def credible_interval(a, b, level=0.95):
    """Return (low, high): the interval of Beta(a, b) with equal tails."""
    if a <= 0 or b <= 0:
        raise ValueError("both parameters of a Beta distribution are above 0")
    tail = (1 - level) / 2
    return float(stats.beta.ppf(tail, a, b)), float(stats.beta.isf(tail, a, b))


# %% 6. Is the rate too high?
def probability_above(a, b, threshold):
    """Return the probability that a rate with the distribution Beta(a, b) is above the threshold."""
    return stats.beta.sf(threshold, a, b)


# %% 7. From the study to the clinic
def glucose_as_test(patients, cutoff, prevalence):
    """Return a dict: sensitivity, specificity, sensitivity_interval, ppv_study, ppv_clinic."""
    measured = patients[patients["Glucose"] > 0]  # false for a missing value too
    diabetes = measured["Outcome"] == 1
    positive = measured["Glucose"] >= cutoff
    sensitivity = positive[diabetes].mean()
    specificity = (~positive[~diabetes]).mean()
    found, ill = int(positive[diabetes].sum()), int(diabetes.sum())
    return {
        "sensitivity": sensitivity,
        "specificity": specificity,
        "sensitivity_interval": credible_interval(*beta_posterior(found, ill)),
        "ppv_study": positive_predictive_value(sensitivity, specificity, diabetes.mean()),
        "ppv_clinic": positive_predictive_value(sensitivity, specificity, prevalence),
    }


# %% Try it: medai run bayes-at-the-bedside
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(f"PPV of a 90 % / 91 % test at 1 %: {positive_predictive_value(0.90, 0.91, 0.01):.3f}")
    print(f"after a finding with a likelihood ratio of 10, from 1 %: {post_test_probability(0.01, 10):.3f}")
    a, b = beta_posterior(0, 20)
    low, high = credible_interval(a, b)
    print(
        f"0 of 20: {low:.3f} to {high:.3f}, above 10 % with probability {probability_above(a, b, 0.10):.3f}"
    )
    for name, value in glucose_as_test(pima, cutoff=140, prevalence=0.05).items():
        print(name, value)
