"""A process that is killed while it replaces files, and two terminals that do so at once."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from medai.workspace.backup import list_backups, reset
from medai.workspace.find import Workspace
from medai.workspace.starters import write_starter

MODULE = "week01/a.py"
SIZE = 300_000

_RESETS = """
import sys
from pathlib import Path
from medai.workspace.backup import reset
from medai.workspace.find import find_workspace
ws = find_workspace(Path(sys.argv[1]))
print("ready", flush=True)
for number in range(int(sys.argv[3])):
    reset(ws, "week01/a.py", (sys.argv[2] + str(number % 10)) * 150_000)
"""


def resets(ws: Workspace, letter: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _RESETS, str(ws.root), letter, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def is_whole(content: bytes) -> bool:
    return len(content) == SIZE and content == content[:2] * (SIZE // 2)


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("milliseconds", [0, 3, 11, 23, 50])
def test_killed_reset_leaves_whole_files(ws: Workspace, milliseconds: int) -> None:
    path = write_starter(ws, MODULE, "aa" * (SIZE // 2)).path
    killed = resets(ws, "b", 100_000)
    assert killed.stdout is not None
    assert killed.stdout.readline() == "ready\n"
    time.sleep(milliseconds / 1000)
    killed.kill()
    killed.communicate()
    assert is_whole(path.read_bytes())
    kept = [entry.path.read_bytes() for entry in list_backups(ws, MODULE)]
    assert all(is_whole(content) for content in kept)
    assert path.read_bytes()[:2] == b"aa" or any(content[:2] == b"aa" for content in kept)
    reset(ws, MODULE, "starter\n")  # what the killed one left behind is in nobody's way
    assert path.read_text() == "starter\n"


def test_two_terminals_that_reset_at_once_keep_every_whole_file(ws: Workspace) -> None:
    path = write_starter(ws, MODULE, "aa" * (SIZE // 2)).path
    for process in [resets(ws, letter, 10) for letter in "bc"]:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    assert is_whole(path.read_bytes())
    kept = {entry.path.read_bytes()[:2] for entry in list_backups(ws, MODULE)}
    assert b"aa" in kept
    assert all(is_whole(entry.path.read_bytes()) for entry in list_backups(ws, MODULE))
    assert [entry.name for entry in path.parent.iterdir()] == ["a.py"]
