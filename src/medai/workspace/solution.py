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
_MOST_MODULES = 50
_LARGEST_MODULE = 200_000  # bytes
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
    content: the bytes on the disk.
    """

    path: Path
    relative: str
    text: str
    kind: str
    modified: float
    content: bytes

    @property
    def sha256(self) -> str:
        """Digest of the content, 64 hex digits."""
        import hashlib

        return hashlib.sha256(self.content).hexdigest()


def read_solution(ws: Workspace, relative: str) -> SolutionFile | None:
    """The learner's file, or None where there is none.

    relative: the exercise's file, such as "week01/first_model.py". A notebook of the same name is read
    instead where it was saved later. Raises MedaiError for a file that is too large, not UTF-8 text, not an
    ordinary file, or outside the workspace.
    """
    found = _newest_form(ws, relative)
    return None if found is None else _read(*found)


def read_form(ws: Workspace, name: str) -> SolutionFile | None:
    """As read_solution, but this very file and never the other form beside it, whichever was saved later."""
    form = _form(ws, name)
    return None if form is None else _read(*form)


def other_modules(ws: Workspace, relative: str, graded: SolutionFile) -> dict[str, str]:
    """The other modules in the folder of relative, which the graded one may import, by path in the workspace.

    Links, pipes, and what cannot be read, are left out.
    """
    found: dict[str, str] = {}
    for path in sorted((ws.root / relative).parent.glob("*.py"))[:_MOST_MODULES]:
        with suppress(OSError, UnicodeDecodeError):
            status = path.lstat()
            ordinary = stat.S_ISREG(status.st_mode) and status.st_size <= _LARGEST_MODULE
            if path != graded.path and ordinary:
                found[path.relative_to(ws.root).as_posix()] = path.read_text(encoding="utf-8")
    return found


def _read(name: str, path: Path, modified: float) -> SolutionFile:
    if name.endswith(".ipynb"):
        content, cells = _read_text(path, name, LARGEST_NOTEBOOK)
        text = percent_text(cells, name)
        if len(text.encode("utf-8", "replace")) > LARGEST_SOURCE:
            raise _too_large(name, LARGEST_SOURCE)
        return SolutionFile(path, name, text, "ipynb", modified, content)
    content, text = _read_text(path, name, LARGEST_SOURCE)
    return SolutionFile(path, name, text, "py", modified, content)


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
    names = dict.fromkeys((relative, notebook_name(relative)))
    forms = [form for name in names if (form := _form(ws, name)) is not None]
    # The module comes first, so a notebook saved at the same moment as its module does not replace it.
    return max(forms, key=lambda form: form[2], default=None)


def _form(ws: Workspace, name: str) -> tuple[str, Path, float] | None:
    path = inside(ws.root, name)
    with explained(path):
        try:
            status = path.stat()
        except FileNotFoundError:
            return None
    if not stat.S_ISREG(status.st_mode):
        raise MedaiError(f"{name} is not an ordinary file.", "Move it away, then run: medai start")
    return name, path, status.st_mtime


def _read_text(path: Path, name: str, largest: int) -> tuple[bytes, str]:
    with explained(path), path.open("rb") as file:
        raw = file.read(largest + 1)
    if len(raw) > largest:
        raise _too_large(name, largest)
    for mark, encoding in _OTHER_ENCODINGS:
        if raw.startswith(mark):
            raise MedaiError(
                f"{name} is saved as {encoding}; Python reads UTF-8.",
                "Save it again as UTF-8 (in most editors: Save with encoding).",
            )
    content = raw.removeprefix(codecs.BOM_UTF8)
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
    return raw, text.replace("\r\n", "\n").replace("\r", "\n")


def _too_large(name: str, largest: int) -> MedaiError:
    return MedaiError(
        f"{name} is larger than {largest // 1_000_000} MB, which is too large for a solution.",
        "Read data from files in data/ instead of pasting it into the code.",
    )
