"""A notebook as plain Python: the percent format, with what is not Python commented out."""

from __future__ import annotations

import json
from typing import Any

from medai.errors import MedaiError
from medai.workspace.magics import comment_magics


def percent_text(notebook: str, name: str) -> str:
    """Python text of a notebook's JSON: `# %%` before each code cell, other cells as comments.

    name is used in messages. Raises MedaiError for what is not a notebook of Python code.
    """
    cells = _cells(notebook, name)
    parts = []
    for cell in cells:
        source = cell.get("source", "")
        text = "".join(map(str, source)) if isinstance(source, list) else str(source)
        text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
        if cell.get("cell_type") == "code":
            parts.append(f"# %%\n{comment_magics(text)}\n")
        else:
            kind = "markdown" if cell.get("cell_type") == "markdown" else "raw"
            parts.append(f"# %% [{kind}]\n{_commented(text)}\n")
    joined = "\n".join(parts)
    # JSON may name half a surrogate pair, which is no character.
    return joined.encode("utf-8", "replace").decode("utf-8")


def _cells(notebook: str, name: str) -> list[dict[str, Any]]:
    try:
        content = json.loads(notebook)
    except (ValueError, RecursionError) as error:
        where = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise MedaiError(
            f"{name}{where}: not a notebook, its JSON is broken.",
            f"Open it in Jupyter and save it again, or delete it to have the .py file graded: {name}",
        ) from error
    if not isinstance(content, dict):
        content = {}
    if "worksheets" in content:
        raise MedaiError(
            f"{name} is in the notebook format of before 2015.", "Open it in Jupyter and save it again."
        )
    cells = content.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        raise MedaiError(f"{name}: not a notebook, it holds no list of cells.", "Save it again from Jupyter.")
    language = _language(content)
    if language not in {"", "python", "python3", "ipython"}:
        raise MedaiError(
            f"{name} is a notebook for {language}, not for Python.",
            "Choose a Python kernel and save it again.",
        )
    return cells


def _language(content: dict[str, Any]) -> str:
    metadata = content.get("metadata")
    for section, key in (("kernelspec", "language"), ("language_info", "name")):
        values = metadata.get(section) if isinstance(metadata, dict) else None
        named = values.get(key) if isinstance(values, dict) else None
        if isinstance(named, str) and named:
            return named.lower()
    return ""


def _commented(text: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in text.split("\n"))
