"""Many submissions to one assignment: one warm sandbox, a fresh fork each, nothing graded twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from medai import __version__
from medai.grading.assignment import Assignment
from medai.grading.rebuild import plain, rebuild
from medai.grading.result import GradeResult
from medai.grading.slots import Job, Slots, cores


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
    digests: dict[str, str] = {}
    with Slots(at_once or cores()) as slots, _open_record(record) as file:
        slots.warm(assignment.preload)
        exhausted = False
        while slots.busy or not exhausted:
            while slots.free and not exhausted:
                submission = next(waiting, None)
                if submission is None:
                    exhausted = True
                    break
                digest = submission.digest(assignment, seed)
                if (submission.id, digest) in done:
                    yield done[submission.id, digest]
                    continue
                digests[submission.id] = digest
                slots.start(Job(submission.id, assignment, submission.source, seed))
            for ended in slots.ended():
                verdict = Verdict(ended.key, digests.pop(ended.key), ended.result, ended.fault)
                file.write(json.dumps(_plain(verdict)) + "\n")
                file.flush()
                yield verdict


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
