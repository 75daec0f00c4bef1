"""The check that an input without an answer is refused, whatever a careless solution does with it instead."""

from __future__ import annotations

from typing import Any

from medai.grading.checks.core import fail
from medai.grading.faults import SolutionRaised
from medai.grading.proxy import RemoteFunction
from medai.grading.text import describe

# What stops a solution for another reason, explained better by the general words for it.
_OTHER_REASONS = ("NotImplementedError", "MemoryError", "SystemExit", "NameError", "ImportError")


def refuses(
    function: RemoteFunction,
    *arguments: Any,
    because: str,
    next_step: str = "",
    raising: str = "ValueError",
    **keywords: Any,
) -> None:
    """The call raises the named exception; a value, or another exception by accident, fails with because."""
    reason = because.rstrip(".")
    todo = (
        next_step or f"Look at the input first, and raise {raising} with a message that says what is wrong."
    )
    try:
        value = function(*arguments, **keywords)
    except SolutionRaised as fault:
        raised = fault.raised
        if raised.is_a(raising):
            return
        if any(raised.is_a(name) for name in _OTHER_REASONS):
            raise
        fail(
            f"It stopped with {raised.name} by accident, where the task asks for a {raising}: {reason}.",
            todo,
            shown=f"raised {raised.name}: {raised.message}",
            kind="raised",
        )
    fail(f"No {raising} was raised: {reason}.", todo, shown=describe(value))
