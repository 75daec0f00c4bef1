"""Checks on intervals (low, high): exact ones, and ones that come from random draws."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from medai.grading.checks.core import CheckFailed, Slip, _near, _reason, _tolerance, fail, number, sequence
from medai.grading.checks.quantiles import beta_quantile
from medai.grading.result import Feedback

# How often chance may carry a right quantile beyond what is allowed: five standard errors' worth.
_RARE = 3e-7
_BEYOND = 1e-6  # what rounding explains at a bound
_STANDARD_ERRORS = 5.0
_IN_THE_TAIL = 10  # with fewer draws beyond an end than this, its distribution is far from normal


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
    patients: int | None = None,
    bounds: tuple[float, float] | None = None,
) -> tuple[float, float]:
    """A percentile interval from `replicates` random draws agrees with `draws`, our own many, up to chance.

    Each end must lie where chance puts a sample quantile but once in three million times, so that any generator, any
    use of the seed and any definition of a quantile passes. slips: each value is an array of draws of the wrong kind.
    patients: how many are in one draw; then the width is held to five standard errors too, where ten draws or more
    lie beyond each end, and a wrong level or size of the draws is named. bounds: the least and the largest value that
    is possible. Returns (low, high).
    """
    low, high = ends(got, what)
    limits = _limits(draws, level, replicates, bounds)
    inside = _inside((low, high), limits)
    narrowest, widest = _widths(draws, level, replicates) if patients else (0.0, math.inf)
    if inside and narrowest <= high - low <= widest:
        return low, high
    shown = f"{low:.6g} to {high:.6g}"
    due = " and ".join(
        f"{name} end {floor:.6g} to {ceiling:.6g}"
        for name, (floor, ceiling) in zip(("lower", "upper"), limits, strict=True)
    )
    if bounds is not None and (low < bounds[0] - _BEYOND or high > bounds[1] + _BEYOND):
        raise CheckFailed(
            Feedback(
                f"{what} is {shown}, and no value can lie beyond {bounds[0]:g} to {bounds[1]:g}. Standard deviations "
                "to either side of the estimate, or draws turned round about it, pass such a limit; percentiles of the "
                "draws never do.",
                next_step or "Take the quantiles of the draws as they are.",
                got=shown,
                expected=due,
                kind="misconception",
            )
        )
    for slip in slips:
        nearer = patients is None or _nearer((low + high) / 2, slip.value, draws)
        if nearer and _inside((low, high), _limits(slip.value, level, replicates, bounds)):
            raise CheckFailed(
                Feedback(slip.why, slip.next_step or next_step, got=shown, expected=due, kind="misconception")
            )
    if patients:
        why, mend = _name_the_width(high - low, draws, level, replicates, patients)
        if why:
            raise CheckFailed(
                Feedback(f"{what} is {shown}: {why}", mend, got=shown, expected=due, kind="misconception")
            )
    if inside:
        raise CheckFailed(
            Feedback(
                f"{what} is {shown}, {high - low:.3g} wide; draws of {patients} patients make it {narrowest:.3g} to "
                f"{widest:.3g} wide{_reason(because)}",
                "Draw as many patients as there are, with replacement.",
                got=shown,
            )
        )
    raise CheckFailed(
        Feedback(
            f"{what} is {shown}; chance in {replicates} draws allows {due}{_reason(because)}",
            next_step,
            got=shown,
            expected=due,
        )
    )


def _nearer(middle: float, slip: Any, draws: Any) -> bool:
    """Whether an interval lies about the slip's draws rather than about ours: few replicates leave its ends open."""
    import numpy as np

    return abs(middle - float(np.median(slip))) <= abs(middle - float(np.median(draws)))


def _widths(draws: Any, level: float, replicates: int) -> tuple[float, float]:
    """The least and the largest width that chance allows: five standard errors, whatever kind of quantile."""
    import numpy as np

    (least_low, most_low), (least_high, most_high) = (
        _order_statistics(share, replicates) for share in _shares(level)
    )
    if least_low < _IN_THE_TAIL:  # the limits of the ends bound the width already
        return 0.0, math.inf
    known = np.asarray(draws, dtype=float)
    slack = 1e-9 * max(1.0, float(np.abs(known).max()))
    sets = np.sort(np.random.default_rng(0).choice(known, (300, replicates)), axis=1)
    inner = sets[:, least_high - 1] - sets[:, most_low - 1]
    outer = sets[:, most_high - 1] - sets[:, least_low - 1]
    return (
        float(inner.mean() - _STANDARD_ERRORS * inner.std()) - slack,
        float(outer.mean() + _STANDARD_ERRORS * outer.std()) + slack,
    )


