"""Many submissions to one assignment: one warm sandbox, a fresh fork each, nothing graded twice."""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import os
import select
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from medai import __version__
from medai.grading.assignment import Assignment
from medai.grading.forkserver import Zygote
from medai.grading.rebuild import plain, rebuild
from medai.grading.result import GradeResult
from medai.grading.run import grade, warm_up

_READ = 1 << 16


@dataclass(frozen=True, slots=True)
class Submission:
    """One learner's file: id names them (a roster's key), source is its text."""

    id: str
    source: str

    def digest(self, assignment: Assignment, seed: int) -> str:
        """What decides the verdict: source, grader, release and seed. The same digest is not graded again."""
        settings = f"{__version__} {seed}".encode()
        parts = (self.source.encode(errors="surrogatepass"), assignment.grader.read_bytes(), settings)
        return hashlib.sha256(b"\0".join(parts)).hexdigest()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One submission's result; digest says of what. fault: why there is none, where the grader broke."""

    id: str
    digest: str
    result: GradeResult | None
    fault: str = ""


def grade_many(
    assignment: Assignment,
    submissions: Iterable[Submission],
    record: Path,
    *,
    seed: int,
    at_once: int | None = None,
) -> Iterator[Verdict]:
    """Verdicts in the order in which they are ready; each is in `record` (JSON lines) before it is yielded.

    Each submission is graded by a fork of this process, with a worker forked from one zygote, so that nothing
    of one reaches the next and memory stays flat. Submissions whose digest stands in `record` are not graded
    again: after a kill the same call goes on where it was. at_once: how many run side by side (default: one a
    core). All get the same seed, so that all meet the same hidden inputs.
    """
    done = _recorded(record)
    waiting = iter(submissions)
    running: dict[int, _Child] = {}
    slots = at_once or os.cpu_count() or 1
    warm_up()
    with contextlib.ExitStack() as stack:
        gc.collect()
        gc.freeze()  # forks share these objects and never visit them
        stack.callback(gc.unfreeze)
        # A zygote serves one grader at a time: each slot has its own.
        idle = [stack.enter_context(Zygote(assignment.preload)) for _ in range(slots)]
        file = stack.enter_context(_open_record(record))
        stack.callback(_end_all, running)
        exhausted = False
        while running or not exhausted:
            while idle and not exhausted:
                submission = next(waiting, None)
                if submission is None:
                    exhausted = True
                    break
                digest = submission.digest(assignment, seed)
                if (submission.id, digest) in done:
                    yield done[submission.id, digest]
                    continue
                zygote = idle.pop() if idle[-1].alive else _replace(idle.pop(), assignment, stack)
                child = _Child(assignment, submission, digest, seed, zygote)
                running[child.descriptor] = child
            for descriptor in select.select(list(running), [], [])[0] if running else ():
                child = running[descriptor]
                if child.read():
                    continue
                del running[descriptor]
                idle.append(child.zygote)
                verdict = child.verdict()
                file.write(json.dumps(_plain(verdict)) + "\n")
                file.flush()
                yield verdict


def _end_all(running: dict[int, _Child]) -> None:
    for child in running.values():
        child.end()


def _replace(old: Zygote, assignment: Assignment, stack: contextlib.ExitStack) -> Zygote:
    old.close()
    return stack.enter_context(Zygote(assignment.preload))


class _Child:
    """A fork of the grader that grades one submission and writes the verdict to a pipe."""

    def __init__(
        self, assignment: Assignment, submission: Submission, digest: str, seed: int, zygote: Zygote
    ) -> None:
        self.zygote = zygote
        self._submission = submission
        self._digest = digest
        self._data = bytearray()
        zygote.ready()
        self.descriptor, write = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            code = 1
            with contextlib.suppress(BaseException):
                os.close(self.descriptor)
                result = grade(assignment, submission.source, seed=seed, zygote=zygote)
                with os.fdopen(write, "wb") as pipe:
                    pipe.write(json.dumps(_plain(Verdict(submission.id, digest, result))).encode())
                code = 0
            os._exit(code)
        os.close(write)

    def read(self) -> bool:
        """Take in what is there; False at the end."""
        data = os.read(self.descriptor, _READ)
        self._data += data
        return bool(data)

    def verdict(self) -> Verdict:
        """What the child found. A child that died is our fault, never the submission's."""
        self.end()
        try:
            return _verdict(json.loads(self._data))
        except (ValueError, TypeError, KeyError):
            self.zygote.close()  # it may be in the middle of an answer: the next one gets a fresh one
            return Verdict(self._submission.id, self._digest, None, "the grader ended without a verdict")

    def end(self) -> None:
        """Reap the child."""
        with contextlib.suppress(OSError):
            os.close(self.descriptor)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)


def _plain(verdict: Verdict) -> dict[str, Any]:
    result = None if verdict.result is None else plain(verdict.result)
    return {"id": verdict.id, "digest": verdict.digest, "result": result, "fault": verdict.fault}


def _verdict(data: dict[str, Any]) -> Verdict:
    result = None if data["result"] is None else rebuild(GradeResult, data["result"])
    return Verdict(data["id"], data["digest"], result, data["fault"])


def _recorded(record: Path) -> dict[tuple[str, str], Verdict]:
    """Verdicts of an earlier call. A last line that a kill cut short, and our own faults, are graded again."""
    found: dict[tuple[str, str], Verdict] = {}
    with contextlib.suppress(FileNotFoundError):
        for line in record.read_text(encoding="utf-8").splitlines():
            with contextlib.suppress(ValueError, TypeError, KeyError):
                verdict = _verdict(json.loads(line))
                if verdict.result is not None:
                    found[verdict.id, verdict.digest] = verdict
    return found


def _open_record(record: Path) -> IO[str]:
    record.parent.mkdir(parents=True, exist_ok=True)
    cut_short = record.exists() and record.stat().st_size and not record.read_bytes().endswith(b"\n")
    file = record.open("a", encoding="utf-8")
    if cut_short:
        file.write("\n")
    return file
