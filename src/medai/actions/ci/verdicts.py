"""Grading what is to be graded, side by side, each exercise to its report. Nothing here raises for one exercise."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

from medai.actions.assignments import assignment
from medai.actions.ci.lines import lines_of, stopped, unreadable
from medai.actions.ci.report import Before, ExerciseReport, Fault
from medai.actions.ci.work import Work
from medai.actions.extras import missing_extra
from medai.errors import MedaiError
from medai.grading.assignment import Assignment
from medai.grading.result import GradeResult, Outcome
from medai.grading.slots import Ended, Job, Slots, cores

SECONDS = 240.0  # for one exercise, far more than any takes: so that one cannot use up the whole run's time
_ATTEMPTS = 2  # a sandbox that broke is tried once more
_AGAIN_SECONDS = 60.0  # how long work that was too slow side by side may be tried again by itself


def verdicts(
    works: tuple[Work, ...],
    seed: int,
    *,
    seconds: float = SECONDS,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, ExerciseReport]:
    """Reports by exercise id, in the order of works. tell is called with how many are graded, of how many."""
    reports: dict[str, ExerciseReport] = {}
    ready: dict[str, tuple[Work, Assignment]] = {}
    for work in works:
        found = _prepared(work)
        if isinstance(found, ExerciseReport):
            reports[work.exercise.id] = found
        else:
            ready[work.exercise.id] = (work, found)
    tell(len(reports), len(works))
    at_once = min(cores(), len(ready))
    for ended in _graded(ready, seed, seconds, at_once):
        reports[ended.key] = _report(ready[ended.key][0], ended, seed, seconds)
        tell(len(reports), len(works))
    if at_once > 1:
        _again_by_itself(ready, reports, seed, seconds)
    return {work.exercise.id: reports[work.exercise.id] for work in works}


def timed_out(report: ExerciseReport) -> bool:
    """True where a call was stopped because it took too long."""
    return any(check.outcome == Outcome.FAILED and check.kind == "timeout" for check in report.checks)


def _again_by_itself(
    ready: dict[str, tuple[Work, Assignment]], reports: dict[str, ExerciseReport], seed: int, seconds: float
) -> None:
    """Grade once more, with nothing beside it, what was stopped for its time: the neighbours may have cost it that."""
    until = time.monotonic() + _AGAIN_SECONDS
    for key in [key for key in ready if timed_out(reports[key])]:
        if time.monotonic() >= until:
            return
        for ended in _graded({key: ready[key]}, seed, seconds, 1):
            again = _report(ready[key][0], ended, seed, seconds)
            if again.outcome != "error" and again.earned >= reports[key].earned:
                reports[key] = again


def ungraded(work: Work, fault: str) -> ExerciseReport:
    """The report where grading was not possible, for a reason that is not the learner's."""
    return _made(work, "error", note=fault)


def _prepared(work: Work) -> Assignment | ExerciseReport:
    """The assignment, with its data at hand; or the report of what cannot be graded."""
    if work.problem is not None:
        check = unreadable(work.problem, work.exercise.points)
        return _made(work, "failed", graded=True, checks=(check,))
    if work.form is None:
        return _made(work, "missing", note=f"There is no {work.file}.")
    missing = missing_extra(work.exercise.extra)
    if missing is not None:
        packages = ", ".join(missing.packages)
        return ungraded(work, f"It needs {packages}, not installed here: {missing.command}")
    try:
        return assignment(work.exercise, work.form.relative)
    except MedaiError as error:
        return ungraded(work, f"{error.message} {error.hint}".strip())
    except Exception as error:
        return ungraded(work, f"{type(error).__name__}: {error}")


def _graded(
    ready: dict[str, tuple[Work, Assignment]], seed: int, seconds: float, at_once: int
) -> Iterator[Ended]:
    if not ready:
        return
    waiting = {key: _job(key, work, wanted, seed) for key, (work, wanted) in ready.items()}
    attempts = dict.fromkeys(waiting, 0)
    with Slots(at_once, seconds=seconds) as slots:
        while waiting or slots.busy:
            while waiting and slots.free:
                job = waiting.pop(_next(waiting, slots))
                attempts[job.key] += 1
                slots.start(job)
            for ended in slots.ended():
                if ended.result is None and not ended.overtime and attempts[ended.key] < _ATTEMPTS:
                    waiting[ended.key] = _job(ended.key, *ready[ended.key], seed)
                else:
                    yield ended


def _job(key: str, work: Work, wanted: Assignment, seed: int) -> Job:
    assert work.form is not None
    return Job(key, wanted, work.form.text, seed, work.others or {})


def _next(waiting: dict[str, Job], slots: Slots) -> str:
    """The job to start: one whose modules a free sandbox has, else one of those that no other is at."""
    here, elsewhere = slots.preloads(free=True), slots.preloads(free=False)
    return min(
        waiting,
        key=lambda key: (
            waiting[key].assignment.preload not in here,
            waiting[key].assignment.preload in elsewhere,
        ),
    )


def busy() -> str:
    """A sentence where so much else ran on this computer that time limits may have been unjust, else ""."""
    try:
        wanted = os.getloadavg()[0]
    except (AttributeError, OSError):  # not on Windows
        return ""
    if wanted < 2 * (cores() + 1):
        return ""
    return (
        f"This computer was busy ({wanted:.0f} programs wanted its {cores()} processors): calls may have been "
        "stopped that are fast enough elsewhere. Run it again when it is quiet."
    )


def _report(work: Work, ended: Ended, seed: int, seconds: float) -> ExerciseReport:
    if ended.overtime:
        titles = tuple((check.id, check.title, check.points) for check in work.exercise.checks)
        return _made(work, "failed", graded=True, checks=stopped(titles, seconds), seconds=seconds, seed=seed)
    if ended.result is None:
        return ungraded(work, ended.fault)
    assert work.form is not None
    result = ended.result
    checks = lines_of(result, work.form.text)
    note = work.note if result.outcome is not Outcome.ERROR else "A check of this exercise broke."
    return _made(
        work, _outcome(result), graded=True, checks=checks, note=note,
        earned=result.earned, seconds=result.seconds, seed=result.seed,
    )  # fmt: skip


def _outcome(result: GradeResult) -> str:
    return str(Outcome.FAILED if result.outcome is Outcome.SKIPPED else result.outcome)


def _made(work: Work, outcome: str, **more: object) -> ExerciseReport:
    exercise = work.exercise
    return ExerciseReport(
        id=exercise.id,
        title=exercise.title,
        file=work.file,
        outcome=outcome,
        points=exercise.points,
        sha256=work.sha256,
        modules=work.modules,
        grader=work.grader,
        claim=work.claim,
        **more,  # type: ignore[arg-type]
    )


def unchanged(work: Work, before: Before) -> ExerciseReport:
    """The report of what is as it was when the run before failed it."""
    return _made(work, "unchanged", before=before, earned=min(before.earned, work.exercise.points))


def fault_of(reports: dict[str, ExerciseReport]) -> Fault | None:
    """What to say at the top where some exercises could not be graded; None where all were."""
    broken = [report for report in reports.values() if report.outcome == "error"]
    if not broken:
        return None
    names = ", ".join(report.id for report in broken)
    reasons = {report.note for report in broken}
    because = f" {reasons.pop()}" if len(reasons) == 1 else ""
    return Fault(
        f"{len(broken)} of {len(reports)} could not be graded: {names}.{because}",
        "This is a fault of medai or of the computer that it ran on. Run it again; if it stays, report it.",
    )
