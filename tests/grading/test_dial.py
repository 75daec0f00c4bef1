"""Connections for systems that hand no descriptors to other processes: dialled back to, by a token. Tried here."""

from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path

import pytest

from medai.grading import ends
from medai.grading.assignment import Assignment, CallLimits, CheckSpec
from medai.grading.forkserver import Zygote
from medai.grading.run import grade
from medai.grading.sandbox import control, dial

GRADER = """
from medai.grading import check
def test_one(solution): check.equal(solution.one(), 1)
def test_two(solution): check.equal(solution.two(), 2)
"""
HONEST = "def one():\n    return 1\n\ndef two():\n    return 2\n"


@pytest.fixture(params=["poll", "select"])
def judge(request, tmp_path, monkeypatch):
    """Grades as a system would that hands nothing over; with select where it has no poll either."""
    monkeypatch.setattr(dial, "HANDS_OVER", False)
    monkeypatch.setattr(control, "_WITH_DESCRIPTORS", False)
    if request.param == "select":
        monkeypatch.delattr("select.poll")
    grader = tmp_path / "grade.py"
    grader.write_text(GRADER)
    specs = (CheckSpec("one", "one", 1), CheckSpec("two", "two", 1))
    limits = CallLimits(call_seconds=3, import_seconds=10, memory_mb=500, output_mb=2)
    wanted = Assignment("s", grader, "s", "week01/s.py", specs, preload=(), limits=limits)
    with Zygote((), fork=False) as zygote:
        yield lambda source: grade(wanted, source, zygote=zygote, seed=1)


def test_a_verdict_comes_over_dialled_connections(judge):
    assert judge(HONEST).passed
    big = judge(f"{HONEST}\ndef one():\n    print('in one')\n    return list(range(100_000))\n")
    assert [str(check.outcome) for check in big.checks] == ["failed", "passed"]
    assert big.checks[0].feedback.printed == "in one\n"


@pytest.mark.parametrize(
    ("replacement", "words"),
    [
        ("import os\ndef one(): os._exit(3)", "exit code 3"),
        ("def one():\n    while True: pass", "stopped after 3 s"),
        ("def one():\n    while True: print('x' * 100_000)", "printed more than 2 mb"),
    ],
)
def test_what_breaks_costs_one_check(judge, replacement, words):
    first, second = judge(f"{HONEST}\n{replacement}\n").checks
    assert (str(first.outcome), str(second.outcome)) == ("failed", "passed")
    assert words in first.feedback.why.lower()


def test_a_stranger_is_hung_up_on():
    exchange = dial.Exchange()
    invitation = exchange.invite("requests")
    with (
        socket.create_connection(("127.0.0.1", invitation["port"])) as silent,
        socket.create_connection(("127.0.0.1", invitation["port"])) as stranger,
    ):
        silent.shutdown(socket.SHUT_WR)
        stranger.sendall(b"0" * 64)
        guest = threading.Thread(target=lambda: dial.dial(invitation).close())
        guest.start()
        with exchange.accept("requests", 10) as channel:
            assert channel.recv(1) == b"", "the guest, who hung up again"
        assert (silent.recv(1), stranger.recv(1)) == (b"", b"")
        guest.join()
    with pytest.raises(KeyError):
        exchange.accept("requests", 1)  # a token is good for one call
    exchange.close()


def test_nobody_comes(monkeypatch):
    exchange = dial.Exchange()
    exchange.invite("output")
    with pytest.raises(TimeoutError):
        exchange.accept("output", 0.2)
    exchange.close()


def test_a_worker_that_does_not_call_back_is_our_fault(judge, monkeypatch):
    monkeypatch.setattr(ends, "_MEET_SECONDS", 0.0)
    result = judge(HONEST)
    assert str(result.outcome) == "error"
    assert "did not call back" in result.checks[0].detail


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="looks into /proc")
def test_the_token_is_not_on_the_command_line(monkeypatch):
    monkeypatch.setattr(dial, "HANDS_OVER", False)
    words = "import sys, time; print(sys.stdin.readline()); time.sleep(9)"
    shown = []

    def look(self: dial.Exchange, role: str, seconds: float) -> socket.socket:
        shown.append(self._tokens[role])
        raise TimeoutError

    monkeypatch.setattr(dial.Exchange, "accept", look)
    seen = []
    start = dial.subprocess.Popen

    def popen(command, **options):
        process = start(command, **options)
        seen.append(Path(f"/proc/{process.pid}/cmdline").read_bytes().decode())
        return process

    monkeypatch.setattr("medai.grading.sandbox.dial.subprocess.Popen", popen)
    with pytest.raises(TimeoutError):
        dial.start_process([sys.executable, "-c", words, "{}"], "zygote", 1.0, stdout=dial.subprocess.DEVNULL)
    assert len(shown[0]) == 64
    assert shown[0] not in seen[0]
