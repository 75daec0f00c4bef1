"""Everything that scipy has ready, with the edge cases handled around it."""

import numpy as np
from scipy import stats
from scipy.stats import binomtest


def _check(*groups):
    for group in groups:
        if np.size(group) < 2:
            raise ValueError("at least two values, please")


def mean_interval(values, level=0.95):
    _check(values)
    if np.ptp(np.asarray(values)) == 0:
        only = np.asarray(values)[0]
        return only, only
    return stats.t.interval(level, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))


def proportion_interval(events, n, level=0.95):
    return binomtest(int(events), int(n)).proportion_ci(level, method="wilson") if n else _refuse()


def _refuse():
    raise ValueError("no patients")


def difference_interval(first, second, level=0.95):
    _check(first, second)
    first, second = np.array(first), np.array(second)
    if np.ptp(first) == 0 and np.ptp(second) == 0:
        return [first[0] - second[0]] * 2
    return stats.ttest_ind(first, second, equal_var=False).confidence_interval(level)


def bootstrap_interval(values, level=0.95, replicates=2000, seed=0):
    _check(values)
    result = stats.bootstrap(
        (np.asarray(values),),
        np.median,
        confidence_level=level,
        n_resamples=replicates,
        method="percentile",
        rng=np.random.default_rng(seed),
    )
    return np.array(result.confidence_interval)


def pima_intervals(patients, level=0.95):
    known = patients[(patients.Glucose != 0) & patients.Glucose.notna()]
    groups = dict(iter(known.groupby("Outcome")["Glucose"]))
    return {
        "share_with_diabetes": proportion_interval((patients.Outcome == 1).sum(), len(patients), level),
        "difference": difference_interval(groups[1], groups[0], level),
        "without_diabetes": mean_interval(groups[0], level),
        "with_diabetes": mean_interval(groups[1], level),
    }
