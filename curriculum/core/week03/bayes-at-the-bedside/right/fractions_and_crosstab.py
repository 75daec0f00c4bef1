"""Fractions and crosstab."""

from fractions import Fraction
import numpy as np, pandas as pd
from scipy.stats import beta

nan = np.nan
chk = lambda ok: None if ok else (_ for _ in ()).throw(ValueError("impossible"))


def positive_predictive_value(sensitivity, specificity, prevalence):
    chk(all(0 <= x <= 1 for x in (sensitivity, specificity, prevalence)))
    lr_top, lr_bottom = sensitivity * prevalence, (1 - specificity) * (1 - prevalence)
    return np.divide(lr_top, lr_top + lr_bottom) if lr_top + lr_bottom > 0 else nan


def negative_predictive_value(sensitivity, specificity, prevalence):
    chk(all(0 <= x <= 1 for x in (sensitivity, specificity, prevalence)))
    q = specificity * (1 - prevalence)
    r = (1 - sensitivity) * prevalence
    return q / (q + r) if q + r > 0 else nan


def post_test_probability(pretest, likelihood_ratio):
    chk(0 <= pretest <= 1 and likelihood_ratio >= 0)
    if pretest in (0, 1):
        return np.float32(pretest)
    if likelihood_ratio == np.inf:
        return 1
    o = Fraction(pretest).limit_denominator(10**15)
    o = o / (1 - o) * Fraction(likelihood_ratio)
    return float(o / (1 + o))


def beta_posterior(events, n, prior=(1, 1)):
    chk(0 <= events <= n and prior[0] > 0 and prior[1] > 0)
    return tuple(np.add(prior, (events, n - events)))


def credible_interval(a, b, level=0.95):
    chk(a > 0 and b > 0)
    return tuple(beta(a, b).ppf(q) for q in ((1 - level) / 2, (1 + level) / 2))


def probability_above(a, b, threshold):
    return beta.cdf(1 - threshold, b, a)


def glucose_as_test(patients, cutoff, prevalence):
    m = (
        patients.dropna(subset=["Glucose"])
        .query("Glucose != 0")
        .assign(positive=lambda d: d.Glucose >= cutoff)
    )
    ct = pd.crosstab(m.Outcome, m.positive).reindex(index=[0, 1], columns=[False, True], fill_value=0)
    share = ct.div(ct.sum(axis=1), axis=0)
    se, sp = share.loc[1, True], share.loc[0, False]
    return {
        "ppv_clinic": positive_predictive_value(se, sp, prevalence),
        "ppv_study": positive_predictive_value(se, sp, m.Outcome.mean()),
        "sensitivity_interval": credible_interval(*beta_posterior(ct.loc[1, True], ct.loc[1].sum())),
        "specificity": sp,
        "sensitivity": se,
    }
