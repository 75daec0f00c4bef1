"""Passes of other computers in the record: kept as claims, beside the attempts and never among them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from medai.progress.database import Database
from medai.progress.records import Claim, Score


def keep(change: sqlite3.Connection, claims: Iterable[Claim]) -> None:
    """Remember claims; one with more points takes the place of the last one of that exercise."""
    change.executemany(
        "INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (exercise_id) DO UPDATE SET"
        " file = excluded.file, release = excluded.release, points = excluded.points,"
        " sha256 = excluded.sha256, at = excluded.at WHERE excluded.points > points",
        [(c.exercise_id, c.file, c.release, c.points, c.sha256, c.at) for c in claims],
    )


def kept(database: Database) -> tuple[Claim, ...]:
    """All claims, with today's ids of their exercises, the oldest first."""
    rows = database.rows(
        "SELECT current_id(exercise_id), file, release, points, sha256, at FROM claims ORDER BY at"
    )
    return tuple(Claim(*row) for row in rows)


def counted(scores: Mapping[str, Score], claims: Iterable[Claim]) -> dict[str, Score]:
    """The scores with the claims in them: passed by either is passed, since the earlier of the two."""
    together = dict(scores)
    for claim in claims:
        own = together.get(claim.exercise_id)
        if own is None or own.passed_at is None:
            attempts = own.attempts if own is not None else 0
            together[claim.exercise_id] = Score(claim.points, claim.points, claim.at, attempts)
        else:
            earned, points = max((own.earned, own.points), (claim.points, claim.points))
            first = min(own.passed_at, claim.at)
            together[claim.exercise_id] = Score(earned, points, first, own.attempts)
    return together
