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


def run(
    source: str, path: str, namespace: dict[str, Any], describe: Callable[[BaseException], dict[str, Any]]
) -> list[dict[str, Any]]:
    """Run the code cells up to the first that raises; a record for every cell, run or not.

    A record: {"line", "kind", "text", "shown": list of displayed values, "figures": figures that this
    cell drew, "error": None or the description of what it raised}.
    """
    shown: list[Any] = []
    namespace.update({"display": lambda *objects: shown.extend(objects), "__name__": "__main__"})
    _stand_in_for_ipython(namespace["display"])
    records: list[dict[str, Any]] = [
        {"line": line, "kind": kind, "text": text, "shown": [], "figures": [], "error": None}
        for line, kind, text in split(source)
    ]
    for record in records:
        if record["kind"] == "markdown":
            continue
        shown.clear()
        try:
            _run_cell(record["text"], record["line"], path, namespace, shown)
        except BaseException as error:
            record["error"] = describe(error)
        record["shown"] = list(shown)
        record["figures"] = _take_figures()
        if record["error"] is not None:
            break
    return records


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
