"""Failing, and the checks on plain values."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn

from medai.grading.faults import SolutionRaised
from medai.grading.handles import is_handle, type_name
from medai.grading.result import Feedback
from medai.grading.text import describe


class CheckFailed(Exception):
    """A property that does not hold; carries what to tell the learner."""

    def __init__(self, feedback: Feedback) -> None:
        super().__init__(feedback.why)
        self.feedback = feedback


@dataclass(frozen=True, slots=True)
class Slip:
    """A known misconception, recognised by the value that it gives."""

    value: Any
    why: str
    next_step: str = ""


def fail(
    why: str,
    next_step: str = "",
    *,
    got: Any = None,
    shown: str = "",
    expected: str = "",
    kind: str = "value",
) -> NoReturn:
    """The check fails. why: in the domain's words. got: the learner's value, or shown: words for it."""
    if got is not None and not shown:
        shown = describe(got)
    raise CheckFailed(Feedback(why, next_step, got=shown, expected=expected, kind=kind))


def that(condition: bool, why: str, next_step: str = "", *, got: Any = None, kind: str = "value") -> None:
    """Fails with why unless condition holds; the condition is a bool computed by the grader."""
    if type(condition) is not bool:
        condition = bool(condition)  # numpy's bool; a Handle refuses and is reported as such
    if not condition:
        fail(why, next_step, got=got, kind=kind)


def _wrong_type(what: str, value: Any, wanted: str) -> NoReturn:
    if value is None:
        fail(
            f"{what} is None: nothing was returned.",
            f"End the function with return; the task asks for {wanted}.",
            shown="None",
            kind="type",
        )
    fail(
        f"{what} is of type {type_name(value)}, where the task asks for {wanted}.",
        f"Return {wanted}.",
        got=None if is_handle(value) else value,
        kind="type",
    )


def number(value: Any, what: str = "the result") -> float:
    """The value as a float; fails unless it is a real number. NaN passes on, a bool or text does not.

    Python and numpy numbers and arrays of one number without dimensions are accepted.
    """
    import numpy as np

    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, float, np.integer, np.floating)):
        _wrong_type(what, value, "a number")
    try:
        return float(value)
    except OverflowError:
        fail(f"{what} is a whole number of more than 300 digits.", got=value)


def whole_number(value: Any, what: str = "the result") -> int:
    """The value as an int; fails unless it is a whole number (5.0 counts)."""
    import numpy as np

    as_float = number(value, what)
    if isinstance(value, (int, np.integer)):
        return int(value)  # as a float, a large one would lose its last digits
    if not math.isfinite(as_float) or as_float != int(as_float):
        fail(f"{what} is {as_float:g}, where a whole number is due.", got=value, kind="type")
    return int(as_float)


def truth(value: Any, what: str = "the result") -> bool:
    """The value as a bool; fails unless it is True or False (numpy's too)."""
    import numpy as np

    if not isinstance(value, (bool, np.bool_)):
        _wrong_type(what, value, "True or False")
    return bool(value)


def text(value: Any, what: str = "the result") -> str:
    """The value as text; fails unless it is a str."""
    if not isinstance(value, str):
        _wrong_type(what, value, "text (a str)")
    return str(value)


def sequence(value: Any, what: str = "the result", length: int | None = None) -> list[Any]:
    """A list, tuple, one-dimensional array, Series or Index as a list; fails otherwise."""
    import numpy as np
    import pandas as pd

    if isinstance(value, (pd.Series, pd.Index)) or (isinstance(value, np.ndarray) and value.ndim == 1):
        found: list[Any] = value.tolist()
    elif isinstance(value, (list, tuple)):
        found = list(value)
    else:
        _wrong_type(what, value, "a list, tuple or one-dimensional array")
    if length is not None and len(found) != length:
        fail(f"{what} has {len(found)} items, where {length} are due.", got=value)
    return found


def mapping(value: Any, what: str = "the result", keys: Iterable[str] = ()) -> dict[Any, Any]:
    """A dict (or a Series, as a dict) that has the keys; fails otherwise, naming what is missing."""
    import pandas as pd

    if isinstance(value, pd.Series):
        value = value.to_dict()
    if not isinstance(value, dict):
        _wrong_type(what, value, "a dict")
    missing = [key for key in keys if key not in value]
    if missing:
        have = ", ".join(repr(key) for key in list(value)[:12]) or "nothing"
        fail(
            f"{what} lacks {', '.join(repr(key) for key in missing)}; it has {have}.",
            "Use exactly the names that the task gives.",
            kind="type",
        )
    return dict(value)


def _near(got: float, wanted: float, abs_tol: float, rel_tol: float) -> bool:
    if math.isnan(wanted):
        return math.isnan(got)
    if math.isinf(wanted) or not math.isfinite(got):
        return got == wanted
    return abs(got - wanted) <= max(abs_tol, rel_tol * abs(wanted))  # false for NaN


def _tolerance(abs_tol: float, rel_tol: float, wanted: float) -> str:
    margin = max(abs_tol, rel_tol * abs(wanted)) if math.isfinite(wanted) else 0.0
    return f" ± {margin:.2g}" if margin else ""


def close(
    got: Any,
    expected: float,
    *,
    what: str = "the result",
    abs_tol: float = 0.0,
    rel_tol: float = 1e-6,
    because: str = "",
    next_step: str = "",
    slips: Iterable[Slip] = (),
    reveal: bool = True,
) -> None:
    """The number is expected within max(abs_tol, rel_tol * |expected|); NaN only where NaN is expected.

    slips: known wrong values and what each means; asked only after the value proved wrong, so that a
    generator costs a right answer nothing. reveal=False keeps the expected value to ourselves.
    """
    value = number(got, what)
    wanted = float(expected)
    if _near(value, wanted, abs_tol, rel_tol):
        return
    shown = f"{wanted:.6g}{_tolerance(abs_tol, rel_tol, wanted)}" if reveal else ""
    for slip in slips:
        slipped = float(slip.value)
        if not _near(slipped, wanted, abs_tol, rel_tol) and _near(value, slipped, abs_tol, rel_tol):
            raise CheckFailed(
                Feedback(
                    slip.why,
                    slip.next_step or next_step,
                    got=f"{value:.6g}",
                    expected=shown,
                    kind="misconception",
                )
            )
    off = "is not a number (NaN)" if math.isnan(value) else f"is {value:.6g}"
    raise CheckFailed(
        Feedback(
            f"{what} {off}"
            + (f"; expected {shown}" if reveal else ", which is not right")
            + _reason(because),
            next_step,
            got=f"{value:.6g}",
            expected=shown,
        )
    )


def _reason(because: str) -> str:
    return f": {because.rstrip('.')}." if because else "."


def _same(got: Any, expected: Any) -> bool:
    try:
        return type(got) is type(expected) and bool(got == expected)
    except (TypeError, ValueError):  # an array, a table or pd.NA inside has no single truth
        return False


def equal(
    got: Any,
    expected: Any,
    *,
    what: str = "the result",
    because: str = "",
    next_step: str = "",
    slips: Iterable[Slip] = (),
) -> None:
    """A plain value equals the expected one; whole numbers, text, bools and lists of them."""
    if is_handle(got) or (got is None and expected is not None):
        _wrong_type(what, got, f"a value like {describe(expected)}")
    if type(expected) is int:
        got = whole_number(got, what)
    elif type(expected) is str:
        got = text(got, what)
    elif type(expected) is bool:
        got = truth(got, what)
    elif isinstance(expected, (list, tuple)):
        got, expected = sequence(got, what), list(expected)
    if _same(got, expected):
        return
    for slip in slips:
        if _same(got, slip.value):
            raise CheckFailed(
                Feedback(
                    slip.why,
                    slip.next_step or next_step,
                    got=describe(got),
                    expected=describe(expected),
                    kind="misconception",
                )
            )
    raise CheckFailed(
        Feedback(
            f"{what} is {describe(got)}; expected {describe(expected)}{_reason(because)}",
            next_step,
            got=describe(got),
            expected=describe(expected),
        )
    )


def between(
    got: Any,
    low: float,
    high: float,
    *,
    what: str = "the result",
    because: str = "",
    next_step: str = "",
    kind: str = "value",
) -> float:
    """The number lies in [low, high]; returns it as a float. NaN does not."""
    value = number(got, what)
    if not low <= value <= high:
        raise CheckFailed(
            Feedback(
                f"{what} is {value:.6g}, outside {low:.6g} to {high:.6g}{_reason(because)}",
                next_step,
                got=f"{value:.6g}",
                expected=f"{low:.6g} to {high:.6g}",
                kind=kind,
            )
        )
    return value


@contextmanager
def raises(*names: str, because: str, next_step: str = "", mentions: str = "") -> Iterator[None]:
    """The call inside raises one of the named exceptions in learner code, its message mentioning a word."""
    wanted = " or ".join(names)
    try:
        yield
    except SolutionRaised as fault:
        if not any(fault.raised.is_a(name) for name in names):
            raise
        if mentions and mentions.lower() not in fault.raised.message.lower():
            fail(
                f"The {fault.raised.name} does not mention {mentions}: {because.rstrip('.')}.",
                next_step or "Name what is wrong in the exception's message.",
            )
        return
    fail(f"No {wanted} was raised: {because.rstrip('.')}.", next_step or f"Raise {wanted} there.")
