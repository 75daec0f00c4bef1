"""Reading what the learner wrote."""

from __future__ import annotations

import codecs
import json
import os
from pathlib import Path

import pytest

from medai.errors import MedaiError
from medai.workspace.find import Workspace
from medai.workspace.solution import LARGEST_SOURCE, latest, read_solution

MODULE = "week01/a.py"


def save(ws: Workspace, relative: str, content: bytes | str, at: float = 1000.0) -> Path:
    path = ws.root / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, (at, at))
    return path


def notebook(*sources: str) -> str:
    return json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": s} for s in sources]})


def test_module_is_read_with_where_and_when(ws: Workspace) -> None:
    path = save(ws, MODULE, "x = 'µ'\n", at=1234.5)
    found = read_solution(ws, MODULE)
    assert found is not None
    assert (found.path, found.relative, found.kind) == (path, MODULE, "py")
    assert (found.text, found.modified) == ("x = 'µ'\n", 1234.5)


def test_nothing_there_is_none(ws: Workspace) -> None:
    assert read_solution(ws, MODULE) is None
    assert latest(ws, [MODULE]) is None


@pytest.mark.parametrize(
    "content", [b"a = 1\r\nb = 2\r\n", b"a = 1\rb = 2\r", codecs.BOM_UTF8 + b"a = 1\nb = 2\n"]
)
def test_what_editors_on_other_systems_write_is_read_alike(ws: Workspace, content: bytes) -> None:
    save(ws, MODULE, content)
    found = read_solution(ws, MODULE)
    assert found is not None
    assert found.text == "a = 1\nb = 2\n"


@pytest.mark.parametrize(
    ("content", "says", "hint"),
    [
        ("x = 1\n# Größe\n".encode("latin-1"), "line 2: a character that is not UTF-8", "UTF-8"),
        (codecs.BOM_UTF16_LE + "x = 1\n".encode("utf-16-le"), "UTF-16", "UTF-8"),
        (codecs.BOM_UTF32_LE + "x = 1\n".encode("utf-32-le"), "UTF-32", "UTF-8"),
        (b"x = 1\n\0\n", "line 2: a zero byte", "medai reset"),
        (b"#" * (LARGEST_SOURCE + 1), "larger than 2 MB", "data/"),
    ],
)
def test_what_cannot_be_graded_says_where_and_what_to_do(
    ws: Workspace, content: bytes, says: str, hint: str
) -> None:
    save(ws, MODULE, content)
    with pytest.raises(MedaiError) as caught:
        read_solution(ws, MODULE)
    assert MODULE in caught.value.message
    assert says in caught.value.message
    assert hint in caught.value.hint


def test_largest_module_is_read(ws: Workspace) -> None:
    save(ws, MODULE, b"#" * LARGEST_SOURCE)
    assert read_solution(ws, MODULE) is not None


def test_folder_or_pipe_in_place_of_a_module_is_named(ws: Workspace) -> None:
    (ws.root / "week01" / "a.py").mkdir(parents=True)
    with pytest.raises(MedaiError, match="not an ordinary file"):
        read_solution(ws, MODULE)
    if hasattr(os, "mkfifo"):
        os.mkfifo(ws.root / "week01" / "b.py")
        with pytest.raises(MedaiError, match="not an ordinary file"):
            read_solution(ws, "week01/b.py")


def test_link_out_of_the_workspace_is_not_read(ws: Workspace, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("token")
    (ws.root / "week01").mkdir()
    (ws.root / MODULE).symlink_to(secret)
    with pytest.raises(MedaiError, match="through a symbolic link"):
        read_solution(ws, MODULE)


@pytest.mark.parametrize(("saved", "kind"), [(999.0, "py"), (1000.0, "py"), (1001.0, "ipynb")])
def test_notebook_is_read_where_it_was_saved_later(ws: Workspace, saved: float, kind: str) -> None:
    save(ws, MODULE, "x = 1\n", at=1000.0)
    save(ws, "week01/a.ipynb", notebook("x = 2"), at=saved)
    found = read_solution(ws, MODULE)
    assert found is not None
    assert found.kind == kind
    assert found.relative == f"week01/a.{kind}"
    assert found.text == ("# %%\nx = 2\n" if kind == "ipynb" else "x = 1\n")


def test_notebook_alone_is_enough(ws: Workspace) -> None:
    save(ws, "week01/a.ipynb", notebook("x = 2"))
    found = read_solution(ws, MODULE)
    assert found is not None
    assert found.kind == "ipynb"


def test_exercise_that_is_a_notebook_is_read_by_its_own_name(ws: Workspace) -> None:
    save(ws, "week01/a.ipynb", notebook("x = 2"))
    found = read_solution(ws, "week01/a.ipynb")
    assert found is not None
    assert (found.relative, found.kind, found.text) == ("week01/a.ipynb", "ipynb", "# %%\nx = 2\n")
    assert latest(ws, ["week01/a.ipynb"]) == "week01/a.ipynb"


def test_saved_figures_do_not_make_a_notebook_too_large(ws: Workspace) -> None:
    figure = {"output_type": "display_data", "data": {"image/png": "A" * 3 * LARGEST_SOURCE}}
    cell = {"cell_type": "code", "source": "x = 2", "outputs": [figure]}
    save(ws, "week01/a.ipynb", json.dumps({"cells": [cell]}))
    found = read_solution(ws, MODULE)
    assert found is not None
    assert found.text == "# %%\nx = 2\n"
    save(ws, "week01/a.ipynb", notebook("#" * LARGEST_SOURCE))
    with pytest.raises(MedaiError, match=r"a.ipynb is larger than 2 MB"):
        read_solution(ws, MODULE)


def test_latest_is_what_was_saved_last_in_either_form(ws: Workspace) -> None:
    names = ["week01/a.py", "week01/b.py", "week01/c.py"]
    save(ws, "week01/a.py", "", at=10.0)
    save(ws, "week01/b.py", "", at=20.0)
    assert latest(ws, names) == "week01/b.py"
    save(ws, "week01/a.ipynb", notebook(), at=30.0)
    assert latest(ws, names) == "week01/a.py"
    (ws.root / "week01" / "c.py").mkdir()  # cannot be graded, and must not keep the others from it
    assert latest(ws, names) == "week01/a.py"
