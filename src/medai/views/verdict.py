"""A verdict on a terminal: every check with its mark, failures as what was called, what came back and why."""

from __future__ import annotations

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from medai.actions.grade import Graded, GradeReport
from medai.grading.result import CheckResult, Feedback, Outcome
from medai.views.clean import clean, shorten, shorten_lines
from medai.views.console import heading, labelled, next_commands, paragraph, text

MARKS = {Outcome.PASSED: "pass", Outcome.FAILED: "FAIL", Outcome.SKIPPED: "skip", Outcome.ERROR: "ours"}
_STYLES = {Outcome.PASSED: "pass", Outcome.FAILED: "fail", Outcome.SKIPPED: "skip", Outcome.ERROR: "ours"}
_LONGEST = 400  # characters of a call or a value
_PRINTED_LINES = 12


def show_report(report: GradeReport, out: Console) -> None:
    """Every verdict, then what to type next."""
    several = len(report.graded) > 1
    for index, graded in enumerate(report.graded):
        if index:
            out.print()
        show_graded(graded, out, brief=several and graded.result.passed)
    if several:
        out.print()
        _summary(report, out)
    if report.without_file:
        out.print()
        paragraph(out, f"Not begun: {', '.join(report.without_file)}.", style="quiet")
    if report.week_done is not None:
        paragraph(out, f"That completes {report.week_done}.")
    for note in report.notes:
        paragraph(out, note, style="quiet")
    if report.next:
        out.print()
        next_commands(out, [(line.command, line.purpose) for line in report.next])


def show_graded(graded: Graded, out: Console, *, brief: bool = False) -> None:
    """One verdict; brief leaves the checks out."""
    result = graded.result
    heading(out, graded.exercise.title, graded.file)
    if graded.untouched:
        paragraph(out, "This is still the starter; nothing was recorded. The checks say what to write.")
    if not brief:
        out.print()
        _checks(result.checks, out)
        _failures(result.checks, out)
    if not brief:
        out.print()
    _score(graded, out)


def _checks(checks: tuple[CheckResult, ...], out: Console) -> None:
    numbers = {check.id: number for number, check in enumerate(checks, start=1)}
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right", style="quiet")
    table.add_column(ratio=1)
    table.add_column(no_wrap=True, justify="right", style="quiet")
    for check in checks:
        what = text(check.title)
        if check.outcome is Outcome.SKIPPED and check.needs in numbers:
            what.append(f" (needs {numbers[check.needs]})", style="quiet")
        mark = Text(MARKS[check.outcome], style=_STYLES[check.outcome])
        table.add_row(mark, str(numbers[check.id]), what, f"{check.earned}/{check.points}")
    table.expand = True
    out.print(Padding(table, (0, 0, 0, 2)))


def _failures(checks: tuple[CheckResult, ...], out: Console) -> None:
    first = True
    for number, check in enumerate(checks, start=1):
        if check.outcome in (Outcome.FAILED, Outcome.ERROR):
            out.print()
            show_failure(number, check, out, full=first)
            first = first and check.outcome is Outcome.ERROR


def styled_mark(outcome: Outcome) -> Text:
    """pass, FAIL, skip or ours, in its colour."""
    return Text(MARKS[outcome], style=_STYLES[outcome])


def show_failure(number: int, check: CheckResult, out: Console, *, full: bool) -> None:
    """A check that failed, with its feedback; or one where the grader broke."""
    out.print(styled_mark(check.outcome) + text(f" {number}  {check.title}", "head"))
    if check.outcome is Outcome.ERROR:
        paragraph(out, shorten(check.detail, _LONGEST) or "the grader broke", indent=8, style="quiet")
    else:
        _feedback(check.feedback or Feedback("This check was not met."), out, full=full)


def _feedback(feedback: Feedback, out: Console, *, full: bool) -> None:
    paragraph(out, feedback.why, indent=8)
    pairs: list[tuple[str, RenderableType]] = []
    if feedback.called:
        pairs.append(("called", text(shorten(feedback.called, _LONGEST))))
    if feedback.got and feedback.kind != "not-written":  # there it says what `why` says
        pairs.append(("got", text(shorten(feedback.got, _LONGEST))))
    if feedback.expected:
        pairs.append(("expected", text(shorten(feedback.expected, _LONGEST))))
    if feedback.where is not None:
        place = text(f"{feedback.where.file}:{feedback.where.line}")
        if feedback.where.text and feedback.kind != "not-written":
            place.append(f"  {clean(feedback.where.text)}", style="quiet")
        pairs.append(("where", place))
    if feedback.printed.strip() and full:
        pairs.append(("printed", text(shorten_lines(feedback.printed, _PRINTED_LINES))))
    if feedback.next_step:
        pairs.append(("next", text(feedback.next_step)))
    if pairs:
        if full:
            out.print()
        labelled(out, pairs, indent=8, width=8)


def _score(graded: Graded, out: Console) -> None:
    result = graded.result
    points = f"{result.earned} of {result.points} points in {_seconds(result.seconds)}"
    if result.outcome is Outcome.ERROR:
        out.print(Text("Not graded: ", style="ours") + text("the fault is ours, and nothing was recorded."))
        return
    if result.passed:
        out.print(Text("Passed", style="pass") + text(f", {points}. {graded.impact}"))
    else:
        line = f"Not passed yet: {points}."
        if graded.best_before is not None and graded.best_before > result.earned:
            line += f" Your best so far: {graded.best_before}."
        paragraph(out, text(line).append(f" Same hidden inputs again: --seed {result.seed}", style="quiet"))
    _ranking(graded, out)
    for picture in graded.pictures:
        out.print(text(f"Your figure: {picture}", "quiet"), soft_wrap=True)
    if not graded.recorded and not graded.untouched:
        paragraph(out, "Shown only; nothing was recorded.", style="quiet")


def _ranking(graded: Graded, out: Console) -> None:
    """The figures that the work is ranked by, each above what others have published."""
    for score in graded.result.scores:
        interval = (
            f" (95 % CI {score.low:.3g} to {score.high:.3g})" if None not in (score.low, score.high) else ""
        )
        paragraph(out, f"{score.name}: {score.value:.3g}{interval}; {score.better} is better")
        for other in graded.published:
            if other.score == score.name:
                paragraph(out, f"{other.value:.3g}  {other.name}, {other.source}", indent=4, style="quiet")


def _summary(report: GradeReport, out: Console) -> None:
    passed = sum(graded.result.passed for graded in report.graded)
    earned = sum(graded.result.earned for graded in report.graded)
    points = sum(graded.result.points for graded in report.graded)
    line = (
        f"{passed} of {len(report.graded)} passed, {earned} of {points} points in {_seconds(report.seconds)}."
    )
    paragraph(out, line, style="head")


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 0.095 else f"{seconds * 1000:.0f} ms"
