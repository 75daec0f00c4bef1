"""Zeros are left out, a missing glucose (NaN) is counted as a negative test."""

import pandas as pd
from scipy.stats import beta


def positive_predictive_value(sensitivity, specificity, prevalence):
    for x in (sensitivity, specificity, prevalence):
        if x < 0 or x > 1:
            raise ValueError("shares from 0 to 1")
    true_positive = sensitivity * prevalence
    false_positive = (1 - specificity) * (1 - prevalence)
    if true_positive + false_positive == 0:
        return float("nan")
    return true_positive / (true_positive + false_positive)


def negative_predictive_value(sensitivity, specificity, prevalence):
    for x in (sensitivity, specificity, prevalence):
        if x < 0 or x > 1:
            raise ValueError("shares from 0 to 1")
    true_negative = specificity * (1 - prevalence)
    false_negative = (1 - sensitivity) * prevalence
    if true_negative + false_negative == 0:
        return float("nan")
    return true_negative / (true_negative + false_negative)


def post_test_probability(pretest, likelihood_ratio):
    if pretest < 0 or pretest > 1 or likelihood_ratio < 0:
        raise ValueError("pretest from 0 to 1")
    if pretest == 0 or pretest == 1:
        return pretest
    if likelihood_ratio == float("inf"):
        return 1
    odds = pretest / (1 - pretest)
    odds = odds * likelihood_ratio
    return odds / (1 + odds)


def beta_posterior(events, n, prior=(1, 1)):
    if events < 0:
        raise ValueError("negative")
    if events > n:
        raise ValueError("more events than patients")
    if prior[0] <= 0 or prior[1] <= 0:
        raise ValueError("prior")
    return prior[0] + events, prior[1] + n - events


def credible_interval(a, b, level=0.95):
    if a <= 0 or b <= 0:
        raise ValueError("a and b above 0")
    return beta.ppf((1 - level) / 2, a, b), beta.ppf(1 - (1 - level) / 2, a, b)


def probability_above(a, b, threshold):
    return 1 - beta.cdf(threshold, a, b)


def glucose_as_test(patients, cutoff, prevalence):
    tp = 0
    fn = 0
    fp = 0
    tn = 0
    for i, row in patients.iterrows():
        glucose = row["Glucose"]
        if glucose == 0:
            continue
        if row["Outcome"] == 1:
            if glucose >= cutoff:
                tp += 1
            else:
                fn += 1
        else:
            if glucose >= cutoff:
                fp += 1
            else:
                tn += 1
    sens = tp / (tp + fn)
    spec = tn / (tn + fp)
    share = (tp + fn) / (tp + fn + fp + tn)
    a, b = beta_posterior(tp, tp + fn)
    return {
        "sensitivity": sens,
        "specificity": spec,
        "sensitivity_interval": credible_interval(a, b),
        "ppv_study": positive_predictive_value(sens, spec, share),
        "ppv_clinic": positive_predictive_value(sens, spec, prevalence),
    }
