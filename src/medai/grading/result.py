"""The verdict as plain values: what graders produce and views show."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """passed: right. failed: the learner's to mend. skipped: depends on a failed check. error: our fault."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Location:
    """A line of the learner's file: name relative to the workspace, 1-based line, its text."""

    file: str
    line: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a failed check says. why is in the domain's words; next_step is one thing to do.

    kind: value, misconception, type, missing, not-written, raised, timeout, crash, memory, disk, output, load or reply.
    called: the call as made. got: what came back. printed: the learner's own output during the check.
    """

    why: str
    next_step: str = ""
    called: str = ""
    got: str = ""
    expected: str = ""
    kind: str = "value"
    where: Location | None = None
    printed: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check's outcome; earned is between 0 and points."""

    id: str
    title: str
    outcome: Outcome
    points: int
    earned: int = 0
    seconds: float = 0.0
    feedback: Feedback | None = None
    needs: str = ""  # id of the failed check that this one depends on, where skipped
    detail: str = ""  # where error: what broke on our side


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure of the learner's, as PNG, for them to look at."""

    name: str
    png: bytes


@dataclass(frozen=True, slots=True)
class Score:
    """A figure that a submission is ranked by, such as the AUC on withheld labels; all finite numbers.

    low, high: its 95 % interval, None where there is none. better: "higher" or "lower".
    """

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    better: str = "higher"


@dataclass(frozen=True, slots=True)
class GradeResult:
    """The verdict on one submission of one exercise. seed reproduces the hidden inputs of this run."""

    exercise_id: str
    outcome: Outcome
    checks: tuple[CheckResult, ...]
    seconds: float
    seed: int
    layers: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = field(default=(), repr=False)
    scores: tuple[Score, ...] = ()

    @property
    def points(self) -> int:
        """Points that could be earned."""
        return sum(check.points for check in self.checks)

    @property
    def earned(self) -> int:
        """Points earned."""
        return sum(check.earned for check in self.checks)

    @property
    def passed(self) -> bool:
        """True where every check passed."""
        return self.outcome is Outcome.PASSED

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON-ready dict; the shape of "result" in the --json envelope."""
        data = asdict(replace(self, pictures=()))
        data["pictures"] = [picture.name for picture in self.pictures]
        data.update(points=self.points, earned=self.earned)
        return data
