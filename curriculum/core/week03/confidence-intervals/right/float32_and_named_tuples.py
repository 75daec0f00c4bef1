"""Named tuples, moments in a dataclass, and a bootstrap in single precision."""

from __future__ import annotations
from dataclasses import dataclass
from typing import Iterable, NamedTuple, Sequence
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats


class Interval(NamedTuple):
    low: float
    high: float


@dataclass(frozen=True)
class Moments:
    n: int
    mean: float
    variance: float

    @classmethod
    def of(cls, values: Iterable[float]) -> "Moments":
        x = pd.Series(np.fromiter(values, dtype=float))
        if len(x) < 2:
            raise ValueError(f"needs two values, got {len(x)}")
        return cls(len(x), x.mean(), x.var())

    @property
    def se2(self) -> float:
        return self.variance / self.n


def mean_interval(values: Sequence[float], level: float = 0.95) -> Interval:
    m = Moments.of(values)
    h = stats.t(m.n - 1).isf((1 - level) / 2) * m.se2**0.5
    return Interval(m.mean - h, m.mean + h)


def proportion_interval(events: int, n: int, level: float = 0.95) -> Interval:
    match (n < 1, 0 <= events <= n):
        case (True, _) | (_, False):
            raise ValueError("counts")
    z = stats.norm.isf((1 - level) / 2)
    d = n + z**2
    c = (events + z**2 / 2) / d
    h = z / d * np.sqrt(events * (n - events) / n + z**2 / 4)
    return Interval(max(0.0, c - h), min(1.0, c + h))


def difference_interval(first, second, level: float = 0.95) -> Interval:
    a, b = Moments.of(first), Moments.of(second)
    d, se2 = a.mean - b.mean, a.se2 + b.se2
    if se2 == 0:
        return Interval(d, d)
    df = se2**2 / (a.se2**2 / (a.n - 1) + b.se2**2 / (b.n - 1))
    return Interval(*stats.t(df, loc=d, scale=se2**0.5).interval(level))


def bootstrap_interval(values, level: float = 0.95, replicates: int = 2000, seed: int = 0) -> Interval:
    x = np.asarray(list(values), dtype=np.float32)
    if x.size < 2:
        raise ValueError("needs two")
    g = np.random.Generator(np.random.PCG64(seed))
    i = g.integers(x.size, size=(x.size, replicates))
    q = np.quantile(np.median(x[i], axis=0), [(1 - level) / 2, (1 + level) / 2])
    return Interval(*q)


def pima_intervals(patients: pd.DataFrame, level: float = 0.95) -> dict[str, Interval]:
    measured = patients.loc[patients["Glucose"].fillna(0).ne(0)]
    ill, well = (measured.loc[measured["Outcome"].eq(k), "Glucose"] for k in (1, 0))
    return {
        "with_diabetes": mean_interval(ill, level),
        "without_diabetes": mean_interval(well, level),
        "difference": difference_interval(ill, well, level),
        "share_with_diabetes": proportion_interval(patients["Outcome"].eq(1).sum(), patients.shape[0], level),
    }
