"""Run the learner's own file as a program, outside the sandbox."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from medai.actions.desk import exercise_at_hand, exercise_named, last_saved, open_desk
from medai.curriculum.model import Exercise
from medai.errors import MedaiError


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: the file, and the exit code of its process."""

    exercise_id: str
    file: str
    returncode: int


def run(
    cwd: Path,
    name: str | None = None,
    args: tuple[str, ...] = (),
    *,
    announce: Callable[[str], None] | None = None,
    standby: bool = False,
) -> Run:
    """Run the file with this Python, in the workspace's root, so that "data/pima/..." is found.

    It is the learner's own code on their own machine: nothing is limited and nothing is recorded but the time.
    announce is told the file before it starts. standby: leave a warm grader behind, for the verdict that is asked
    for next. Raises MedaiError where there is no file yet.
    """
    from medai.workspace.solution import read_solution

    desk = open_desk(cwd)
    workspace = desk.root
    exercise: Exercise | None = exercise_named(desk, name) if name is not None else last_saved(desk)
    exercise = exercise or exercise_at_hand(desk)
    relative = desk.relative(exercise)
    file = read_solution(workspace, relative)
    if file is None:
        raise MedaiError(f"There is no {relative} yet.", f"Get the starter: medai start {exercise.week_id}")
    path = file.path
    if file.kind == "ipynb":
        path = workspace.state_dir / "run" / Path(relative).with_suffix(".py").name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    if announce is not None:
        announce(file.relative)
    done = subprocess.run([sys.executable, str(path), *args], cwd=workspace.root, check=False)
    if standby:
        from medai.actions.graders import stand_by

        stand_by(exercise)
    with desk.store() as store:
        store.record_event("practice", exercise.id)
    return Run(exercise.id, file.relative, done.returncode)
