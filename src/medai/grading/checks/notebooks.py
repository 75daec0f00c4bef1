"""What a notebook did when it was run top to bottom in the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medai.grading.checks.core import CheckFailed
from medai.grading.proxy import Solution
from medai.grading.result import Feedback
from medai.grading.text import clean


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its first line in the file, "code" or "markdown", its text, and what it showed and drew."""

    line: int
    kind: str
    text: str
    shown: tuple[Any, ...]
    figures: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook that ran to its end."""

    cells: tuple[Cell, ...]

    @property
    def prose(self) -> str:
        """The text of all markdown cells, without the comment marks."""
        return "\n".join(
            line.lstrip("# ").rstrip()
            for cell in self.cells
            if cell.kind == "markdown"
            for line in cell.text.splitlines()
        )

    @property
    def figures(self) -> tuple[Any, ...]:
        """Handles of all figures, in the order drawn; hand each to check.figure."""
        return tuple(figure for cell in self.cells for figure in cell.figures)

    @property
    def shown(self) -> tuple[Any, ...]:
        """Values displayed: the last line of a cell, and what was passed to display()."""
        return tuple(value for cell in self.cells for value in cell.shown)


def notebook(solution: Solution) -> Notebook:
    """The notebook's cells; fails, naming the cell and line, where one of them raised."""
    solution.worker()
    cells = []
    for number, record in enumerate(solution.cells, start=1):
        error = record.get("error")
        if isinstance(error, dict):
            _raised(number, record, error)
        shown, figures = record.get("shown"), record.get("figures")
        cells.append(
            Cell(
                int(record.get("line", 0)),
                str(record.get("kind", "code")),
                clean(record.get("text", ""), 20_000),
                tuple(shown) if isinstance(shown, list) else (),
                tuple(figures) if isinstance(figures, list) else (),
            )
        )
    return Notebook(tuple(cells))


def _raised(number: int, record: dict[str, Any], error: dict[str, Any]) -> None:
    kinds, frames = error.get("kinds") or ["an exception"], error.get("frames") or []
    name = clean(kinds[0], 100).rpartition(".")[2]
    line = int(frames[0][0]) if frames else int(record.get("line", 0))
    message = clean(error.get("message", ""))
    written = "Not written yet. " if name == "NotImplementedError" else ""
    raise CheckFailed(
        Feedback(
            f"{written}Cell {number} (line {line}) stopped with {name}: {message}",
            "A notebook must run from top to bottom in a fresh kernel: restart it and run all cells.",
            called=f"running cell {number}",
            got=f"raised {name}",
            kind="not-written" if written else "raised",
        )
    )
