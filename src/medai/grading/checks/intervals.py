"""Checks on intervals (low, high): exact ones, and ones that come from random draws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from medai.grading.checks.core import CheckFailed, Slip, _near, _reason, _tolerance, fail, number, sequence
from medai.grading.result import Feedback

_STANDARD_ERRORS = 5.0  # how far chance may carry a quantile of random draws; beyond it once in two million


def ends(value: Any, what: str = "the interval") -> tuple[float, float]:
    """(low, high) as floats, from a tuple, list, array or Series of two numbers, the lower one first."""
    pair = sequence(value, what, 2)
    low, high = (
        number(end, f"the {name} end of {what}") for end, name in zip(pair, ("lower", "upper"), strict=True)
    )
    for end, name in ((low, "lower"), (high, "upper")):
        if math.isnan(end):
            fail(
                f"The {name} end of {what} is not a number (NaN).",
                "Look for a division of zero by zero, or for a missing value among the inputs.",
                got=value,
            )
    if low > high:
        fail(f"{what} runs from {low:.6g} down to {high:.6g}.", "Return the lower end first.", got=value)
    return low, high


def interval(
    got: Any,
    expected: tuple[float, float],
    *,
    what: str = "the interval",
    abs_tol: float = 1e-6,
    rel_tol: float = 1e-6,
    because: str = "",
    next_step: str = "",
    slips: Sequence[Slip] = (),
) -> None:
    """Both ends are the expected ones within max(abs_tol, rel_tol * |end|).

    slips: known wrong intervals, each value a pair (low, high); recognised where both ends match.
    """
    low, high = ends(got, what)

    def fits(pair: Any) -> bool:
        return all(
            _near(end, float(due), abs_tol, rel_tol) for end, due in zip((low, high), pair, strict=True)
        )

    if fits(expected):
        return
    shown = f"{low:.6g} to {high:.6g}"
    margin = _tolerance(abs_tol, rel_tol, max(map(abs, expected)))
    due = f"{expected[0]:.6g} to {expected[1]:.6g}{margin}"
    for slip in slips:
        if fits(slip.value):
            raise CheckFailed(
                Feedback(slip.why, slip.next_step or next_step, got=shown, expected=due, kind="misconception")
            )
    raise CheckFailed(
        Feedback(f"{what} is {shown}; expected {due}{_reason(because)}", next_step, got=shown, expected=due)
    )


def resampled_interval(
    got: Any,
    draws: Any,
    *,
    level: float,
    replicates: int,
    what: str = "the interval",
    because: str = "",
    next_step: str = "",
    slips: Sequence[Slip] = (),
) -> tuple[float, float]:
    """A percentile interval from `replicates` random draws agrees with `draws`, our own many, up to chance.

    Each end must lie where five standard errors of a sample quantile allow, so that any generator, any use of
    the seed and any definition of a quantile passes. slips: each value is an array of draws of the wrong kind.
    Returns (low, high).
    """
    low, high = ends(got, what)
    limits = _limits(draws, level, replicates)
    if _inside((low, high), limits):
        return low, high
    shown = f"{low:.6g} to {high:.6g}"
    due = " and ".join(
        f"{name} end {floor:.6g} to {ceiling:.6g}"
        for name, (floor, ceiling) in zip(("lower", "upper"), limits, strict=True)
    )
    for slip in slips:
        if _inside((low, high), _limits(slip.value, level, replicates)):
            raise CheckFailed(
                Feedback(slip.why, slip.next_step or next_step, got=shown, expected=due, kind="misconception")
            )
    raise CheckFailed(
        Feedback(
            f"{what} is {shown}; chance in {replicates} draws allows {due}{_reason(because)}",
            next_step,
            got=shown,
            expected=due,
        )
    )


def _inside(pair: tuple[float, float], limits: tuple[tuple[float, float], ...]) -> bool:
    return all(floor <= end <= ceiling for end, (floor, ceiling) in zip(pair, limits, strict=True))


def _limits(draws: Any, level: float, replicates: int) -> tuple[tuple[float, float], ...]:
    """Where chance may put each end of the interval at that level."""
    import numpy as np

    known = np.sort(np.asarray(draws, dtype=float))
    slack = 1e-6 * max(1.0, float(np.abs(known).max()))
    beyond = 0.5 * float(known[-1] - known[0])  # a draw outside ours is possible, far outside it is not
    limits = []
    for share in ((1 - level) / 2, (1 + level) / 2):
        spread = math.sqrt(share * (1 - share) * (1 / replicates + 1 / len(known)))
        margin = _STANDARD_ERRORS * spread + 1 / replicates
        floor = float(np.quantile(known, share - margin)) if share > margin else known[0] - beyond
        ceiling = float(np.quantile(known, share + margin)) if share + margin < 1 else known[-1] + beyond
        limits.append((floor - slack, ceiling + slack))
    return tuple(limits)
