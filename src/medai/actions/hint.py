"""The next hint of an exercise, one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from medai.actions.desk import exercise_at_hand, open_desk
from medai.errors import ContentError


@dataclass(frozen=True, slots=True)
class Hint:
    """Hint number (from 1) of total. new: not shown before. left: how many more there are."""

    exercise_id: str
    title: str
    number: int
    total: int
    text: str
    new: bool

    @property
    def left(self) -> int:
        """How many hints there are after this one."""
        return self.total - self.number


def hint(cwd: Path, name: str | None = None, *, again: bool = False) -> Hint:
    """The next hint, and remember that it was used. again: the last one once more, without using another.

    After the last hint it is the last one that comes back.
    """
    desk = open_desk(cwd)
    exercise = exercise_at_hand(desk, name)
    total = len(exercise.hints)
    if not total:
        raise ContentError(f"{exercise.id} has no hints.")
    _ = desk.root  # hints are counted, which needs a workspace
    with desk.store() as store:
        used = min(store.hints_used(exercise.id), total)
        number = max(used, 1) if again else min(used + 1, total)
        new = number > used
        if new:
            store.record_hint(exercise.id, number)
        if name is not None:
            store.set_current_exercise(exercise.id)
    return Hint(exercise.id, exercise.title, number, total, exercise.hints[number - 1], new)
