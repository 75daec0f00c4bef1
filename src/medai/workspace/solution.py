"""Reading what the learner wrote: a module, or a notebook beside it."""

from __future__ import annotations

import codecs
import stat
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from medai.errors import MedaiError
from medai.workspace.find import Workspace
from medai.workspace.notebook import percent_text
from medai.workspace.writing import explained, inside

LARGEST_SOURCE = 2_000_000  # bytes
LARGEST_NOTEBOOK = 40_000_000  # bytes; saved figures are most of a notebook, and are left out when it is read

_OTHER_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(frozen=True, slots=True)
class SolutionFile:
    """What is to be graded. relative: the file that was read, with forward slashes. kind: "py" or "ipynb".

    text: Python with LF line ends and no byte order mark; a notebook as `# %%` cells. modified: Unix seconds.
    """

    path: Path
    relative: str
    text: str
    kind: str
    modified: float


def read_solution(ws: Workspace, relative: str) -> SolutionFile | None:
    """The learner's file, or None where there is none.

    relative: the exercise's file, such as "week01/first_model.py". A notebook of the same name is read
    instead where it was saved later. Raises MedaiError for a file that is too large, not UTF-8 text, not an
    ordinary file, or outside the workspace.
    """
    found = _newest_form(ws, relative)
    if found is None:
        return None
    name, path, modified = found
    if name.endswith(".ipynb"):
        text = percent_text(_read_text(path, name, LARGEST_NOTEBOOK), name)
        if len(text.encode("utf-8", "replace")) > LARGEST_SOURCE:
            raise _too_large(name, LARGEST_SOURCE)
        return SolutionFile(path, name, text, "ipynb", modified)
    return SolutionFile(path, name, _read_text(path, name, LARGEST_SOURCE), "py", modified)


def latest(ws: Workspace, relatives: Iterable[str]) -> str | None:
    """Which of these exercises was saved last, as a module or as a notebook; the first one of equals.

    A file that cannot be graded (a folder, a link out of the workspace) is passed over.
    """
    newest: tuple[float, str] | None = None
    for relative in relatives:
        found = None
        with suppress(MedaiError):
            found = _newest_form(ws, relative)
        if found and (newest is None or found[2] > newest[0]):
            newest = (found[2], relative)
    return newest[1] if newest else None


def notebook_name(relative: str) -> str:
    """The name of the notebook beside a module; a notebook's own name stays."""
    return relative.removesuffix(".py").removesuffix(".ipynb") + ".ipynb"


def _newest_form(ws: Workspace, relative: str) -> tuple[str, Path, float] | None:
    forms = []
    for name in dict.fromkeys((relative, notebook_name(relative))):
        path = inside(ws.root, name)
        with explained(path):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
        if not stat.S_ISREG(status.st_mode):
            raise MedaiError(f"{name} is not an ordinary file.", "Move it away, then run: medai start")
        forms.append((name, path, status.st_mtime))
    # The module comes first, so a notebook saved at the same moment as its module does not replace it.
    return max(forms, key=lambda form: form[2], default=None)


def _read_text(path: Path, name: str, largest: int) -> str:
    with explained(path), path.open("rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise _too_large(name, largest)
    for mark, encoding in _OTHER_ENCODINGS:
        if content.startswith(mark):
            raise MedaiError(
                f"{name} is saved as {encoding}; Python reads UTF-8.",
                "Save it again as UTF-8 (in most editors: Save with encoding).",
            )
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise MedaiError(
            f"{name}, line {line}: a character that is not UTF-8.",
            "Retype that character, or save the file again as UTF-8.",
        ) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise MedaiError(
            f"{name}, line {line}: a zero byte, which no Python file may hold.",
            "The file looks damaged; `medai reset` keeps a copy of it and writes the starter anew.",
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _too_large(name: str, largest: int) -> MedaiError:
    return MedaiError(
        f"{name} is larger than {largest // 1_000_000} MB, which is too large for a solution.",
        "Read data from files in data/ instead of pasting it into the code.",
    )
