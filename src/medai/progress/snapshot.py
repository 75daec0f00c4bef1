"""Copies of the database: one for each day of work, and one before its format changes."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

KEPT_DAYS = 7


def folder(path: Path) -> Path:
    """Where the copies of the database at path are."""
    return path.with_name(f"{path.stem}-backups")


def newest(path: Path) -> Path | None:
    """The newest copy that is whole, or None. Its stem is its day, such as "2026-05-03"."""
    return next((copy for copy in reversed(_copies(path)) if _whole(copy)), None)


def take(connection: sqlite3.Connection, path: Path, name: str) -> Path | None:
    """Copy the database, unless there is a copy of that name; returns the new copy.

    name: the day in ISO format, or what the copy is for. A damaged database raises sqlite3.DatabaseError and
    is not copied. Of the days' copies the oldest go.
    """
    place = folder(path) / f"{name}.db"
    if place.exists():
        return None
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise _corrupt(str(found))
    place.parent.mkdir(exist_ok=True)
    unfinished = place.with_name(f".{place.stem}.{os.getpid()}.tmp")
    try:
        with closing(sqlite3.connect(unfinished)) as copy:
            connection.backup(copy)
            # A copy in WAL mode would need files beside it to be read.
            copy.execute("PRAGMA journal_mode = DELETE")
        os.replace(unfinished, place)
    finally:
        with suppress(OSError):
            unfinished.unlink()
    for old in _copies(path)[:-KEPT_DAYS]:
        with suppress(OSError):
            old.unlink()
    return place


def restore(path: Path) -> Path | None:
    """Where the database is gone, put its newest whole copy in its place; returns that copy."""
    if path.exists():
        return None
    copy = newest(path)
    if copy is None:
        return None
    # The log of the lost database would be played into the restored one and spoil it.
    for suffix in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            os.replace(f"{path}{suffix}", path.with_name(f"{path.stem}-lost{path.suffix}{suffix}"))
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    unfinished.write_bytes(copy.read_bytes())
    try:
        os.link(unfinished, path)  # fails where another terminal was quicker
    except FileExistsError:
        return None
    except OSError:  # a file system without hard links
        os.replace(unfinished, path)
    finally:
        with suppress(OSError):
            unfinished.unlink()
    return copy


def _copies(path: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(folder(path).glob("????-??-??.db"))
    return []


def _whole(copy: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlite3.DatabaseError:
        return False


def _corrupt(detail: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(detail.splitlines()[0])
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error
