"""What this workspace claims to have passed, and where each exercise's file is: progress.json, committed.

Not a record of attempts: that is .medai/progress.db.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from medai.workspace.sheet import ANEW, FILE, FORMAT, Broken, Entry, Pass, Sheet, parsed, salvaged, written
from medai.workspace.writing import explained, inside, replace, write_new

_GITATTRIBUTES = b"""\
# Two computers that pass different exercises: git keeps the lines of both.
/progress.json merge=union
"""
_LARGEST = 2_000_000  # bytes


def read_ledger(root: Path) -> dict[str, Entry]:
    """The entries by exercise id; {} where there is no progress.json.

    root: absolute and resolved. Raises MedaiError for a broken file (file, line, what to do) and for one that
    a newer medai wrote.
    """
    return dict(read_sheet(root).entries)


def read_sheet(root: Path) -> Sheet:
    """As read_ledger, with all else that progress.json says."""
    text = _text(root)
    return Sheet() if text is None else parsed(text)


def update_ledger(
    root: Path,
    entries: Iterable[Entry],
    old_names: frozenset[str] = frozenset(),
    known: frozenset[str] | None = None,
) -> Path | None:
    """Add these entries to what progress.json says; nothing is written where that changes nothing.

    A pass is never lost: it gives way only to one with more points, or with another grader. old_names are
    taken out: the entries hold what they said. known: the exercises that the learner is told of now; None
    leaves them as they are. A broken file is copied to .medai/backups first, and its sound lines are kept.
    Returns that copy, or None. Raises MedaiError for a file of a newer medai.
    """
    path = inside(root, FILE)
    kept = None
    try:
        before = _text(root)
        sheet = Sheet() if before is None else parsed(before)
    except Broken:
        from medai.workspace.backup import back_up
        from medai.workspace.find import Workspace

        kept = back_up(Workspace(root), path)
        with explained(path), path.open("rb") as file:
            sheet = salvaged(file.read(_LARGEST).decode("utf-8", "replace"))
        before = ""
    together = {name: entry for name, entry in sheet.entries.items() if name not in old_names}
    for entry in entries:
        together[entry.exercise_id] = merged(together.get(entry.exercise_id), entry)
    after = written(Sheet(together, sheet.known if known is None else known))
    if before is None and together:
        write_new(root / ".gitattributes", _GITATTRIBUTES)
    if after != before and (together or before is not None):
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
        raise Broken(f"{FILE} is larger than {_LARGEST // 1_000_000} MB.", ANEW)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Broken(f"{FILE}, line {line}: a character that is not UTF-8.", ANEW) from error


__all__ = ["FILE", "FORMAT", "Entry", "Pass", "Sheet", "merged", "read_ledger", "read_sheet", "update_ledger"]
