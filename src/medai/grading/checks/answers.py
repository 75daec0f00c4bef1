"""The check that an input has an answer where a careless solution stops with an exception."""

from __future__ import annotations

from typing import Any

from medai.grading.checks.core import fail
from medai.grading.checks.refusals import _OTHER_REASONS
from medai.grading.faults import SolutionRaised
from medai.grading.proxy import RemoteFunction


def answers(
    function: RemoteFunction, *arguments: Any, because: str, next_step: str = "", **keywords: Any
) -> Any:
    """The value of the call; an exception fails with because, which says what is due for this input.

    An unwritten function, a missing name and the like keep the general words for them.
    """
    try:
        return function(*arguments, **keywords)
    except SolutionRaised as fault:
        raised = fault.raised
        if any(raised.is_a(name) for name in _OTHER_REASONS) or not raised.frames:
            raise
        fail(
            f"It stopped with {raised.name} where an answer is due: {because.rstrip('.')}.",
            next_step or "Look at the input first, and return what the task says for it.",
            shown=f"raised {raised.name}: {raised.message}",
            kind="raised",
        )
