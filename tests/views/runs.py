"""Runs of `medai ci grade` as values, for what shows them: one of each kind."""

from __future__ import annotations

from dataclasses import replace

from medai.actions.ci.report import (
    Before,
    CiReport,
    Claim,
    ExerciseReport,
    Fault,
    Gone,
    Grader,
    Line,
    Scene,
    WeekReport,
)
from medai.grading.layers import Layer

COMMIT = "0123456789abcdef0123456789abcdef01234567"
HOSTILE = (
    "@octocat fixes #1 GH-2 ![x](https://evil.example/x.png) [a](javascript:alert) <script>alert(1)</script> "
    "</details> | cell | **b** _i_ `code` ```` www.evil.example mail a@b.example $x$ ##[error]boom\n"
    "::error::boom\r\n::add-mask::x\n# head\n- item\n\x1b[31m\u202e\x00\ud800 end"
)

SCENE = Scene(
    repository="learner/medai",
    commit=COMMIT,
    ref="refs/heads/main",
    actor="learner",
    run_url="https://github.com/learner/medai/actions/runs/42",
    files_url=f"https://github.com/learner/medai/blob/{COMMIT}",
    workspace="workspace",
)
GRADER = Grader("0.1.0", "v0.1.0", "https://github.com/example/medai", "f" * 40)
LAYERS = (
    Layer("process", True, "learner code runs in a process of its own; it cannot reach the verdict"),
    Layer("network", True, "it reaches no network"),
    Layer(
        "disk quota", False, "many files together can fill the disk until the worker ends; one file cannot"
    ),
)

PASSED = ExerciseReport(
    id="first-model", title="Your first model, honestly", file="week01/first_model.py", outcome="passed", points=5,
    earned=5, graded=True, sha256="a" * 64, grader="b" * 16, seed=7, seconds=1.25,
    checks=(
        Line("splits", "every patient is on one side only", "passed", 2, 2, 0.5),
        Line("learns", "a forest that has learned", "passed", 3, 3, 0.75),
    ),
    claim=Claim("2026-11-20T10:00:00Z", "v0.1.0", 5),
)  # fmt: skip
FAILED = ExerciseReport(
    id="two-by-two", title="The two-by-two table", file="week04/two_by_two.py", outcome="failed", points=9,
    earned=2, graded=True, sha256="c" * 64, grader="d" * 16, seed=7, seconds=2.0,
    checks=(
        Line("counts", "four counts", "passed", 2, 2, 0.5),
        Line(
            "measures", "sensitivity and specificity", "failed", 3, 0, 0.5,
            why="0.80 is the precision, not the sensitivity: its denominator is everyone who tested positive.",
            next_step="Divide by the patients who are sick.", called="measures(40, 10, 5, 45)", got="0.8",
            expected="0.888889 ± 1e-06", printed="debugging\nhere\n", kind="misconception", line=12,
            code="return tp / (tp + fp)",
        ),
        Line("intervals", "Wilson's interval", "skipped", 2, needs="sensitivity and specificity"),
        Line("ranks", "the more informative test first", "skipped", 1, needs="sensitivity and specificity"),
        Line("untouched", "the table stays as it was", "failed", 1, why="It was changed.", printed="debugging\nhere\n"),
    ),
    note="It passed in the last run, on 2026-11-20.",
)  # fmt: skip
CLAIMED = replace(
    FAILED, id="roc-curve", title="The ROC curve", file="week04/roc_curve.py", earned=0, note="",
    claim=Claim("2026-11-21T10:00:00Z", "v0.1.0", 9),
    checks=(Line("points", "one point for each threshold", "failed", 9, why="Not written yet.", kind="not-written",
                 got="raised NotImplementedError", line=3, code="raise NotImplementedError"),),
)  # fmt: skip
MISSING = ExerciseReport(
    id="normalise", title="One scale for all", file="week02/normalise.py", outcome="missing", points=4,
    claim=Claim("2026-11-22T10:00:00Z", "v0.1.0", 4), note="There is no week02/normalise.py.",
)  # fmt: skip
UNCHANGED = ExerciseReport(
    id="impute-labs", title="Impute laboratory values", file="week02/impute_labs.py", outcome="unchanged", points=6,
    earned=1, before=Before("failed", 1, 6, "2026-11-23T10:00:00Z", COMMIT),
)  # fmt: skip
BROKEN = ExerciseReport(
    id="audit-table", title="Audit the table", file="week01/audit_table.py", outcome="error", points=3, graded=True,
    checks=(
        Line("rows", "rows and columns", "passed", 1, 1),
        Line("types", "the columns that hold text", "error", 2, detail="KeyError: 'Glucose' in grade.py"),
    ),
    note="A check of this exercise broke.",
)  # fmt: skip


