"""What a notebook did when it was run top to bottom in the sandbox."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from medai.grading.checks.core import CheckFailed, fail
from medai.grading.faults import Raised
from medai.grading.handles import type_name
from medai.grading.proxy import Solution
from medai.grading.result import Feedback
from medai.grading.text import clean

_LONGEST_CELL = 20_000  # characters
_LONGEST_HEADING = 6  # words, where a heading lacks its mark
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")
_QUOTES = ('"""', "'''")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its first line in the file, "code" or "markdown", its text, and what it showed and drew."""

    line: int
    kind: str
    text: str
    shown: tuple[Any, ...] = ()
    figures: tuple[Any, ...] = ()

    @property
    def prose(self) -> str:
        """What a reader sees as text: a markdown cell without comment marks, or the text that code displayed."""
        if self.kind == "code":
            return "\n".join(clean(value, _LONGEST_CELL) for value in self.shown if isinstance(value, str))
        plain = self.text.strip()
        if plain[:3] in _QUOTES:  # a markdown cell may also be written as one long text
            return plain.strip("\"'").strip()
        return "\n".join(re.sub(r"^# ?", "", line).rstrip() for line in plain.splitlines())


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook that ran to its end."""

    cells: tuple[Cell, ...]

    @property
    def prose(self) -> str:
        """All text that a reader sees, in order: markdown cells and texts that code cells displayed."""
        return "\n".join(cell.prose for cell in self.cells if cell.prose)

    @property
    def figures(self) -> tuple[Any, ...]:
        """Handles of all figures, in the order drawn; hand each to check.figure."""
        return tuple(figure for cell in self.cells for figure in cell.figures)

    @property
    def shown(self) -> tuple[Any, ...]:
        """Values displayed: the last line of a cell, and what was passed to display()."""
        return tuple(value for cell in self.cells for value in cell.shown)

    def section(self, heading: str) -> str | None:
        """The prose below the heading that holds this word (case ignored), with its subsections; None without one.

        A heading begins with #, or is all bold; the short first line of a markdown cell counts where its # was
        forgotten. Of several such headings the deepest count, so that a title does not stand for a section.
        """
        sections: list[tuple[int, list[str]]] = []
        inside = False
        for cell in self.cells:
            for place, line in enumerate(cell.prose.splitlines()):
                level = _level(line, first=place == 0 and cell.kind == "markdown")
                if level and heading.lower() in line.lower():
                    sections.append((level, []))
                    inside = True
                elif inside and level and level <= sections[-1][0]:
                    inside = False
                elif inside:
                    sections[-1][1].append(line)
        deepest = max((level for level, _ in sections), default=0)
        texts = ["\n".join(lines) for level, lines in sections if level == deepest]
        return "\n".join(texts).strip() if sections else None


def _level(line: str, *, first: bool) -> int:
    """How deep a heading is, from 1 (#) to 7 (one without a mark); 0 for other lines."""
    bare = line.strip()
    if bare.startswith("#"):
        return min(len(bare) - len(bare.lstrip("#")), 6)
    if re.fullmatch(r"(\*\*|__).+\1:?", bare):
        return 7
    return 7 if first and 0 < len(bare.split()) <= _LONGEST_HEADING and not bare.endswith(".") else 0


def notebook(solution: Solution) -> Notebook:
    """The notebook's cells; fails, naming the cell and line, where one of them raised."""
    solution.worker()
    solution.last_call = "running all cells"
    cells = [_cell(record) for record in solution.cells]
    for number, record in enumerate(solution.cells, start=1):
        if record["error"] is not None:
            _raised(number, cells, record["error"])
    return Notebook(tuple(cells))


def variable(solution: Solution, name: str, *, due: str) -> Any:
    """The value of a variable that the task asks for by name. due: what it is to hold, as in the task.

    Fails where the notebook does not define it, and where it is still the starter's `...`.
    """
    if not solution.has(name):
        solution.last_call = name
        close = difflib.get_close_matches(name, _names(map(_cell, solution.cells)), 1, 0.7)
        fail(
            f"The notebook defines no {name}: it is to hold {due}.",
            f"It defines {close[0]}: rename that to {name}."
            if close
            else f"Write a cell with {name} = ... in it.",
            kind="missing",
        )
    value = solution.value(name)
    if value is None or type_name(value) == "ellipsis":
        shown = "None" if value is None else "..."
        fail(
            f"Not written yet: {name} is "
            + ("None." if value is None else "still the starter's three dots."),
            f"Write {name}: {due}.",
            shown=shown,
            kind="not-written",
        )
    return value


def _cell(record: dict[str, Any]) -> Cell:
    text = clean(record["text"], _LONGEST_CELL)
    return Cell(record["line"], record["kind"], text, tuple(record["shown"]), tuple(record["figures"]))


def _raised(number: int, cells: Sequence[Cell], error: Raised) -> NoReturn:
    name, message = error.name, error.message
    line = error.frames[0][0] if error.frames else cells[number - 1].line
    place = f"Cell {number} (line {line})"
    kind, why = "raised", f"{place} stopped with {name}: {message}"
    next_step = f"Mend line {line}, then restart the kernel and run all cells from top to bottom."
    undefined = _UNDEFINED.search(message)
    if name == "NotImplementedError":
        kind, why = "not-written", f"Not written yet. {place}: {message}"
        next_step = "Replace the line that raises NotImplementedError with your code."
    elif name == "NameError" and undefined:
        why, next_step = _out_of_order(undefined[1], number, place, cells)
    elif name == "SyntaxError":
        why = f"Python cannot read cell {number}: {message}, in line {line}."
        next_step = "Mend that line (often a bracket, colon or quote just before it)."
    elif name == "FileNotFoundError":
        next_step = (
            "A notebook runs in the workspace's own folder: read data as data/<dataset>/<file> from there."
        )
    raise CheckFailed(
        Feedback(why, next_step, called=f"running cell {number}", got=f"raised {name}", kind=kind)
    )


def _out_of_order(name: str, number: int, place: str, cells: Sequence[Cell]) -> tuple[str, str]:
    """(why, next step) for a name that was used before it was defined, or is defined nowhere."""
    again = "Then restart the kernel and run all cells: a reader's notebook starts empty."
    for later, cell in enumerate(cells[number:], start=number + 1):
        if name in _names([cell]):
            return (
                f"{place} uses {name}, which is defined only in cell {later} (line {cell.line}), further down: "
                "the notebook ran for you because cells had been run out of order.",
                f"Move the cell that defines {name} above cell {number}. {again}",
            )
    close = difflib.get_close_matches(name, _names(cells[:number]), 1, 0.75)
    return (
        f"{place} uses {name}, which no cell defines; perhaps one that you have deleted did.",
        f"Is {close[0]} meant?" if close else f"Define {name} in a cell before this one. {again}",
    )


def _names(cells: Any) -> set[str]:
    """Names that code cells assign, import or define."""
    names: set[str] = set()
    for cell in cells:
        try:
            nodes = list(ast.walk(ast.parse(cell.text))) if cell.kind == "code" else []
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        for node in nodes:
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.alias):
                names.add((node.asname or node.name).partition(".")[0])
    return names
