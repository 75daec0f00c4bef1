"""A run on a terminal or in a log: a line an exercise, what failed in brief, where the files are."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from medai.actions.ci.report import CiReport, ExerciseReport
from medai.views.ci_summary import headline
from medai.views.console import grid, labelled, paragraph, text

_MARKS = {
    "passed": ("pass", "pass"),
    "failed": ("FAIL", "fail"),
    "missing": ("FAIL", "fail"),
    "error": ("ours", "ours"),
    "unchanged": ("same", "skip"),
}


def show_ci(report: CiReport, out: Console, *, folder: Path | None = None) -> None:
    """Every exercise, the first failed check of each with its reason, a sentence at the end."""
    if report.fault is not None:
        paragraph(out, f"{report.fault.message} {report.fault.hint}".strip(), style="ours")
        out.print()
    table = grid()
    for column in range(4):
        table.add_column(no_wrap=column != 2, justify="right" if column == 3 else "left")
    for week in report.weeks:
        for exercise in week.exercises:
            mark, style = _MARKS[exercise.outcome]
            table.add_row(
                text(mark, style), text(week.id, "quiet"), text(exercise.title),
                f"{exercise.earned}/{exercise.points}",
            )  # fmt: skip
    if report.weeks:
        out.print(table)
    for exercise in report.all():
        _failures(report, exercise, out)
    out.print()
    for line in _remarks(report):
        paragraph(out, line, style="quiet")
    paragraph(out, f"{headline(report)}, in {report.seconds:.1f} s.", style="head")
    if folder is not None:
        paragraph(
            out, f"Written to {folder}: summary.md, results.json, junit.xml, badge.json.", style="quiet"
        )


def _failures(report: CiReport, exercise: ExerciseReport, out: Console) -> None:
    if exercise.outcome not in {"failed", "missing", "error"}:
        return
    out.print()
    out.print(text(report.scene.path(exercise.file), "head"))
    if exercise.claim is not None and exercise.broken_claim:
        said = f"progress.json says passed on {exercise.claim.at[:10]} with {exercise.claim.release}."
        paragraph(out, said, indent=4, style="fail")
    if exercise.note:
        paragraph(out, exercise.note, indent=4)
    for check in exercise.checks:
        if check.outcome == "failed":
            where = f" (line {check.line})" if check.line is not None else ""
            paragraph(out, f"{check.title}{where}: {check.why}", indent=4)
            if check.next_step:
                labelled(out, [("next", text(check.next_step))], indent=8)
        elif check.outcome == "error":
            paragraph(out, f"{check.title}: the grader broke. {check.detail}", indent=4, style="ours")


def _remarks(report: CiReport) -> list[str]:
    lines = list(report.notes)
    if report.grader.own_checkout:
        lines.append("Graded by the graders of this very checkout.")
    if report.differs:
        number = len(report.differs)
        lines.append(
            f"This fork differs from the release that graded it in {number} file{'s' if number > 1 else ''}."
        )
    lines += [f"{gone.id}: on record as passed; this release has no such exercise." for gone in report.gone]
    return lines
