"""Text by others cannot move the cursor, hide a line or flood the screen."""

from __future__ import annotations

import pytest

from medai.views.clean import clean, shorten, shorten_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, µmol/l, 日本", "plain text, µmol/l, 日本"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("a\rb", "a\\x0db"),
        ("a\r\nb", "a\nb"),
        ("a\tb", "a    b"),
        ("\x9b2J", "\\x9b2J"),
        ("abc\u202ecba", "abc\\u202ecba"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("a\u2028b", "a\\u2028b"),
        ("back\x08space", "back\\x08space"),
        ("nul\x00", "nul\\x00"),
    ],
)
def test_clean(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_half_a_surrogate_pair_can_be_printed() -> None:
    assert clean("a\ud800b") == "a\\ud800b"


def test_shorten_keeps_both_ends() -> None:
    assert shorten("short", 20) == "short"
    shown = shorten("a" * 50 + "z" * 50, 21)
    assert shown == "aaaaaaaa ... zzzzzzzz"


def test_shorten_lines_says_how_many_are_left_out() -> None:
    assert shorten_lines("a\nb\n", 2) == "a\nb"
    shown = shorten_lines("\n".join(map(str, range(100))), 4)
    assert shown == "0\n1\n... 96 lines left out ...\n98\n99"
