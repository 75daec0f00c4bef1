"""Put the starter back, after a copy of the learner's file was made."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from medai.actions.desk import exercise_named, is_touched, open_desk, starter_text


@dataclass(frozen=True, slots=True)
class ResetPlan:
    """What a reset would do: the exercise, its file, and whether the learner has changed it."""

    exercise_id: str
    file: str
    changed: bool


@dataclass(frozen=True, slots=True)
class ResetDone:
    """The file is the starter again. backup is None where there was no file.

    restore: the command that puts the backup back, typed in the workspace's root.
    """

    exercise_id: str
    file: str
    path: Path
    backup: Path | None
    restore: str


def plan_reset(cwd: Path, name: str) -> ResetPlan:
    """What `reset` would do. Changes nothing."""
    desk = open_desk(cwd)
    exercise = exercise_named(desk, name)
    relative = desk.relative(exercise)
    return ResetPlan(exercise.id, relative, is_touched(desk.root, relative, exercise))


def reset(cwd: Path, name: str) -> ResetDone:
    """Back up the learner's file, then write the starter. Passed stays passed."""
    from medai.workspace.backup import reset as put_back

    desk = open_desk(cwd)
    exercise = exercise_named(desk, name)
    relative = desk.relative(exercise)
    done = put_back(desk.root, relative, starter_text(exercise))
    with desk.store() as store:
        store.mark_started([exercise.id])
        store.set_current_exercise(exercise.id)
    restore = ""
    if done.backup is not None:
        kept = done.backup.relative_to(desk.root.root).as_posix()
        restore = f"cp {shlex.quote(kept)} {shlex.quote(relative)}"
    return ResetDone(exercise.id, relative, done.path, done.backup, restore)
