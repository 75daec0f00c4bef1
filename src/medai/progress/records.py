"""What is remembered about a learner's work, as plain values. Times are Unix seconds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckScore:
    """One check of one attempt; outcome is passed, failed, skipped or error."""

    check_id: str
    outcome: str
    points: int
    earned: int
    message: str = ""


@dataclass(frozen=True, slots=True)
class RankedScore:
    """A figure that one attempt is ranked by, with its 95 % interval if any; better is "higher" or "lower"."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    better: str = "higher"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One graded submission, as handed to the store. outcome is "passed" or "failed".

    seconds: how long grading took. seed reproduces the hidden inputs. file: relative to the workspace.
    code: the text that was graded. layers: sandbox layers that were active. release: of the course.
    """

    exercise_id: str
    outcome: str
    points: int
    earned: int
    seconds: float
    seed: int
    file: str
    code: str
    layers: tuple[str, ...]
    release: str
    checks: tuple[CheckScore, ...]
    at: float
    scores: tuple[RankedScore, ...] = ()


@dataclass(frozen=True, slots=True)
class PastAttempt:
    """One graded submission, as read back. Its code comes from Store.code_of(id)."""

    id: int
    exercise_id: str
    outcome: str
    points: int
    earned: int
    seconds: float
    seed: int
    file: str
    code_sha256: str
    layers: tuple[str, ...]
    release: str
    checks: tuple[CheckScore, ...]
    at: float
    scores: tuple[RankedScore, ...] = ()

    @property
    def passed(self) -> bool:
        """True where every check passed."""
        return self.outcome == "passed"


@dataclass(frozen=True, slots=True)
class Claim:
    """A pass that was made on another computer, as progress.json tells it: no attempt, and no code.

    file: relative to the workspace. release: of the course. sha256: of the file that passed.
    """

    exercise_id: str
    file: str
    release: str
    points: int
    sha256: str
    at: float


@dataclass(frozen=True, slots=True)
class Score:
    """Standing in one exercise: the best attempt's points, when first passed, how often tried.

    A claim counts as passed with all its points, and as no attempt.
    """

    earned: int
    points: int
    passed_at: float | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Event:
    """A sign of the learner at work: kind is "read" or "practice"."""

    kind: str
    exercise_id: str | None
    at: float


@dataclass(frozen=True, slots=True)
class Spent:
    """Time on one exercise, in seconds."""

    reading_seconds: float = 0.0
    practice_seconds: float = 0.0
