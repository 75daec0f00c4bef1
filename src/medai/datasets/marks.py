"""YAML read with its line numbers, so that a mistake is reported where it stands."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medai.errors import ContentError

_TAG = "tag:yaml.org,2002:"
_KIND = {"int": "the number", "float": "the number", "bool": "the truth value", "null": "nothing"}


@dataclass(frozen=True, slots=True)
class Spot:
    """One YAML node with the file it is in and the path of keys that leads to it.

    Every reader raises ContentError naming file, line, key, what was expected and what was found.
    """

    file: Path
    key: str
    node: Any  # yaml.Node; yaml is imported only when a file is read

    @property
    def line(self) -> int:
        """Line in the file, from 1."""
        return int(self.node.start_mark.line) + 1

    def wrong(self, expected: str, found: str | None = None) -> ContentError:
        """The error for this spot; found defaults to a description of the node."""
        where = f"{self.file}, line {self.line}, {self.key or 'top of the file'}"
        return ContentError(f"{where}: expected {expected}, found {found or self._found()}")

    def _found(self) -> str:
        if isinstance(self.node.value, str):
            kind = _KIND.get(self._tag(), "")
            return kind if kind == "nothing" else f'{kind} "{self.node.value}"'.strip()
        shape = "mapping" if self._tag() == "map" else "list"
        return f"a {shape}" if self.node.value else f"an empty {shape}"

    def _tag(self) -> str:
        return str(self.node.tag).removeprefix(_TAG)

    def text(self) -> str:
        """A non-empty text; folded lines come as one."""
        if self._tag() != "str" or not isinstance(self.node.value, str) or not self.node.value.strip():
            quoted = " (put it in quotes)" if self._tag() in {"int", "float", "bool", "timestamp"} else ""
            raise self.wrong(f"a text{quoted}")
        return self.node.value.strip()

    def raw(self) -> str:
        """A scalar as it is written, whatever YAML takes it for ("?", 0123, a checksum of digits)."""
        if not isinstance(self.node.value, str):
            raise self.wrong("a text")
        return self.node.value

    def integer(self, least: int) -> int:
        """A whole number of at least `least`."""
        expected = f"a whole number of at least {least}"
        if self._tag() != "int":
            raise self.wrong(expected)
        try:
            value = int(self.node.value.replace("_", ""))
        except ValueError:
            raise self.wrong(expected) from None
        if value < least:
            raise self.wrong(expected)
        return value

    def number(self) -> float:
        """A number."""
        if self._tag() not in {"int", "float"}:
            raise self.wrong("a number")
        try:
            return float(self.node.value.replace("_", ""))
        except ValueError:
            raise self.wrong("a number") from None

    def truth(self) -> bool:
        """true or false."""
        if self._tag() != "bool" or self.node.value not in {"true", "false"}:
            raise self.wrong("true or false")
        return bool(self.node.value == "true")

    def choice(self, allowed: Iterable[str]) -> str:
        """One of the allowed words."""
        options = tuple(allowed)
        if self._tag() != "str" or self.node.value not in options:
            raise self.wrong(" or ".join(options))
        return str(self.node.value)

    def items(self, least: int = 0) -> tuple[Spot, ...]:
        """The entries of a list of at least `least`."""
        if self._tag() != "seq":
            raise self.wrong("a list")
        if len(self.node.value) < least:
            raise self.wrong("a list with at least one entry")
        return tuple(Spot(self.file, f"{self.key}[{i}]", node) for i, node in enumerate(self.node.value))

    def pairs(self) -> Iterator[tuple[str, Spot]]:
        """Keys and values of a mapping, each key once."""
        if self._tag() != "map":
            raise self.wrong("a mapping of keys to values")
        seen: dict[str, int] = {}
        for key_node, value_node in self.node.value:
            key = str(key_node.value)
            spot = Spot(self.file, f"{self.key}.{key}".lstrip("."), key_node)
            if key in seen:
                raise spot.wrong("each key once", f"{key} here and on line {seen[key]}")
            seen[key] = spot.line
            yield key, Spot(self.file, spot.key, value_node)

    def fields(self, required: Iterable[str], optional: Iterable[str] = ()) -> Fields:
        """A mapping with exactly these keys; an unknown key is told its likely spelling."""
        needed, known = tuple(required), (*required, *optional)
        found = dict(self.pairs())
        for key, spot in found.items():
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                guess = f"; did you mean {near[0]}?" if near else ""
                raise spot.wrong(f"one of the keys {', '.join(known)}", f"the unknown key {key}{guess}")
        for key in needed:
            if key not in found:
                at = Spot(self.file, f"{self.key}.{key}".lstrip("."), self.node)
                raise at.wrong(f"the key {key}", f"only {', '.join(found) or 'an empty mapping'}")
        return Fields(found)


@dataclass(frozen=True, slots=True)
class Fields:
    """The values of a mapping by key; a key that is null counts as absent from `get`."""

    found: dict[str, Spot]

    def __getitem__(self, key: str) -> Spot:
        return self.found[key]

    def get(self, key: str) -> Spot | None:
        """The value, or None where the key is absent or null."""
        spot = self.found.get(key)
        return None if spot is None or str(spot.node.tag) == f"{_TAG}null" else spot


def read_marked(path: Path) -> Spot:
    """The top node of a YAML file. Raises ContentError where it is unreadable, empty or not YAML."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=loader)
    except OSError as error:
        raise ContentError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        byte = f"byte {error.object[error.start]:#04x} at position {error.start}"
        raise ContentError(f"{path}: expected UTF-8 text, found {byte}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "characters that YAML does not allow"
        raise ContentError(f"{path}{line}: expected YAML, found a mistake: {problem}") from None
    if node is None:
        raise ContentError(f"{path}, line 1: expected a mapping of keys to values, found an empty file")
    return Spot(path, "", node)
