"""The figure that a submission is ranked by, and the AUC with its interval."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import Any

from medai.grading.proxy import Solution
from medai.grading.result import Score


def score(
    solution: Solution,
    name: str,
    value: float,
    low: float | None = None,
    high: float | None = None,
    *,
    better: str = "higher",
) -> Score:
    """Keep a score for the learner and the leaderboard; a later one of the same name takes its place.

    value, low, high: computed by the grader, never by the learner; low and high are the ends of a 95 % interval.
    Call it before the check that asks for a floor, so that a submission below it learns its score too.
    Raises ValueError, our fault, for a number that is not finite, an interval with one end, or another better.
    """
    given = [float(number) for number in (value, low, high) if number is not None]
    if not all(map(math.isfinite, given)):
        raise ValueError(f"the score {name!r} is not finite: {given}")
    if (low is None) != (high is None):
        raise ValueError(f"the score {name!r} has an interval with one end")
    if better not in {"higher", "lower"}:
        raise ValueError(f"better is higher or lower, not {better!r}")
    kept = solution.scores[name] = Score(
        name,
        float(value),
        None if low is None else float(low),
        None if high is None else float(high),
        better,
    )
    return kept


def auc_interval(outcome: Any, probability: Any, level: float = 0.95) -> tuple[float, float, float]:
    """(AUC, low, high) of probabilities against outcomes of 0 and 1; ties count half, ends stay within 0 to 1.

    For the trusted side: arrays of the same length, finite, with both outcomes. The interval is the normal one with
    the variance of DeLong, DeLong and Clarke-Pearson (1988), Biometrics 44:837-845; it is nan to nan with a single
    patient on either side, who has no variance.
    """
    import numpy as np

    sick = np.asarray(probability, dtype=float)[np.asarray(outcome) == 1][:, None]
    well = np.asarray(probability, dtype=float)[np.asarray(outcome) == 0][None, :]
    wins = (sick > well) + 0.5 * (sick == well)
    auc = float(wins.mean())
    if min(wins.shape) < 2:
        return auc, math.nan, math.nan
    variance = sum(float(wins.mean(axis=axis).var(ddof=1)) / wins.shape[1 - axis] for axis in (0, 1))
    reach = NormalDist().inv_cdf((1 + level) / 2) * math.sqrt(variance)
    return auc, max(auc - reach, 0.0), min(auc + reach, 1.0)


def resampled_aucs(outcome: Any, score: Any, rng: Any, count: int = 2000, *, apart: bool = False) -> Any:
    """(count,) AUCs of resampled patients, ties counted half; a draw with one outcome only is drawn again.

    For the trusted side: arrays of the same length, finite, with both outcomes; rng: a numpy Generator.
    apart: outcome and score are drawn apart, as one misconception has it. How often each patient was drawn weighs
    the pairs of the whole table, so that no draw costs more than a few products.
    """
    import numpy as np

    outcome, score = np.asarray(outcome) == 1, np.asarray(score, dtype=float)
    n, share = len(outcome), float(outcome.mean())
    sick, well = (score, score) if apart else (score[outcome], score[~outcome])
    wins = (sick[:, None] > well[None, :]) + 0.5 * (sick[:, None] == well[None, :])
    found = np.empty(0)
    while len(found) < count:
        drawn = rng.binomial(n, share, size=count)  # the sick among n draws
        drawn = drawn[(drawn > 0) & (drawn < n)]
        of_sick = rng.multinomial(drawn, np.full(len(sick), 1 / len(sick)))
        of_well = rng.multinomial(n - drawn, np.full(len(well), 1 / len(well)))
        found = np.append(found, ((of_sick @ wins) * of_well).sum(axis=1) / (drawn * (n - drawn)))
    return found[:count]
