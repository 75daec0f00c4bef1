"""An input that has an answer, and solutions that stop there."""

from __future__ import annotations

import pytest

from medai.grading import check
from medai.grading.faults import Raised, SolutionRaised


def raising(name: str, frames: tuple = ((3, "share"),)):
    def function(*_: object, **__: object) -> None:
        raise SolutionRaised(Raised((name, "Exception"), "division by zero", frames), "share(0, 0)")

    return function


def test_the_value_comes_through() -> None:
    assert check.answers(lambda a, b=0: a + b, 1, b=2, because="a sum") == 3


def test_an_exception_fails_with_what_is_due() -> None:
    with pytest.raises(check.CheckFailed) as caught:
        check.answers(raising("ZeroDivisionError"), because="a share of nobody is NaN.")
    assert "a share of nobody is NaN." in caught.value.feedback.why
    assert "division by zero" in caught.value.feedback.got


@pytest.mark.parametrize("name", ["NotImplementedError", "NameError"])
def test_other_reasons_keep_their_words(name: str) -> None:
    with pytest.raises(SolutionRaised):
        check.answers(raising(name), because="x")


def test_a_call_that_does_not_fit_keeps_its_words() -> None:
    with pytest.raises(SolutionRaised):
        check.answers(raising("TypeError", frames=()), because="x")