def run(*weeks: WeekReport, **more: object) -> CiReport:
    """A run of these weeks on GitHub."""
    report = CiReport(
        at="2026-11-27T20:14:04Z", scene=SCENE, grader=GRADER, isolation=LAYERS, weeks=weeks, exercises=24,
        course_points=462, seconds=12.34,
    )  # fmt: skip
    return replace(report, **more)  # type: ignore[arg-type]


WEEK1 = WeekReport("week1", "Python and pandas", (PASSED,))
ALL_PASSED = run(WEEK1)
NOTHING = run(isolation=(), exercises=24)
MIXED = run(
    WEEK1,
    WeekReport("week2", "The cleaning project", (MISSING, UNCHANGED)),
    WeekReport("week4", "Diagnostic tests", (FAILED, CLAIMED)),
    differs=(".github/workflows/autograde.yml", *(f"curriculum/core/week01/{n}.py" for n in range(12))),
    gone=(Gone("older", "week01/older.py", Claim("2026-01-02T10:00:00Z", "v0.0.9", 3)),),
    notes=("medai.toml asks for v0.2.0, and this was medai 0.1.0.",),
    exit_code=1,
)
FAULTY = run(
    WeekReport("week1", "Python and pandas", (PASSED, BROKEN)),
    fault=Fault("1 of 2 could not be graded: audit-table.", "This is a fault of medai. Run it again."),
    exit_code=3,
)
NO_SANDBOX = run(
    WeekReport("week1", "Python and pandas", (replace(BROKEN, checks=(), note="The grading sandbox did not start."),)),
    fault=Fault("1 of 1 could not be graded: audit-table. The grading sandbox did not start.", "Run it again."),
    isolation=(), exit_code=3,
)  # fmt: skip
NOT_STARTED = run(
    fault=Fault("medai.toml: release: expected a tag.", "Mend medai.toml, or have it written anew: medai update"),
    isolation=(), scene=Scene(), grader=Grader("0.1.0"), exercises=0, course_points=0, exit_code=2,
)  # fmt: skip
SPITEFUL = run(
    WeekReport(
        "week1", "Python and pandas",
        (
            replace(
                FAILED, file="week01/a|b`c]\n::error::x.py", note=HOSTILE, title=HOSTILE,
                checks=(
                    Line("one", HOSTILE, "failed", 1, why=HOSTILE, next_step=HOSTILE, called=HOSTILE, got=HOSTILE,
                         expected=HOSTILE, printed=HOSTILE, line=2, code=HOSTILE),
                    Line("two", "second", "skipped", 1, needs=HOSTILE),
                    Line("three", "third", "error", 1, detail=HOSTILE),
                ),
                claim=Claim("2026-11-20T10:00:00Z", HOSTILE, 1),
            ),
            replace(UNCHANGED, before=Before("failed", 1, 6, HOSTILE, HOSTILE)),
        ),
    ),
    differs=(HOSTILE,), notes=(HOSTILE,), gone=(Gone("older", HOSTILE, Claim("2026", HOSTILE, 3)),),
    fault=Fault(HOSTILE, HOSTILE), exit_code=3,
)  # fmt: skip
