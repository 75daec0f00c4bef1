"""What an exercise asks for, and moving on to the next one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from medai.actions.desk import Desk, exercise_at_hand, open_desk, starter_text
from medai.actions.outline import ExerciseOutline, exercise_outline
from medai.curriculum.model import Exercise
from medai.errors import ContentError


@dataclass(frozen=True, slots=True)
class CheckOutline:
    """One check, as the learner may know it."""

    id: str
    title: str
    points: int
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """The task sheet of one exercise. text is Markdown; path is None where there is no workspace yet."""

    exercise: ExerciseOutline
    week_title: str
    path: Path | None
    impact: str
    datasets: tuple[str, ...]
    hints: int
    text: str
    checks: tuple[CheckOutline, ...]


@dataclass(frozen=True, slots=True)
class Next:
    """The next thing to do. task is None where the path is finished; week_to_start where a week is not begun."""

    task: Task | None
    week_to_start: str | None
    week_title: str
    waiting: tuple[str, ...]  # weeks that are not written yet
    wrote_starter: bool


def task(cwd: Path, name: str | None = None) -> Task:
    """The task sheet of the named exercise, or of the one at hand."""
    desk = open_desk(cwd)
    exercise = exercise_at_hand(desk, name)
    if desk.workspace is not None:
        with desk.store() as store:
            store.record_event("read", exercise.id)
            if name is not None:
                store.set_current_exercise(exercise.id)
    return task_sheet(desk, exercise)


def task_sheet(desk: Desk, exercise: Exercise) -> Task:
    """The sheet itself."""
    sheet = exercise.folder / "task.md"
    try:
        text = sheet.read_text(encoding="utf-8")
    except OSError as error:
        raise ContentError(f"{exercise.id} has no task.md: {error.strerror}.") from error
    return Task(
        exercise=exercise_outline(desk, exercise),
        week_title=desk.week_of(exercise).title,
        path=desk.workspace.root / desk.relative(exercise) if desk.workspace is not None else None,
        impact=exercise.impact,
        datasets=exercise.datasets,
        hints=len(exercise.hints),
        text=text,
        checks=tuple(
            CheckOutline(check.id, check.title, check.points, check.needs) for check in exercise.checks
        ),
    )


def next_task(cwd: Path) -> Next:
    """The first exercise of an open week that is not passed; becomes the one at hand."""
    from medai.workspace.starters import write_starter

    desk = open_desk(cwd)
    workspace = desk.root
    exercise = desk.upcoming()
    waiting = tuple(week.id for week in desk.weeks() if week.status == "coming")
    if exercise is None:
        return Next(None, None, "", waiting, wrote_starter=False)
    week = desk.week_of(exercise)
    if not any(other.id in desk.started for other in week.exercises):
        return Next(task_sheet(desk, exercise), week.id, week.title, waiting, wrote_starter=False)
    written = write_starter(workspace, desk.relative(exercise), starter_text(exercise))
    with desk.store() as store:
        store.mark_started([exercise.id])
        store.set_current_exercise(exercise.id)
        store.record_event("read", exercise.id)
    return Next(task_sheet(desk, exercise), None, week.title, waiting, wrote_starter=written.created)
