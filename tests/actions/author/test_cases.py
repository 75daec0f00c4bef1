"""What is demanded of the verdict on each shipped solution."""

from __future__ import annotations

import pytest

from medai.actions.author.cases import Case, CaseVerdict, CheckVerdict, problems


def _verdict(outcome: str, *checks: tuple[str, str, str, str]) -> CaseVerdict:
    return CaseVerdict(outcome, tuple(CheckVerdict(*check) for check in checks), 0.1)


def _case(kind: str, fails: tuple[str, ...] = (), says: tuple[str, ...] = ()) -> Case:
    return Case("mean-age", kind, f"{kind}.py", "", fails, says)


FAILED = ("is_mean", "failed", "value", "Zero was taken\nfor an AGE.")
PASSED = ("is_mean", "passed", "", "")


@pytest.mark.parametrize(
    ("case", "verdict", "told"),
    [
        (_case("starter"), _verdict("failed", FAILED), ()),
        (
            _case("starter"),
            _verdict("passed", PASSED),
            ("the starter passes is_mean before anything is written",),
        ),
        (
            _case("starter"),
            _verdict("failed", ("is_mean", "failed", "load", "SyntaxError")),
            ("the starter does not run (load): SyntaxError",),
        ),
        (
            _case("starter"),
            _verdict("failed", ("is_mean", "failed", "value", " ")),
            ("the starter fails is_mean without a word on what to write",),
        ),
        (_case("solution"), _verdict("passed", PASSED), ()),
        (_case("right"), _verdict("failed", FAILED), ("a right solution fails is_mean: Zero was taken",)),
        (_case("wrong", ("is_mean",), ("an age",)), _verdict("failed", FAILED), ()),
        (_case("wrong", ("is_mean",), ("taken for",)), _verdict("failed", FAILED), ()),
        (_case("wrong", ("is_mean",)), _verdict("passed", PASSED), ("a wrong solution passes",)),
        (
            _case("wrong", ("is_float",)),
            _verdict("failed", FAILED, ("is_float", "skipped", "", "")),
            ("is_float is skipped and must be failed (failed: is_mean)",),
        ),
        (
            _case("wrong", ("is_mean",), ("leak",)),
            _verdict("failed", FAILED),
            ('the learner is not told "leak"; they read: Zero was taken',),
        ),
        (
            _case("wrong", ("other",)),
            _verdict("failed", FAILED),
            ("fails names other, which is no check",),
        ),
        (
            _case("solution"),
            _verdict("error", ("is_mean", "error", "", "NameError: x")),
            ("the grader broke in is_mean: NameError: x",),
        ),
        (_case("wrong"), CaseVerdict("error", (), 0.0, "no data"), ("no data",)),
    ],
)
def test_problems(case: Case, verdict: CaseVerdict, told: tuple[str, ...]) -> None:
    assert problems(case, verdict) == told
