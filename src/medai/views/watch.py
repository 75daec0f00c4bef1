"""The screen of `medai watch`: the open check first, then the others in short, then the keys."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TypeVar

from rich.console import Console
from rich.text import Text

from medai.actions.grade import Graded, GradeReport
from medai.grading.result import Outcome
from medai.views.console import bar, heading, paragraph, screen, text
from medai.views.verdict import show_failure, styled_mark

Value = TypeVar("Value")

_CLEAR = "\x1b[2J\x1b[3J\x1b[H"
_KEYS = "h hint   n next   l list   s solution   r run again   q quit"


class WatchScreen:
    """Prints to the terminal it was made for, whatever happens to sys.stdout meanwhile."""

    def __init__(self, root: str, polling: bool, keys: bool) -> None:
        self._stream = sys.stdout
        self._keys = keys
        self._remark = f"Watching {root}"
        if polling:
            self._remark += " (a network file system, which tells nobody about saves: looking every 0.3 s)"

    def begun(self, exercise_id: str) -> None:
        """The first line, before any verdict."""
        self._show(lambda out: paragraph(out, f"{self._remark}. Grading {exercise_id} ...", style="quiet"))

    def grading(self, exercise_id: str, why: str) -> None:
        """A line while the verdict is on its way."""
        self._show(
            lambda out: paragraph(out, f"{why}: grading {exercise_id} ...", style="quiet"), clear=False
        )

    def verdict(self, report: GradeReport) -> None:
        """The newest verdict, alone on the screen."""
        self._show(lambda out: show_open_check(report.graded[0], out, week_done=report.week_done))

    def note(self, message: str, *more: str) -> None:
        """Something else to read below the verdict: a hint, a mistake, a list."""

        def show(out: Console) -> None:
            out.print()
            for line in (message, *more):
                paragraph(out, line)

        self._show(show, clear=False)

    def put(self, value: Value, show: Callable[[Value, Console], object]) -> None:
        """Another command's view below the verdict."""

        def print_it(out: Console) -> None:
            out.print()
            show(value, out)

        self._show(print_it, clear=False)

    def _show(self, show: Callable[[Console], object], *, clear: bool = True) -> None:
        out = screen()
        out.file = self._stream
        with out.capture() as capture:
            show(out)
            if self._keys:
                out.print()
                paragraph(out, _KEYS, style="quiet")
        before = _CLEAR if clear and self._keys else ""
        self._stream.write(before + capture.get())
        self._stream.flush()


def show_open_check(graded: Graded, out: Console, week_done: str | None = None) -> None:
    """The first check that is not passed in full, the others as a line of marks."""
    result = graded.result
    heading(out, graded.exercise.title, graded.file)
    passed = sum(check.outcome is Outcome.PASSED for check in result.checks)
    line = Text(bar(passed, len(result.checks), 24), style="pass" if result.passed else "")
    line.append(
        f"  {passed} of {len(result.checks)} checks, {result.earned} of {result.points} points", style="quiet"
    )
    out.print(line)
    for number, check in enumerate(result.checks, start=1):
        if check.outcome in (Outcome.FAILED, Outcome.ERROR):
            out.print()
            show_failure(number, check, out, full=True)
            break
    out.print()
    for number, check in enumerate(result.checks, start=1):
        out.print(Text("  ") + styled_mark(check.outcome) + text(f"  {number}  {check.title}", "quiet"))
    if result.passed:
        out.print()
        paragraph(out, f"Passed. {graded.impact}")
        if week_done is not None:
            paragraph(out, f"That completes {week_done}.")
    for picture in graded.pictures:
        out.print(text(f"Your figure: {picture}", "quiet"), soft_wrap=True)
