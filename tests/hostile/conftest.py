"""A small assignment of three independent checks, one warm sandbox for all submissions, and what they may leave."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from medai.grading.assignment import Assignment, CallLimits, CheckSpec
from medai.grading.forkserver import Zygote
from medai.grading.result import GradeResult
from medai.grading.run import grade
from medai.grading.sandbox.enclosure import OF_A_WORKER, OF_A_ZYGOTE

HERE = Path(__file__).parent
CHECKS = ("doubles", "marks_missing", "mean")
LIMITS = CallLimits(call_seconds=6, import_seconds=6, cpu_seconds=20, memory_mb=500, output_mb=4, file_mb=8)
SHORT = 1.5  # seconds a call, for what is to run into the limit
HONEST = (HERE / "honest.py").read_text()
ALL, ALWAYS_ON = "all layers", "always-on layers"
LEFT_OUT = {ALL: (), ALWAYS_ON: (*OF_A_WORKER, *OF_A_ZYGOTE)}
_MOST_MEMORY = 700_000  # kilobytes by which the grader may grow: the longest message that it takes, read


def assignment(seconds: float = LIMITS.call_seconds) -> Assignment:
    specs = tuple(CheckSpec(name, name, 1) for name in CHECKS)
    limits = dataclasses.replace(LIMITS, call_seconds=seconds)
    return Assignment("hostile", HERE / "grade.py", "hostile", "week01/hostile.py", specs, limits=limits)


@pytest.fixture(scope="module")
def layers(request: pytest.FixtureRequest) -> str:
    """Which layers hold: ALL, unless a module parametrises it."""
    return getattr(request, "param", ALL)


@pytest.fixture(scope="module")
def warm_zygote(layers) -> Iterator[list[Zygote]]:
    """One sandbox for all tests of a module, in a list so that a new one can take its place."""
    with contextlib.ExitStack() as stack:
        kept = [
            stack.enter_context(Zygote(("pandas",), frozenset(LEFT_OUT[layers]) & frozenset(OF_A_ZYGOTE)))
        ]
        yield kept
        for zygote in kept[1:]:
            zygote.close()


@pytest.fixture
def zygote(warm_zygote) -> Zygote:
    """A sandbox that is alive: where learner code was let end the last one, a new one."""
    if not warm_zygote[-1].alive:
        warm_zygote.append(Zygote(("pandas",), warm_zygote[-1].disabled))
    return warm_zygote[-1]


@pytest.fixture
def judge(zygote, layers, monkeypatch):
    """Grades a submission: a whole source, or functions that replace those of the honest one."""
    # A zygote that was stopped is given up after this; the real limit allows for a busy machine.
    monkeypatch.setattr("medai.grading.forkserver._ANSWER_SECONDS", 5.0)
    # As `medai grade` does, with a partner on another core: here too, where pytest's own workers have threads.
    monkeypatch.setattr("medai.grading.plugin.possible", lambda: True)

    def run(
        replacement: str = "",
        *,
        source: str | None = None,
        disable: tuple[str, ...] | None = None,
        seconds: float = LIMITS.call_seconds,
    ) -> GradeResult:
        text = HONEST + "\n\n" + replacement if source is None else source
        disable = LEFT_OUT[layers] if disable is None else disable
        return grade(assignment(seconds), text, zygote=zygote, disable=disable, seed=1, share=True)

    return run


@pytest.fixture
def nothing_left(zygote, tmp_path, monkeypatch) -> Iterator[Path]:
    """Fails a test that leaves a process, a scratch folder, a descriptor or much memory; a folder to be spared."""
    scratch, victim = tmp_path / "scratch", tmp_path / "victim"
    scratch.mkdir()
    victim.mkdir()
    (victim / "thesis.txt").write_text("years of work")
    victim.chmod(0o700)
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    zygote.ready()
    marks = (os.fsencode(zygote._scratch), os.fsencode(scratch))
    before = _processes(marks)
    memory, descriptors = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, len(os.listdir("/proc/self/fd"))
    yield victim
    until = time.monotonic() + 3
    while (left := _processes(marks) - before) and time.monotonic() < until:
        time.sleep(0.05)  # what was killed may take a moment to be gone
    for pid in left:
        with contextlib.suppress(OSError):
            os.kill(pid, 9)
    assert not left
    assert os.listdir(scratch) == []
    assert {path.name: path.read_text() for path in victim.iterdir()} == {"thesis.txt": "years of work"}
    assert len(os.listdir("/proc/self/fd")) <= descriptors
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < _MOST_MEMORY


def _processes(marks: tuple[bytes, ...]) -> set[int]:
    """Live processes whose environment names one of the folders: a zygote, its workers, and what they started."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                content = (entry / "environ").read_bytes()
                if any(mark in content for mark in marks):
                    found.add(int(entry.name))
    return found
