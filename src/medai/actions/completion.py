"""Names for the shell to complete. Never raises: a shell that completes must not print errors."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from medai import paths
from medai.errors import MedaiError


def course_names(cwd: Path, *, exercises: bool = True, weeks: bool = True) -> tuple[str, ...]:
    """Ids of the exercises and weeks of the learner's path."""
    from medai.actions.desk import open_desk

    names: list[str] = []
    with suppress(MedaiError, OSError):
        for week in open_desk(cwd).weeks():
            names += [week.id] if weeks else []
            names += [exercise.id for exercise in week.exercises] if exercises else []
    return tuple(names)


def track_names() -> tuple[str, ...]:
    """Ids of the tracks."""
    from medai.actions.desk import open_desk

    with suppress(MedaiError, OSError):
        return tuple(track.id for track in open_desk(Path.cwd()).course.tracks)
    return ()


def dataset_names() -> tuple[str, ...]:
    """Names of the datasets."""
    from medai.datasets import registry

    with suppress(MedaiError, OSError):
        return registry.dataset_names(paths.content_dir("datasets"))
    return ()
