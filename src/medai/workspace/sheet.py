"""The text of progress.json: what it says, what is wrong with it, and how it is written.

One exercise a line, in the order of the ids, every line ended by a comma: so git merges the lines of two
computers, and a later pass changes one line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from medai.errors import MedaiError
from medai.workspace.shapes import is_digest, is_id, is_moment, is_place, is_points, is_sha256, is_short

FILE = "progress.json"
FORMAT = 1
ANEW = f"Mend that line, or have {FILE} written anew from your record: medai grade --all"

_MARKS = ("<<<<<<< ", "=======", ">>>>>>> ", "||||||| ")


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass: when (ISO 8601, UTC), with which release of the course, points, and what was graded.

    sha256: of the bytes of the file that passed, 64 hex digits.
    """

    at: str
    release: str
    points: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One exercise that was begun. passed is None until it is.

    file: relative to the workspace, with forward slashes; what passed, so that it may be a notebook beside
    the exercise's module. grader: the first 16 hex digits of the digest of the grader that it passed, or,
    before a pass, of the one that the learner was last told of; "" where that is not known.
    """

    exercise_id: str
    week_id: str
    file: str
    grader: str
    passed: Pass | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """entries: by exercise id. known: ids of all exercises of the course that the learner was last told of."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    known: frozenset[str] = frozenset()


class Broken(MedaiError):
    """The text cannot be read; what is sound in it can still be saved."""


def parsed(text: str) -> Sheet:
    """What the text says. Raises Broken (line, what to do), and MedaiError for what a newer medai wrote."""
    try:
        whole = json.loads(text, object_pairs_hook=list)
    except json.JSONDecodeError as error:
        for number, line in enumerate(text.split("\n"), start=1):
            if line.startswith(_MARKS):
                raise Broken(f"{FILE}, line {number}: a git merge that was left open.", ANEW) from error
        raise Broken(f"{FILE}, line {error.lineno}: expected JSON, found: {error.msg}.", ANEW) from error
    except (RecursionError, ValueError) as error:  # ValueError: a number of thousands of digits
        raise Broken(f"{FILE} is no list of exercises.", ANEW) from error
    top: dict[str, Any] = dict(whole) if isinstance(whole, list) and all(map(_is_pair, whole)) else {}
    written: Any = top.get("medai_progress")
    if type(written) is int and written > FORMAT:
        raise MedaiError(
            f"{FILE} was written by a newer medai (format {written}; this one reads {FORMAT}).",
            "Nothing was changed. Update medai: pip install --upgrade medai",
        )
    exercises = top.get("exercises")
    if (
        type(written) is not int
        or written != FORMAT
        or not isinstance(exercises, list)
        or not all(map(_is_pair, exercises))
    ):
        raise Broken(
            f'{FILE}, line 1: expected "medai_progress": {FORMAT} and "exercises", found neither or only one.',
            ANEW,
        )
    found: dict[str, Entry] = {}
    for name, value in exercises:
        if name == "":
            continue  # the end of the list
        entry = _entry(name, value)
        if entry is None:
            raise Broken(f"{FILE}, line {_line_of(text, name)}: {_fault(name, value)}.", ANEW)
        # Both lines are there where git merged two computers' passes of one exercise.
        found[name] = _better(found.get(name), entry)
    known = top.get("known", [])
    if not _are_ids(known):
        raise Broken(f"{FILE}, line {_line_of(text, 'known')}: known: expected a list of exercise ids.", ANEW)
    return Sheet(found, frozenset(known))


def _are_ids(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) and is_id(name) for name in value)


def _better(first: Entry | None, second: Entry) -> Entry:
    if first is None or first.passed is None:
        return second
    if second.passed is None or (-first.passed.points, first.passed.at) <= (
        -second.passed.points,
        second.passed.at,
    ):
        return first
    return second


def _is_pair(item: Any) -> bool:
    return isinstance(item, tuple) and len(item) == 2


def _entry(name: Any, value: Any) -> Entry | None:
    """The entry, or None where something about it is wrong."""
    if _fault(name, value):
        return None
    fields = dict(value)
    passed = None if fields.get("passed") is None else Pass(**dict(fields["passed"]))
    return Entry(name, fields["week"], fields["file"], fields["grader"], passed)


def _fault(name: Any, value: Any) -> str:
    """What is wrong with one exercise, in words; "" where nothing is."""
    if not isinstance(name, str) or not is_id(name):
        return f"{str(name)[:60]!r} is no exercise id"
    fault = _fault_in(value, _OF_ENTRY)
    passed = dict(value).get("passed") if not fault else None
    if passed is not None:
        fault = _fault_in(passed, _OF_PASS)
        fault = f"passed: {fault}" if fault else ""
    return f"{name}: {fault}" if fault else ""


def _fault_in(value: Any, wanted: Mapping[str, Callable[[Any], bool]]) -> str:
    if not isinstance(value, list) or not all(map(_is_pair, value)):
        return f"expected the keys {', '.join(wanted)}"
    found = dict(value)
    for key in found:
        if key not in wanted:
            return f"{str(key)[:40]!r} is not a key that belongs here"
    for key, is_sound in wanted.items():
        if not is_sound(found.get(key)):
            return f"{key}: expected another value" if key in found else f"{key} is missing"
    return ""


_OF_ENTRY: dict[str, Callable[[Any], bool]] = {
    "file": is_place,
    "grader": is_digest,
    "week": is_short,
    "passed": lambda value: value is None or isinstance(value, list),
}
_OF_PASS: dict[str, Callable[[Any], bool]] = {
    "at": is_moment,
    "points": is_points,
    "release": is_short,
    "sha256": is_sha256,
}


def _line_of(text: str, name: Any) -> int:
    at = text.find(json.dumps(name) + ":")
    return text.count("\n", 0, max(at, 0)) + 1


def salvaged(text: str) -> Sheet:
    """The sound lines of a broken text."""
    found: dict[str, Entry] = {}
    known: Iterable[str] = ()
    for line in text.split("\n"):
        try:
            pairs = json.loads("{" + line.strip().rstrip(",") + "}", object_pairs_hook=list)
        except (ValueError, RecursionError):
            continue
        for name, value in pairs:
            entry = _entry(name, value)
            if entry is not None:
                found[name] = _better(found.get(name), entry)
            elif name == "known" and _are_ids(value):
                known = value
    return Sheet(found, frozenset(known))


def written(sheet: Sheet) -> str:
    """The text of a sheet."""
    lines = [f"{json.dumps(name)}: {_line(sheet.entries[name])},\n" for name in sorted(sheet.entries)]
    known = json.dumps(sorted(sheet.known))
    # The empty last entry lets every line before it end in a comma, so that a new one changes no other line.
    exercises = f'"exercises": {{\n{"".join(lines)}"": {{}}\n}}'
    return f'{{\n"medai_progress": {FORMAT},\n"known": {known},\n{exercises}\n}}\n'


def _line(entry: Entry) -> str:
    value: dict[str, Any] = {"file": entry.file, "grader": entry.grader, "week": entry.week_id}
    if entry.passed is not None:
        passed = entry.passed
        value["passed"] = {
            "at": passed.at, "points": passed.points, "release": passed.release, "sha256": passed.sha256
        }  # fmt: skip
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
