"""Commands to begin and to read: start, lesson, task, next, hint, solution, track."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from medai.cli.boundary import Command
from medai.cli.options import Json, OptionalExercise, OptionalWeek, complete_tracks
from medai.cli.reply import example, reply


def start(
    week: OptionalWeek = None,
    force: Annotated[bool, typer.Option("--force", help="Open a week that is still locked.")] = False,
    json: Json = False,
) -> None:
    """Begin a week: workspace, data, starter files.

    Makes a workspace if there is none. Typing it again is safe: your files are never overwritten. In a terminal it
    leaves a warm grader for ten minutes, so that the first verdict is there sooner.
    """
    from medai.actions.start import start
    from medai.views.progress import fetch_progress
    from medai.views.start import show_started

    with fetch_progress(quiet=json) as progress:
        started = start(Path.cwd(), week, force=force, progress=progress, standby=sys.stdout.isatty())
    reply("start", started, show_started, as_json=json, exit_code=started.exit_code)


def lesson(week: OptionalWeek = None, json: Json = False) -> None:
    """Read the week's lesson, in a pager where it is long."""
    from medai.actions.lesson import lesson
    from medai.views.task import show_lesson

    reply("lesson", lesson(Path.cwd(), week), show_lesson, as_json=json)


def task(exercise: OptionalExercise = None, json: Json = False) -> None:
    """Show what an exercise asks for and what is checked."""
    from medai.actions.task import task
    from medai.views.task import show_task

    reply("task", task(Path.cwd(), exercise), show_task, as_json=json)


def next_(json: Json = False) -> None:
    """Move on to the next exercise that is not passed."""
    from medai.actions.task import next_task
    from medai.views.task import show_next

    reply("next", next_task(Path.cwd()), show_next, as_json=json)


def hint(
    exercise: OptionalExercise = None,
    again: Annotated[bool, typer.Option("--again", help="Repeat the last hint; uses up none.")] = False,
    json: Json = False,
) -> None:
    """Show the next hint, from a nudge to nearly there."""
    from medai.actions.hint import hint
    from medai.views.task import show_hint

    reply("hint", hint(Path.cwd(), exercise, again=again), show_hint, as_json=json)


def solution(
    exercise: OptionalExercise = None,
    give_up: Annotated[
        bool, typer.Option("--give-up", help="Show it before you have passed; this is put on record.")
    ] = False,
    json: Json = False,
) -> None:
    """Show the reference solution of an exercise you passed."""
    from medai.actions.solution import solution
    from medai.views.task import show_solution

    reply("solution", solution(Path.cwd(), exercise, give_up=give_up), show_solution, as_json=json)


def track(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="TRACK",
            help="ehr, imaging or signals; without it, show them.",
            autocompletion=complete_tracks,
            show_default=False,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Choose your track for weeks 9 to 16, or show the tracks."""
    from medai.actions.track import choose_track
    from medai.views.overview import show_tracks

    reply("track", choose_track(Path.cwd(), name), show_tracks, as_json=json)


def register(app: typer.Typer) -> None:
    """Add these commands to the app."""
    app.command("start", cls=Command, epilog=example("medai start week1", "medai start week3 --force"))(start)
    app.command("lesson", cls=Command, epilog=example("medai lesson", "medai lesson week2"))(lesson)
    app.command("task", cls=Command, epilog=example("medai task", "medai task first-model"))(task)
    app.command("next", cls=Command, epilog=example("medai next"))(next_)
    app.command("hint", cls=Command, epilog=example("medai hint", "medai hint first-model --again"))(hint)
    app.command(
        "solution",
        cls=Command,
        epilog=example("medai solution first-model", "medai solution first-model --give-up"),
    )(solution)
    app.command("track", cls=Command, epilog=example("medai track", "medai track ehr"))(track)
