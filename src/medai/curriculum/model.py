"""What a course is made of. Plain frozen values: no YAML, no files are read here."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Check:
    """One graded property of an exercise; the test function in grade.py is test_<id>."""

    id: str
    title: str
    points: int
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrongSolution:
    """A misconception shipped as code: which checks it must fail, and words it must be told."""

    file: str
    fails: tuple[str, ...]
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """A figure from the literature for the leaderboard: who reached which value of which score, and where it stands."""

    score: str
    name: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What learner code may use. Times in seconds of wall clock, sizes in MB (10**6 bytes)."""

    call_seconds: float = 5.0
    import_seconds: float = 15.0
    cpu_seconds: int = 60
    memory_mb: int = 2000
    output_mb: int = 8
    file_mb: int = 64


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise. id is stable for ever and never carries the week number.

    notebook: the file is graded by running its cells top to bottom. extra: the pip extra that it needs.
    published: figures to stand beside the learner's own scores. formerly: ids that it had in older releases.
    """

    id: str
    title: str
    week_id: str
    folder: Path
    file: str
    kind: str  # "exercise" or "project"
    minutes: int
    impact: str
    checks: tuple[Check, ...]
    hints: tuple[str, ...]
    traps: tuple[str, ...]
    wrong: tuple[WrongSolution, ...]
    datasets: tuple[str, ...] = ()
    preload: tuple[str, ...] = ("pandas",)
    extra: str | None = None
    notebook: bool = False
    limits: Limits = field(default_factory=Limits)
    published: tuple[Published, ...] = ()
    formerly: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """Points of all checks together."""
        return sum(check.points for check in self.checks)


@dataclass(frozen=True, slots=True)
class Resource:
    """Something to read: title and address."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Week:
    """One week's milestone. workspace_folder is the learner's folder, such as "week01"."""

    id: str
    number: int
    title: str
    phase: str
    track: str | None
    status: str  # "ready" or "coming"
    hours: float
    goals: tuple[str, ...]
    requires: tuple[str, ...]
    exercises: tuple[Exercise, ...]
    datasets: tuple[str, ...]
    resources: tuple[Resource, ...]
    folder: Path | None
    workspace_folder: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of weeks."""

    id: str
    title: str
    weeks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """A specialisation for weeks 9 to 16."""

    id: str
    title: str
    summary: str
    weeks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """The whole path, in order."""

    title: str
    release: str
    phases: tuple[Phase, ...]
    tracks: tuple[Track, ...]
    weeks: tuple[Week, ...]

    def week(self, week_id: str) -> Week | None:
        """The week of that id, or None."""
        return next((week for week in self.weeks if week.id == week_id), None)

    def exercise(self, exercise_id: str) -> Exercise | None:
        """The exercise of that id, or None."""
        return next((e for e in self.exercises() if e.id == exercise_id), None)

    def renamed(self) -> dict[str, str]:
        """Former id -> the id of today, for every exercise that was ever renamed."""
        return {former: exercise.id for exercise in self.exercises() for former in exercise.formerly}

    def current_id(self, exercise_id: str) -> str:
        """Today's id of an exercise that an older release may have called so; an unknown id stays as it is."""
        return self.renamed().get(exercise_id, exercise_id)

    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises of the weeks that are written, in order."""
        return tuple(exercise for week in self.weeks for exercise in week.exercises)
