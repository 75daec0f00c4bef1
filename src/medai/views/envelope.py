"""The one JSON shape of every command: {"medai": 1, "command", "ok", "exit_code", "data", "error"}."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import PurePath
from typing import Any

VERSION = 1


def success(command: str, value: Any, exit_code: int = 0) -> str:
    """The envelope around a value; ok is true where the exit code is 0."""
    return _envelope(command, exit_code, plain(value), None)


def failure(command: str, message: str, hint: str, exit_code: int) -> str:
    """The envelope around an error."""
    return _envelope(command, exit_code, None, {"message": message, "hint": hint})


def plain(value: Any) -> Any:
    """Dataclasses as dicts, tuples as lists, paths and enums as text. A value with its own to_dict uses it."""
    if hasattr(value, "to_dict"):
        return plain(value.to_dict())
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(item) for item in value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, PurePath):
        return str(value)
    return value


def _envelope(command: str, exit_code: int, data: Any, error: dict[str, str] | None) -> str:
    whole = {
        "medai": VERSION,
        "command": command,
        "ok": exit_code == 0,
        "exit_code": exit_code,
        "data": data,
        "error": error,
    }
    # ASCII only: what learners wrote may hold terminal escapes that JSON would let through
    return json.dumps(whole, indent=2, allow_nan=False)
