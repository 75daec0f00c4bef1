"""The one place where a rich console is made, and the few typographic forms that all screens share."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import TypeVar

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from medai.views.clean import clean

Value = TypeVar("Value")

_TRAILING = re.compile(r"[ ]+((?:\x1b\[[0-9;]*m)*)$", re.MULTILINE)
_WIDEST = 96  # longer lines are hard to read

_THEME = Theme(
    {
        "pass": "green",
        "fail": "bold red",
        "skip": "yellow",
        "ours": "bold magenta",
        "head": "bold",
        "quiet": "dim",
        "command": "cyan",
    }
)


def screen(*, stderr: bool = False) -> Console:
    """A console for stdout (or stderr): colour only on a terminal and without NO_COLOR, lines at most 96 wide."""
    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False, theme=_THEME)
    console.width = min(console.width, _WIDEST)
    return console


def put(value: Value, show: Callable[[Value, Console], object]) -> None:
    """Show a value on stdout, without the blanks that rich leaves at the ends of lines."""
    sys.stdout.write(rendered(value, show))
    sys.stdout.flush()


def rendered(value: Value, show: Callable[[Value, Console], object]) -> str:
    """What put() would write."""
    out = screen()
    with out.capture() as capture:
        show(value, out)
    return _TRAILING.sub(r"\1", capture.get())


def text(content: str, style: str = "") -> Text:
    """Text by someone else, printed literally: no markup, no terminal escapes."""
    return Text(clean(content), style=style)


def command(line: str) -> Text:
    """A command to type."""
    return Text(clean(line), style="command")


def heading(out: Console, title: str, side: str = "") -> None:
    """A bold line with a quiet remark at its right, and nothing else: space does the rest."""
    line = Text(clean(title), style="head")
    if side:
        line.append("  " + clean(side), style="quiet")
    out.print(line)


def paragraph(out: Console, content: str | Text, *, indent: int = 0, style: str = "") -> None:
    """Wrapped text, indented by so many columns."""
    body = text(content, style) if isinstance(content, str) else content
    out.print(Padding(body, (0, 0, 0, indent)))


def grid(*, indent: int = 0, gap: int = 2) -> Table:
    """A table without lines; add columns and rows to it. indent is done with an empty first column."""
    table = Table.grid(padding=(0, gap, 0, 0))
    if indent:
        table.add_column(width=max(indent - gap, 0))
    return table


def labelled(
    out: Console, pairs: list[tuple[str, RenderableType]], *, indent: int = 0, width: int = 0
) -> None:
    """Labels in a quiet column and what belongs to them beside it, wrapped within its own column."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="quiet", no_wrap=True, min_width=width or None)
    table.add_column(overflow="fold")
    for label, content in pairs:
        table.add_row(label, content)
    out.print(Padding(table, (0, 0, 0, indent)))


def bar(done: int, total: int, width: int = 20) -> str:
    """A progress bar of plain characters: ########............"""
    filled = 0 if total <= 0 else round(width * done / total)
    if done < total:
        filled = min(filled, width - 1)  # never looks finished before it is
    return "#" * filled + "." * (width - filled)


def next_commands(out: Console, commands: list[tuple[str, str]]) -> None:
    """The commands to type next, each with what it does."""
    table = Table.grid(padding=(0, 3, 0, 0))
    table.add_column(no_wrap=True, style="command")
    table.add_column()
    for line, purpose in commands:
        table.add_row(clean(line), text(purpose, "quiet"))
    out.print(Padding(table, (0, 0, 0, 2)))
