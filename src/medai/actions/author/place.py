"""The course that an author works on, and the exercises that they name."""

from __future__ import annotations

from pathlib import Path

from medai import paths
from medai.curriculum.graph import resolve
from medai.curriculum.load import cached_course
from medai.curriculum.model import Course, Exercise, Week
from medai.errors import MedaiError


def course_root(cwd: Path, course: Path | None) -> Path:
    """Folder of the course: the named one, or the one that medai uses. Raises MedaiError where it is none."""
    root = (cwd / course).resolve() if course is not None else paths.content_dir("curriculum")
    if not (root / "path.yaml").is_file():
        raise MedaiError(f"{root} is no course: it has no path.yaml.", "Name its folder: --course DIR")
    return root


def open_course(root: Path) -> Course:
    """The course below root. Raises ContentError where it is broken."""
    return cached_course(root, paths.cache_dir())


def exercises_named(course: Course, cwd: Path, names: tuple[str, ...]) -> tuple[Exercise, ...]:
    """Exercises by id, week or folder, in the course's order; all of them without a name."""
    if not names:
        return course.exercises()
    wanted: set[str] = set()
    for name in names:
        wanted |= {exercise.id for exercise in _named(course, cwd, name)}
    return tuple(exercise for exercise in course.exercises() if exercise.id in wanted)


def _named(course: Course, cwd: Path, name: str) -> tuple[Exercise, ...]:
    path = (cwd / name).resolve()
    if path.exists():
        folder = path if path.is_dir() else path.parent
        inside = tuple(e for e in course.exercises() if e.folder.resolve().is_relative_to(folder))
        around = tuple(e for e in course.exercises() if folder.is_relative_to(e.folder.resolve()))
        if inside or around:
            return inside or around
    found = resolve(course, name, None)
    return found.exercises if isinstance(found, Week) else (found,)
