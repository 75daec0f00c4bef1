"""A warm process runs the next `medai grade`: as it would have run anyway, never stale, harmless when it fails."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from terminal import Terminal

from medai import paths
from medai.grading import standby

COURSE = Path(__file__).parent.parent / "course"
MEDAI = str(Path(sys.executable).with_name("medai"))
RIGHT = "def add_two(first, second):\n    return first + second\n"
WRONG = "def add_two(first, second):\n    return first - second\n"
HANGS = "def add_two(first, second):\n    while True: pass\n"

# Prints what the warm process answered after its own output: an exit code, or None.
ASK = (
    "import sys; from medai.grading import standby as s; "
    "print('answer', s.run_elsewhere(sys.argv[1:], s.fingerprint()))"
)


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A learner's workspace, and a folder that is short enough for a socket; warm processes are wanted."""
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
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    subprocess.run([MEDAI, "start", "week1"], check=True, capture_output=True)
    (folder / "week01" / "add_two.py").write_text(RIGHT)
    yield folder
    for pid in _warm_processes():
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    shutil.rmtree(runtime)


def _warm_processes() -> list[int]:
    digest = standby.fingerprint()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                words = (entry / "cmdline").read_bytes().split(b"\0")
                if b"medai.cli.standby" in words and digest.encode() in words:
                    found.append(int(entry.name))
    return found


