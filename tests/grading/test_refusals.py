"""An input without an answer: refused, answered, or stopped by accident."""

from __future__ import annotations

import pytest

from medai.grading import check
from medai.grading.checks.core import CheckFailed
from medai.grading.faults import Raised, SolutionRaised


def _raiser(*kinds):
    def call(*_args, **_keywords):
        raise SolutionRaised(Raised(tuple(kinds), "no answer", ()))

    return call


@pytest.mark.parametrize("kinds", [("ValueError", "Exception"), ("mine.Refused", "ValueError")])
def test_the_exception_asked_for_passes(kinds):
    check.refuses(_raiser(*kinds), [], because="one patient has no spread")


@pytest.mark.parametrize("value", [None, float("nan"), 3, {}])
def test_an_answer_fails_with_the_reason(value):
    with pytest.raises(CheckFailed) as failed:
        check.refuses(lambda *_: value, [5], because="one patient has no spread.")
    assert failed.value.feedback.why == "No ValueError was raised: one patient has no spread."
    assert "ValueError" in failed.value.feedback.next_step


def test_an_accident_is_told_apart():
    with pytest.raises(CheckFailed) as failed:
        check.refuses(_raiser("ZeroDivisionError"), because="one patient has no spread")
    feedback = failed.value.feedback
    assert "ZeroDivisionError by accident" in feedback.why
    assert "no spread" in feedback.why


@pytest.mark.parametrize("kind", ["NotImplementedError", "NameError", "MemoryError"])
def test_what_has_another_cause_is_left_to_the_general_words(kind):
    with pytest.raises(SolutionRaised):
        check.refuses(_raiser(kind), because="one patient has no spread")
