"""Copies of the learner's files, taken before anything replaces them."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from medai.errors import MedaiError
from medai.workspace.find import Workspace
from medai.workspace.solution import notebook_name
from medai.workspace.starters import starter_bytes
from medai.workspace.writing import UNFINISHED, explained, inside, replace, write_new

_STAMP = "%Y-%m-%d_%H-%M-%S.%f"


@dataclass(frozen=True, slots=True)
class Backup:
    """A kept copy. stamp names its folder (UTC, sorts by time); relative is the file's place."""

    path: Path
    relative: str
    stamp: str


@dataclass(frozen=True, slots=True)
class Reset:
    """A file that was written anew. backup: the copy of what was there, or None where nothing was."""

    backup: Path | None
    path: Path
    notebook_backup: Path | None = None


def back_up(ws: Workspace, path: Path) -> Path:
    """Copy a file of the workspace to .medai/backups/<stamp>/<its place>; returns the copy's path.

    path: absolute, or relative to the workspace. Raises MedaiError where it is not a file of the workspace.
    """
    relative = _relative(ws, path)
    source = inside(ws.root, relative)
    with explained(source):
        content = source.read_bytes()
        modified = source.stat().st_mtime_ns
    return _keep(ws, relative, content, modified)


def keep(ws: Workspace, relative: str, content: bytes) -> Path:
    """Keep a copy of a file that is not in the workspace; relative: its place where it belongs."""
    return _keep(ws, relative, content, time.time_ns())


def reset(ws: Workspace, relative: str, text: str) -> Reset:
    """Write the starter anew, after a copy of what is there. A notebook beside it is kept and moved away."""
    path = inside(ws.root, relative)
    kept = _replace(ws, relative, starter_bytes(text))
    notebook = inside(ws.root, notebook_name(relative))
    notebook_backup = None
    if notebook != path and notebook.is_file():
        notebook_backup = _keep_newest(ws, notebook)
        with explained(notebook):
            notebook.unlink()
    return Reset(kept, path, notebook_backup)


def list_backups(ws: Workspace, relative: str | None = None) -> tuple[Backup, ...]:
    """Kept copies of one file or of all, newest first."""
    found = []
    with explained(ws.backups_dir):
        stamps = sorted(ws.backups_dir.iterdir(), reverse=True) if ws.backups_dir.is_dir() else []
        for stamp in stamps:
            for path in sorted(stamp.rglob("*")):
                name = path.relative_to(stamp).as_posix()
                if path.is_file() and path.suffix != UNFINISHED and relative in {None, name}:
                    found.append(Backup(path, name, stamp.name))
    return tuple(found)


def restore(ws: Workspace, backup: Backup) -> Reset:
    """Put a kept copy back in its place, after a copy of what is there now."""
    with explained(backup.path):
        content = backup.path.read_bytes()
    kept = _replace(ws, backup.relative, content)
    return Reset(kept, inside(ws.root, backup.relative))


def _replace(ws: Workspace, relative: str, content: bytes) -> Path | None:
    path = inside(ws.root, relative)
    if path.is_symlink() and not path.exists():
        replace(path, content)  # a link to nothing: there is nothing to keep
        return None
    if write_new(path, content):
        return None
    kept = _keep_newest(ws, path)
    replace(path, content)
    return kept


def _keep_newest(ws: Workspace, path: Path) -> Path:
    while True:
        before = _state(path)
        kept = back_up(ws, path)
        # An editor may have saved in between: then that version is kept as well.
        if _state(path) == before:
            return kept


def _state(path: Path) -> tuple[int, int, int]:
    with explained(path):
        status = path.stat()
    return status.st_mtime_ns, status.st_size, status.st_ino


def _keep(ws: Workspace, relative: str, content: bytes, modified: int) -> Path:
    inside(ws.root, ws.backups_dir.relative_to(ws.root).as_posix())
    while True:
        stamp = datetime.now(UTC).strftime(_STAMP)
        copy = ws.backups_dir / stamp / relative
        if write_new(copy, content):
            with explained(copy):
                os.utime(copy, ns=(modified, modified))
            return copy


def _relative(ws: Workspace, path: Path) -> str:
    absolute = Path(os.path.abspath(ws.root / path))
    if not absolute.is_relative_to(ws.root):
        raise MedaiError(f"{path} is not in the workspace {ws.root}.", "Name a file of the workspace.")
    return absolute.relative_to(ws.root).as_posix()
