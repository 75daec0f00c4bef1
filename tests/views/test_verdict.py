"""A verdict as people see it: marks in words, nothing of the learner's interpreted, 80 columns."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from medai.actions.grade import Graded, GradeReport, NextCommand
from medai.actions.outline import ExerciseOutline
from medai.curriculum.model import Published
from medai.grading.result import CheckResult, Feedback, GradeResult, Location, Outcome, Score
from medai.views import console as screens
from medai.views.verdict import show_report

OUTLINE = ExerciseOutline(
    "dose", "Dose by weight", "week1", "week01/dose.py", "exercise", 20, 4, 0, "tried", 2
)
HOSTILE = "\x1b[2J[red]gone[/red] \u202eevil [link=http://x]click[/link]"


def _report(*checks: CheckResult, outcome: Outcome = Outcome.FAILED, **changes: object) -> GradeReport:
    result = GradeResult("dose", outcome, checks, 0.25, 7)
    fields: dict[str, object] = {
        "exercise": OUTLINE, "file": "week01/dose.py", "impact": "A tenfold dose kills.", "result": result,
        "recorded": True, "untouched": False, "passed_before": False, "best_before": None, "hints": 3,
        "hints_used": 0, "pictures": (), "published": (), **changes,
    }  # fmt: skip
    return GradeReport((Graded(**fields),), (), 0.3, None, (NextCommand("medai hint dose", "hint 1 of 3"),))  # type: ignore[arg-type]


def _shown(report: GradeReport, *, terminal: bool = False) -> str:
    out = Console(
        file=io.StringIO(), width=80, force_terminal=terminal, color_system="standard" if terminal else None,
        highlight=False, markup=False, emoji=False, theme=screens._THEME,
    )  # fmt: skip
    show_report(report, out)
    shown = out.file.getvalue()  # type: ignore[attr-defined]
    assert isinstance(shown, str)
    return shown


FAILED = CheckResult(
    "weight", "dose grows with weight", Outcome.FAILED, 3, feedback=Feedback(
        HOSTILE, next_step=HOSTILE, called=f"dose({HOSTILE!s})", got=HOSTILE, expected="15.0 ± 0.1",
        where=Location("week01/dose.py", 4, HOSTILE), printed=HOSTILE + "\nline\n" * 50,
    ),
)  # fmt: skip


def test_nothing_of_the_learners_reaches_the_terminal() -> None:
    shown = _shown(_report(FAILED))

    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "[red]gone[/red]" in shown
    assert "\\x1b[2J" in shown


def test_on_a_terminal_only_our_own_escapes_are_sent() -> None:
    shown = _shown(_report(FAILED), terminal=True)

    assert "\x1b[2J" not in shown
    assert "\x1b]8" not in shown, "no links"
    assert "\x1b[" in shown, "but colour there is"


@pytest.mark.parametrize("terminal", [False, True])
def test_outcomes_are_told_in_words(terminal: bool) -> None:
    checks = (
        CheckResult("a", "returns a number", Outcome.PASSED, 1, 1),
        FAILED,
        CheckResult("c", "never above the maximum", Outcome.SKIPPED, 2, needs="weight"),
    )

    shown = _shown(_report(*checks), terminal=terminal)

    for word in (
        "pass",
        "FAIL",
        "skip",
        "(needs 2)",
        "week01/dose.py:4",
        "15.0 ± 0.1",
        "--seed 7",
        "medai hint dose",
    ):
        assert word in shown


def test_lines_fit_into_80_columns() -> None:
    long = CheckResult(
        "a",
        "a title " * 30,
        Outcome.FAILED,
        10,
        feedback=Feedback("why " * 60, called="x" * 300, got="y" * 5000),
    )

    shown = _shown(_report(long))

    assert max(map(len, shown.splitlines())) <= 80
    assert "y" * 500 not in shown.replace("\n", "").replace(" ", ""), "values are shortened"


def test_what_was_printed_is_cut() -> None:
    assert "lines left out" in _shown(_report(FAILED))
    assert _shown(_report(FAILED)).count("line\n") < 20


def test_our_fault_is_said_to_be_ours() -> None:
    broken = CheckResult("a", "returns a number", Outcome.ERROR, 1, detail="NameError in grade.py")

    shown = _shown(_report(broken, outcome=Outcome.ERROR, recorded=False))

    assert "the fault is ours, and nothing was recorded" in shown
    assert "NameError in grade.py" in shown
    assert "Not passed" not in shown


def test_a_pass_names_the_clinical_impact() -> None:
    shown = _shown(_report(CheckResult("a", "returns", Outcome.PASSED, 4, 4), outcome=Outcome.PASSED))

    assert "Passed, 4 of 4 points in 0.2 s. A tenfold dose kills." in shown.replace("\n", " ")


def test_a_worse_attempt_is_told_the_best() -> None:
    assert "Your best so far: 3." in _shown(_report(FAILED, best_before=3)).replace("\n", " ")


def test_pictures_are_named_on_one_line() -> None:
    path = Path("/a/rather/long/folder/name/" * 5) / "figure.png"

    assert f"Your figure: {path}\n" in _shown(_report(FAILED, pictures=(path,)))


def test_scores_stand_above_what_others_published() -> None:
    result = GradeResult(
        "dose",
        Outcome.PASSED,
        (),
        0.1,
        7,
        scores=(Score("AUC", 0.8312, 0.79, 0.87), Score("Brier", 0.17, better="lower")),
    )

    shown = _shown(_report(result=result, published=(Published("AUC", "ADAP", 0.76, "Smith 1988"),)))

    lines = [line.rstrip() for line in shown.splitlines()]
    auc = lines.index("AUC: 0.831 (95 % CI 0.79 to 0.87); higher is better")
    assert lines[auc + 1] == "    0.76  ADAP, Smith 1988"
    assert "Brier: 0.17; lower is better" in shown
