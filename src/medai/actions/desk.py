"""What every action begins with: the course, the learner's workspace, and how far they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from medai import paths
from medai.curriculum.graph import next_exercise, path_weeks, resolve, standing
from medai.curriculum.load import cached_course
from medai.curriculum.model import Course, Exercise, Week
from medai.errors import ContentError, MedaiError
from medai.workspace.find import Workspace, find_workspace

if TYPE_CHECKING:
    from medai.curriculum.graph import WeekStanding
    from medai.progress.records import Score
    from medai.progress.store import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """The course and a snapshot of the learner's record. workspace is None before the first `medai start`."""

    course: Course
    workspace: Workspace | None
    passed: frozenset[str] = frozenset()
    started: frozenset[str] = frozenset()
    forced: frozenset[str] = frozenset()
    track: str | None = None
    current: str | None = None
    scores: Mapping[str, Score] = field(default_factory=dict)

    @property
    def root(self) -> Workspace:
        """The workspace, or a MedaiError that says how to get one."""
        if self.workspace is None:
            raise MedaiError(
                "There is no workspace in this folder or above it.",
                "Go to yours with cd, or make one here: medai start week1",
            )
        return self.workspace

    def store(self) -> Store:
        """The learner's record, opened; use it in a with statement."""
        from medai.progress.store import Store

        return Store(self.root.progress_db)

    def weeks(self) -> tuple[Week, ...]:
        """The learner's own path: core weeks, those of the chosen track, and the last two phases."""
        return path_weeks(self.course, self.track)

    def standing(self) -> dict[str, WeekStanding]:
        """State of each week by id."""
        return standing(self.course, self.passed, self.forced, self.track)

    def week_of(self, exercise: Exercise) -> Week:
        """The week that an exercise belongs to."""
        week = self.course.week(exercise.week_id)
        if week is None:
            raise ContentError(
                f"Exercise {exercise.id} names the week {exercise.week_id}, which is not there."
            )
        return week

    def relative(self, exercise: Exercise) -> str:
        """The learner's file, relative to the workspace, such as week01/first_model.py."""
        return f"{self.week_of(exercise).workspace_folder}/{exercise.file}"

    def upcoming(self) -> Exercise | None:
        """The first exercise of an open week that is not passed yet."""
        return next_exercise(self.course, self.passed, self.forced, self.track)


def open_desk(cwd: Path) -> Desk:
    """The desk for a command typed in cwd. Reads the course (from its cache where possible) and the record."""
    course = cached_course(paths.content_dir("curriculum"), paths.cache_dir())
    workspace = find_workspace(cwd)
    if workspace is None:
        return Desk(course, workspace)
    from medai.progress.store import Store, has_record

    if not has_record(workspace.progress_db):
        return Desk(course, workspace)

    with Store(workspace.progress_db) as store:
        return Desk(
            course,
            workspace,
            passed=store.passed(),
            started=store.started(),
            forced=store.forced_weeks(),
            track=store.track(),
            current=store.current_exercise(),
            scores=store.scores(),
        )


def starter_file(exercise: Exercise) -> Path:
    """The starter that the exercise ships: starter.py, or starter.ipynb for a notebook."""
    return exercise.folder / f"starter{Path(exercise.file).suffix}"


def starter_text(exercise: Exercise) -> str:
    """Text of the starter. Raises ContentError where it is missing."""
    try:
        return starter_file(exercise).read_text(encoding="utf-8")
    except OSError as error:
        raise ContentError(
            f"{exercise.id} has no {starter_file(exercise).name}: {error.strerror}."
        ) from error


def starter_source(exercise: Exercise) -> str:
    """The starter as Python text: a notebook's cells are joined, as they are for grading."""
    text = starter_text(exercise)
    if not exercise.file.endswith(".ipynb"):
        return text
    from medai.workspace.notebook import percent_text

    return percent_text(text, exercise.file)


def is_touched(workspace: Workspace, relative: str, exercise: Exercise) -> bool:
    """True where the learner's file is there and says something else than the starter."""
    from medai.workspace.solution import read_solution

    try:
        file = read_solution(workspace, relative)
    except MedaiError:
        return True  # unreadable, so certainly no longer the starter
    return file is not None and file.text != starter_source(exercise)


def last_saved(desk: Desk) -> Exercise | None:
    """The exercise whose file the learner changed last, or None where all are still as they came."""
    from medai.workspace.solution import latest

    touched = {
        desk.relative(exercise): exercise
        for exercise in desk.course.exercises()
        if is_touched(desk.root, desk.relative(exercise), exercise)
    }
    newest = latest(desk.root, touched)
    return touched[newest] if newest is not None else None


def exercise_named(desk: Desk, name: str) -> Exercise:
    """The exercise of that id, file or path. Raises MedaiError for a week or an unknown name."""
    found = resolve(desk.course, name, desk.track)
    if isinstance(found, Exercise):
        return found
    first = found.exercises[0].id if found.exercises else "EXERCISE"
    raise MedaiError(
        f"{name} is a week; this command takes one exercise.", f"Name one of its exercises: {first}"
    )


def exercise_at_hand(desk: Desk, name: str | None = None) -> Exercise:
    """The named exercise; without a name the one being worked on: the current one, or else the next one."""
    if name is not None:
        return exercise_named(desk, name)
    if desk.workspace is not None:
        current = desk.course.exercise(desk.current) if desk.current else None
        saved = last_saved(desk)
        for exercise in (saved, current):
            if exercise is not None and exercise.id not in desk.passed:
                return exercise
    upcoming = desk.upcoming()
    if upcoming is None:
        raise MedaiError(
            "Every exercise that is written so far is passed.", "See the whole path with: medai status"
        )
    return upcoming
