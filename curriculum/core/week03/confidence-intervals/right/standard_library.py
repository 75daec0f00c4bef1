"""Plain Python: loops, math and statistics; scipy for the t quantile only."""

import math
import random
import statistics

from scipy.stats import t as student


def _quantile_of_t(level, df):
    return float(student.isf((1 - level) / 2, df))


def mean_interval(values, level=0.95):
    values = [float(v) for v in values]
    if len(values) < 2:
        raise ValueError("no spread in fewer than two values")
    mean = statistics.fmean(values)
    error = statistics.stdev(values) / math.sqrt(len(values))
    t = _quantile_of_t(level, len(values) - 1)
    return [mean - t * error, mean + t * error]


def proportion_interval(events, n, level=0.95):
    if n <= 0:
        raise ValueError("nobody was looked at")
    if events < 0:
        raise ValueError("a negative number of events")
    if events > n:
        raise ValueError("more events than patients")
    z = statistics.NormalDist().inv_cdf(1 - (1 - level) / 2)
    # The two roots of (p - share)^2 = z^2 p (1 - p) / n.
    a = n + z * z
    b = -(2 * events + z * z)
    c = events * events / n
    root = math.sqrt(max(b * b - 4 * a * c, 0))
    return max(0.0, (-b - root) / (2 * a)), min(1.0, (-b + root) / (2 * a))


def difference_interval(first, second, level=0.95):
    parts = []
    for group in (first, second):
        group = list(map(float, group))
        if len(group) < 2:
            raise ValueError("each group needs two patients")
        parts.append((statistics.fmean(group), statistics.variance(group) / len(group), len(group) - 1))
    (m1, u, f1), (m2, v, f2) = parts
    gap = m1 - m2
    if u == 0 and v == 0:
        return gap, gap
    df = (u + v) ** 2 / (u * u / f1 + v * v / f2)
    half = _quantile_of_t(level, df) * math.sqrt(u + v)
    return gap - half, gap + half


def bootstrap_interval(values, level=0.95, replicates=2000, seed=0):
    values = list(values)
    if len(values) < 2:
        raise ValueError("no spread in fewer than two values")
    random.seed(seed)
    medians = sorted(statistics.median(random.choices(values, k=len(values))) for _ in range(replicates))
    tail = (1 - level) / 2
    return medians[int(tail * replicates)], medians[min(replicates - 1, int((1 - tail) * replicates))]


def pima_intervals(patients, level=0.95):
    sick, well, cases = [], [], 0
    for glucose, outcome in zip(patients["Glucose"], patients["Outcome"]):
        cases += int(outcome)
        if glucose == 0 or math.isnan(glucose):
            continue
        (sick if outcome == 1 else well).append(glucose)
    return dict(
        with_diabetes=mean_interval(sick, level),
        without_diabetes=mean_interval(well, level),
        difference=difference_interval(sick, well, level),
        share_with_diabetes=proportion_interval(cases, len(patients), level),
    )
