"""Unusual inputs: those without an answer are refused, those with one are answered."""

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


def answers(
    function: RemoteFunction, *arguments: Any, because: str, next_step: str = "", **keywords: Any
) -> Any:
    """The value of a call on an input that is unusual but has an answer; an exception there fails with because."""
    try:
        return function(*arguments, **keywords)
    except SolutionRaised as fault:
        raised = fault.raised
        if any(raised.is_a(name) for name in _OTHER_REASONS):
            raise
        fail(
            f"It stopped with {raised.name}, where an answer is due: {because.rstrip('.')}.",
            next_step or "Handle this case before the line that fails.",
            shown=f"raised {raised.name}: {raised.message}",
            kind="raised",
        )
