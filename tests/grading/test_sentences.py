"""Numbers as a sentence quotes them: signs, ranges, units, rounding."""

from __future__ import annotations

import pytest

from medai.grading.checks.sentences import numbers_in, quoted


def values(text: str) -> list[float]:
    return [number.value for number in numbers_in(text)]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("142.3 mg/dL (n = 266).", [142.3, 266]),
        ("n=497.", [497]),
        ("95% CI 27.5-35.9", [95, 27.5, 35.9]),
        ("95 % CI 27.5\u201335.9", [95, 27.5, 35.9]),
        ("CI -8.0 to 2.0", [-8, 2]),
        ("(\u22128.0, \u22122.1)", [-8, -2.1]),
        ("-8.0--2.1", [-8, -2.1]),
        ("HbA1c of 6.5", [6.5]),
        ("no figure", []),
        ("", []),
    ],
)
def test_signs_and_ranges(text: str, due: list[float]) -> None:
    assert values(text) == due


def test_a_dash_between_spaces_is_no_minus() -> None:
    assert values("27.5 - 35.9") == [27.5, 35.9]


def test_a_dash_that_may_be_either_fits_both_signs() -> None:
    (_, high) = numbers_in("27.5 -35.9")
    assert high.rounds(35.9, 1)
    assert high.rounds(-35.9, 1)


@pytest.mark.parametrize(
    ("text", "number", "decimals", "fits"),
    [
        ("31.7", 31.6757, 1, True),
        ("31.6", 31.6757, 1, False),
        ("31.68", 31.6757, 1, False),
        ("32", 31.98, 1, True),
        ("31.7", 31.75, 1, True),
        ("31.8", 31.75, 1, True),
        ("266", 266, 0, True),
        ("266.0", 266, 0, False),
        ("-31.7", 31.6757, 1, False),
    ],
)
def test_rounding(text: str, number: float, decimals: int, fits: bool) -> None:
    assert bool(quoted(numbers_in(text), number, decimals)) is fits
