"""The reference solution of an exercise: open once it is passed, or given up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from medai.actions.desk import exercise_at_hand, last_saved, open_desk
from medai.errors import ContentError, MedaiError


@dataclass(frozen=True, slots=True)
class Solution:
    """The reference. gave_up: it was shown before the exercise was passed, and that is on record."""

    exercise_id: str
    title: str
    code: str
    gave_up: bool
    file: str


def solution(cwd: Path, name: str | None = None, *, give_up: bool = False) -> Solution:
    """The reference solution. Raises MedaiError where the exercise is neither passed nor given up."""
    desk = open_desk(cwd)
    _ = desk.root
    saved = last_saved(desk) if name is None else None
    exercise = saved if saved is not None and saved.id in desk.passed else exercise_at_hand(desk, name)
    is_passed = exercise.id in desk.passed
    with desk.store() as store:
        shown_before = exercise.id in store.solutions_shown()
        if not (is_passed or give_up or shown_before):
            raise MedaiError(
                f"The solution of {exercise.id} opens once you have passed it.",
                f"Take a hint: medai hint {exercise.id} "
                f"(or give up, on record: medai solution {exercise.id} --give-up)",
            )
        path = exercise.folder / "solution.py"
        try:
            code = path.read_text(encoding="utf-8")
        except OSError as error:
            raise ContentError(f"{exercise.id} has no solution.py: {error.strerror}.") from error
        if not is_passed and not shown_before:
            store.record_solution_shown(exercise.id)
    return Solution(exercise.id, exercise.title, code, gave_up=not is_passed, file=desk.relative(exercise))
