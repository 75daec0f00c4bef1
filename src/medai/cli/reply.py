"""How a command ends: its value shown or printed as JSON, then the exit code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import typer

if TYPE_CHECKING:
    from rich.console import Console

Value = TypeVar("Value")


def reply(
    command: str, value: Value, show: Callable[[Value, Console], Any], *, as_json: bool, exit_code: int = 0
) -> None:
    """Show the value for people, or as the JSON envelope; leave with exit_code where it is not 0."""
    if as_json:
        from medai.views.envelope import success

        typer.echo(success(command, value, exit_code))
    else:
        from medai.views.console import put

        put(value, show)
    if exit_code:
        raise typer.Exit(exit_code)


def example(*lines: str) -> str:
    """The last paragraph of a command's help: what to type. \\b keeps the lines apart."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
