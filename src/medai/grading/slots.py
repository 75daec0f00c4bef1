"""Several gradings side by side: forks of this process, each slot with a warm sandbox of its own."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from medai.errors import MedaiError
from medai.grading.assignment import Assignment
from medai.grading.forkserver import Zygote
from medai.grading.rebuild import plain, rebuild
from medai.grading.result import GradeResult
from medai.grading.run import grade, warm_up

_FORKS = sys.platform == "linux"  # elsewhere a fork of a process with these libraries may crash
_READ = 1 << 16
_START_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Job:
    """One submission to one assignment. key names it in the answer; files are its week's other modules."""

    key: str
    assignment: Assignment
    source: str
    seed: int
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a job ended: a verdict, or why there is none. overtime: it was stopped at its time limit."""

    key: str
    result: GradeResult | None
    fault: str = ""
    overtime: bool = False


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Slots:
    """So many gradings at a time; use it in a with statement.

    Each is done by a fork of this process, with a worker forked from the slot's zygote, so that nothing of one
    reaches the next and memory stays flat. A slot keeps its zygote as long as the jobs want the same modules.
    seconds: after so long a grading is stopped. Where processes should not be forked there is one slot, and this
    process grades, for as long as it takes.
    """

    def __init__(self, at_once: int, *, seconds: float | None = None) -> None:
        # A zygote serves one grader at a time, so each slot has its own.
        self._slots = [_Slot(seconds) for _ in range(max(1, at_once) if _FORKS else 1)]
        self._answers: list[Ended] = []

    def __enter__(self) -> Slots:
        warm_up()
        gc.collect()
        gc.freeze()  # forks share these objects and never visit them
        return self

    def __exit__(self, *_: object) -> None:
        gc.unfreeze()
        for slot in self._slots:
            slot.close()

    @property
    def free(self) -> bool:
        """True where another job can start."""
        return any(slot.job is None for slot in self._slots)

    @property
    def busy(self) -> bool:
        """True where a job runs, or has ended without having been told."""
        return bool(self._answers) or any(slot.job is not None for slot in self._slots)

    def preloads(self, *, free: bool) -> tuple[tuple[str, ...], ...]:
        """What the zygotes of the free slots, or else of the busy ones, have imported."""
        slots = [slot for slot in self._slots if (slot.job is None) == free]
        return tuple(slot.zygote.preload for slot in slots if slot.zygote is not None)

    def warm(self, preload: Iterable[str]) -> None:
        """Start a zygote in every slot that has none, while the caller does other work."""
        for slot in self._slots:
            if slot.zygote is None:
                slot.zygote = Zygote(preload)

    def start(self, job: Job) -> None:
        """Begin a job in a free slot, one whose zygote suits if there is one."""
        free = [slot for slot in self._slots if slot.job is None]
        slot = min(free, key=lambda slot: (not slot.suits(job), slot.zygote is not None))
        answer = slot.begin(job)
        if answer is not None:
            self._answers.append(answer)

    def ended(self) -> list[Ended]:
        """Wait until something moves; the jobs that have ended meanwhile, often none."""
        answers, self._answers = self._answers, []
        busy = {slot.descriptor: slot for slot in self._slots if slot.job is not None}
        if answers or not busy:
            return answers
        deadlines = [slot.deadline for slot in busy.values() if slot.deadline is not None]
        wait = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
        moved = select.select(list(busy), [], [], wait)[0]
        found = [busy[descriptor].go_on() for descriptor in moved]
        found += [slot.stop() for slot in busy.values() if slot.is_late]
        return [answer for answer in found if answer is not None]


class _Slot:
    """One place: idle, waiting for its zygote, or with a fork that grades."""

    def __init__(self, seconds: float | None) -> None:
        self._seconds = seconds
        self.zygote: Zygote | None = None
        self.job: Job | None = None
        self.deadline: float | None = None
        self._fork: _Fork | None = None

    @property
    def descriptor(self) -> int:
        """Readable when there is something to do."""
        assert self.zygote is not None
        return self._fork.descriptor if self._fork is not None else self.zygote.fileno()

    @property
    def is_late(self) -> bool:
        return self.job is not None and self.deadline is not None and time.monotonic() >= self.deadline

    def suits(self, job: Job) -> bool:
        zygote = self.zygote
        return zygote is not None and zygote.alive and zygote.preload == job.assignment.preload

    def begin(self, job: Job) -> Ended | None:
        """Take a job; the answer where it ends at once."""
        self.job, self.deadline = job, time.monotonic() + _START_SECONDS
        if not self.suits(job):
            self._end_zygote()
            try:
                self.zygote = Zygote(job.assignment.preload)
            except (MedaiError, OSError) as error:
                reason = error.message if isinstance(error, MedaiError) else str(error)
                return self._finish(None, f"The grading sandbox could not be started: {reason}")
        return self._run() if self.zygote is not None and self.zygote.is_ready else None

    def go_on(self) -> Ended | None:
        """Take the next step; the answer where that was the last one."""
        if self._fork is None:
            return self._run()
        if self._fork.read():
            return None
        return self._finish(*self._fork.answer())

    def stop(self) -> Ended:
        """End a job that is over its time."""
        if self._fork is None:
            return self._finish(None, "The grading sandbox did not start in time.")
        self._fork.kill()
        return self._finish(None, "Grading took too long and was stopped.", overtime=True)

    def close(self) -> None:
        if self._fork is not None:
            self._fork.kill()
        self._end_zygote()

    def _run(self) -> Ended | None:
        assert self.zygote is not None
        assert self.job is not None
        try:
            self.zygote.ready()
        except MedaiError as error:
            return self._finish(None, error.message)
        if not _FORKS:
            return self._finish(*_graded_here(self.job, self.zygote))
        self._fork = _Fork(self.job, self.zygote)
        self.deadline = None if self._seconds is None else time.monotonic() + self._seconds
        return None

    def _finish(self, result: GradeResult | None, fault: str, *, overtime: bool = False) -> Ended:
        assert self.job is not None
        key = self.job.key
        self.job = self._fork = self.deadline = None
        if result is not None:
            return Ended(key, result)
        self._end_zygote()  # it may be in the middle of an answer: the next job gets a fresh one
        return Ended(key, None, fault, overtime)

    def _end_zygote(self) -> None:
        if self.zygote is not None:
            self.zygote.close()
            self.zygote = None


def _graded_here(job: Job, zygote: Zygote) -> tuple[GradeResult | None, str]:
    try:
        return grade(job.assignment, job.source, seed=job.seed, zygote=zygote, files=job.files), ""
    except Exception as error:
        return None, error.message if isinstance(error, MedaiError) else f"{type(error).__name__}: {error}"


class _Fork:
    """A fork of the grader that grades one submission and writes the verdict to a pipe."""

    def __init__(self, job: Job, zygote: Zygote) -> None:
        self._data = bytearray()
        self.descriptor, write = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            code = 1
            with contextlib.suppress(BaseException):
                os.close(self.descriptor)
                result, fault = _graded_here(job, zygote)
                answer = {"result": None if result is None else plain(result), "fault": fault}
                with os.fdopen(write, "wb") as pipe:
                    pipe.write(json.dumps(answer).encode())
                code = 0
            os._exit(code)
        os.close(write)

    def read(self) -> bool:
        """Take in what is there; False at the end."""
        data = os.read(self.descriptor, _READ)
        self._data += data
        return bool(data)

    def answer(self) -> tuple[GradeResult | None, str]:
        """The verdict, or why there is none. A fork that died is never the submission's fault."""
        self._end()
        try:
            data = json.loads(self._data)
            return (None if data["result"] is None else rebuild(GradeResult, data["result"])), str(
                data["fault"]
            )
        except (ValueError, TypeError, KeyError):
            return None, "The grader ended without a verdict."

    def kill(self) -> None:
        """End the fork now."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        self._end()

    def _end(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self.descriptor)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)
