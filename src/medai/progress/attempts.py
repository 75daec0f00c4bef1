"""Graded submissions in the database: writing one whole, and reading them back."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from typing import Any

from medai.progress.database import Database
from medai.progress.records import Attempt, CheckScore, PastAttempt, RankedScore


def insert(change: sqlite3.Connection, attempt: Attempt) -> int:
    """Write an attempt with its code, checks and scores; returns its number."""
    code = _storable(attempt.code)
    sha256 = hashlib.sha256(code.encode()).hexdigest()
    change.execute("INSERT OR IGNORE INTO code VALUES (?, ?)", (sha256, code))
    row = change.execute(
        "INSERT INTO attempts (exercise_id, outcome, points, earned, seconds, seed, file,"
        " code_sha256, layers, release, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            attempt.exercise_id,
            str(attempt.outcome),
            attempt.points,
            attempt.earned,
            attempt.seconds,
            str(attempt.seed),
            _storable(attempt.file),
            sha256,
            json.dumps(attempt.layers),
            attempt.release,
            attempt.at,
        ),
    )
    number = int(row.lastrowid or 0)
    change.executemany(
        "INSERT INTO check_scores VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (number, place, c.check_id, str(c.outcome), c.points, c.earned, _storable(c.message))
            for place, c in enumerate(attempt.checks)
        ],
    )
    change.executemany(
        "INSERT INTO scores VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(number, place, s.name, s.value, s.low, s.high, s.better) for place, s in enumerate(attempt.scores)],
    )
    return number


def select(database: Database, clause: str, values: tuple[Any, ...]) -> tuple[PastAttempt, ...]:
    """The attempts that an SQL clause picks, with today's ids of their exercises."""
    rows = database.rows(
        "SELECT id, current_id(exercise_id), outcome, points, earned, seconds, seed, file, code_sha256, at,"
        f" release, layers FROM attempts {clause}",
        values,
    )
    return tuple(_past_attempt(database, *row) for row in rows)


def _past_attempt(database: Database, number: int, *columns: Any) -> PastAttempt:
    exercise_id, outcome, points, earned, seconds, seed, file, sha256, at, release, layers = columns
    return PastAttempt(
        id=number,
        exercise_id=exercise_id,
        outcome=outcome,
        points=points,
        earned=earned,
        seconds=seconds,
        seed=int(seed),
        file=file,
        code_sha256=sha256,
        layers=tuple(json.loads(layers)),
        release=release,
        checks=_checks(database, number),
        at=at,
        scores=_ranked(database, number),
    )


def _checks(database: Database, attempt_id: int) -> tuple[CheckScore, ...]:
    rows = database.rows(
        "SELECT check_id, outcome, points, earned, message FROM check_scores WHERE attempt_id = ?"
        " ORDER BY position",
        (attempt_id,),
    )
    return tuple(CheckScore(*row) for row in rows)


def _ranked(database: Database, attempt_id: int) -> tuple[RankedScore, ...]:
    rows = database.rows(
        "SELECT name, value, low, high, better FROM scores WHERE attempt_id = ? ORDER BY position",
        (attempt_id,),
    )
    return tuple(RankedScore(*row) for row in rows)


def _storable(text: str) -> str:
    # Learner output may hold half a surrogate pair, which no database takes.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
