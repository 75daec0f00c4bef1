"""Verdicts as plain JSON, pictures included, and frozen dataclasses back from it."""

from __future__ import annotations

import base64
import dataclasses
import types
import typing
from enum import Enum
from typing import Any

from medai.grading.result import GradeResult


def plain(result: GradeResult) -> dict[str, Any]:
    """The whole verdict for JSON, pictures in base64; rebuild(GradeResult, ...) is the way back."""
    pictures = [
        {"name": picture.name, "png": base64.b64encode(picture.png).decode()} for picture in result.pictures
    ]
    return result.to_dict() | {"pictures": pictures}


def rebuild(kind: Any, data: Any) -> Any:
    """A value of that type from JSON data. Raises TypeError, ValueError or KeyError where it does not fit.

    Knows dataclasses, tuples of one kind, optional values, enums, bytes (base64) and plain scalars; keys of
    the data that are no fields are passed over.
    """
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        present = [field.name for field in dataclasses.fields(kind) if field.name in data]
        return kind(**{name: rebuild(hints[name], data[name]) for name in present})
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        if data is None:
            return None
        return rebuild(next(member for member in inside if member is not types.NoneType), data)
    if origin is tuple:
        return tuple(rebuild(inside[0], item) for item in data)
    if kind is bytes:
        return base64.b64decode(data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(data)
    if kind in (int, float, str, bool):
        if not isinstance(data, int | float if kind is float else kind):
            raise TypeError(f"{data!r} is no {kind.__name__}")
        return data
    raise TypeError(f"values of type {kind} are not rebuilt")
