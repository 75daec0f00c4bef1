"""Ways in which learner code can fail a call. Each is theirs to mend, never an error of the grader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medai.grading.text import clean


class Cancelled(KeyboardInterrupt):
    """The grading was called off from outside; a KeyboardInterrupt, so that pytest stops at once."""


class LearnerFault(Exception):
    """Base of all: something that learner code did. kind is the Feedback's kind; call is the call as made."""

    kind = "raised"

    def __init__(self, message: str, call: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.call = call


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception in learner code: names of its type and ancestors, frames (line, function) in their file."""

    kinds: tuple[str, ...]
    message: str
    frames: tuple[tuple[int, str], ...]
    code: int | None = None

    @property
    def name(self) -> str:
        """The type's short name, such as KeyError."""
        return self.kinds[0].rpartition(".")[2] if self.kinds else "an exception"

    def is_a(self, name: str) -> bool:
        """True where the type or one of its ancestors is called name (short or dotted)."""
        return any(kind == name or kind.rpartition(".")[2] == name for kind in self.kinds)


def read_raised(value: Any) -> Raised:
    """The exception that a worker describes. Raises ValueError where that is no description of one."""
    try:
        kinds, message, frames = value["kinds"], value["message"], value["frames"]
        if not (type(kinds) is list and kinds and all(type(kind) is str for kind in kinds)):
            raise ValueError("kinds")
        if type(message) is not str or type(frames) is not list:
            raise ValueError("message")
        if not all(type(line) is int and type(name) is str for line, name in frames):
            raise ValueError("frames")
        return Raised(
            tuple(clean(kind, 200) for kind in kinds[:20]),
            clean(message),
            tuple((line, clean(name, 100)) for line, name in frames[:20]),
            value["code"] if type(value["code"]) is int else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("an exception with a broken description") from error


class SolutionRaised(LearnerFault):
    """Learner code raised an exception."""

    def __init__(self, raised: Raised, call: str = "") -> None:
        super().__init__(f"{raised.name}: {raised.message}", call)
        self.raised = raised


class LoadFailed(LearnerFault):
    """The learner's file could not be imported, or its notebook not be run; cause is the fault that stopped it.

    cell: (number, first line) of the notebook's cell that did, both from 1. seconds: how long the file may take.
    """

    kind = "load"

    def __init__(self, cause: LearnerFault, seconds: float, cell: tuple[int, int] | None = None) -> None:
        super().__init__(cause.message)
        self.cause = cause
        self.seconds = seconds
        self.cell = cell


class NotDefined(LearnerFault):
    """The learner's file has no function of that name."""

    kind = "missing"

    def __init__(self, name: str, defined: tuple[str, ...]) -> None:
        super().__init__(f"{name} is not defined", f"{name}(...)")
        self.name = name
        self.defined = defined


class BadReply(LearnerFault):
    """What came back is no plain value, or is used as one while it lives in the worker."""

    kind = "reply"


class WorkerDied(LearnerFault):
    """The process that ran learner code ended in the middle of a call."""

    kind = "crash"


class TimedOut(WorkerDied):
    """The call went over its time."""

    kind = "timeout"


class GivenUp(TimedOut):
    """The function went over its time before, more than once, and was not called again."""


class TooMuchOutput(WorkerDied):
    """The call printed more than it may."""

    kind = "output"
