"""Where each exercise's file is: where the learner has it, whatever the course calls it by now."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from medai.curriculum.model import Course, Exercise, Week


def default_place(week: Week, exercise: Exercise) -> str:
    """Where a new file of the exercise goes, such as week01/first_model.py."""
    return f"{week.workspace_folder}/{exercise.file}"


def places(
    course: Course,
    root: Path,
    told: Mapping[str, str],
    begun: Iterable[str],
    graded: Callable[[], Mapping[str, str]],
) -> dict[str, str]:
    """Files that are somewhere else than a new one would go, by exercise id, relative to the workspace.

    told: what progress.json says, by today's id. begun: ids of today. graded: asked for the files as they
    were graded last, only where progress.json does not know an exercise.
    """
    begun = frozenset(begun)
    found: dict[str, str] = {}
    known: Mapping[str, str] | None = None
    for week in course.weeks:
        for exercise in week.exercises:
            default = default_place(week, exercise)
            place = told.get(exercise.id)
            if place is not None:
                place = _of_exercise(place, exercise)
            elif exercise.id in begun and not is_there(root, default):
                known = graded() if known is None else known
                candidates = _candidates(root, exercise, known.get(exercise.id))
                place = next((one for one in candidates if is_there(root, one)), None)
            if place is not None and place != default and is_there(root, place):
                found[exercise.id] = place
    return found


def is_there(root: Path, place: str) -> bool:
    """True where that file is, or the notebook beside it."""
    path = str(root / place)
    return os.path.exists(path) or os.path.exists(path.removesuffix(".py") + ".ipynb")


def _of_exercise(place: str, exercise: Exercise) -> str:
    """The exercise's own kind of file, where what is known is the notebook beside it."""
    if exercise.file.endswith(".py") and place.endswith(".ipynb"):
        return place.removesuffix(".ipynb") + ".py"
    return place


def _candidates(root: Path, exercise: Exercise, graded: str | None) -> Iterator[str]:
    """Places to look at, of a workspace that never had a progress.json."""
    if graded is not None:
        yield _of_exercise(graded, exercise)
    suffix = Path(exercise.file).suffix
    names = [exercise.file, *(former.replace("-", "_") + suffix for former in exercise.formerly)]
    for name in names:
        for path in sorted(root.glob(f"*/{name}")):
            yield path.relative_to(root).as_posix()
