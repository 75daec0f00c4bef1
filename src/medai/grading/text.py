"""Learner-controlled text made safe to show, and values described in a few words."""

from __future__ import annotations

import re
import sys
from typing import Any

_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONG = 60


def clean(text: object, limit: int = 2000) -> str:
    """Text without terminal escapes, direction overrides or lone surrogates, cut to limit characters."""
    plain = str(text)
    cut = plain if len(plain) <= limit else plain[:limit] + f" ... [{len(plain) - limit} more characters]"
    return _UNSAFE.sub(lambda match: f"\\x{ord(match[0]):02x}", cut)


def describe(value: Any, deep: int = 0) -> str:
    """A value in a few words: tables by size, arrays by shape, short values as themselves.

    deep: inside how many containers it lies; below three they are not opened.
    """
    pandas, numpy = sys.modules.get("pandas"), sys.modules.get("numpy")
    if pandas is not None:
        if isinstance(value, pandas.DataFrame):
            return f"a table of {value.shape[0]} rows x {value.shape[1]} columns"
        if isinstance(value, pandas.Series):
            return f"a Series of {len(value)} values"
        if isinstance(value, pandas.Index):
            return f"an Index of {len(value)} values"
    if numpy is not None:
        if isinstance(value, numpy.ndarray):
            if value.ndim == 1 and value.size <= 6:
                return "array(" + ", ".join(_scalar(item) for item in value.tolist()) + ")"
            return f"an array of shape {value.shape}"
        if isinstance(value, numpy.generic):
            return _scalar(value.item())
    if isinstance(value, (list, tuple, set, frozenset)) and (len(value) > 6 or (deep > 2 and value)):
        return f"a {type(value).__name__} of {len(value)} items"
    if isinstance(value, dict):
        if len(value) > 6 or (deep > 2 and value):
            return f"a dict of {len(value)} items"
        return "{" + ", ".join(f"{_scalar(k)}: {describe(v, deep + 1)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        inside = ", ".join(describe(item, deep + 1) for item in value)
        return f"[{inside}]" if isinstance(value, list) else f"({inside})"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    shown = clean(repr(value), 200)
    return shown if len(shown) <= _LONG else shown[: _LONG - 3] + "..."


def describe_call(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """The call as made, such as mark_missing(a table of 768 rows x 9 columns)."""
    inside = [describe(arg) for arg in args] + [f"{key}={describe(item)}" for key, item in kwargs.items()]
    return f"{name}({', '.join(inside)})"
