"""The shipped solutions of an exercise, and what their verdicts must be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from medai.curriculum.model import Exercise
from medai.grading.nonsense import FEW, variants
from medai.grading.result import GradeResult, Outcome

_CRASHES = frozenset({"load", "crash", "timeout", "memory", "output"})


@dataclass(frozen=True, slots=True)
class Case:
    """One source to grade. kind: starter, solution, right, wrong or nonsense. file: relative to the folder.

    nonsense is the reference with one function that returns something absurd: no grader may break on it.

    fails and says: for a wrong solution, the checks that it must fail and the words it must be told.
    """

    exercise_id: str
    kind: str
    file: str
    text: str
    fails: tuple[str, ...] = ()
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckVerdict:
    """One check of a case: its outcome, the kind of feedback, and all words that the learner would read."""

    id: str
    outcome: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class CaseVerdict:
    """What grading a case gave. fault: why it could not be graded at all, or ""."""

    outcome: str
    checks: tuple[CheckVerdict, ...]
    seconds: float
    fault: str = ""


def cases_of(exercise: Exercise) -> Iterator[Case]:
    """The starter, the references and the wrong solutions that are on disk; the lint reports missing ones."""
    starter = _read(exercise.folder / "starter.py")
    if exercise.file.endswith(".ipynb") and (exercise.folder / "starter.ipynb").is_file():
        from medai.workspace.notebook import percent_text

        notebook = _read(exercise.folder / "starter.ipynb") or ""
        yield Case(exercise.id, "starter", "starter.ipynb", percent_text(notebook, "starter.ipynb"))
    elif starter is not None:
        yield Case(exercise.id, "starter", "starter.py", starter)
    solution = _read(exercise.folder / "solution.py")
    if solution is not None:
        yield Case(exercise.id, "solution", "solution.py", solution)
    for path in sorted((exercise.folder / "right").glob("*.py")):
        yield Case(exercise.id, "right", f"right/{path.name}", _read(path) or "")
    for wrong in exercise.wrong:
        text = _read(exercise.folder / "wrong" / wrong.file)
        if text is not None:
            yield Case(exercise.id, "wrong", f"wrong/{wrong.file}", text, wrong.fails, wrong.says)
    if solution is not None:
        yield from _nonsense(exercise, solution, starter)


def _nonsense(exercise: Exercise, solution: str, starter: str | None) -> Iterator[Case]:
    try:
        made = variants(solution, FEW, starter=(starter or "") if exercise.notebook else None)
    except SyntaxError:
        return  # the lint reports it
    for name, text in made.items():
        yield Case(exercise.id, "nonsense", f"nonsense {name}", text)


def verdict_of(result: GradeResult) -> CaseVerdict:
    """The part of a verdict that a case is judged by."""
    checks = []
    for check in result.checks:
        feedback = check.feedback
        parts = (
            (feedback.why, feedback.called, feedback.got, feedback.expected, feedback.next_step)
            if feedback is not None
            else (check.detail,)
        )
        words = "\n".join(part for part in parts if part)
        kind = feedback.kind if feedback is not None else ""
        checks.append(CheckVerdict(check.id, str(check.outcome), kind, words))
    return CaseVerdict(str(result.outcome), tuple(checks), result.seconds)


def problems(case: Case, verdict: CaseVerdict) -> tuple[str, ...]:
    """What is wrong with the verdict, for the author; empty where it is as it should be."""
    if verdict.fault:
        return (verdict.fault,)
    broken = tuple(
        f"the grader broke in {check.id}: {_first_line(check.words) or 'no detail'}"
        for check in verdict.checks
        if check.outcome == Outcome.ERROR
    )
    if broken or verdict.outcome == Outcome.ERROR:
        return broken or ("the grader broke",)
    judge = {"starter": _starter, "wrong": _wrong, "nonsense": _nonsensical}.get(case.kind, _right)
    return tuple(judge(case, verdict))


def _starter(_: Case, verdict: CaseVerdict) -> Iterator[str]:
    for check in verdict.checks:
        if check.outcome == Outcome.PASSED:
            yield f"the starter passes {check.id} before anything is written"
        elif check.outcome == Outcome.FAILED and check.kind in _CRASHES:
            yield f"the starter does not run ({check.kind}): {_first_line(check.words)}"
        elif check.outcome == Outcome.FAILED and not check.words.strip():
            yield f"the starter fails {check.id} without a word on what to write"


def _right(case: Case, verdict: CaseVerdict) -> Iterator[str]:
    for check in verdict.checks:
        if check.outcome == Outcome.FAILED:
            yield f"a right solution fails {check.id}: {_first_line(check.words)}"
    if verdict.outcome != Outcome.PASSED and not any(c.outcome == Outcome.FAILED for c in verdict.checks):
        yield f"{case.file} must pass, and it {verdict.outcome}"


def _wrong(case: Case, verdict: CaseVerdict) -> Iterator[str]:
    by_id = {check.id: check for check in verdict.checks}
    if verdict.outcome == Outcome.PASSED:
        yield "a wrong solution passes"
        return
    for check_id in case.fails:
        found = by_id.get(check_id)
        if found is None:
            yield f"fails names {check_id}, which is no check"
        elif found.outcome != Outcome.FAILED:
            failed = ", ".join(check.id for check in verdict.checks if check.outcome == Outcome.FAILED)
            yield f"{check_id} is {found.outcome} and must be failed (failed: {failed or 'none'})"
    told = "\n".join(check.words for check in verdict.checks if check.outcome == Outcome.FAILED)
    for words in case.says:
        if words.lower() not in " ".join(told.lower().split()) and words.lower() not in told.lower():
            yield f'the learner is not told "{words}"; they read: {_first_line(told)}'


def _nonsensical(_: Case, verdict: CaseVerdict) -> Iterator[str]:
    if verdict.outcome == Outcome.PASSED:
        yield "nonsense passes: no check looks at what this function returns"


def _first_line(words: str) -> str:
    first = words.strip().partition("\n")[0]
    return first if len(first) <= 200 else first[:197] + "..."


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
