"""What a fault of the database or of the disk means to a person, and what to do about it."""

from __future__ import annotations

import errno
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from medai.errors import OUR_FAULT, MedaiError
from medai.progress import snapshot

_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_REFUSED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_FULL = {sqlite3.SQLITE_FULL}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_FULL_DISK = {errno.ENOSPC, errno.EDQUOT}
_REFUSED_BY_DISK = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite or the file system says about the database at path into a MedaiError."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
        raise  # a mistake in medai itself, which nobody can mend from outside
    except (sqlite3.DatabaseError, OSError) as error:
        raise fault(error, path) from error


def unwritable(error: BaseException) -> bool:
    """True where the fault keeps the database from being written, though perhaps not from being read."""
    if isinstance(error, OSError):
        return error.errno in _FULL_DISK | _REFUSED_BY_DISK
    return primary_code(error) in _REFUSED | _FULL | {sqlite3.SQLITE_IOERR}


def primary_code(error: BaseException) -> int:
    """SQLite's result code without its detail in the upper bits; -1 for other errors."""
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF if isinstance(code, int) else -1


def fault(error: Exception, path: Path) -> MedaiError:
    """The MedaiError for a failure of SQLite or of the file system at path."""
    code = primary_code(error)
    number = error.errno if isinstance(error, OSError) else None
    if code in _DAMAGED:
        return damaged(path, str(error))
    if code in _FULL or number in _FULL_DISK:
        return MedaiError(
            f"Progress was not saved in {path}: the disk is full.",
            "Free some space, then run the command again. What was saved before is safe.",
        )
    if code in _REFUSED or number in _REFUSED_BY_DISK:
        return MedaiError(
            f"Progress was not saved: {path} may not be written.",
            f"Check the permissions of {path.parent}, or move the workspace to a disk that you can write to.",
        )
    if code in _BUSY:
        return MedaiError(
            f"Another program has been holding {path} for a while.",
            "Close the other terminal's medai, or wait a moment, then run the command again.",
        )
    return MedaiError(
        f"Progress could not be read or saved in {path}: {error}.",
        "Check the disk, then run the command again. `medai doctor` may tell more.",
        OUR_FAULT,
    )


def damaged(path: Path, detail: str) -> MedaiError:
    """The MedaiError for a damaged database. Keeps a copy of it first, one for each state of damage."""
    copy = _keep_copy(path)
    kept = f"A copy is kept as {copy.name}. " if copy else ""
    backup = snapshot.newest(path)
    if backup:
        way_out = f"Delete {path.name}; the next command goes on from the backup of {backup.stem}."
    else:
        way_out = f"Delete {path.name} to begin a new record. Your solutions are safe: medai grade --all"
    return MedaiError(f"The progress database {path} is damaged ({detail}).", kept + way_out)


def _keep_copy(path: Path) -> Path | None:
    import shutil

    with suppress(OSError):
        name = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
        copy = path.with_name(f"{path.stem}-damaged-{name}{path.suffix}")
        if not copy.exists():
            shutil.copy2(path, copy)
            log = path.with_name(f"{path.name}-wal")
            if log.exists():
                shutil.copy2(log, copy.with_name(f"{copy.name}-wal"))
        return copy
    return None
