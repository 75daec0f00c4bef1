"""Failed checks on the learner's own lines, as GitHub's workflow commands."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from medai.actions.ci.report import CiReport, ExerciseReport, Line
from medai.views.ci_text import command, one_line

MOST = 10  # GitHub shows no more errors of one step
_LONGEST = 1500


def annotation_lines(report: CiReport) -> Iterator[str]:
    """One command a failed check, at most MOST; what is beyond that as one warning; our faults as one notice."""
    found = [
        (exercise, check)
        for exercise in report.all()
        for check in exercise.checks
        if check.outcome == "failed"
    ]
    for exercise, check in found[:MOST]:
        yield _error(report, exercise, check)
    if len(found) > MOST:
        names = ", ".join(dict.fromkeys(exercise.file for exercise, _ in found[MOST:]))
        message = f"{len(found) - MOST} more checks did not pass, in {one_line(names, 400)}. "
        message += "The job summary has them all."
        yield command("warning", message, title="More checks that did not pass")
    for exercise in report.all():
        if exercise.outcome == "missing":
            yield command("warning", f"progress.json says passed, but there is no {one_line(exercise.file, 200)}.",
                          title=one_line(exercise.title, 100))  # fmt: skip
    if report.fault is not None:
        title = (
            "Something in the workspace to correct" if report.exit_code == 2 else "Not the learner's fault"
        )
        yield command("warning", f"{report.fault.message} {report.fault.hint}".strip(), title=title)


def held_back(text: str) -> str:
    """Text for the log in which nothing is taken for a command: the word that ends this is new each time."""
    token = f"medai-{secrets.token_hex(16)}"
    return f"::stop-commands::{token}\n{text.rstrip(chr(10))}\n::{token}::\n"


def _error(report: CiReport, exercise: ExerciseReport, check: Line) -> str:
    parts = [
        ("", check.why or "This check was not met."),
        ("called: ", check.called),
        ("got: ", check.got),
        ("expected: ", check.expected),
        ("next: ", check.next_step),
    ]
    message = "\n".join(f"{label}{one_line(text, _LONGEST)}" for label, text in parts if text)
    line = 1 if check.line is None or exercise.file.endswith(".ipynb") else check.line
    title = one_line(f"{exercise.title}: {check.title}", 200)
    return command("error", message, file=report.scene.path(exercise.file), line=line, title=title)
