"""What can go wrong on either side of the wire."""

from __future__ import annotations


class NotByValue(TypeError):
    """The object has no plain form: too deep, too large, or of a kind that cannot travel."""


class BadMessage(Exception):
    """Bytes from the worker that are not a well-formed value."""
