"""Workers that were started ahead, as on systems where forking is not safe: the same verdicts, one use each."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

import pytest

from medai.errors import MedaiError
from medai.grading.assignment import Assignment, CallLimits, CheckSpec
from medai.grading.forkserver import Zygote
from medai.grading.layers import layers
from medai.grading.run import grade

GRADER = """
from medai.grading import check
def test_one(solution): check.equal(solution.one(), 1)
def test_two(solution): check.equal(solution.two(), 2)
"""
HONEST = "def one():\n    return 1\n\ndef two():\n    return 2\n"


@pytest.fixture(scope="module")
def zygote():
    with Zygote(("json",), fork=False) as started:
        yield started


@pytest.fixture
def judge(tmp_path, zygote):
    grader = tmp_path / "grade.py"
    grader.write_text(GRADER)
    specs = (CheckSpec("one", "one", 1), CheckSpec("two", "two", 1))
    limits = CallLimits(call_seconds=3, import_seconds=10, memory_mb=500)
    wanted = Assignment("s", grader, "s", "week01/s.py", specs, preload=("json",), limits=limits)

    def run(source: str):
        return grade(wanted, source, zygote=zygote, seed=1)

    return run


def test_an_honest_solution_passes(judge):
    result = judge(HONEST)
    assert result.passed
    assert {"process", "limits"} <= set(result.layers)


@pytest.mark.parametrize(
    ("replacement", "words"),
    [
        ("import os\ndef one(): os._exit(3)", "exit code 3"),
        ("import ctypes\ndef one(): return ctypes.string_at(0)", "segmentation fault"),
        ("def one():\n    while True: pass", "stopped after 3 s"),
        pytest.param(
            "def one():\n    return [bytes(10**7) for _ in range(10**4)]",
            "memory",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only"),
        ),
        ("import os\ndef one():\n    for fd in range(3, 99):\n        try: os.close(fd)\n"
         "        except OSError: pass\n    return 1", "process"),
    ],
)  # fmt: skip
def test_what_breaks_costs_one_check(judge, replacement, words):
    first, second = judge(f"{HONEST}\n{replacement}\n").checks
    assert (str(first.outcome), str(second.outcome)) == ("failed", "passed")
    assert words in first.feedback.why.lower()


def test_each_is_used_once(judge):
    poison = "import json, builtins\njson.dumps = None\nbuiltins.len = None\n"
    assert not judge(poison).passed
    who = HONEST + "\nimport json, os\nassert json.dumps and len\n\ndef one():\n    print(os.getpid())\n"
    seen = {judge(who).checks[0].feedback.printed for _ in range(2)}
    assert len(seen) == 2
    assert all(text.strip().isdigit() for text in seen)


def test_the_doctors_proofs_hold_for_them_too(monkeypatch):
    monkeypatch.setattr("medai.grading.layers.Zygote", lambda *args: Zygote(*args, fork=False))
    found = {layer.name: layer for layer in layers()}
    assert found["process"].active
    assert not found["process tree"].active
    assert not found["disk quota"].active
    if Path("/proc/self").exists():
        assert found["limits"].active


def test_a_spare_that_does_not_start_is_our_fault(monkeypatch):
    monkeypatch.setattr("medai.grading.forkserver._BOOT", "raise SystemExit(1)")
    with Zygote((), fork=False) as broken, pytest.raises(MedaiError, match="sandbox did not start"):
        broken.ready()


def _below(pid: int) -> list[int]:
    """The children of a process."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def _gone(pids: list[int]) -> bool:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if not any(Path(f"/proc/{pid}").exists() for pid in pids):
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks into /proc")
@pytest.mark.parametrize("hard", [False, True])
def test_none_is_left_behind(hard):
    with Zygote((), fork=False) as zygote:
        waiting = _below(zygote.pid)
        assert len(waiting) == 1
        if hard:
            os.kill(zygote.pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        assert _gone(waiting)
