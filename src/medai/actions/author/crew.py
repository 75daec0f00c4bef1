"""Grading many cases on all cores: worker processes, each with a warm sandbox of its own."""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

from medai.actions.assignments import assignment
from medai.actions.author.cases import Case, CaseVerdict, verdict_of
from medai.curriculum.model import Exercise
from medai.errors import MedaiError
from medai.grading.forkserver import Zygote
from medai.grading.slots import cores

Job = tuple[Exercise, Case]

_warm: list[Zygote] = []  # of this worker process: the sandbox that served the last case


def grade_all(jobs: list[Job]) -> Iterator[CaseVerdict]:
    """Verdicts in the order of jobs, each as soon as it is there."""
    workers = min(cores(), len(jobs))
    if workers <= 1:
        try:
            yield from map(grade_case, jobs)
        finally:
            _close()
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # spawned, not forked: pytest and the libraries of this process must not be half inherited
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_prepare_worker) as pool:
        yield from pool.map(grade_case, jobs)


def grade_case(job: Job) -> CaseVerdict:
    """One verdict. Never raises: what goes wrong is the verdict's fault."""
    from medai.grading import run

    exercise, case = job
    try:
        wanted = assignment(exercise, exercise.file)
        # The same inputs as long as the case is the same, so that a check does not pass by luck.
        seed = crc32(f"{exercise.id}/{case.file}".encode()) % 10**6
        return verdict_of(run.grade(wanted, case.text, seed=seed, zygote=_sandbox(exercise.preload)))
    except MedaiError as error:
        return CaseVerdict("error", (), 0.0, f"{error.message} {error.hint}".strip())
    except Exception as error:
        return CaseVerdict("error", (), 0.0, f"grading broke: {type(error).__name__}: {error}")


def _sandbox(preload: tuple[str, ...]) -> Zygote:
    from medai.grading.run import warm

    if not (_warm and _warm[0].preload == preload and _warm[0].alive):
        _close()
        _warm.append(warm(preload))
    return _warm[0]


def _close() -> None:
    while _warm:
        _warm.pop().close()


def _prepare_worker() -> None:
    """Leave Ctrl-C to the main process, which then stops handing out cases; close the sandbox in the end."""
    import signal
    from multiprocessing.util import Finalize

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Finalize(None, _close, exitpriority=10)
