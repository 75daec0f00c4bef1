"""Opening the progress database, transactions, and what its faults mean to a person."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from medai.errors import OUR_FAULT, MedaiError
from medai.progress.migrations import MIGRATIONS, Migration, is_foreign, migrate, version

BUSY_SECONDS = 10.0


def open_database(path: Path, steps: tuple[Migration, ...] = MIGRATIONS) -> sqlite3.Connection:
    """A connection to an up-to-date database at path, made where there is none.

    WAL lets readers go on while one terminal writes; synchronous FULL keeps a committed attempt through a
    power cut. Raises MedaiError for a damaged, foreign or newer database, a read-only folder or a full disk.
    """
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _check(connection, path, steps)
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
            migrate(connection, steps)
        except BaseException:
            connection.close()
            raise
    return connection


def _check(connection: sqlite3.Connection, path: Path, steps: tuple[Migration, ...]) -> None:
    if is_foreign(connection):
        raise MedaiError(
            f"{path} is a database of some other program, not medai's progress.",
            "Move that file out of the folder, then run the command again.",
        )
    found, newest = version(connection), steps[-1].number
    if found > newest:
        raise MedaiError(
            f"{path} was written by a newer medai (format {found}; this one reads up to {newest}).",
            "Update medai: pip install --upgrade medai. Nothing was changed.",
        )


@contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[sqlite3.Connection]:
    """One change, whole or not at all. Takes the write lock at once, so that two terminals take turns."""
    with explained(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite or the file system says into a MedaiError that says what to do."""
    try:
        yield
    except (sqlite3.DatabaseError, OSError) as error:
        raise fault(error, path) from error


def fault(error: Exception, path: Path) -> MedaiError:
    """The MedaiError for a failure of SQLite or of the file system at path."""
    return MedaiError(f"Progress could not be read or saved at {path}: {error}.", "Try again.", OUR_FAULT)