def _name_the_width(
    width: float, draws: Any, level: float, replicates: int, patients: int
) -> tuple[str, str]:
    """(why, next step) where the width is that of a known slip, else two empty texts."""
    import numpy as np

    known = np.asarray(draws, dtype=float)

    def span(of: float) -> float:
        low, high = np.quantile(known, [(1 - of) / 2, (1 + of) / 2])
        return float(high - low)

    due = span(level)
    if due <= 0:
        return "", ""
    if width <= 1e-12:
        return (
            "it has no width, as if every draw were the same patients.",
            "Draw with replacement: some patients come twice, others not at all.",
        )
    if width < 4 * 1.96 * float(known.std()) / math.sqrt(replicates):
        return (
            "that is the interval of the mean of the draws. It shrinks when you draw more often, though no further "
            "patient was seen.",
            "Take quantiles of the draws themselves.",
        )
    like = patients * (due / width) ** 2
    others = []
    if level != 0.95:
        why = f"that is a 95 % interval, where level={level:g} was asked for"
        alike = abs(like - patients / 2) < 0.15 * patients
        others.append((0.95, f"{why} (or one from draws of half of the patients)." if alike else f"{why}."))
    if level > 0.5:
        others.append(
            (2 * level - 1, f"{1 - level:.0%} of the draws were cut off each side, not both together.")
        )
    for other, why in others:
        like_it = span(other)
        if like_it > 0 and abs(math.log(width / like_it)) < abs(math.log(like_it / due)) / 3:
            shares = f"{(1 - level) / 2:.3g} and {(1 + level) / 2:.3g}"
            return why, f"Take the quantiles (1 - level)/2 and (1 + level)/2, here {shares}."
    if like < 0.7 * patients or like > 1.5 * patients:
        size = "wide" if like < patients else "narrow"
        return (
            f"it is as {size} as draws of about {like:.0f} patients make it, and there are {patients}.",
            "Draw as many patients as there are, with replacement.",
        )
    return "", ""


def _inside(pair: tuple[float, float], limits: tuple[tuple[float, float], ...]) -> bool:
    return all(floor <= end <= ceiling for end, (floor, ceiling) in zip(pair, limits, strict=True))


def _shares(level: float) -> tuple[float, float]:
    """Which parts of the draws lie below the two ends."""
    return (1 - level) / 2, (1 + level) / 2


def _order_statistics(share: float, replicates: int) -> tuple[int, int]:
    """Between which of the sorted draws, numbered from 1, each definition puts the quantile."""
    place = round(share * replicates, 9)
    return max(1, math.floor(place)), min(replicates, math.ceil(place) + 1)


def _chance(share: float, replicates: int, known: int) -> tuple[float, float]:
    """Between which quantiles of `known` other draws chance puts the quantile of a few: below 0 or above 1, anywhere.

    The part of the distribution below the k-th of n draws is Beta(k, n - k + 1); of few draws it has long tails.
    """
    least, most = _order_statistics(share, replicates)
    low = beta_quantile(_RARE, least, replicates - least + 1)
    high = beta_quantile(1 - _RARE, most, replicates - most + 1)
    low, high = (
        part + sign * (_STANDARD_ERRORS * math.sqrt(part * (1 - part) / known) + 1 / known)
        for part, sign in ((low, -1), (high, 1))
    )
    return low, high


def _limits(
    draws: Any, level: float, replicates: int, bounds: tuple[float, float] | None = None
) -> tuple[tuple[float, float], ...]:
    """Where chance may put each end of the interval at that level."""
    import numpy as np

    known = np.sort(np.asarray(draws, dtype=float))
    slack = 1e-6 * max(1.0, float(np.abs(known).max()))
    beyond = 0.5 * float(known[-1] - known[0])  # a draw outside ours is possible, far outside it is not
    limits = []
    for share in _shares(level):
        low, high = _chance(share, replicates, len(known))
        floor = float(np.quantile(known, low)) if low > 0 else known[0] - beyond
        ceiling = float(np.quantile(known, high)) if high < 1 else known[-1] + beyond
        if bounds is not None:
            floor, ceiling = max(floor, bounds[0]), min(ceiling, bounds[1])
        limits.append((floor - slack, ceiling + slack))
    return tuple(limits)
