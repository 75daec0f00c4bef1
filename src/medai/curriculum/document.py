"""One YAML file as plain data that still knows the line of every key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from medai.errors import ContentError

KeyPath = tuple[str | int, ...]

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONSTRUCTOR = SafeConstructor()
_PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp")}
_MOST_BYTES = 1_000_000
_DEEPEST = 12  # an alias that names its own parent would never end


class ContentFileError(ContentError):
    """One thing wrong in one content file. line is 1-based, None where the whole file is meant."""

    def __init__(self, file: str, line: int | None, key: str, problem: str, fix: str = "") -> None:
        place = file if line is None else f"{file}, line {line}"
        super().__init__(f"{place}: {key}: {problem}" if key else f"{place}: {problem}", fix)
        self.file = file
        self.line = line
        self.key = key
        self.problem = problem
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Document:
    """A file's data; lines: key path -> 1-based line; written: key path -> a scalar as it stands there."""

    file: str
    data: Any
    lines: Mapping[KeyPath, int]
    written: Mapping[KeyPath, str]

    def line(self, path: KeyPath) -> int | None:
        """Line of that key, or of the nearest thing around it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None

    def fault(self, path: KeyPath, problem: str, fix: str = "") -> ContentFileError:
        """A fault at that key."""
        return ContentFileError(self.file, self.line(path), key_text(path), problem, fix)


def key_text(path: KeyPath) -> str:
    """A key path as people write it: checks[2].points."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read_text(path: Path, file: str) -> str:
    """A content file's text. Raises ContentFileError where it cannot be read, is huge or is not UTF-8."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise ContentFileError(file, None, "", f"expected a readable file, found: {reason}.") from None
    if len(raw) > _MOST_BYTES:
        raise ContentFileError(file, None, "", f"expected at most 1 MB, found {len(raw) / 1e6:.1f} MB.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = f"expected UTF-8 text, found the byte 0x{raw[error.start]:02x}."
        raise ContentFileError(file, line, "", problem, "Save the file as UTF-8.") from None


def read_document(path: Path, file: str) -> Document:
    """Parse one YAML file; file is its name in messages. Raises ContentFileError if it is not plain YAML."""
    text = read_text(path, file)
    try:
        root = yaml.compose(text, Loader=_LOADER)
    except ReaderError as error:
        at = text.count("\n", 0, error.position) + 1
        problem = f"expected printable text, found the control character {error.character!r}."
        raise ContentFileError(file, at, "", problem, "Delete that character.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        problem = f"expected YAML, found: {str(error.problem).removeprefix('found ')}."
        raise ContentFileError(file, line, "", problem, _advice(error)) from None
    if root is None:
        raise ContentFileError(file, 1, "", "expected keys and values, found an empty file.")
    return _Walk(file).document(root)


def _advice(error: yaml.MarkedYAMLError) -> str:
    problem = str(error.problem)
    if "mapping values are not allowed" in problem:
        return 'Put a text that holds ": " in quotes, or mend the indentation of this line and the one above.'
    if "tab character" in problem or "cannot start any token" in problem:
        return "Indent with spaces, not tabs, and put a text that starts with @, % or ` in quotes."
    if "anchor" in problem or "alias" in problem:
        return "Put a text that starts with * or & in quotes."
    if "single document" in str(error.context) or "another document" in problem:
        return "Keep one document in a file: delete the line with ---."
    return "Compare quotes, brackets and indentation of this line and the one above."


class _Walk:
    """Turns YAML nodes into data and notes each line on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[KeyPath, int] = {}
        self.written: dict[KeyPath, str] = {}

    def document(self, root: Node) -> Document:
        self.lines[()] = root.start_mark.line + 1
        return Document(self.file, self.value(root, ()), self.lines, self.written)

    def fault(self, node: Node, path: KeyPath, problem: str, fix: str = "") -> ContentFileError:
        return ContentFileError(self.file, node.start_mark.line + 1, key_text(path), problem, fix)

    def value(self, node: Node, path: KeyPath) -> Any:
        if len(path) > _DEEPEST:
            raise self.fault(node, path[:3], "expected plain data, found something nested without end.")
        if isinstance(node, MappingNode):
            return self.mapping(node, path)
        if isinstance(node, SequenceNode):
            items = []
            for index, item in enumerate(node.value):
                self.lines[(*path, index)] = item.start_mark.line + 1
                items.append(self.value(item, (*path, index)))
            return items
        return self.scalar(node, path)

    def mapping(self, node: MappingNode, path: KeyPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                raise self.fault(key_node, path, "expected a key that is a word, found a list or mapping.")
            key = str(key_node.value)
            here = (*path, key)
            if key in data:
                problem = f"expected each key once, found it again (first on line {self.lines[here]})."
                raise self.fault(key_node, here, problem, "Delete one of the two.")
            self.lines[here] = key_node.start_mark.line + 1
            data[key] = self.value(value_node, here)
        return data

    def scalar(self, node: Node, path: KeyPath) -> Any:
        if node.tag not in _PLAIN_TAGS:
            raise self.fault(node, path, f"expected plain data, found the tag {node.tag}.", "Delete the tag.")
        self.written[path] = str(node.value)
        try:
            return _CONSTRUCTOR.construct_object(node)
        except (ValueError, LookupError, AttributeError, ConstructorError):
            # Looks like a date or a number, or is tagged as one, and is none: 2024-13-45, !!bool maybe.
            return str(node.value)
