"""What the words beside an axis say: the quantity, and its unit."""

from __future__ import annotations

import re
import unicodedata

from medai.grading.checks.core import fail


def names_quantity(label: str, quantity: str, unit: str | None, *, which: str, next_step: str = "") -> None:
    """The axis label names the quantity (a regular expression, case ignored) and its unit, such as mg/dL."""
    if not re.search(quantity, label, re.IGNORECASE):
        shown = repr(label) if label else "empty"
        fail(
            f"The {which} label is {shown}: it does not say what is measured.",
            next_step or f"Label the {which}.",
        )
    if unit is not None and _unit(unit) not in _unit(label):
        fail(
            f"The {which} label {label!r} does not give the unit, {unit}; a number without its unit is no measurement.",
            next_step or f"Put the unit in the label: {unit}.",
        )


def spelled(name: str) -> str:
    """A regular expression for a column's name in a label: "BloodPressure" also as "blood pressure"."""
    return r"[\s_\-]*".join(re.escape(letter) for letter in re.sub(r"[\s_\-]", "", name))


def _unit(text: str) -> str:
    """The text without case, spaces and TeX: kg/m² and $\\mathrm{kg/m^2}$ are the same."""
    text = re.sub(r"\\mu(?![a-z])", "\u03bc", text)
    text = re.sub(r"\\(?:mathrm|mathregular|mathdefault|text|rm|it)\b|[\s$\\{}^]", "", text)
    return unicodedata.normalize("NFKC", text).casefold()
