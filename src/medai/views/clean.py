"""Text that others wrote, made safe to print: no terminal escapes, no hidden direction marks."""

from __future__ import annotations

import re

# C0 controls but newline and tab, DEL and C1 controls; zero-width marks; direction overrides and separators;
# isolates; the byte order mark; half surrogate pairs, which no terminal can show
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """The text with every control character written out, so that it cannot move the cursor or hide a line."""
    return _UNSAFE.sub(
        lambda found: _written_out(found.group()), text.replace("\r\n", "\n").replace("\t", "    ")
    )


def _written_out(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def shorten(text: str, limit: int) -> str:
    """At most limit characters: the beginning and the end, with a mark between."""
    if len(text) <= limit:
        return text
    keep = (limit - 5) // 2
    return f"{text[:keep]} ... {text[-keep:]}"


def shorten_lines(text: str, limit: int) -> str:
    """At most limit lines: the first and the last, and how many are left out between."""
    lines = text.rstrip("\n").split("\n")
    if len(lines) <= limit:
        return "\n".join(lines)
    head, tail = (limit + 1) // 2, limit // 2
    left_out = f"... {len(lines) - head - tail} lines left out ..."
    return "\n".join([*lines[:head], left_out, *lines[len(lines) - tail :]])
