"""Quantiles, tails and intervals of the usual distributions: floats in, floats out.

From scipy.special where the standard library has none: its import takes a fifth of that of scipy.stats. A test
holds each to what scipy.stats says.
"""

from __future__ import annotations

import math
from statistics import NormalDist


def normal_quantile(p: float) -> float:
    """The z below which lies the part p of the standard normal distribution; 0 < p < 1, else StatisticsError."""
    return NormalDist().inv_cdf(p)


def normal_tail(z: float) -> float:
    """The part of the standard normal distribution above z."""
    return math.erfc(z / math.sqrt(2)) / 2


def t_quantile(p: float, df: float) -> float:
    """The t below which lies the part p of Student's distribution with df degrees of freedom."""
    from scipy import special

    return float(special.stdtrit(df, p))


def t_tail(t: float, df: float) -> float:
    """The part of Student's distribution with df degrees of freedom above t."""
    from scipy import special

    return float(special.stdtr(df, -t))


def beta_quantile(p: float, a: float, b: float) -> float:
    """The share below which lies the part p of Beta(a, b)."""
    from scipy import special

    return float(special.betaincinv(a, b, p))


def beta_tail(x: float, a: float, b: float) -> float:
    """The part of Beta(a, b) above x."""
    from scipy import special

    return float(special.betaincc(a, b, x))


def wilson(events: float, n: float, level: float = 0.95, *, continuity: bool = False) -> tuple[float, float]:
    """(low, high): Wilson's interval of a share of n, with continuity correction if asked for.

    Methods 3 and 4 of Newcombe (1998), Statistics in Medicine 17:857-872. n is above 0.
    """
    p, z = events / n, normal_quantile((1 + level) / 2)
    middle, width = 2 * events + z * z, 2 * (n + z * z)
    if continuity:
        below = 1 + z * math.sqrt(max(0.0, z * z - 2 - 1 / n + 4 * p * (n * (1 - p) + 1)))
        above = 1 + z * math.sqrt(max(0.0, z * z + 2 - 1 / n + 4 * p * (n * (1 - p) - 1)))
    else:
        below = above = z * math.sqrt(z * z + 4 * events * (1 - p))
    low = 0.0 if events == 0 else max(0.0, (middle - below) / width)
    return low, 1.0 if events == n else min(1.0, (middle + above) / width)


def clopper_pearson(events: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """(low, high): the exact interval of a share of n, from quantiles of the Beta distribution.

    Clopper and Pearson (1934), Biometrika 26:404-413. n is above 0.
    """
    tail = (1 - level) / 2
    low = 0.0 if events == 0 else beta_quantile(tail, events, n - events + 1)
    return low, 1.0 if events == n else beta_quantile(1 - tail, events + 1, n - events)
