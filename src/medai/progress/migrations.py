"""The database's shape as numbered steps. Append only: a step that was ever released is never edited."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass

APPLICATION_ID = 0x6D656461  # "meda" in ASCII, in the header of every progress database


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: its number (1, 2, 3 ...), what it is for, and its SQL statements."""

    number: int
    name: str
    statements: tuple[str, ...]


MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        1,
        "attempts, hints and settings",
        (
            "CREATE TABLE code (sha256 TEXT PRIMARY KEY, text TEXT NOT NULL)",
            # The seed is text because SQLite would round an integer of more than 63 bits.
            """CREATE TABLE attempts (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                exercise_id TEXT NOT NULL,
                outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'failed')),
                points INTEGER NOT NULL,
                earned INTEGER NOT NULL,
                seconds REAL NOT NULL,
                seed TEXT NOT NULL,
                file TEXT NOT NULL,
                code_sha256 TEXT NOT NULL REFERENCES code (sha256),
                layers TEXT NOT NULL,
                release TEXT NOT NULL,
                at REAL NOT NULL)""",
            "CREATE INDEX attempts_by_exercise ON attempts (exercise_id, at)",
            """CREATE TABLE check_scores (
                attempt_id INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                check_id TEXT NOT NULL,
                outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'failed', 'skipped', 'error')),
                points INTEGER NOT NULL,
                earned INTEGER NOT NULL,
                message TEXT NOT NULL,
                PRIMARY KEY (attempt_id, position))""",
            "CREATE TABLE started (exercise_id TEXT PRIMARY KEY, at REAL NOT NULL)",
            """CREATE TABLE hints (
                exercise_id TEXT NOT NULL,
                number INTEGER NOT NULL,
                at REAL NOT NULL,
                PRIMARY KEY (exercise_id, number))""",
            "CREATE TABLE solutions_shown (exercise_id TEXT PRIMARY KEY, at REAL NOT NULL)",
            "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
        ),
    ),
    Migration(
        2,
        "time spent",
        (
            """CREATE TABLE events (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                kind TEXT NOT NULL CHECK (kind IN ('read', 'practice')),
                exercise_id TEXT,
                at REAL NOT NULL)""",
            "CREATE INDEX events_by_time ON events (at)",
            "INSERT INTO events (kind, exercise_id, at) SELECT 'practice', exercise_id, at FROM attempts",
        ),
    ),
    Migration(
        3,
        "scores for the leaderboard",
        (
            """CREATE TABLE scores (
                attempt_id INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
                position INTEGER NOT NULL,
                name TEXT NOT NULL,
                value REAL NOT NULL,
                low REAL,
                high REAL,
                better TEXT NOT NULL CHECK (better IN ('higher', 'lower')),
                PRIMARY KEY (attempt_id, position))""",
        ),
    ),
    Migration(
        4,
        "passes of other computers",
        (
            """CREATE TABLE claims (
                exercise_id TEXT PRIMARY KEY,
                file TEXT NOT NULL,
                release TEXT NOT NULL,
                points INTEGER NOT NULL,
                sha256 TEXT NOT NULL,
                at REAL NOT NULL)""",
        ),
    ),
)


def version(connection: sqlite3.Connection) -> int:
    """Number of the last step that this database has been through; 0 for an empty one."""
    known = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'")
    if known.fetchone() is None:
        return 0
    return int(connection.execute("SELECT coalesce(max(number), 0) FROM migrations").fetchone()[0])


def is_foreign(connection: sqlite3.Connection) -> bool:
    """True for a database that some other program wrote: it has tables, but never went through a step."""
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    return bool(tables) and version(connection) == 0


def migrate(connection: sqlite3.Connection, steps: tuple[Migration, ...] = MIGRATIONS) -> tuple[int, ...]:
    """Take the database through the steps that it lacks; each is one transaction. Returns their numbers."""
    applied = []
    for step in steps:
        if step.number <= version(connection):
            continue
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another terminal may have taken the step while this one waited for the lock.
            if version(connection) < step.number:
                _apply(connection, step)
                applied.append(step.number)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    return tuple(applied)


def _apply(connection: sqlite3.Connection, step: Migration) -> None:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS migrations"
        " (number INTEGER PRIMARY KEY, name TEXT NOT NULL, at REAL NOT NULL)"
    )
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in step.statements:
        connection.execute(statement)
    connection.execute("INSERT INTO migrations VALUES (?, ?, ?)", (step.number, step.name, time.time()))
