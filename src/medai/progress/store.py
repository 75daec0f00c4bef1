"""The learner's record: attempts with their code, hints, settings, time. One SQLite file."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from medai.progress.attempts import insert, select
from medai.progress.claims import counted, keep, kept
from medai.progress.database import Database
from medai.progress.migrations import MIGRATIONS, Migration
from medai.progress.records import Attempt, Claim, Event, PastAttempt, Score, Spent
from medai.progress.snapshot import newest
from medai.progress.timesheet import time_spent

_TRACK = "track"
_FORCED = "forced_weeks"
_CURRENT = "current_exercise"


def has_record(path: Path) -> bool:
    """True where there is something to read: the database at path, or a daily copy that can take its place."""
    return path.exists() or newest(path) is not None


class Store:
    """The record at path. Use it as a context manager; every change is one transaction.

    renamed: former id of an exercise -> its id today. What was recorded under a former id counts for, and is
    read back under, the one of today.

    Two terminals may have it open at once: they take turns, and wait for each other up to ten seconds.
    Every method may raise MedaiError (damaged, newer or locked database, read-only folder, full disk).
    """

    def __init__(
        self,
        path: Path,
        *,
        renamed: Mapping[str, str] | None = None,
        migrations: tuple[Migration, ...] = MIGRATIONS,
    ) -> None:
        self._database = Database(path, migrations)
        today = dict(renamed or {})
        self._database.define("current_id", lambda name: today.get(name or "", name))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    @property
    def restored_from(self) -> Path | None:
        """The daily copy that took the place of a database that was gone, or None."""
        return self._database.restored_from

    # Attempts

    def record_attempt(self, attempt: Attempt) -> int:
        """Keep one graded submission, its code and its time; returns its number.

        Raises ValueError for an outcome that is neither passed nor failed: a grader's own fault leaves no
        trace.
        """
        if attempt.outcome not in {"passed", "failed"}:
            raise ValueError(f"an attempt that is {attempt.outcome!r} is not recorded")
        with self._database.change() as change:
            number = insert(change, attempt)
            _note(change, "practice", attempt.exercise_id, attempt.at)
        return number

    def attempts(self, exercise_id: str | None = None, limit: int | None = None) -> tuple[PastAttempt, ...]:
        """Attempts at one exercise or at all of them, newest first."""
        return select(
            self._database,
            "WHERE ? IS NULL OR current_id(exercise_id) = ? ORDER BY at DESC, id DESC LIMIT ?",
            (exercise_id, exercise_id, -1 if limit is None else limit),
        )

    def attempt(self, attempt_id: int) -> PastAttempt | None:
        """The attempt of that number, or None."""
        return next(iter(select(self._database, "WHERE id = ?", (attempt_id,))), None)

    def code_of(self, attempt_id: int) -> str | None:
        """The text that was graded in that attempt, or None where there is no such attempt."""
        rows = self._database.rows(
            "SELECT text FROM code JOIN attempts ON sha256 = code_sha256 WHERE id = ?", (attempt_id,)
        )
        return str(rows[0][0]) if rows else None

    def best(self, exercise_id: str) -> PastAttempt | None:
        """The best attempt: passed before failed, then by share of the points, then the newest."""
        found = select(
            self._database,
            "WHERE current_id(exercise_id) = ? ORDER BY outcome = 'passed' DESC, earned * 1.0 / max(points, 1) DESC,"
            " at DESC, id DESC LIMIT 1",
            (exercise_id,),
        )
        return found[0] if found else None

    def passed(self) -> frozenset[str]:
        """Ids of the exercises that were ever passed, here or, as claimed, on another computer."""
        rows = self._database.rows(
            "SELECT current_id(exercise_id) FROM (SELECT DISTINCT exercise_id FROM attempts"
            " WHERE outcome = 'passed' UNION SELECT exercise_id FROM claims)"
        )
        return frozenset(str(row[0]) for row in rows)

    def scores(self) -> dict[str, Score]:
        """Standing in every exercise that was tried or is claimed, by id."""
        rows = self._database.rows(
            "SELECT name, earned, points, passed_at, tries FROM (SELECT name, earned, points,"
            " min(at) FILTER (WHERE outcome = 'passed') OVER (PARTITION BY name) AS passed_at,"
            " count(*) OVER (PARTITION BY name) AS tries,"
            " row_number() OVER (PARTITION BY name ORDER BY outcome = 'passed' DESC,"
            " earned * 1.0 / max(points, 1) DESC, at DESC, id DESC) AS place"
            " FROM (SELECT current_id(exercise_id) AS name, * FROM attempts)) WHERE place = 1 ORDER BY name"
        )
        return counted({row[0]: Score(row[1], row[2], row[3], row[4]) for row in rows}, self.claims())

    def claims(self) -> tuple[Claim, ...]:
        """Passes of other computers, the oldest first."""
        return kept(self._database)

    def adopt(self, started: Iterable[str], claims: Iterable[Claim]) -> None:
        """Take over what another computer began and passed."""
        now = time.time()
        with self._database.change() as change:
            change.executemany(
                "INSERT OR IGNORE INTO started VALUES (?, ?)", [(name, now) for name in started]
            )
            keep(change, claims)

    def files(self) -> dict[str, str]:
        """The file of every exercise that was graded here or is claimed, by id, as it was called last."""
        claimed = {claim.exercise_id: claim.file for claim in self.claims()}
        rows = self._database.rows(
            "SELECT current_id(exercise_id), file FROM attempts WHERE id IN"
            " (SELECT max(id) FROM attempts GROUP BY exercise_id) ORDER BY id"
        )
        return claimed | {str(name): str(file) for name, file in rows}

    # Starting, hints, solutions

    def mark_started(self, exercise_ids: Iterable[str]) -> None:
        """Remember that these exercises were handed out."""
        now = time.time()
        with self._database.change() as change:
            rows = [(name, now) for name in exercise_ids]
            change.executemany("INSERT OR IGNORE INTO started VALUES (?, ?)", rows)

    def started(self) -> frozenset[str]:
        """Ids of the exercises that were handed out."""
        return frozenset(
            str(row[0]) for row in self._database.rows("SELECT current_id(exercise_id) FROM started")
        )

    def record_hint(self, exercise_id: str, number: int) -> None:
        """Remember that hint number (from 1) was shown."""
        now = time.time()
        with self._database.change() as change:
            change.execute("INSERT OR IGNORE INTO hints VALUES (?, ?, ?)", (exercise_id, number, now))
            _note(change, "practice", exercise_id, now)

    def hints_used(self, exercise_id: str) -> int:
        """How many hints of the exercise were shown, from 0."""
        rows = self._database.rows(
            "SELECT coalesce(max(number), 0) FROM hints WHERE current_id(exercise_id) = ?", (exercise_id,)
        )
        return int(rows[0][0])

    def record_solution_shown(self, exercise_id: str) -> None:
        """Remember that the reference solution was shown."""
        now = time.time()
        with self._database.change() as change:
            change.execute("INSERT OR IGNORE INTO solutions_shown VALUES (?, ?)", (exercise_id, now))
            _note(change, "read", exercise_id, now)

    def solutions_shown(self) -> frozenset[str]:
        """Ids of the exercises whose reference solution was shown."""
        rows = self._database.rows("SELECT current_id(exercise_id) FROM solutions_shown")
        return frozenset(str(row[0]) for row in rows)

    # Settings

    def get(self, name: str) -> str | None:
        """The setting of that name, or None."""
        rows = self._database.rows("SELECT value FROM settings WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else None

    def set(self, name: str, value: str | None) -> None:
        """Keep a setting; None forgets it."""
        with self._database.change() as change:
            _set(change, name, value)

    def track(self) -> str | None:
        """The chosen track, or None."""
        return self.get(_TRACK)

    def set_track(self, track: str | None) -> None:
        """Choose a track."""
        self.set(_TRACK, track)

    def current_exercise(self) -> str | None:
        """The exercise at hand, or None."""
        rows = self._database.rows("SELECT current_id(value) FROM settings WHERE name = ?", (_CURRENT,))
        return str(rows[0][0]) if rows else None

    def set_current_exercise(self, exercise_id: str | None) -> None:
        """Name the exercise at hand."""
        self.set(_CURRENT, exercise_id)

    def forced_weeks(self) -> frozenset[str]:
        """Ids of the weeks that were opened with --force."""
        return frozenset(json.loads(self.get(_FORCED) or "[]"))

    def force_week(self, week_id: str) -> None:
        """Open a week that is locked."""
        with self._database.change() as change:
            row = change.execute("SELECT value FROM settings WHERE name = ?", (_FORCED,)).fetchone()
            weeks = {*json.loads(row[0] if row else "[]"), week_id}
            _set(change, _FORCED, json.dumps(sorted(weeks)))

    # Time

    def record_event(self, kind: str, exercise_id: str | None = None, at: float | None = None) -> None:
        """Note that the learner was seen reading ("read") or at work ("practice").

        Attempts and hints (practice) and solutions (read) note themselves.
        """
        if kind not in {"read", "practice"}:
            raise ValueError(f"an event is read or practice, not {kind!r}")
        with self._database.change() as change:
            _note(change, kind, exercise_id, time.time() if at is None else at)

    def time_spent(self) -> dict[str, Spent]:
        """Seconds of reading and of practice by exercise id ("" for what belongs to none)."""
        rows = self._database.rows("SELECT kind, current_id(exercise_id), at FROM events ORDER BY at, id")
        return time_spent(Event(*row) for row in rows)


def _set(change: sqlite3.Connection, name: str, value: str | None) -> None:
    if value is None:
        change.execute("DELETE FROM settings WHERE name = ?", (name,))
    else:
        change.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (name, value))


def _note(change: sqlite3.Connection, kind: str, exercise_id: str | None, at: float) -> None:
    change.execute("INSERT INTO events (kind, exercise_id, at) VALUES (?, ?, ?)", (kind, exercise_id, at))
