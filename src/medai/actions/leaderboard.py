"""The learner's own scores, best first, with the published figures between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from medai.actions.desk import Desk, exercise_named, open_desk
from medai.curriculum.model import Exercise

if TYPE_CHECKING:
    from medai.progress.records import PastAttempt


@dataclass(frozen=True, slots=True)
class Row:
    """One figure on a board. place counts from 1, equal values share one; low, high: the 95 % interval.

    An own one has the number of its first attempt, when that was (Unix seconds), how often the same code was
    handed in, and whether it passed; a published one has its source instead.
    """

    place: int
    kind: str  # "own" or "published"
    name: str
    value: float
    low: float | None
    high: float | None
    at: float | None
    attempt: int | None
    times: int
    passed: bool | None
    source: str


@dataclass(frozen=True, slots=True)
class Board:
    """One score of one exercise; better is "higher" or "lower". rows: best first."""

    exercise_id: str
    title: str
    score: str
    better: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """The boards asked for. ranked: ids of all exercises that have one."""

    boards: tuple[Board, ...]
    ranked: tuple[str, ...]


def leaderboard(cwd: Path, name: str | None = None) -> Leaderboard:
    """The boards of the named exercise, or of all that were ranked or have published figures.

    An exercise without any has none. Raises MedaiError for an unknown name.
    """
    desk = open_desk(cwd)
    attempts = _attempts(desk)
    scored = {attempt.exercise_id for attempt in attempts if attempt.scores}
    ranked = [e for e in desk.course.exercises() if e.published or e.id in scored]
    wanted = ranked if name is None else [e for e in ranked if e.id == exercise_named(desk, name).id]
    return Leaderboard(
        tuple(board for exercise in wanted for board in _boards(exercise, attempts)),
        tuple(exercise.id for exercise in ranked),
    )


def _attempts(desk: Desk) -> tuple[PastAttempt, ...]:
    """All attempts, oldest first."""
    if desk.workspace is None or not desk.workspace.progress_db.exists():
        return ()
    with desk.store() as store:
        return store.attempts()[::-1]


def _boards(exercise: Exercise, attempts: Iterable[PastAttempt]) -> tuple[Board, ...]:
    own: dict[str, dict[tuple[str, float], Row]] = {}
    better: dict[str, str] = {}
    for attempt in attempts:
        if attempt.exercise_id != exercise.id:
            continue
        for score in attempt.scores:
            found = own.setdefault(score.name, {})
            better[score.name] = score.better
            key = (attempt.code_sha256, score.value)  # the same code again is no further entry
            found[key] = _own(attempt, score.value, score.low, score.high, found.get(key))
    names = dict.fromkeys([*own, *(published.score for published in exercise.published)])
    boards = []
    for name in names:
        rows = [
            *own.get(name, {}).values(),
            *(
                Row(0, "published", figure.name, figure.value, None, None, None, None, 0, None, figure.source)
                for figure in exercise.published
                if figure.score == name
            ),
        ]
        direction = better.get(name, "higher")
        boards.append(Board(exercise.id, exercise.title, name, direction, _placed(rows, direction)))
    return tuple(boards)


def _own(
    attempt: PastAttempt, value: float, low: float | None, high: float | None, before: Row | None
) -> Row:
    first = before or Row(0, "own", "you", value, low, high, attempt.at, attempt.id, 0, False, "")
    return replace(first, times=first.times + 1, passed=bool(first.passed) or attempt.passed)


def _placed(rows: list[Row], better: str) -> tuple[Row, ...]:
    """Best first; of equal values the earlier one, and published ones first of all."""
    sign = -1 if better == "higher" else 1
    ordered = sorted(rows, key=lambda row: (sign * row.value, row.at or 0.0))
    places: dict[float, int] = {}
    for place, row in enumerate(ordered, start=1):
        places.setdefault(row.value, place)
    return tuple(replace(row, place=places[row.value]) for row in ordered)
