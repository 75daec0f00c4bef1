"""Commands to look: status, list, leaderboard, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from medai.cli.boundary import Command
from medai.cli.options import Json, OptionalWeek, complete_exercises
from medai.cli.reply import example, reply


def status(json: Json = False) -> None:
    """Show the whole path: weeks, points, time, what is next."""
    from medai.actions.status import status
    from medai.views.overview import show_status

    reply("status", status(Path.cwd()), show_status, as_json=json)


def list_(week: OptionalWeek = None, json: Json = False) -> None:
    """List the exercises and their state: all, or one week's."""
    from medai.actions.status import list_exercises
    from medai.views.overview import show_list

    reply("list", list_exercises(Path.cwd(), week), show_list, as_json=json)


def leaderboard(
    exercise: Annotated[
        str | None,
        typer.Argument(
            metavar="EXERCISE",
            help="Its id or file; without it, every exercise that ranks.",
            autocompletion=complete_exercises,
            show_default=False,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Rank your scores, best first, beside published figures.

    With date, value and 95 % interval. It stays on this machine.
    """
    from medai.actions.leaderboard import leaderboard
    from medai.views.leaderboard import show_leaderboard

    reply("leaderboard", leaderboard(Path.cwd(), exercise), show_leaderboard, as_json=json)


def doctor(json: Json = False) -> None:
    """Check the installation: Python, content, data, sandbox."""
    from medai.actions.doctor import examine
    from medai.views.doctor import show_health

    health = examine(Path.cwd())
    reply("doctor", health, show_health, as_json=json, exit_code=health.exit_code)


def register(app: typer.Typer) -> None:
    """Add these commands to the app."""
    app.command("status", cls=Command, epilog=example("medai status", "medai status --json"))(status)
    app.command("list", cls=Command, epilog=example("medai list", "medai list week1"))(list_)
    app.command(
        "leaderboard", cls=Command, epilog=example("medai leaderboard", "medai leaderboard submission --json")
    )(leaderboard)
    app.command("doctor", cls=Command, epilog=example("medai doctor"))(doctor)
