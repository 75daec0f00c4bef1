"""Datasets as a list, and what their files are like."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from medai.actions.data import DataList, DataState
from medai.views.console import next_commands, paragraph, text
from medai.views.progress import size

_WORDS = {"ok": "here", "absent": "not here", "damaged": "DAMAGED", "gated": "your copy"}
_STYLES = {"ok": "pass", "absent": "quiet", "damaged": "fail", "gated": "quiet"}


def show_data(found: DataList, out: Console) -> None:
    """One dataset a block: state, size, what it is, its licence."""
    for dataset in found.datasets:
        _block(dataset, out)
    if not found.datasets:
        paragraph(out, "There are no datasets.")
        return
    out.print(text(f"Kept in {found.cache / 'datasets'}", "quiet"))
    absent = next((dataset.name for dataset in found.datasets if dataset.state == "absent"), None)
    if absent is not None:
        next_commands(out, [(f"medai data get {absent}", "fetch it")])
    _mend(found, out)


def show_verified(found: DataList, out: Console) -> None:
    """One line a file: compared with its checksum."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(3):
        table.add_column()
    for dataset in found.datasets:
        for file in dataset.files:
            state = text(_WORDS[file.state] if file.state != "ok" else "ok", _STYLES[file.state])
            table.add_row(state, text(f"{dataset.name}/{file.name}"), text(file.detail, "quiet"))
    if not table.row_count:
        paragraph(out, "No dataset is here yet, so there is nothing to verify.")
    out.print(table)
    _mend(found, out)


def _block(dataset: DataState, out: Console) -> None:
    line = Table.grid(padding=(0, 2, 0, 0))
    line.add_column(no_wrap=True, min_width=10)
    line.add_column(no_wrap=True, min_width=9)
    line.add_column()
    rows = f"{dataset.rows:,} rows, " if dataset.rows else ""
    line.add_row(
        text(dataset.name, "head"),
        text(_WORDS[dataset.state], _STYLES[dataset.state]),
        text(f"{dataset.title}\n{rows}{size(dataset.size)}. Licence: {dataset.licence}."),
    )
    if dataset.weeks:
        line.add_row("", "", text(f"Used in {', '.join(dataset.weeks)}.", "quiet"))
    out.print(Padding(line, (0, 0, 1, 0)))


def _mend(found: DataList, out: Console) -> None:
    if found.damaged:
        out.print()
        paragraph(out, f"Damaged: {', '.join(found.damaged)}. A fresh copy replaces the damaged file:")
        next_commands(out, [(f"medai data get {' '.join(found.damaged)}", "fetch again")])
