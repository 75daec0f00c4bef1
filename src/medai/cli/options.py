"""Options and arguments that several commands share, and shell completion of names."""

from __future__ import annotations

from typing import Annotated

import typer


def complete_exercises(incomplete: str) -> list[str]:
    """Ids of exercises that begin so."""
    return [name for name in _names(weeks=False) if name.startswith(incomplete)]


def complete_weeks(incomplete: str) -> list[str]:
    """Ids of weeks that begin so."""
    return [name for name in _names(exercises=False) if name.startswith(incomplete)]


def complete_targets(incomplete: str) -> list[str]:
    """Ids of exercises and weeks that begin so."""
    return [name for name in _names() if name.startswith(incomplete)]


def complete_tracks(incomplete: str) -> list[str]:
    """Ids of tracks that begin so."""
    from medai.actions.completion import track_names

    return [name for name in track_names() if name.startswith(incomplete)]


def complete_datasets(incomplete: str) -> list[str]:
    """Names of datasets and weeks that begin so."""
    from medai.actions.completion import dataset_names

    return [name for name in (*dataset_names(), *_names(exercises=False)) if name.startswith(incomplete)]


def _names(*, exercises: bool = True, weeks: bool = True) -> tuple[str, ...]:
    from pathlib import Path

    from medai.actions.completion import course_names

    return course_names(Path.cwd(), exercises=exercises, weeks=weeks)


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]

OptionalExercise = Annotated[
    str | None,
    typer.Argument(
        metavar="EXERCISE",
        help="Its id or file; without it, the exercise at hand.",
        autocompletion=complete_exercises,
        show_default=False,
    ),
]

NamedExercise = Annotated[
    str, typer.Argument(metavar="EXERCISE", help="Its id or file.", autocompletion=complete_exercises)
]

OptionalWeek = Annotated[
    str | None,
    typer.Argument(
        metavar="WEEK",
        help="Such as week1 or ehr-week9; without it, the week at hand.",
        autocompletion=complete_weeks,
        show_default=False,
    ),
]

Seed = Annotated[
    int | None,
    typer.Option("--seed", help="Reproduce the hidden inputs of an earlier run.", show_default=False),
]
