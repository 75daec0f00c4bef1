"""A problem as two lines: what is wrong, what to do next. Imports nothing heavy."""

from __future__ import annotations

from medai.views.clean import clean


def fault_lines(message: str, hint: str) -> tuple[str, ...]:
    """The lines for stderr; control characters made visible, each part on one line."""
    first = "medai: " + " ".join(clean(message).split())
    second = "  next: " + " ".join(clean(hint).split())
    return (first, second) if hint else (first,)
