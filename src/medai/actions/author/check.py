"""`medai author check`: the content's rules, and every shipped solution graded as it should be."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from medai import paths
from medai.actions.author import memory
from medai.actions.author.cases import Case, CaseVerdict, cases_of, problems
from medai.actions.author.crew import Job, grade_all
from medai.actions.author.place import course_root, exercises_named, open_course
from medai.actions.extras import missing_extra
from medai.curriculum.lint import Finding, lint_course
from medai.curriculum.model import Exercise
from medai.datasets.registry import dataset_names, load_dataset
from medai.errors import ContentError


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One shipped solution. outcome: of its grading. reused: from an earlier check. problems: to be mended."""

    kind: str
    file: str
    outcome: str
    seconds: float
    reused: bool
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExerciseResult:
    """All cases of one exercise. note: why nothing was graded, or ""."""

    exercise_id: str
    week_id: str
    folder: Path
    cases: tuple[CaseResult, ...]
    note: str

    @property
    def sound(self) -> bool:
        """True where nothing is to be mended."""
        return not any(case.problems for case in self.cases)


@dataclass(frozen=True, slots=True)
class Checked:
    """The whole check. findings are those of the content's rules; graded and reused count cases."""

    course: Path
    findings: tuple[Finding, ...]
    exercises: tuple[ExerciseResult, ...]
    graded: int
    reused: int
    seconds: float

    @property
    def exit_code(self) -> int:
        """0 where nothing is to be mended, else 1."""
        return 0 if not self.findings and all(exercise.sound for exercise in self.exercises) else 1


def check(
    cwd: Path,
    names: tuple[str, ...] = (),
    *,
    course: Path | None = None,
    afresh: bool = False,
    tell: Callable[[int, int], None] | None = None,
) -> Checked:
    """Check the named exercises (ids, weeks or folders), or the whole course.

    afresh: grade again what has not changed since an earlier check. tell is called with how many cases are
    graded, and of how many.
    """
    began = time.perf_counter()
    root = course_root(cwd, course)
    datasets = paths.content_dir("datasets")
    findings = (*lint_course(root, frozenset(dataset_names(datasets))), *_dataset_findings(datasets))
    try:
        exercises = exercises_named(open_course(root), cwd, names)
    except ContentError:
        if not findings:
            raise
        return Checked(root, findings, (), 0, 0, time.perf_counter() - began)
    if names:
        findings = _of_these(findings, exercises, root)
    gradable = [exercise for exercise in exercises if _obstacle(exercise) == ""]
    jobs: list[Job] = [(exercise, case) for exercise in gradable for case in cases_of(exercise)]
    verdicts, graded = _verdicts(jobs, afresh, tell or (lambda done, total: None))
    results = tuple(_result(exercise, verdicts) for exercise in exercises)
    return Checked(root, findings, results, graded, len(jobs) - graded, time.perf_counter() - began)


def _dataset_findings(root: Path) -> tuple[Finding, ...]:
    """What is wrong with an entry of a dataset, such as a missing checksum."""
    found = []
    for name in dataset_names(root):
        try:
            load_dataset(root, name)
        except ContentError as error:
            found.append(Finding(f"{root.name}/{name}/dataset.yaml", None, error.message, error.hint))
    return tuple(found)


Verdicts = dict[tuple[str, str], tuple[Case, CaseVerdict, bool]]


def _verdicts(jobs: list[Job], afresh: bool, tell: Callable[[int, int], None]) -> tuple[Verdicts, int]:
    """Verdict of each case by exercise and file, and how many were graded now."""
    verdicts: Verdicts = {}
    todo: list[tuple[str, Job]] = []
    for exercise, case in jobs:
        fingerprint = memory.key(exercise, case)
        known = None if afresh else memory.recall(fingerprint)
        if known is not None:
            verdicts[exercise.id, case.file] = (case, known, True)
        else:
            todo.append((fingerprint, (exercise, case)))
    todo.sort(key=lambda entry: entry[1][0].preload)  # a worker keeps the sandbox of its last case
    fresh = grade_all([job for _, job in todo])
    tell(0, len(todo))
    for done, ((fingerprint, (exercise, case)), verdict) in enumerate(zip(todo, fresh, strict=True), start=1):
        tell(done, len(todo))
        memory.keep(fingerprint, verdict)
        verdicts[exercise.id, case.file] = (case, verdict, False)
    return verdicts, len(todo)


def _result(exercise: Exercise, verdicts: Verdicts) -> ExerciseResult:
    cases = []
    for shipped in cases_of(exercise):
        found = verdicts.get((exercise.id, shipped.file))
        if found is not None:
            case, verdict, reused = found
            wrongs = problems(case, verdict)
            cases.append(CaseResult(case.kind, case.file, verdict.outcome, verdict.seconds, reused, wrongs))
    return ExerciseResult(exercise.id, exercise.week_id, exercise.folder, tuple(cases), _obstacle(exercise))


def _obstacle(exercise: Exercise) -> str:
    if not (exercise.folder / "grade.py").is_file():
        return "not graded: there is no grade.py"
    missing = missing_extra(exercise.extra)
    return (
        f"not graded: it needs the extra {missing.extra} ({missing.command})" if missing is not None else ""
    )


def _of_these(
    findings: tuple[Finding, ...], exercises: tuple[Exercise, ...], root: Path
) -> tuple[Finding, ...]:
    folders = [f"{root.name}/{e.folder.resolve().relative_to(root).as_posix()}/" for e in exercises]
    return tuple(
        finding for finding in findings if any(finding.file.startswith(folder) for folder in folders)
    )
