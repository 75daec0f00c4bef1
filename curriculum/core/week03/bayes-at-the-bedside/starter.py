"""Bayes at the bedside: predictive values, odds, a rate learned from few patients, and a glucose cutoff."""

# %% Imports
import pandas as pd


# %% 1. After a positive test
def positive_predictive_value(sensitivity, specificity, prevalence):
    """Return P(disease | positive test). All three are shares from 0 to 1, ValueError outside.

    NaN where nobody tests positive.
    """
    raise NotImplementedError("Write positive_predictive_value: return one number from 0 to 1.")


# %% 2. After a negative test
def negative_predictive_value(sensitivity, specificity, prevalence):
    """Return P(no disease | negative test). All three are shares from 0 to 1, ValueError outside.

    NaN where nobody tests negative.
    """
    raise NotImplementedError("Write negative_predictive_value: return one number from 0 to 1.")


# %% 3. The same step with odds, for any finding
def post_test_probability(pretest, likelihood_ratio):
    """Return the probability of disease after a finding with that likelihood ratio.

    pretest: probability before it, 0 to 1. likelihood_ratio: from 0 to float("inf"). ValueError outside.
    """
    raise NotImplementedError("Write post_test_probability: return one number from 0 to 1.")


# %% 4. Learn a rate from patients
def beta_posterior(events, n, prior=(1, 1)):
    """Return (a, b) of the Beta distribution of the rate after events among n patients, from the prior Beta(a, b).

    ValueError for counts that cannot be, and for a prior whose parameters are not above 0.
    """
    raise NotImplementedError("Write beta_posterior: return the pair (a, b).")


# %% 5. Where the rate probably lies
def credible_interval(a, b, level=0.95):
    """Return (low, high): the interval of Beta(a, b) with equal tails. ValueError where a or b is not above 0."""
    raise NotImplementedError("Write credible_interval: return the pair (low, high).")


# %% 6. Is the rate too high?
def probability_above(a, b, threshold):
    """Return the probability that a rate with the distribution Beta(a, b) is above the threshold (0 to 1)."""
    raise NotImplementedError("Write probability_above: return one number from 0 to 1.")


# %% 7. From the study to the clinic
def glucose_as_test(patients, cutoff, prevalence):
    """Return a dict: sensitivity, specificity, sensitivity_interval, ppv_study, ppv_clinic.

    patients: DataFrame with Glucose (mg/dL; 0 or missing: not measured, left out) and Outcome (1: diabetes).
    cutoff: glucose in mg/dL from which the test is positive. prevalence: share with diabetes in the clinic.
    """
    raise NotImplementedError("Write glucose_as_test: return the dict of five entries.")


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
