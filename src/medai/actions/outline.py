"""Exercises and weeks in brief: the values that listings, status and start have in common."""

from __future__ import annotations

from dataclasses import dataclass

from medai.actions.desk import Desk
from medai.curriculum.model import Exercise, Week


@dataclass(frozen=True, slots=True)
class ExerciseOutline:
    """One exercise in one line. state: passed, tried, started or new; earned is the best attempt's."""

    id: str
    title: str
    week_id: str
    file: str  # relative to the workspace
    kind: str
    minutes: int
    points: int
    earned: int
    state: str
    attempts: int


@dataclass(frozen=True, slots=True)
class WeekOutline:
    """One week in one line. state: passed, open, locked or coming; reason and way_round where locked."""

    id: str
    number: int
    title: str
    phase: str
    track: str | None
    hours: float
    state: str
    passed: int
    total: int
    points: int
    earned: int
    reason: str
    way_round: str


def exercise_outline(desk: Desk, exercise: Exercise) -> ExerciseOutline:
    """The exercise with the learner's standing in it."""
    score = desk.scores.get(exercise.id)
    if exercise.id in desk.passed:
        state = "passed"
    elif score is not None:
        state = "tried"
    else:
        state = "started" if exercise.id in desk.started else "new"
    return ExerciseOutline(
        id=exercise.id,
        title=exercise.title,
        week_id=exercise.week_id,
        file=desk.relative(exercise),
        kind=exercise.kind,
        minutes=exercise.minutes,
        points=exercise.points,
        earned=_earned(desk, exercise),
        state=state,
        attempts=score.attempts if score is not None else 0,
    )


def week_outlines(desk: Desk) -> tuple[WeekOutline, ...]:
    """Every week of the learner's path, in order."""
    states = desk.standing()
    outlines = []
    for week in desk.weeks():
        state = states[week.id]
        outlines.append(
            WeekOutline(
                id=week.id,
                number=week.number,
                title=week.title,
                phase=week.phase,
                track=week.track,
                hours=week.hours,
                state=state.state,
                passed=state.passed,
                total=state.total,
                points=sum(exercise.points for exercise in week.exercises),
                earned=sum(_earned(desk, exercise) for exercise in week.exercises),
                reason=state.reason,
                way_round=state.way_round,
            )
        )
    return tuple(outlines)


def week_has_lesson(week: Week) -> bool:
    """True where the week's lesson is written."""
    return week.folder is not None and (week.folder / "lesson.md").is_file()


def _earned(desk: Desk, exercise: Exercise) -> int:
    score = desk.scores.get(exercise.id)
    # A new release may have changed how many points there are; a past score never shows more than that.
    return min(score.earned, exercise.points) if score is not None else 0
