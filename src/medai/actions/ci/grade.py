"""`medai ci grade`: what changed since the last run, and all that the workspace claims, graded afresh."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from medai import __version__, paths
from medai.actions.ci.differences import differences
from medai.actions.ci.previous import Known, read_previous
from medai.actions.ci.report import CiReport, ExerciseReport, Fault, Grader, Scene, WeekReport
from medai.actions.ci.scene import grader_of, repository_root, scene_of
from medai.actions.ci.verdicts import busy, fault_of, timed_out, unchanged, ungraded, verdicts
from medai.actions.ci.work import Work, gone, works
from medai.curriculum.load import cached_course
from medai.curriculum.model import Course, Week
from medai.errors import NOT_PASSED, OUR_FAULT, PASSED, MedaiError
from medai.grading.layers import Layer, layers
from medai.workspace.find import STATE, Workspace, find_workspace
from medai.workspace.ledger import Entry, read_ledger
from medai.workspace.writing import inside

Tell = Callable[[int, int], None]


def workspace_at(cwd: Path, named: Path | None) -> Workspace:
    """The named folder, or the workspace around cwd. Raises MedaiError where there is none."""
    if named is not None:
        root = (cwd / named).resolve()
        if not root.is_dir():
            raise MedaiError(f"There is no folder {named}.", "Name the workspace: --workspace DIR")
        return Workspace(root)
    found = find_workspace(cwd)
    if found is None:
        raise MedaiError(
            "There is no workspace in this folder or above it.",
            "Make one with: medai start week1. Or name it: --workspace DIR",
        )
    return found


def out_folder(workspace: Workspace, cwd: Path, named: Path | None) -> Path:
    """Where the results go, and where those of the last run are: .medai/ci, unless another folder is named.

    Raises MedaiError where .medai/ci is a link that leads out of the workspace.
    """
    if named is not None:
        return (cwd / named).resolve()
    return inside(workspace.root, f"{STATE}/ci")


def without_workspace(error: MedaiError) -> CiReport:
    """The report of a run that found nothing to look at."""
    start = CiReport(at=_now(), scene=Scene(), grader=Grader(__version__))
    return broken(start, error.message, error.hint, error.exit_code)


def grade(
    workspace: Workspace,
    out: Path,
    *,
    everything: bool = False,
    seed: int | None = None,
    tell: Tell = lambda done, total: None,
) -> CiReport:
    """Grade the workspace. Writes nothing, and never raises: what goes wrong becomes the report's fault.

    Graded are the exercises whose file, neighbours, grader or release differ from those of the last run in
    `out`, all that progress.json claims, all that passed in the last run; with everything, all that is begun.
    seed: for the hidden inputs; without it a new one.
    """
    began = time.perf_counter()
    repository = repository_root(workspace.root)
    start = CiReport(
        at=_now(),
        scene=Scene(),
        grader=Grader(__version__),
    )
    try:
        start = replace(start, scene=scene_of(workspace.root, repository))
        start = replace(start, grader=grader_of(workspace.root, repository))
        report = _graded(start, workspace, repository, out, everything, seed, tell)
    except MedaiError as error:
        report = broken(start, error.message, error.hint, error.exit_code)
    except Exception as error:
        report = broken(
            start, f"{type(error).__name__}: {error}", "This is a fault in medai; please report it."
        )
    return replace(report, seconds=time.perf_counter() - began)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def broken(report: CiReport, message: str, hint: str, exit_code: int = OUR_FAULT) -> CiReport:
    """The report with a fault on top, for what went wrong around the grading."""
    return replace(report, fault=report.fault or Fault(message, hint), exit_code=exit_code)


def _graded(
    start: CiReport,
    workspace: Workspace,
    repository: Path,
    out: Path,
    everything: bool,
    seed: int | None,
    tell: Tell,
) -> CiReport:
    from medai.grading.run import new_seed

    course = cached_course(paths.content_dir("curriculum"), paths.cache_dir())
    ledger, mistake = _ledger(workspace)
    previous = read_previous(out, start.grader)
    known = {course.current_id(name): one for name, one in previous.exercises.items()}
    all_works = tuple(works(course, workspace, ledger, known))
    resting = () if everything else tuple(w for w in all_works if w.unchanged_since(known.get(w.exercise.id)))
    active = tuple(work for work in all_works if work not in resting)
    isolation, trouble = _isolation() if active else ((), "")
    reports = _reports(active, trouble, new_seed() if seed is None else seed, tell)
    wrongs = [] if mistake is None else [Fault(mistake.message, mistake.hint)]
    fault = next((one for one in (fault_of(reports), *wrongs) if one is not None), None)
    reports = {name: _against(report, known.get(name)) for name, report in reports.items()}
    reports |= {work.exercise.id: unchanged(work, known[work.exercise.id].before) for work in resting}
    weeks = _weeks(course, reports)
    path = _path(course, reports)
    remarks = _notes(start.grader, previous.note, set(known) - set(reports), known)
    if any(timed_out(report) for report in reports.values()) and (sentence := busy()):
        remarks.append(sentence)
    remarks += [wrong.message for wrong in wrongs if wrong is not fault]
    report = replace(
        start,
        isolation=isolation,
        differs=differences(repository),
        weeks=weeks,
        gone=gone(course, ledger),
        notes=tuple(remarks),
        exercises=sum(len(week.exercises) for week in path),
        course_points=sum(exercise.points for week in path for exercise in week.exercises),
        fault=fault,
    )
    return replace(report, exit_code=_exit_code(report, mistake))


def _ledger(workspace: Workspace) -> tuple[Mapping[str, Entry], MedaiError | None]:
    """What progress.json claims. One that is broken claims nothing, is said, and keeps nothing from being graded."""
    try:
        return read_ledger(workspace.root), None
    except MedaiError as error:
        return {}, error


def _isolation() -> tuple[tuple[Layer, ...], str]:
    """The layers as they hold here, and what is wrong where no sandbox starts."""
    try:
        return layers(), ""
    except MedaiError as error:
        return (), error.message
    except Exception as error:
        return (), f"The grading sandbox did not start: {type(error).__name__}: {error}"


def _reports(active: tuple[Work, ...], trouble: str, seed: int, tell: Tell) -> dict[str, ExerciseReport]:
    if trouble:
        return {work.exercise.id: ungraded(work, trouble) for work in active}
    return verdicts(active, seed, tell=tell)


def _against(report: ExerciseReport, known: Known | None) -> ExerciseReport:
    """The report, with a word where the last run passed what does not pass now."""
    if known is None or known.outcome != "passed" or report.outcome not in {"failed", "missing"}:
        return report
    at = f" at commit {known.before.commit[:10]}" if known.before.commit else ""
    note = f"It passed in the last run, on {known.before.at[:10]}{at}."
    return replace(report, note=f"{report.note} {note}".strip())


def _weeks(course: Course, reports: Mapping[str, ExerciseReport]) -> tuple[WeekReport, ...]:
    found = []
    for week in course.weeks:
        listed = tuple(reports[exercise.id] for exercise in week.exercises if exercise.id in reports)
        if listed:
            found.append(WeekReport(week.id, week.title, listed))
    return tuple(found)


def _path(course: Course, reports: Mapping[str, ExerciseReport]) -> tuple[Week, ...]:
    """The weeks that count for this learner: those of a track only once something of it is begun."""
    tracks = {
        week.track for week in course.weeks for exercise in week.exercises if exercise.id in reports
    } | {None}
    return tuple(week for week in course.weeks if week.track in tracks)


def _notes(grader: Grader, previous: str, absent: set[str], known: Mapping[str, Known]) -> list[str]:
    notes = []
    if not grader.as_pinned:
        notes.append(
            f"medai.toml asks for {grader.release}, and this was medai {grader.version}: "
            "verdicts may differ where exercises changed between them."
        )
    for name, value in paths.content_moved().items():
        notes.append(f"{name} is set, so graders or data come from {value}.")
    notes += [previous] if previous else []
    for name in sorted(absent):
        if known[name].outcome == "passed":
            notes.append(f"{name} passed in the last run; its file is gone.")
    return notes


def _exit_code(report: CiReport, mistake: MedaiError | None) -> int:
    if report.count("error"):
        return OUR_FAULT
    if mistake is not None:
        return mistake.exit_code
    return NOT_PASSED if report.count("failed", "missing") else PASSED
