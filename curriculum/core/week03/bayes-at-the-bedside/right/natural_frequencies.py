"""Counted out in a large imaginary town: who is ill, who tests positive, who is both."""

import math

from scipy.special import betainc, betaincinv


class Town:
    """Expected numbers of people in the four cells of the table, out of a million."""

    people = 1_000_000

    def __init__(self, sensitivity, specificity, prevalence):
        for share in (sensitivity, specificity, prevalence):
            if share < 0 or share > 1:
                raise ValueError("give shares between 0 and 1")
        ill = self.people * prevalence
        well = self.people - ill
        self.ill_positive = ill * sensitivity
        self.ill_negative = ill - self.ill_positive
        self.well_negative = well * specificity
        self.well_positive = well - self.well_negative


def _part(one, other):
    return one / (one + other) if one + other else float("nan")


def positive_predictive_value(sensitivity, specificity, prevalence):
    town = Town(sensitivity, specificity, prevalence)
    return _part(town.ill_positive, town.well_positive)


def negative_predictive_value(sensitivity, specificity, prevalence):
    town = Town(sensitivity, specificity, prevalence)
    return _part(town.well_negative, town.ill_negative)


def post_test_probability(pretest, likelihood_ratio):
    if not (0 <= pretest <= 1 and likelihood_ratio >= 0):
        raise ValueError("a probability and a ratio, please")
    if likelihood_ratio == math.inf:
        return 1
    weight = pretest * likelihood_ratio
    return weight / (weight + (1 - pretest))


def beta_posterior(events, n, prior=(1, 1)):
    if events < 0 or n < events or min(prior) <= 0:
        raise ValueError("check the counts and the prior")
    return [prior[0] + events, prior[1] + n - events]


def credible_interval(a, b, level=0.95):
    if min(a, b) <= 0:
        raise ValueError("a and b must be positive")
    return [float(betaincinv(a, b, share)) for share in (0.5 - level / 2, 0.5 + level / 2)]


def probability_above(a, b, threshold):
    return 1 - betainc(a, b, threshold)


def glucose_as_test(patients, cutoff, prevalence):
    cells = {(ill, positive): 0 for ill in (0, 1) for positive in (False, True)}
    for glucose, outcome in zip(patients["Glucose"], patients["Outcome"]):
        if glucose > 0:
            cells[int(outcome), bool(glucose >= cutoff)] += 1
    ill, positives = cells[1, True] + cells[1, False], cells[1, True] + cells[0, True]
    sensitivity = cells[1, True] / ill
    specificity = cells[0, False] / (cells[0, True] + cells[0, False])
    a, b = beta_posterior(cells[1, True], ill)
    return {
        "ppv_study": cells[1, True] / positives if positives else math.nan,
        "ppv_clinic": positive_predictive_value(sensitivity, specificity, prevalence),
        "sensitivity": sensitivity,
        "specificity": specificity,
        "sensitivity_interval": credible_interval(a, b),
    }
