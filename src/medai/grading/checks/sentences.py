"""The figures that a sentence quotes, read however it is worded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NUMBER = re.compile(r"(?P<sign>[-+\u2010-\u2013\u2212]?)(?P<digits>\d+(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A number as it stands in a text. decimals: how many are written; start: where; text: as written.

    either_sign: the dash before it may be a minus or the "to" of a range, as in "27.5 -35.9".
    """

    value: float
    decimals: int
    start: int
    text: str
    either_sign: bool = False

    def rounds(self, number: float, decimals: int) -> bool:
        """True where this is number rounded to so many decimals; halves may go either way, final zeros be left out."""
        near = 0.5 * 10.0**-decimals + 1e-9
        values = (self.value, -self.value) if self.either_sign else (self.value,)
        return self.decimals <= decimals and any(abs(value - number) <= near for value in values)


def numbers_in(text: str) -> tuple[Quoted, ...]:
    """All numbers of a text, left to right. A decimal point is read, a thousands separator is not.

    A dash right behind a digit or a letter is no minus: 27.5-35.9 is a range, HbA1c-6 a name.
    """
    found = []
    for match in _NUMBER.finditer(text):
        start, digits = match.start("digits"), match["digits"]
        before = text[: match.start()]
        if re.search(r"[^\W\d_]$", before) and not match["sign"]:
            continue  # a digit within a word, such as HbA1c
        negative = match["sign"] not in ("", "+") and not re.search(r"[\w.%)]$", before)
        after_number = bool(re.search(r"\d\s+$", before))
        found.append(
            Quoted(
                -float(digits) if negative else float(digits),
                len(digits.partition(".")[2]),
                start,
                match[0] if negative else digits,
                either_sign=negative and after_number,
            )
        )
    return tuple(found)


def quoted(numbers: Sequence[Quoted], number: float, decimals: int) -> tuple[Quoted, ...]:
    """Those of the numbers that are `number` rounded to so many decimals."""
    return tuple(candidate for candidate in numbers if candidate.rounds(number, decimals))
