"""Where the learner is, in numbers, and the list of all exercises."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from medai.actions.desk import Desk, exercise_at_hand, open_desk
from medai.actions.outline import ExerciseOutline, WeekOutline, exercise_outline, week_outlines
from medai.curriculum.graph import resolve
from medai.curriculum.model import Exercise
from medai.errors import MedaiError


@dataclass(frozen=True, slots=True)
class TrackOutline:
    """A track that can be chosen for weeks 9 to 16."""

    id: str
    title: str
    summary: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class PhaseOutline:
    """A stretch of weeks, as titled in the course."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Status:
    """The whole path with the learner's standing. Points and exercises count what is written so far.

    at_hand: the exercise being worked on, None where all is passed. started: it was handed out by `medai start`.
    notes: what is wrong with progress.json, if anything.
    """

    title: str
    release: str
    workspace: Path | None
    track: str | None
    tracks: tuple[TrackOutline, ...]
    phases: tuple[PhaseOutline, ...]
    weeks: tuple[WeekOutline, ...]
    passed: int
    total: int
    earned: int
    points: int
    practice_seconds: float
    reading_seconds: float
    hints_used: int
    at_hand: ExerciseOutline | None
    started: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeekListing:
    """One week with its exercises."""

    week: WeekOutline
    exercises: tuple[ExerciseOutline, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """The exercises of the learner's path, week by week."""

    weeks: tuple[WeekListing, ...]
    at_hand: str | None


def status(cwd: Path) -> Status:
    """The learner's standing. Works before there is a workspace too."""
    desk = open_desk(cwd)
    weeks = week_outlines(desk)
    practice = reading = 0.0
    hints_used = 0
    if desk.workspace is not None and desk.workspace.progress_db.exists():
        with desk.store() as store:
            spent = store.time_spent().values()
            practice = sum(time.practice_seconds for time in spent)
            reading = sum(time.reading_seconds for time in spent)
            hints_used = sum(store.hints_used(exercise_id) for exercise_id in desk.started)
    at_hand = _at_hand(desk)
    return Status(
        title=desk.course.title,
        release=desk.course.release,
        workspace=desk.workspace.root if desk.workspace is not None else None,
        track=desk.track,
        tracks=tracks(desk),
        phases=tuple(PhaseOutline(phase.id, phase.title) for phase in desk.course.phases),
        weeks=weeks,
        passed=sum(week.passed for week in weeks),
        total=sum(week.total for week in weeks),
        earned=sum(week.earned for week in weeks),
        points=sum(week.points for week in weeks),
        practice_seconds=practice,
        reading_seconds=reading,
        hints_used=hints_used,
        at_hand=exercise_outline(desk, at_hand) if at_hand is not None else None,
        started=at_hand is not None and at_hand.id in desk.started,
        notes=() if desk.ledger_fault is None else (f"{desk.ledger_fault.message} {desk.ledger_fault.hint}",),
    )


def tracks(desk: Desk) -> tuple[TrackOutline, ...]:
    """The tracks of the course, the chosen one marked."""
    return tuple(
        TrackOutline(track.id, track.title, track.summary, track.id == desk.track)
        for track in desk.course.tracks
    )


def list_exercises(cwd: Path, name: str | None = None) -> Listing:
    """Every exercise that is written, or those of one week."""
    desk = open_desk(cwd)
    outlines = {outline.id: outline for outline in week_outlines(desk)}
    weeks = desk.weeks()
    if name is not None:
        found = resolve(desk.course, name, desk.track)
        wanted = desk.week_of(found) if isinstance(found, Exercise) else found
        weeks = tuple(week for week in weeks if week.id == wanted.id)
        if not weeks:
            raise MedaiError(
                f"{wanted.id} belongs to another track than yours.",
                f"Change it with: medai track {wanted.track}",
            )
    listed = tuple(
        WeekListing(outlines[week.id], tuple(exercise_outline(desk, exercise) for exercise in week.exercises))
        for week in weeks
        if week.exercises or name is not None
    )
    at_hand = _at_hand(desk)
    return Listing(listed, at_hand.id if at_hand is not None else None)


def _at_hand(desk: Desk) -> Exercise | None:
    try:
        return exercise_at_hand(desk)
    except MedaiError:
        return None
