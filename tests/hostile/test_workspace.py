"""Files of a workspace that are not what they seem: what `medai grade` would read before any sandbox is there."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from medai.errors import MedaiError
from medai.workspace.find import Workspace, create_workspace
from medai.workspace.solution import other_modules, read_solution

MODULE = "week01/a.py"


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    made = create_workspace(tmp_path / "course")
    (made.root / "week01").mkdir(exist_ok=True)
    return made


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "solution.py"
    path.write_text("ANSWER = 42\n")
    return path


def _link(place: Path, secret: Path) -> None:
    place.symlink_to(secret)


def _link_by_a_folder(place: Path, secret: Path) -> None:
    place.parent.rmdir()
    (secret.parent / "elsewhere").mkdir()
    (secret.parent / "elsewhere" / place.name).write_text(secret.read_text())
    place.parent.symlink_to(secret.parent / "elsewhere")


def _pipe(place: Path, _secret: Path) -> None:
    os.mkfifo(place)


def _socket(place: Path, _secret: Path) -> None:
    here = os.getcwd()
    os.chdir(place.parent)  # the path of a socket may be 107 bytes long
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(place.name)
    finally:
        os.chdir(here)


def _device(place: Path, _secret: Path) -> None:
    place.symlink_to("/dev/zero")


def _folder(place: Path, _secret: Path) -> None:
    place.mkdir()


def _circle(place: Path, _secret: Path) -> None:
    place.symlink_to(place)


@pytest.mark.parametrize("make", [_link, _link_by_a_folder, _pipe, _socket, _device, _folder, _circle])
def test_a_solution_that_is_no_file_of_the_workspace_is_refused_at_once(ws, secret, make):
    make(ws.root / MODULE, secret)
    with pytest.raises(MedaiError) as caught:
        read_solution(ws, MODULE)
    assert "a.py" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("make", [_link, _pipe, _socket, _device, _folder, _circle])
def test_such_a_file_beside_the_solution_stays_behind(ws, secret, make):
    (ws.root / MODULE).write_text("x = 1\n")
    (ws.root / "week01" / "mine.py").write_text("y = 2\n")
    make(ws.root / "week01" / "b.py", secret)
    solution = read_solution(ws, MODULE)
    assert other_modules(ws, MODULE, solution) == {"week01/mine.py": "y = 2\n"}


def test_data_and_notebooks_in_place_of_a_module_stay_behind(ws):
    (ws.root / MODULE).write_text("x = 1\n")
    (ws.root / "week01" / "large.py").write_bytes(b"#" * 50_000_000)
    (ws.root / "week01" / "latin.py").write_bytes("# Größe\n".encode("latin-1"))
    assert other_modules(ws, MODULE, read_solution(ws, MODULE)) == {}


@pytest.mark.parametrize(
    "content",
    [b"x" * 5_000_000, "# Größe\n".encode("latin-1"), b"x = 1\n\0", b"\xff\xfex\0"],
    ids=["five megabytes", "latin-1", "a zero byte", "UTF-16"],
)
def test_a_file_that_is_no_python_is_refused_in_words(ws, content):
    (ws.root / MODULE).write_bytes(content)
    with pytest.raises(MedaiError) as caught:
        read_solution(ws, MODULE)
    assert MODULE in caught.value.message
    assert caught.value.hint
