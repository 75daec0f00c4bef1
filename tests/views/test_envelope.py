"""The envelope: plain JSON out of values."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest

from medai.views.envelope import failure, plain, success


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Inner:
    path: Path
    colour: Colour


@dataclass(frozen=True, slots=True)
class Outer:
    names: tuple[str, ...]
    inner: Inner
    several: frozenset[str]
    by_name: dict[str, Inner]


def test_values_become_plain() -> None:
    inner = Inner(Path("/a"), Colour.RED)

    value = plain(Outer(("x",), inner, frozenset({"b", "a"}), {"k": inner}))

    flat = {"path": "/a", "colour": "red"}
    assert value == {"names": ["x"], "inner": flat, "several": ["a", "b"], "by_name": {"k": flat}}


def test_success_and_failure_have_the_same_keys() -> None:
    good, bad = json.loads(success("status", {"a": 1}, 1)), json.loads(failure("status", "m", "h", 2))

    assert list(good) == list(bad) == ["medai", "command", "ok", "exit_code", "data", "error"]
    assert (good["ok"], good["exit_code"], bad["error"]) == (False, 1, {"message": "m", "hint": "h"})


def test_terminal_escapes_stay_escaped() -> None:
    printed = success("grade", {"got": "\x1b[2J \x9b2J \u202e \ud800"})

    assert printed.isascii()
    assert "\x1b" not in printed
    assert json.loads(printed)["data"]["got"] == "\x1b[2J \x9b2J \u202e \ud800"


def test_not_a_number_is_refused_rather_than_printed_as_invalid_json() -> None:
    with pytest.raises(ValueError):
        success("grade", {"auc": float("nan")})
