"""numpy scalars, scipy's frozen distributions, a cross-table by pandas."""

import numpy as np
import pandas as pd
import scipy.stats


def _validated(*shares):
    shares = np.array(shares, dtype=float)
    if np.any((shares < 0) | (shares > 1)):
        raise ValueError(f"not all of {shares.tolist()} are shares")
    return shares


def _ratio(part, whole):
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.true_divide(part, whole)


def positive_predictive_value(sensitivity, specificity, prevalence):
    se, sp, prev = _validated(sensitivity, specificity, prevalence)
    return _ratio(se * prev, se * prev + (1 - sp) * (1 - prev))


def negative_predictive_value(sensitivity, specificity, prevalence):
    # a negative test is a positive test for health
    return positive_predictive_value(specificity, sensitivity, 1 - prevalence)


def post_test_probability(pretest, likelihood_ratio):
    _validated(pretest)
    if likelihood_ratio < 0:
        raise ValueError("negative likelihood ratio")
    if pretest in (0, 1):
        return np.float64(pretest)
    if likelihood_ratio == 0:
        return 0
    log_odds = np.log(pretest) - np.log1p(-pretest) + np.log(likelihood_ratio)
    return 1 / (1 + np.exp(-log_odds))


def beta_posterior(events, n, prior=(1, 1)):
    counts = np.array([events, n - events])
    prior = np.asarray(prior, dtype=float)
    if (counts < 0).any() or (prior <= 0).any():
        raise ValueError("negative counts or an improper prior")
    return prior + counts


def credible_interval(a, b, level=0.95):
    if a <= 0 or b <= 0:
        raise ValueError("no such Beta distribution")
    return scipy.stats.beta(a, b).interval(level)


def probability_above(a, b, threshold):
    return 1.0 - scipy.stats.beta(a, b).cdf(threshold)


def glucose_as_test(patients, cutoff, prevalence):
    known = patients.loc[patients["Glucose"].fillna(0).ne(0), ["Glucose", "Outcome"]]
    table = (
        pd.crosstab(known["Outcome"], known["Glucose"] >= cutoff)
        .reindex(index=[0, 1], columns=[False, True], fill_value=0)
        .to_numpy()
    )
    (tn, fp), (fn, tp) = table
    se, sp = tp / (tp + fn), tn / (tn + fp)
    return pd.Series(
        {
            "sensitivity": se,
            "specificity": sp,
            "sensitivity_interval": credible_interval(*beta_posterior(tp, tp + fn)),
            "ppv_study": _ratio(tp, tp + fp),
            "ppv_clinic": positive_predictive_value(se, sp, prevalence),
        }
    )
