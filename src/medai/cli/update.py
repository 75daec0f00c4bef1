"""The command to go over to another release: update."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from medai.cli.boundary import Command
from medai.cli.options import Json
from medai.cli.reply import example, reply


def update(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what changes for you; write nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Go over to the installed release.

    Says what it changes for you: renamed, moved, regraded, removed and new exercises. Then writes the release
    into medai.toml and refreshes progress.json. Your files stay as they are; a pass stays a pass.
    """
    from medai.actions.update import update
    from medai.views.update import show_update

    reply("update", update(Path.cwd(), dry_run=dry_run), show_update, as_json=json)


def register(app: typer.Typer) -> None:
    """Add this command to the app."""
    app.command("update", cls=Command, epilog=example("medai update --dry-run", "medai update"))(update)
