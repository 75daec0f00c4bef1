"""Commands for datasets: data list, data get, data verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from medai.cli.boundary import Command, Group
from medai.cli.options import Json, complete_datasets
from medai.cli.reply import example, reply

app = typer.Typer(
    cls=Group,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="List, get and verify the datasets.",
    epilog=example("medai data list", "medai data get pima"),
)


def list_(json: Json = False) -> None:
    """List the datasets: licence, size, and whether they are here."""
    from medai.actions.data import list_data
    from medai.actions.desk import open_desk
    from medai.views.data import show_data

    reply("data list", list_data(open_desk(Path.cwd())), show_data, as_json=json)


def get(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="NAMES",
            help="Datasets, or weeks and exercises for all that they use.",
            autocompletion=complete_datasets,
        ),
    ],
    json: Json = False,
) -> None:
    """Fetch datasets, check them, and put them into the workspace."""
    from medai.actions.data import get_data
    from medai.actions.desk import open_desk
    from medai.views.data import show_data
    from medai.views.progress import fetch_progress

    with fetch_progress(quiet=json) as progress:
        found = get_data(open_desk(Path.cwd()), names, progress)
    reply("data get", found, show_data, as_json=json)


def verify(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAMES",
            help="Without any, every dataset that is here.",
            autocompletion=complete_datasets,
            show_default=False,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Compare the files with their checksums. Exit code 1 where one is damaged."""
    from medai.actions.data import verify_data
    from medai.actions.desk import open_desk
    from medai.views.data import show_verified

    found = verify_data(open_desk(Path.cwd()), names or ())
    reply("data verify", found, show_verified, as_json=json, exit_code=1 if found.damaged else 0)


app.command("list", cls=Command, epilog=example("medai data list"))(list_)
app.command("get", cls=Command, epilog=example("medai data get pima heart", "medai data get week1"))(get)
app.command("verify", cls=Command, epilog=example("medai data verify", "medai data verify pima"))(verify)
