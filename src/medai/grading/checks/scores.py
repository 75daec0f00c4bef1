"""The figure that a submission is ranked by."""

from __future__ import annotations

import math

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
