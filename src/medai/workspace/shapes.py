"""What single values of progress.json must look like, as anybody may have edited it.

Plain tests, as every command reads that file and compiling patterns would take longer than all the rest.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

_HEX = frozenset("0123456789abcdef")
_OF_AN_ID = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


def is_id(text: str) -> bool:
    """An exercise's id."""
    return 0 < len(text) <= 100 and _OF_AN_ID.issuperset(text) and text[0].isalpha()


def is_short(value: Any) -> bool:
    """Printable text of at most 100 characters."""
    return isinstance(value, str) and len(value) <= 100 and value.isprintable()


def is_place(value: Any) -> bool:
    """A file below the workspace, with forward slashes."""
    if not isinstance(value, str) or len(value) > 300 or not value.isprintable() or "\\" in value:
        return False
    return not {"", ".", ".."}.intersection(value.split("/"))


def is_digest(value: Any) -> bool:
    """The first 16 hex digits of a digest, or nothing."""
    return isinstance(value, str) and len(value) in {0, 16} and _HEX.issuperset(value)


def is_sha256(value: Any) -> bool:
    """A whole sha256, in hex."""
    return isinstance(value, str) and len(value) == 64 and _HEX.issuperset(value)


def is_points(value: Any) -> bool:
    """Points that an exercise may have."""
    return type(value) is int and 0 <= value < 1_000_000


def is_moment(value: Any) -> bool:
    """A moment in ISO 8601, with its time zone."""
    if not isinstance(value, str) or len(value) > 40 or not value.isascii():
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
