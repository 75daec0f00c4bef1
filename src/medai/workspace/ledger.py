"""What this workspace claims to have passed, and where each exercise's file is: progress.json, committed.

One exercise a line, in the order of the ids, every line ended by a comma: so git merges the lines of two
computers, and a later pass changes one line. Not a record of attempts: that is .medai/progress.db.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medai.errors import MedaiError
from medai.workspace.shapes import is_digest, is_id, is_moment, is_place, is_points, is_sha256, is_short
from medai.workspace.writing import explained, inside, replace, write_new

FILE = "progress.json"
FORMAT = 1

_GITATTRIBUTES = b"""\
# Two computers that pass different exercises: git keeps the lines of both.
/progress.json merge=union
"""
_LARGEST = 2_000_000  # bytes
_ANEW = f"Mend that line, or have {FILE} written anew from your record: medai grade --all"
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


class _Broken(MedaiError):
    """The file cannot be read; what is sound in it can still be saved."""


def read_ledger(root: Path) -> dict[str, Entry]:
    """The entries by exercise id; {} where there is no progress.json.

    root: absolute and resolved. Raises MedaiError for a broken file (file, line, what to do) and for one that
    a newer medai wrote.
    """
    text = _text(root)
    return {} if text is None else _entries(text)


def update_ledger(
    root: Path, entries: Iterable[Entry], old_names: frozenset[str] = frozenset()
) -> Path | None:
    """Add these entries to what progress.json says; nothing is written where that changes nothing.

    A pass is never lost: it gives way only to one with more points, or with another grader. old_names are
    taken out: the entries hold what they said. A broken file is copied to .medai/backups first, and its sound
    lines are kept. Returns that copy, or None. Raises MedaiError for a file of a newer medai.
    """
    path = inside(root, FILE)
    kept = None
    try:
        before = _text(root)
        known = {} if before is None else _entries(before)
    except _Broken:
        from medai.workspace.backup import back_up
        from medai.workspace.find import Workspace

        kept = back_up(Workspace(root), path)
        before, known = "", _salvaged(path)
    known = {name: entry for name, entry in known.items() if name not in old_names}
    for entry in entries:
        known[entry.exercise_id] = merged(known.get(entry.exercise_id), entry)
    after = _written(known)
    if before is None and known:
        write_new(root / ".gitattributes", _GITATTRIBUTES)
    if after != before and (known or before is not None):
        replace(path, after.encode())
    return kept


def merged(old: Entry | None, new: Entry) -> Entry:
    """new, with the pass of old where that one is to stay. A pass keeps the file and digest that it was made with."""
    if old is None or old.passed is None:
        return new
    same_grader = new.grader in {"", old.grader}
    if new.passed is None or (new.passed.points <= old.passed.points and same_grader):
        return Entry(new.exercise_id, new.week_id, old.file, old.grader, old.passed)
    return new


def _text(root: Path) -> str | None:
    path = inside(root, FILE)
    with explained(path):
        try:
            with path.open("rb") as file:
                content = file.read(_LARGEST + 1)
        except FileNotFoundError:
            return None
    if len(content) > _LARGEST:
        raise _Broken(f"{FILE} is larger than {_LARGEST // 1_000_000} MB.", _ANEW)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _Broken(f"{FILE}, line {line}: a character that is not UTF-8.", _ANEW) from error


def _entries(text: str) -> dict[str, Entry]:
    try:
        whole = json.loads(text, object_pairs_hook=list)
    except json.JSONDecodeError as error:
        for number, line in enumerate(text.split("\n"), start=1):
            if line.startswith(_MARKS):
                raise _Broken(f"{FILE}, line {number}: a git merge that was left open.", _ANEW) from error
        raise _Broken(f"{FILE}, line {error.lineno}: expected JSON, found: {error.msg}.", _ANEW) from error
    except (RecursionError, ValueError) as error:  # ValueError: a number of thousands of digits
        raise _Broken(f"{FILE} is no list of exercises.", _ANEW) from error
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
        raise _Broken(
            f'{FILE}, line 1: expected "medai_progress": {FORMAT} and "exercises", found neither or only one.',
            _ANEW,
        )
    found: dict[str, Entry] = {}
    for name, value in exercises:
        if name == "":
            continue  # the end of the list
        entry = _entry(name, value)
        if entry is None:
            raise _Broken(f"{FILE}, line {_line_of(text, name)}: {_fault(name, value)}.", _ANEW)
        # Both lines are there where git merged two computers' passes of one exercise.
        found[name] = _better(found.get(name), entry)
    return found


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


def _salvaged(path: Path) -> dict[str, Entry]:
    """The sound lines of a broken file."""
    with explained(path), path.open("rb") as file:
        text = file.read(_LARGEST).decode("utf-8", "replace")
    found: dict[str, Entry] = {}
    for line in text.split("\n"):
        try:
            pairs = json.loads("{" + line.strip().rstrip(",") + "}", object_pairs_hook=list)
        except (ValueError, RecursionError):
            continue
        for name, value in pairs:
            entry = _entry(name, value)
            if entry is not None:
                found[name] = _better(found.get(name), entry)
    return found


def _written(entries: Mapping[str, Entry]) -> str:
    lines = [f"{json.dumps(name)}: {_line(entries[name])},\n" for name in sorted(entries)]
    # The empty last entry lets every line before it end in a comma, so that a new one changes no other line.
    return f'{{\n"medai_progress": {FORMAT},\n"exercises": {{\n{"".join(lines)}"": {{}}\n}}\n}}\n'


def _line(entry: Entry) -> str:
    value: dict[str, Any] = {"file": entry.file, "grader": entry.grader, "week": entry.week_id}
    if entry.passed is not None:
        passed = entry.passed
        value["passed"] = {
            "at": passed.at, "points": passed.points, "release": passed.release, "sha256": passed.sha256
        }  # fmt: skip
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
