"""A warm grader gives the next verdict, is never stale, and costs nothing when it fails."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from medai import paths
from medai.actions.graders import Graders
from medai.curriculum.load import load_course
from medai.grading import standby

COURSE = Path(__file__).parent.parent / "course"
RIGHT = "def add_two(first, second):\n    return first + second\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A user's folders, short enough for a socket, with warm graders wanted."""
    runtime = Path(f"/tmp/medai-test-{os.getpid()}")
    runtime.mkdir(mode=0o700, exist_ok=True)
    for name, value in {
        "MEDAI_STANDBY": "1",
        "MEDAI_CURRICULUM": str(COURSE),
        "MEDAI_CACHE": str(tmp_path / "cache"),
        "XDG_RUNTIME_DIR": str(runtime),
        "MEDAI_OFFLINE": "1",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("CI", raising=False)
    yield runtime
    for pid in _graders():
        os.kill(pid, signal.SIGKILL)
    subprocess.run(["rm", "-rf", str(runtime)], check=True)


def _graders() -> list[int]:
    digest = standby.fingerprint()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"medai.actions.standby" in words and digest.encode() in words:
                found.append(int(entry.name))
    return found


def _exercise():
    return load_course(COURSE).exercise("add-two")


def _grade(graders: Graders, source: str = RIGHT):
    return graders.grade(_exercise(), "week01/add_two.py", source, seed=1, files={})


def _wait_for_the_grader() -> Path:
    path = standby.address(standby.fingerprint())
    until = time.monotonic() + 20
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert path.exists()
    return path


def test_the_second_command_is_answered_by_what_the_first_left_behind(place, monkeypatch):
    first = Graders()
    first.warm(_exercise())
    assert _grade(first).passed
    first.close()
    _wait_for_the_grader()
    monkeypatch.setattr("medai.grading.run.grade", lambda *a, **k: pytest.fail("graded in this process"))
    second = Graders()
    second.warm(_exercise())
    right, wrong = _grade(second), _grade(second, "def add_two(a, b):\n    return a - b\n")
    second.close()
    assert right.passed
    assert right.layers[0] == "process"
    assert not wrong.passed
    assert wrong.checks[1].feedback.why


def test_without_a_daemon_nothing_is_left(place):
    graders = Graders(standby=False)
    assert _grade(graders).passed
    graders.close()
    time.sleep(0.3)
    assert _graders() == []


def test_a_grader_that_was_killed_is_replaced(place):
    digest = standby.fingerprint()
    path = standby.address(digest)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    graders = Graders()
    assert _grade(graders).passed
    graders.close()
    server = subprocess.Popen([sys.executable, "-m", "medai.actions.standby", digest])
    until = time.monotonic() + 20
    while standby.ask(_request(), digest) is None and time.monotonic() < until:
        time.sleep(0.1)
    assert standby.ask(_request(), digest).passed
    server.kill()
    server.wait()


def _request() -> dict:
    return {"exercise": "add-two", "file": "week01/add_two.py", "source": RIGHT, "seed": 1, "files": {}}


def test_a_changed_release_has_another_address(place, monkeypatch, tmp_path):
    before = standby.fingerprint()
    monkeypatch.setattr("medai.grading.standby.__version__", "99.0")
    assert standby.fingerprint() != before
    monkeypatch.undo()
    monkeypatch.setenv("MEDAI_CURRICULUM", str(tmp_path))
    assert standby.fingerprint() != before


def test_a_grader_ends_when_idle(place):
    digest = standby.fingerprint()
    began = time.monotonic()
    standby.serve(digest, lambda request: pytest.fail("nobody asked"), idle=0.3)
    assert time.monotonic() - began < 5
    assert not standby.address(digest).exists()


def test_a_folder_that_others_may_enter_is_not_used(place):
    os.chmod(paths.runtime_dir().parent, 0o700)
    standby.address("x")
    os.chmod(paths.runtime_dir(), 0o755)
    assert standby.address("x") is None


@pytest.mark.parametrize(
    "answer",
    [b"", b"\xff\xff\xff\xff", b"\x02\0\0\0{}", b"\x05\0\0\0nonsense"],
    ids=["nothing", "too long", "no digest", "no json"],
)
def test_a_broken_grader_is_passed_over(place, answer):
    digest = standby.fingerprint()
    path = standby.address(digest)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(1)
        pid = os.fork()
        if pid == 0:
            channel, _ = listener.accept()
            channel.sendall(answer)
            channel.close()
            os._exit(0)
        assert standby.ask(_request(), digest) is None
        os.waitpid(pid, 0)


def test_a_busy_grader_is_not_waited_for(place):
    path = standby.address(standby.fingerprint())
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(1)
        graders = Graders()
        began = time.monotonic()
        assert _grade(graders).passed
        graders.close()
        assert time.monotonic() - began < 10
