"""The `medai` command: every command is registered here, in the order in which help lists them."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated, Any

import typer

from medai.cli import author, ci, data, learn, look, update, watch, work
from medai.cli.boundary import Boundary, Group
from medai.cli.options import Json
from medai.cli.reply import example, reply
from medai.errors import MedaiError

app = typer.Typer(
    name="medai",
    cls=Boundary,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 90},
    epilog=example("medai start week1", "medai grade", "medai status"),
)


def _version(wanted: bool) -> None:
    if wanted:
        from medai import __version__

        typer.echo(f"medai {__version__}")
        raise typer.Exit


@app.callback()
def medai(
    ctx: typer.Context,
    json: Json = False,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Learn medical data analysis and AI by doing: exercises on real data, graded at once.

    Without a command: where you are and what to type next. Exit codes: 0 passed or done, 1 graded and not
    passed, 2 something to correct in what you typed, 3 a fault of medai.
    """
    if json and ctx.invoked_subcommand is not None:
        raise MedaiError("--json stands after the command.", f"Type: medai {ctx.invoked_subcommand} --json")
    if ctx.invoked_subcommand is None:
        from medai.actions.status import status
        from medai.views.overview import show_home

        reply("", status(Path.cwd()), show_home, as_json=json)


learn.register(app)
work.register(app)
watch.register(app)
look.register(app)
update.register(app)
app.add_typer(data.app, name="data", cls=Group)
app.add_typer(author.app, name="author", cls=Group)
app.add_typer(ci.app, name="ci", cls=Group)


@functools.cache
def command() -> Any:
    """The whole command line as one object to call. Made once: a warm process has it before it is asked."""
    return typer.main.get_command(app)
