"""A verdict's checks as they are reported, each with the line of the learner's file that it is about."""

from __future__ import annotations

import ast
import re
import warnings

from medai.actions.ci.report import Line
from medai.errors import MedaiError
from medai.grading.result import CheckResult, GradeResult, Outcome

_CALLED = re.compile(r"\s*(?:[A-Za-z_]\w*\.)*([A-Za-z_]\w*)\s*\(")


def lines_of(result: GradeResult, source: str) -> tuple[Line, ...]:
    """All checks of a verdict. source: the text that was graded."""
    titles = {check.id: check.title for check in result.checks}
    definitions: dict[str, int] | None = None
    lines = []
    for check in result.checks:
        line = _line_of(check)
        if line is None and check.outcome is Outcome.FAILED:
            definitions = _definitions(source) if definitions is None else definitions
            line = definitions.get(_function(check))
        lines.append(_line(check, titles, line))
    return tuple(lines)


def unreadable(error: MedaiError, points: int) -> Line:
    """The one check of a file that cannot even be read."""
    return Line(
        "file", "The file can be read", str(Outcome.FAILED), points,
        why=error.message, next_step=error.hint, kind="load",
    )  # fmt: skip


def stopped(titles: tuple[tuple[str, str, int], ...], seconds: float) -> tuple[Line, ...]:
    """The checks (id, title, points) of work that went on so long that it was stopped."""
    first, *others = titles
    why = f"All checks together took longer than {seconds:.0f} s, so grading was stopped without a verdict."
    step = "Time a single call on your computer (medai grade): most checks are done in well under a second."
    return (
        Line(
            first[0], first[1], str(Outcome.FAILED), first[2], why=why, next_step=step, kind="timeout"
        ),
        *(Line(name, title, str(Outcome.SKIPPED), points, needs=first[1]) for name, title, points in others),
    )  # fmt: skip


def _line(check: CheckResult, titles: dict[str, str], line: int | None) -> Line:
    feedback = check.feedback
    common = {
        "id": check.id,
        "title": check.title,
        "outcome": str(check.outcome),
        "points": check.points,
        "earned": check.earned,
        "seconds": check.seconds,
        "needs": titles.get(check.needs, check.needs),
        "detail": check.detail,
        "line": line,
    }
    if feedback is None:
        return Line(**common)  # type: ignore[arg-type]
    return Line(
        **common,  # type: ignore[arg-type]
        why=feedback.why,
        next_step=feedback.next_step,
        called=feedback.called,
        got=feedback.got,
        expected=feedback.expected,
        printed=feedback.printed,
        kind=feedback.kind,
        code=feedback.where.text if feedback.where is not None else "",
    )


def _line_of(check: CheckResult) -> int | None:
    where = check.feedback.where if check.feedback is not None else None
    return where.line if where is not None and where.line > 0 else None


def _function(check: CheckResult) -> str:
    found = _CALLED.match(check.feedback.called) if check.feedback is not None else None
    return found[1] if found is not None else ""


def _definitions(source: str) -> dict[str, int]:
    """Line of each function that the file defines; of several with one name the last, as in Python."""
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name] = max(node.lineno, found.get(node.name, 0))
    return found
