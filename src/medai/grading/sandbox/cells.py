"""Runs a file of `# %%` cells as a notebook would: top to bottom, in one namespace."""

from __future__ import annotations

import ast
import re
import sys
import types
from collections.abc import Callable
from typing import Any

_CELL = re.compile(r"#\s*%%+(?=\s|\[|$)(.*)$")  # "# %%time" is a magic, commented out
_MAGIC = re.compile(r"\s*[%!]")


def split(source: str) -> list[tuple[int, str, str]]:
    """The cells of a percent-format file: (1-based first line, kind "code" or "markdown", text)."""
    cells: list[tuple[int, str, str]] = []
    kind, first, lines = "code", 1, []
    for number, line in enumerate(source.splitlines(), start=1):
        marker = _CELL.match(line)
        if marker is None:
            lines.append(line)
            continue
        cells.append((first, kind, "\n".join(lines)))
        kind = "markdown" if "[markdown]" in marker[1] or "[md]" in marker[1] else "code"
        first, lines = number + 1, []
    cells.append((first, kind, "\n".join(lines)))
    return [cell for cell in cells if cell[2].strip()]


def walk(source: str, run_cell: Callable[[int, int, str], dict[str, Any]]) -> list[dict[str, Any]]:
    """Hand the code cells to run_cell(number, line, text) up to the first that raises; a record for every cell.

    A record: {"line", "kind", "text"}, and what run_cell told: {"shown": list of displayed values, "figures":
    figures that this cell drew, "error": None or what it raised}. number counts all cells, from 1.
    """
    records: list[dict[str, Any]] = [
        {"line": line, "kind": kind, "text": text, "shown": [], "figures": [], "error": None}
        for line, kind, text in split(source)
    ]
    for number, record in enumerate(records, start=1):
        if record["kind"] == "markdown":
            continue
        record.update(run_cell(number, record["line"], record["text"]))
        if record["error"] is not None:
            break
    return records


class Session:
    """A notebook under way: one namespace that its cells share. describe puts an exception into plain values."""

    def __init__(
        self, path: str, namespace: dict[str, Any], describe: Callable[[BaseException], dict[str, Any]]
    ) -> None:
        self._path = path
        self._namespace = namespace
        self._describe = describe
        self._shown: list[Any] = []
        namespace.update({"display": lambda *objects: self._shown.extend(objects), "__name__": "__main__"})
        _stand_in_for_ipython(namespace["display"])

    def run(self, line: int, text: str) -> dict[str, Any]:
        """Run one cell, which begins at that line: {"shown", "figures", "error"}."""
        self._shown.clear()
        error = None
        try:
            _run_cell(text, line, self._path, self._namespace, self._shown)
        except BaseException as raised:
            error = self._describe(raised)
        return {"shown": list(self._shown), "figures": _take_figures(), "error": error}


def run(
    source: str, path: str, namespace: dict[str, Any], describe: Callable[[BaseException], dict[str, Any]]
) -> list[dict[str, Any]]:
    """Run the code cells in this process, up to the first that raises; the records of walk()."""
    session = Session(path, namespace, describe)
    return walk(source, lambda _number, line, text: session.run(line, text))


def _stand_in_for_ipython(display: Callable[..., None]) -> None:
    """`from IPython.display import display, Markdown` works without IPython; Markdown(text) is the text."""
    module = types.ModuleType("IPython.display")

    def shown_as_it_is(name: str) -> Callable[..., Any]:
        if name.startswith("__"):  # whoever asks a module for its __file__ must hear that there is none
            raise AttributeError(name)
        return lambda data="", *_args, **_options: data

    module.__dict__.update(display=display, __getattr__=shown_as_it_is)
    sys.modules["IPython.display"] = module


def _run_cell(text: str, line: int, path: str, namespace: dict[str, Any], shown: list[Any]) -> None:
    tree = _parse("\n" * (line - 1) + text, path)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    exec(compile(tree, path, "exec", dont_inherit=True), namespace)
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), path, "eval", dont_inherit=True), namespace)
        if value is not None and not text.rstrip().endswith(";"):
            shown.append(value)


def _parse(text: str, path: str) -> ast.Module:
    """Magics and shell lines belong to Jupyter: where they stop Python from reading the cell, they are blanked."""
    try:
        return ast.parse(text, path)
    except SyntaxError:
        plain = "\n".join("" if _MAGIC.match(row) else row for row in text.split("\n"))
        if plain == text:
            raise
        return ast.parse(plain, path)


def _take_figures() -> list[Any]:
    """The open figures, which are then closed, as a notebook does at the end of each cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return []
    figures = [pyplot.figure(number) for number in pyplot.get_fignums()]
    pyplot.close("all")
    return figures
