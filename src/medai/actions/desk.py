"""What every action begins with: the course, the learner's workspace, and how far they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from medai import paths
from medai.actions.claims import adopt, by_todays_id, claims
from medai.actions.places import default_place, places
from medai.curriculum.graph import next_exercise, path_weeks, resolve, standing
from medai.curriculum.load import cached_course
from medai.curriculum.model import Course, Exercise, Week
from medai.curriculum.names import exercise_id
from medai.errors import ContentError, MedaiError
from medai.workspace.find import Workspace, find_workspace, prepare_state
from medai.workspace.ledger import Sheet, read_sheet

if TYPE_CHECKING:
    from medai.curriculum.graph import WeekStanding
    from medai.progress.records import Score
    from medai.progress.store import Store
    from medai.workspace.ledger import Entry


@dataclass(frozen=True, slots=True)
class Desk:
    """The course and a snapshot of the learner's record. workspace is None before the first `medai start`.

    All ids are those that the exercises have today. ledger: what progress.json says; known: the exercises of
    the release that it was last brought up to; ledger_fault: why it cannot be read. places: files that are
    somewhere else than a new one would go.
    """

    course: Course
    workspace: Workspace | None
    passed: frozenset[str] = frozenset()
    started: frozenset[str] = frozenset()
    forced: frozenset[str] = frozenset()
    track: str | None = None
    current: str | None = None
    scores: Mapping[str, Score] = field(default_factory=dict)
    ledger: Mapping[str, Entry] = field(default_factory=dict)
    known: frozenset[str] = frozenset()
    ledger_fault: MedaiError | None = None
    places: Mapping[str, str] = field(default_factory=dict)

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
        return _opened(self.course, self.root)

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
        """The learner's file, relative to the workspace, such as week01/first_model.py.

        It stays where the learner has it, also where the course has renamed or moved the exercise since.
        """
        return self.places.get(exercise.id) or default_place(self.week_of(exercise), exercise)

    def upcoming(self) -> Exercise | None:
        """The first exercise of an open week that is not passed yet."""
        return next_exercise(self.course, self.passed, self.forced, self.track)


def open_desk(cwd: Path, course: Course | None = None) -> Desk:
    """The desk for a command typed in cwd. Reads the record, and the course unless it is handed over.

    What progress.json says and the record does not (a fresh clone, a pull) goes into the record.
    """
    course = course or cached_course(paths.content_dir("curriculum"), paths.cache_dir())
    workspace = find_workspace(cwd)
    if workspace is None:
        return Desk(course, workspace)
    from medai.progress.store import has_record

    sheet, fault = _sheet(workspace)
    entries = by_todays_id(course, sheet.entries)
    recorded = has_record(workspace.progress_db)
    if not recorded and not entries:
        return Desk(course, workspace, ledger_fault=fault)
    try:
        opened = _opened(course, workspace)
    except MedaiError:
        if recorded:
            raise
        # Nothing can be written here, and nothing was: progress.json alone tells.
        return _counted(Desk(course, workspace, ledger=entries, known=sheet.known), dict)
    with opened as store:
        adopt(store, entries)
        desk = Desk(
            course,
            workspace,
            passed=store.passed(),
            started=store.started(),
            forced=store.forced_weeks(),
            track=store.track(),
            current=store.current_exercise(),
            scores=store.scores(),
            ledger=entries,
            known=sheet.known,
            ledger_fault=fault,
        )
        return _counted(desk, store.files)


def _sheet(workspace: Workspace) -> tuple[Sheet, MedaiError | None]:
    """What progress.json says; or nothing, and why. The record knows the passes too."""
    try:
        return read_sheet(workspace.root), None
    except MedaiError as error:
        return Sheet(), error


def _opened(course: Course, workspace: Workspace) -> Store:
    from medai.progress.store import Store

    if not workspace.progress_db.exists():
        prepare_state(workspace)
    return Store(workspace.progress_db, renamed=course.renamed())


def _counted(desk: Desk, graded: Callable[[], Mapping[str, str]]) -> Desk:
    """The desk with the claims that no record could take, and with the places of the files."""
    told = {name: entry.file for name, entry in desk.ledger.items()}
    started = desk.started | desk.ledger.keys()
    missing = claims(desk.ledger, desk.passed)
    scores = desk.scores
    if missing:
        from medai.progress.claims import counted

        scores = counted(scores, missing)
    begun = started | scores.keys()
    return replace(
        desk,
        passed=desk.passed | {claim.exercise_id for claim in missing},
        started=started,
        scores=scores,
        places=places(desk.course, desk.root.root, told, begun, graded),
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


def target_named(desk: Desk, name: str) -> Week | Exercise:
    """The week or exercise of that name. Raises MedaiError, also for one that a release has taken out."""
    try:
        return resolve(desk.course, name, desk.track)
    except MedaiError:
        if exercise_id(name) not in desk.started | desk.scores.keys():
            raise
        raise MedaiError(
            f"{exercise_id(name)} is no longer part of the course.",
            "Your file stays where it is, and its points stay on record. Go on with: medai next",
        ) from None


def exercise_named(desk: Desk, name: str) -> Exercise:
    """The exercise of that id, file or path. Raises MedaiError for a week or an unknown name."""
    found = target_named(desk, name)
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
