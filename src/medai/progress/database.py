"""The open progress database: bringing it up to date, reading, and changes that are whole or not at all."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import Any

from medai.errors import MedaiError
from medai.progress import snapshot
from medai.progress.faults import damaged, explained, fault, primary_code, unwritable
from medai.progress.migrations import MIGRATIONS, Migration, is_foreign, migrate, version

BUSY_SECONDS = 10.0  # how long one terminal waits for another


class Database:
    """A connection to an up-to-date database at path, made where there is none.

    Where path may be read but not written (a read-only folder, a full disk), a copy in the temporary folder
    is read instead, and every change raises MedaiError. Where the file is gone, the newest daily copy takes
    its place; restored_from names it. Raises MedaiError for a damaged, foreign or newer database.
    """

    def __init__(self, path: Path, steps: tuple[Migration, ...] = MIGRATIONS) -> None:
        self.path = path
        self.restored_from: Path | None = None
        self._steps = steps
        self._copy: Path | None = None
        self._refusal: MedaiError | None = None
        with explained(path):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                self.restored_from = snapshot.restore(path)
                self._connection = self._open(path)
            except (sqlite3.DatabaseError, OSError) as error:
                if not (unwritable(error) and path.is_file()):
                    raise
                self._refusal = fault(error, path)
                self._connection = self._open_copy()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        if self._copy:
            import shutil

            shutil.rmtree(self._copy, ignore_errors=True)

    def define(self, name: str, function: Callable[[str | None], str | None]) -> None:
        """Let SQL call a function of one text, which always gives the same for the same."""
        self._connection.create_function(name, 1, function, deterministic=True)

    def rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        with explained(self.path):
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction. Takes the write lock at once, so that two terminals take turns."""
        if self._refusal:
            raise self._refusal
        with explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
            # The change is safe by now; a day without a copy is not worth an error, a damaged database is.
            try:
                snapshot.take(self._connection, self.path, date.today().isoformat())
            except (sqlite3.DatabaseError, OSError) as error:
                if primary_code(error) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
                    raise

    def _open(self, path: Path) -> sqlite3.Connection:
        if path.is_file() and path.stat().st_size == 0 and snapshot.newest(path):
            raise damaged(path, "it is empty")
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            self._check(connection)
            connection.execute("PRAGMA foreign_keys = ON")
            # A committed attempt outlives a power cut.
            connection.execute("PRAGMA synchronous = FULL")
            _use_write_ahead_log(connection)
            before = version(connection)
            if 0 < before < self._steps[-1].number:
                snapshot.take(connection, path, f"format-{before}")
            migrate(connection, self._steps)
        except BaseException:
            connection.close()
            raise
        return connection

    def _open_copy(self) -> sqlite3.Connection:
        import shutil
        import tempfile

        self._copy = Path(tempfile.mkdtemp(prefix="medai-"))
        try:
            copy = self._copy / self.path.name
            shutil.copyfile(self.path, copy)
            with suppress(FileNotFoundError):
                shutil.copyfile(f"{self.path}-wal", f"{copy}-wal")
            return self._open(copy)
        except BaseException:
            shutil.rmtree(self._copy, ignore_errors=True)
            raise

    def _check(self, connection: sqlite3.Connection) -> None:
        if is_foreign(connection):
            raise MedaiError(
                f"{self.path} is a database of some other program, not medai's progress.",
                "Move that file out of the folder, then run the command again.",
            )
        found, newest = version(connection), self._steps[-1].number
        if found > newest:
            raise MedaiError(
                f"{self.path} was written by a newer medai (format {found}; this one reads up to {newest}).",
                "Nothing was changed. Update medai: pip install --upgrade medai",
            )


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Readers go on while one terminal writes. Where the file system cannot do it, the old way serves."""
    give_up = time.monotonic() + BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # SQLite does not wait here by itself while another terminal makes the same switch.
            if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.02)
