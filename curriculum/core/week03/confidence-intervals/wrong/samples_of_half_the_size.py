"""The samples drawn are half as large as the data."""

import math
import random
import statistics
from scipy.stats import t, norm


def mean_interval(values, level=0.95):
    numbers = []
    for x in values:
        numbers.append(float(x))
    n = len(numbers)
    if n < 2:
        raise ValueError("At least two patients are needed")
    mean = sum(numbers) / n
    squares = 0
    for x in numbers:
        squares += (x - mean) ** 2
    s = math.sqrt(squares / (n - 1))
    f = t.ppf(1 - (1 - level) / 2, n - 1)
    return [mean - f * s / math.sqrt(n), mean + f * s / math.sqrt(n)]


def proportion_interval(events, n, level=0.95):
    if n < 1:
        raise ValueError("no patients")
    if events < 0:
        raise ValueError("negative events")
    if events > n:
        raise ValueError("more events than patients")
    p = events / n
    z = norm.ppf(1 - (1 - level) / 2)
    middle = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low = (middle - half) / (1 + z * z / n)
    high = (middle + half) / (1 + z * z / n)
    return low, high


def difference_interval(first, second, level=0.95):
    a = [float(x) for x in first]
    b = [float(x) for x in second]
    if len(a) < 2 or len(b) < 2:
        raise ValueError("two in each group")
    d = statistics.fmean(a) - statistics.fmean(b)
    va = statistics.variance(a) / len(a)
    vb = statistics.variance(b) / len(b)
    if va + vb == 0:
        return d, d
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    q = t.ppf((1 + level) / 2, df)
    se = math.sqrt(va + vb)
    return d - q * se, d + q * se


def bootstrap_interval(values, level=0.95, replicates=2000, seed=0):
    numbers = list(values)
    if len(numbers) < 2:
        raise ValueError("too few")
    random.seed(seed)
    medians = []
    for i in range(replicates):
        medians.append(statistics.median(random.choices(numbers, k=len(numbers) // 2)))
    medians.sort()
    low = medians[int((1 - level) / 2 * replicates)]
    high = medians[min(int((1 + level) / 2 * replicates), replicates - 1)]
    return low, high


def pima_intervals(patients, level=0.95):
    w = []
    o = []
    ill = 0
    for i, row in patients.iterrows():
        if row["Outcome"] == 1:
            ill += 1
        g = row["Glucose"]
        if g > 0:
            if row["Outcome"] == 1:
                w.append(g)
            else:
                o.append(g)
    result = {}
    result["with_diabetes"] = mean_interval(w, level)
    result["without_diabetes"] = mean_interval(o, level)
    result["difference"] = difference_interval(w, o, level)
    result["share_with_diabetes"] = proportion_interval(ill, len(patients), level)
    return result
