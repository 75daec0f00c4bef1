"""The week's lesson to read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from medai.actions.desk import exercise_at_hand, open_desk
from medai.curriculum.graph import resolve
from medai.curriculum.model import Exercise, Resource
from medai.errors import MedaiError

WORDS_PER_MINUTE = 200


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson. text is Markdown; minutes: how long it takes to read at 200 words a minute."""

    week_id: str
    title: str
    minutes: int
    goals: tuple[str, ...]
    text: str
    resources: tuple[Resource, ...]
    first_exercise: str | None


def lesson(cwd: Path, name: str | None = None) -> Lesson:
    """The lesson of a week, or of the week at hand. Raises MedaiError where it is not written yet."""
    desk = open_desk(cwd)
    found = resolve(desk.course, name, desk.track) if name is not None else exercise_at_hand(desk)
    week = desk.week_of(found) if isinstance(found, Exercise) else found
    path = week.folder / "lesson.md" if week.folder is not None else None
    if path is None or not path.is_file():
        raise MedaiError(
            f"The lesson of {week.id} ({week.title}) is not written yet.",
            "See what is open with: medai status",
        )
    text = path.read_text(encoding="utf-8")
    left = [exercise.id for exercise in week.exercises if exercise.id not in desk.passed]
    if desk.workspace is not None:
        with desk.store() as store:
            store.record_event("read", left[0] if left else None)
    return Lesson(
        week_id=week.id,
        title=week.title,
        minutes=max(1, round(len(text.split()) / WORDS_PER_MINUTE)),
        goals=week.goals,
        text=text,
        resources=week.resources,
        first_exercise=left[0] if left else None,
    )