def _grade(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    command = [MEDAI, "grade", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, **options)


def _ask(*arguments: str, **options) -> tuple[str, str]:
    """What the warm process printed, and its answer."""
    done = subprocess.run(
        [sys.executable, "-c", ASK, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        **options,
    )
    printed, _, answer = done.stdout.rpartition("answer ")
    return printed + done.stderr, answer.strip()


@pytest.fixture
def warm(place) -> Path:
    """The workspace, after a first grading that left a warm process behind."""
    assert _grade("add-two").returncode == 0
    path = standby.address(standby.fingerprint())
    until = time.monotonic() + 60
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert path.exists()
    return place


@pytest.mark.parametrize("command", [("start", "week1"), ("run", "add-two")])
def test_one_who_is_about_to_work_finds_a_warm_process(place, command):
    subprocess.run([MEDAI, *command], check=True, capture_output=True)
    assert _warm_processes() == []  # typed by nobody: no terminal

    terminal = Terminal([MEDAI, *command], place, os.environ)
    assert terminal.process.wait(60) == 0
    path = standby.address(standby.fingerprint())
    until = time.monotonic() + 60
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.05)
    printed, answer = _ask("grade", "add-two", "--json")
    assert answer == "0"
    assert json.loads(printed)["data"]["graded"][0]["result"]["outcome"] == "passed"


def _attempts(folder: Path) -> int:
    from medai.progress.store import Store

    with Store(folder / ".medai" / "progress.db") as store:
        return len(store.attempts())


def test_the_next_command_is_run_by_what_the_first_one_left(warm):
    before = _attempts(warm)
    printed, answer = _ask("grade", "add-two", "--json")
    assert answer == "0"
    assert json.loads(printed)["data"]["graded"][0]["result"]["outcome"] == "passed"
    (warm / "week01" / "add_two.py").write_text(WRONG)
    printed, answer = _ask("grade", "add-two", "--json")
    assert answer == "1"
    assert json.loads(printed)["data"]["graded"][0]["result"]["outcome"] == "failed"
    assert _attempts(warm) == before + 2
    printed, answer = _ask("grade", "no-such-exercise")
    assert (answer, "no-such-exercise" in printed) == ("2", True)


def test_it_says_word_for_word_what_the_command_says(warm):
    (warm / "week01" / "add_two.py").write_text(WRONG)
    environment = {**os.environ, "COLUMNS": "50", "FORCE_COLOR": "1"}
    cold = _grade("add-two", "--seed", "7", "--no-daemon", env=environment)
    printed, answer = _ask("grade", "add-two", "--seed", "7", env=environment)
    assert answer == "1"

    colour = re.compile(r"\x1b\[[0-9;]*m")

    def words(text: str) -> list[str]:
        plain = re.sub(r"\b[\d.]+ m?s\b", "SECONDS", colour.sub("", text))
        return plain.split()  # the time is shorter or longer, and lines break elsewhere

    assert words(printed) == words(cold.stdout)
    assert set(colour.findall(printed)) == set(colour.findall(cold.stdout)) != set()


def test_it_works_where_the_command_was_typed(warm, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    subprocess.run([MEDAI, "start", "week1"], check=True, capture_output=True, cwd=other)
    (other / "week01" / "add_two.py").write_text(WRONG)
    assert _ask("grade", "add-two", cwd=other)[1] == "1"
    assert _ask("grade", "add-two", cwd=warm)[1] == "0"
    printed, answer = _ask("grade", "add-two", cwd="/")
    assert answer == "2"
    assert "no workspace" in printed


def test_tokens_of_the_client_do_not_reach_learner_code(warm):
    source = "import os\ndef add_two(first, second):\n    raise ValueError(os.environ.get('GITHUB_TOKEN', 'nothing'))\n"
    (warm / "week01" / "add_two.py").write_text(source)
    printed, _ = _ask("grade", "add-two", env={**os.environ, "GITHUB_TOKEN": "s3cret"})
    assert "nothing" in printed
    assert "s3cret" not in printed


def test_without_a_daemon_nothing_is_left(place):
    assert _grade("add-two", "--no-daemon").returncode == 0
    time.sleep(0.3)
    assert _warm_processes() == []


def test_one_that_was_killed_is_replaced(place):
    digest = standby.fingerprint()
    path = standby.address(digest)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    assert _grade("add-two").returncode == 0
    server = subprocess.Popen([sys.executable, "-m", "medai.cli.standby", digest, "pandas"])
    try:
        until = time.monotonic() + 60
        while _ask("grade", "add-two")[1] != "0" and time.monotonic() < until:
            time.sleep(0.2)
        assert _ask("grade", "add-two")[1] == "0"
    finally:
        server.kill()
        server.wait()


def test_a_fork_that_is_killed_leaves_the_work_to_the_client(warm):
    (warm / "week01" / "add_two.py").write_text(HANGS)
    client = subprocess.Popen(
        [sys.executable, "-c", ASK, "grade", "add-two"], stdout=subprocess.PIPE, text=True
    )
    server = _warm_processes()[0]
    os.kill(_wait_for_child(server), signal.SIGKILL)
    assert "answer None" in client.communicate(timeout=60)[0]
    (warm / "week01" / "add_two.py").write_text(RIGHT)
    _wait_until_ready(warm)


def test_a_client_that_is_gone_stops_its_grading(warm):
    (warm / "week01" / "add_two.py").write_text(HANGS)
    client = subprocess.Popen([MEDAI, "grade", "add-two"], stdout=subprocess.DEVNULL)
    child = _wait_for_child(_warm_processes()[0])
    client.kill()
    client.wait()
    until = time.monotonic() + 20
    while Path(f"/proc/{child}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists()
    (warm / "week01" / "add_two.py").write_text(RIGHT)
    _wait_until_ready(warm)


def test_ctrl_c_ends_the_command(warm):
    (warm / "week01" / "add_two.py").write_text(HANGS)
    before = _attempts(warm)
    client = subprocess.Popen(
        [MEDAI, "grade", "add-two"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    _wait_for_child(_warm_processes()[0])
    time.sleep(0.3)
    client.send_signal(signal.SIGINT)
    printed, _ = client.communicate(timeout=60)
    assert client.returncode not in (0, 3)
    assert "Traceback" not in printed
    assert _attempts(warm) == before


def _wait_for_child(server: int) -> int:
    """The fork that runs a command: a child of the warm process with its command line."""
    own = Path(f"/proc/{server}/cmdline").read_bytes()
    until = time.monotonic() + 30
    while time.monotonic() < until:
        for child in Path(f"/proc/{server}/task/{server}/children").read_text().split():
            with contextlib.suppress(OSError):
                if Path(f"/proc/{child}/cmdline").read_bytes() == own:
                    return int(child)
        time.sleep(0.01)
    raise AssertionError("no fork")


def _wait_until_ready(folder: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if _ask("grade", "add-two", cwd=folder)[1] == "0":
            return
        time.sleep(0.2)
    raise AssertionError("the warm process does not answer any more")


def test_a_changed_release_has_another_address(place, monkeypatch, tmp_path):
    before = standby.fingerprint()
    monkeypatch.setattr("medai.grading.standby.__version__", "99.0")
    assert standby.fingerprint() != before
    monkeypatch.undo()
    packages = tmp_path / "site-packages"
    packages.mkdir()
    monkeypatch.syspath_prepend(str(packages))
    installed = standby.fingerprint()
    os.utime(packages, (1, 1))
    assert standby.fingerprint() != installed


def test_it_ends_when_idle(place):
    digest = standby.fingerprint()
    began = time.monotonic()
    standby.serve(digest, lambda errand: pytest.fail("nobody asked"), lambda lesson: None, idle=0.3)
    assert time.monotonic() - began < 5
    assert not standby.address(digest).exists()


def test_a_folder_that_others_may_enter_is_not_used(place):
    standby.address("x")
    os.chmod(paths.runtime_dir(), 0o755)
    assert standby.address("x") is None


@pytest.mark.parametrize(
    "answer",
    [b"", b"\xff\xff\xff\xff", b"\x02\0\0\0{}", b"\x05\0\0\0nonsense"],
    ids=["nothing", "too long", "no digest", "no json"],
)
def test_a_broken_one_is_passed_over(place, answer):
    digest = standby.fingerprint()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(standby.address(digest)))
        listener.listen(1)
        pid = os.fork()
        if pid == 0:
            channel, _ = listener.accept()
            channel.sendall(answer)
            channel.close()
            os._exit(0)
        assert standby.run_elsewhere(["grade"], digest) is None
        os.waitpid(pid, 0)


def test_a_busy_one_is_not_waited_for(place):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(standby.address(standby.fingerprint())))
        listener.listen(1)
        assert _ask("grade", "add-two")[1] == "None"
        assert _grade("add-two").returncode == 0
