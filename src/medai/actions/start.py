"""Begin a week: the workspace, the starter files, the data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from medai import paths
from medai.actions.claims import renew
from medai.actions.data import obtain_into, week_datasets
from medai.actions.desk import Desk, open_desk, starter_text
from medai.actions.extras import MissingExtra, missing_extra
from medai.actions.outline import ExerciseOutline, exercise_outline, week_has_lesson
from medai.curriculum.graph import resolve
from medai.curriculum.model import Exercise, Week
from medai.datasets.registry import load_dataset
from medai.errors import MedaiError
from medai.workspace.find import Workspace, create_workspace, default_root
from medai.workspace.starters import write_starters

if TYPE_CHECKING:
    from medai.datasets.model import Progress


@dataclass(frozen=True, slots=True)
class DataProblem:
    """A dataset that could not be got, and what to do about it."""

    dataset: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Started:
    """A week that was begun. again: it had been before, and nothing of the learner's was changed.

    written: starter files that are new; kept: files that were there. folder: the week's, where new files go.
    notes: what to know about the files that are committed, progress.json and medai.toml.
    """

    week_id: str
    title: str
    goals: tuple[str, ...]
    hours: float
    workspace: Path
    new_workspace: bool
    folder: str
    again: bool
    forced: bool
    written: tuple[str, ...]
    kept: tuple[str, ...]
    datasets: tuple[str, ...]
    problems: tuple[DataProblem, ...]
    missing: tuple[MissingExtra, ...]
    has_lesson: bool
    exercises: tuple[ExerciseOutline, ...]
    first: ExerciseOutline | None
    notes: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0, or 2 where some data is still missing."""
        return 2 if self.problems else 0


def start(
    cwd: Path,
    name: str | None = None,
    *,
    force: bool = False,
    progress: Progress | None = None,
    standby: bool = False,
) -> Started:
    """Begin a week, or go on with it. Never overwrites a file of the learner's.

    standby: leave a warm grader behind, for the first exercise that is not passed.
    Raises MedaiError for a week that is locked (saying what opens it) or not written yet.
    """
    desk = open_desk(cwd)
    week = _week_to_start(desk, name)
    forced = _admit(desk, week, force)
    new_workspace = desk.workspace is None
    workspace = desk.workspace or create_workspace(default_root(cwd))
    if new_workspace:
        desk = open_desk(workspace.root)
    starters = write_starters(
        workspace, {desk.relative(exercise): starter_text(exercise) for exercise in week.exercises}
    )
    ids = [exercise.id for exercise in week.exercises]
    again = not new_workspace and all(exercise_id in desk.started for exercise_id in ids)
    desk = _remember(desk, week, ids, forced)
    notes = renew(desk)
    problems = _bring_data(workspace, week, progress)
    left = [exercise for exercise in week.exercises if exercise.id not in desk.passed]
    if standby and left and not problems:
        from medai.actions.graders import stand_by

        stand_by(left[0])
    outlines = tuple(exercise_outline(desk, exercise) for exercise in week.exercises)
    extras = dict.fromkeys(exercise.extra for exercise in week.exercises)
    return Started(
        week_id=week.id,
        title=week.title,
        goals=week.goals,
        hours=week.hours,
        workspace=workspace.root,
        new_workspace=new_workspace,
        folder=week.workspace_folder,
        again=again,
        forced=forced,
        written=tuple(_relative(workspace, written.path) for written in starters if written.created),
        kept=tuple(_relative(workspace, written.path) for written in starters if not written.created),
        datasets=week_datasets(week),
        problems=problems,
        missing=tuple(found for found in map(missing_extra, extras) if found is not None),
        has_lesson=week_has_lesson(week),
        exercises=outlines,
        first=next((outline for outline in outlines if outline.state != "passed"), None),
        notes=notes,
    )


def _week_to_start(desk: Desk, name: str | None) -> Week:
    if name is None:
        upcoming = desk.upcoming()
        if upcoming is not None:
            return desk.week_of(upcoming)
        waiting = next((week for week in desk.weeks() if week.status == "coming"), None)
        if waiting is not None:
            return waiting
        raise MedaiError("Every exercise of the path is passed.", "See it with: medai status")
    found = resolve(desk.course, name, desk.track)
    return desk.week_of(found) if isinstance(found, Exercise) else found


def _admit(desk: Desk, week: Week, force: bool) -> bool:
    """True where the week is opened by force; raises where it stays closed."""
    if week.status == "coming":
        raise MedaiError(
            f"{week.id} ({week.title}) is not written yet.",
            "See what is open with: medai status",
        )
    standing = desk.standing().get(week.id)
    if standing is None or standing.state != "locked":
        return False
    if not force:
        raise MedaiError(f"{week.id} ({week.title}) is locked: {standing.reason}", standing.way_round)
    return True


def _remember(desk: Desk, week: Week, ids: list[str], forced: bool) -> Desk:
    with desk.store() as store:
        store.mark_started(ids)
        if forced:
            store.force_week(week.id)
        left = [exercise_id for exercise_id in ids if exercise_id not in store.passed()]
        if left:
            store.set_current_exercise(left[0])
        store.record_event("read", left[0] if left else None)
    return open_desk(desk.root.root)


def _bring_data(workspace: Workspace, week: Week, progress: Progress | None) -> tuple[DataProblem, ...]:
    problems = []
    for name in week_datasets(week):
        try:
            obtain_into(workspace, load_dataset(paths.content_dir("datasets"), name), progress)
        except MedaiError as error:
            problems.append(DataProblem(name, error.message, error.hint))
    return tuple(problems)


def _relative(workspace: Workspace, path: Path) -> str:
    return path.relative_to(workspace.root).as_posix() if path.is_relative_to(workspace.root) else str(path)
