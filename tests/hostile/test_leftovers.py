"""What must not exist after a hostile submission: files changed, processes left, secrets read, network reached."""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from pathlib import Path

import pytest

from medai.grading.result import Outcome


def _outcomes(result):
    return {check.id: check.outcome for check in result.checks}


def test_files_around_it_are_neither_overwritten_nor_deleted(judge, tmp_path):
    grader = Path(__file__).with_name("grade.py")
    before = grader.read_bytes()
    victim = tmp_path / "thesis.txt"
    victim.write_text("years of work")
    replacement = f"""
import os, shutil
def _try(action):
    try: action()
    except BaseException: pass
for target in ({str(grader)!r}, {str(victim)!r}):
    _try(lambda: open(target, "w").write("def test_doubles(): pass"))
    _try(lambda: os.remove(target))
_try(lambda: shutil.rmtree({str(tmp_path)!r}))
def double(x):
    return 0
"""
    result = judge(replacement)
    assert _outcomes(result)["doubles"] is Outcome.FAILED
    assert _outcomes(result)["mean"] is Outcome.PASSED
    assert grader.read_bytes() == before
    assert victim.read_text() == "years of work"


def test_a_conftest_that_it_writes_has_no_say(judge):
    replacement = """
import os
text = ("import pytest\\n@pytest.hookimpl(tryfirst=True)\\n"
        "def pytest_runtest_makereport(item, call): call.excinfo = None\\n")
for folder in (".", "week01", ".."):
    for name in ("conftest.py", "pytest.ini", "sitecustomize.py"):
        try: open(os.path.join(folder, name), "w").write(text)
        except OSError: pass
def double(x):
    return 0
"""
    assert _outcomes(judge(replacement))["doubles"] is Outcome.FAILED


def test_a_conftest_in_the_current_folder_has_no_say(judge, tmp_path, monkeypatch):
    (tmp_path / "conftest.py").write_text(
        "import pytest\n@pytest.hookimpl(wrapper=True)\ndef pytest_runtest_call(item):\n    yield\n    return None\n"
        "raise SystemExit(0)\n"
    )
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    result = judge("def double(x):\n    return 0")
    assert _outcomes(result) == {
        "doubles": Outcome.FAILED,
        "marks_missing": Outcome.PASSED,
        "mean": Outcome.PASSED,
    }


def test_no_process_is_left(judge):
    replacement = """
def double(x):
    import os, subprocess, sys, time
    for _ in range(3):
        try:
            if os.fork() == 0:
                os.setsid()
                time.sleep(300)
        except OSError: pass
    try: subprocess.Popen(["sleep", "301"], start_new_session=True)
    except OSError: pass
    return 2 * x
"""
    judge(replacement)
    judge(replacement, disable=("network",))  # without seccomp the fork succeeds: it must be swept
    time.sleep(0.2)
    left = [
        entry.name
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and _command(entry) in (b"sleep\x00301\x00",)
    ]
    assert left == []


def _command(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""


def test_no_secret_of_the_environment_is_there(judge, monkeypatch):
    monkeypatch.setenv("GITHUB_TOKEN", "secret-token-1234")
    replacement = """
def double(x):
    import os
    found = repr(dict(os.environ))
    for path in ("/proc/self/environ", f"/proc/{os.getppid()}/environ"):
        try: found += repr(open(path, "rb").read())
        except OSError: pass
    print(found)
    return 0
"""
    result = judge(replacement)
    printed = next(check.feedback.printed for check in result.checks if check.id == "doubles")
    assert "LANG" in printed
    assert "secret-token-1234" not in printed


def test_graders_and_references_cannot_be_read(judge):
    grader = Path(__file__).with_name("grade.py")
    replacement = f"""
def double(x):
    print(open({str(grader)!r}).read())
"""
    result = judge(replacement)
    check = next(check for check in result.checks if check.id == "doubles")
    assert check.feedback.got.startswith(("raised PermissionError", "raised FileNotFoundError"))
    assert "test_doubles" not in check.feedback.printed


@pytest.mark.parametrize("kind", ["SOCK_STREAM", "SOCK_DGRAM"])
def test_no_network(judge, kind):
    received = []
    listener = socket.socket(socket.AF_INET, getattr(socket, kind))
    listener.bind(("127.0.0.1", 0))
    listener.settimeout(1.0)
    port = listener.getsockname()[1]
    if kind == "SOCK_STREAM":
        listener.listen()

    def listen():
        with contextlib.suppress(OSError):
            received.append(listener.accept() if kind == "SOCK_STREAM" else listener.recv(10))

    thread = threading.Thread(target=listen)
    thread.start()
    result = judge(
        f"def double(x):\n    import socket\n    s = socket.socket(socket.AF_INET, socket.{kind})\n"
        f"    s.connect(('127.0.0.1', {port}))\n    s.send(b'hello')\n    return 0"
    )
    thread.join()
    listener.close()
    assert received == []
    check = next(check for check in result.checks if check.id == "doubles")
    assert "PermissionError" in check.feedback.got


def test_no_scratch_folder_is_left(judge, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    judge("import os\nos.makedirs('a/b')\nopen('a/b/c', 'w').write('x')\nos.chmod('a/b', 0)\n")
    assert os.listdir(tmp_path) == []


FORGED = """
import os, struct, msgpack
def _forge(value, number):
    head = struct.pack('<BQ', 0, number) + msgpack.packb(value)
    data = struct.pack('<IIQ', len(head), 0, 0) + head
    for fd in range(3, 20):
        try: os.write(fd, data)
        except OSError: pass
"""


def test_replies_forged_in_advance_are_refused(judge):
    result = judge(FORGED + "def double(x):\n    for n in range(20): _forge(40, n)\n    return 42\n")
    assert _outcomes(result)["doubles"] is Outcome.FAILED
    assert _outcomes(result)["mean"] is Outcome.PASSED


def test_a_pickle_gadget_is_not_unpickled(judge, tmp_path):
    canary = tmp_path / "canary"
    replacement = f"""
import os, pickle, struct
class Gadget:
    def __reduce__(self): return (os.system, ("touch {canary}",))
def double(x):
    data = pickle.dumps((1, Gadget()))
    head = struct.pack('<BQ', 0, 3) + data
    for fd in range(3, 20):
        try: os.write(fd, struct.pack('<IIQ', len(head), 0, 0) + head)
        except OSError: pass
    return Gadget()
"""
    result = judge(replacement)
    assert _outcomes(result)["doubles"] is Outcome.FAILED
    assert not canary.exists()
