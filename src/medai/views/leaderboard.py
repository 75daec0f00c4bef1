"""Scores in order, the learner's own and published ones."""

from __future__ import annotations

import time

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from medai.actions.leaderboard import Board, Leaderboard, Row
from medai.views.console import heading, next_commands, paragraph, text

_MOST_ROWS = 10
_MANY = 5  # different own submissions; from here on the best one flatters noticeably


def show_leaderboard(found: Leaderboard, out: Console) -> None:
    """Each board, best first; then what to keep in mind when reading it."""
    for index, board in enumerate(found.boards):
        if index:
            out.print()
        _board(board, out)
    if not found.boards:
        if found.ranked:
            paragraph(out, f"That exercise has no leaderboard. These have one: {', '.join(found.ranked)}.")
            out.print()
            next_commands(out, [(f"medai leaderboard {found.ranked[0]}", "see it")])
        else:
            paragraph(out, "No exercise with a leaderboard is written or graded yet.")
        return
    own = max(sum(row.kind == "own" for row in board.rows) for board in found.boards)
    out.print()
    if not own:
        names = dict.fromkeys(board.exercise_id for board in found.boards)
        paragraph(out, "You have no score here yet.")
        next_commands(out, [(f"medai grade {name}", "hand in and be ranked") for name in names])
    elif own >= _MANY:
        paragraph(
            out,
            f"{own} different submissions were scored on the same patients: the best of many is partly luck.",
            style="quiet",
        )


def _board(board: Board, out: Console) -> None:
    heading(out, f"{board.title}: {board.score}", f"{board.better} is better")
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, justify="right", style="quiet")
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    for row in _shown(board):
        style = "head" if row.kind == "own" else ""
        table.add_row(
            str(row.place),
            text(f"{row.value:.3f}", style),
            text(_interval(row), "quiet"),
            text(_date(row), "quiet"),
            text(_who(row), style),
        )
    out.print(Padding(table, (0, 0, 0, 2)))
    left = len(board.rows) - len(_shown(board))
    if left:
        paragraph(out, f"{left} more: medai leaderboard {board.exercise_id} --json", indent=2, style="quiet")
    for row in board.rows:
        if row.source:
            paragraph(out, f"{row.name}: {row.source}", indent=2, style="quiet")


def _shown(board: Board) -> tuple[Row, ...]:
    """The first rows, and below them the published ones, which are never left out."""
    return tuple(row for n, row in enumerate(board.rows) if n < _MOST_ROWS or row.kind == "published")


def _interval(row: Row) -> str:
    if row.low is None or row.high is None:
        return ""
    return f"{row.low:.3f} to {row.high:.3f}"


def _date(row: Row) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(row.at)) if row.at is not None else "published"


def _who(row: Row) -> str:
    if row.kind == "published":
        return row.name
    remarks = [f"attempt {row.attempt}"]
    if row.times > 1:
        remarks.append(f"the same code {row.times} times")
    if not row.passed:
        remarks.append("not passed")
    return f"you ({', '.join(remarks)})"
