"""What `medai ci grade` found, as plain values, and the results.json that says the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from medai.grading.layers import Layer

FORMAT = 1
LONGEST = 4000  # characters of any one text in results.json


@dataclass(frozen=True, slots=True)
class Scene:
    """Where it ran. commit, ref, actor, run_url: None outside of GitHub.

    workspace: path of the workspace from the top of the repository, "" where they are the same folder.
    files_url: address below which the repository's files are shown at the commit, or None.
    """

    repository: str | None = None
    commit: str | None = None
    ref: str | None = None
    actor: str | None = None
    run_url: str | None = None
    files_url: str | None = None
    workspace: str = ""

    def path(self, file: str) -> str:
        """A file of the workspace, seen from the top of the repository."""
        return f"{self.workspace}/{file}" if self.workspace else file


@dataclass(frozen=True, slots=True)
class Grader:
    """Which medai graded. release, source: what medai.toml asks for. commit: of the installed package, if known.

    own_checkout: medai runs from the very repository that is graded, so its graders are the repository's own.
    """

    version: str
    release: str | None = None
    source: str | None = None
    commit: str | None = None
    own_checkout: bool = False

    @property
    def as_pinned(self) -> bool:
        """False where medai.toml asks for another release than the one that ran."""
        return self.release is None or self.release.removeprefix("v") == self.version


@dataclass(frozen=True, slots=True)
class Line:
    """One check. outcome: passed, failed, skipped or error. line: 1-based, in the learner's file; None: unknown.

    needs: title of the check that this one was waiting for. detail: what broke on our side.
    """

    id: str
    title: str
    outcome: str
    points: int
    earned: int = 0
    seconds: float = 0.0
    why: str = ""
    next_step: str = ""
    called: str = ""
    got: str = ""
    expected: str = ""
    printed: str = ""
    kind: str = ""
    needs: str = ""
    detail: str = ""
    line: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """progress.json says that this was passed: when, with which release, with how many points."""

    at: str
    release: str
    points: int


@dataclass(frozen=True, slots=True)
class Before:
    """The verdict of an earlier run on the very same files, by the very same grader."""

    outcome: str
    earned: int
    points: int
    at: str
    commit: str | None


@dataclass(frozen=True, slots=True)
class ExerciseReport:
    """One exercise. outcome: passed, failed, error (not the learner's fault), unchanged or missing (no file).

    file: relative to the workspace. sha256: of its bytes. modules: digest of the week's other modules.
    grader: 16 hex digits. claim: what progress.json says. before: where unchanged. note: a remark for people.
    """

    id: str
    title: str
    file: str
    outcome: str
    points: int
    earned: int = 0
    graded: bool = False
    sha256: str = ""
    modules: str = ""
    grader: str = ""
    seed: int | None = None
    seconds: float = 0.0
    checks: tuple[Line, ...] = ()
    claim: Claim | None = None
    before: Before | None = None
    note: str = ""

    @property
    def broken_claim(self) -> bool:
        """True where progress.json says passed and these files do not pass."""
        return self.claim is not None and self.outcome in {"failed", "missing"}


@dataclass(frozen=True, slots=True)
class WeekReport:
    """The exercises of one week that are begun or claimed."""

    id: str
    title: str
    exercises: tuple[ExerciseReport, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """A claim for an exercise that this release of the course does not have."""

    id: str
    file: str
    claim: Claim


@dataclass(frozen=True, slots=True)
class Fault:
    """Why grading could not be done, or not all of it."""

    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class CiReport:
    """A whole run. exercises and course_points: of the course; the learner's own path where tracks part."""

    at: str
    scene: Scene
    grader: Grader
    isolation: tuple[Layer, ...] = ()
    differs: tuple[str, ...] = ()
    weeks: tuple[WeekReport, ...] = ()
    gone: tuple[Gone, ...] = ()
    notes: tuple[str, ...] = ()
    exercises: int = 0
    course_points: int = 0
    exit_code: int = 0
    seconds: float = 0.0
    fault: Fault | None = None

    def all(self) -> Iterator[ExerciseReport]:
        """Every exercise, in the order of the weeks."""
        for week in self.weeks:
            yield from week.exercises

    def count(self, *outcomes: str) -> int:
        """How many exercises ended so."""
        return sum(exercise.outcome in outcomes for exercise in self.all())

    @property
    def points(self) -> int:
        """Points of the exercises that are listed."""
        return sum(exercise.points for exercise in self.all())

    @property
    def earned(self) -> int:
        """Points of this run's verdicts, and of the earlier ones on what has not changed since."""
        return sum(exercise.earned for exercise in self.all())

    def to_dict(self) -> dict[str, Any]:
        """The shape of results.json; _schemas/results.schema.json describes it."""
        scene, grader = self.scene, self.grader
        return {
            "medai_results": FORMAT,
            "at": self.at,
            "repository": scene.repository,
            "commit": scene.commit,
            "ref": scene.ref,
            "actor": scene.actor,
            "run_url": scene.run_url,
            "workspace": scene.workspace,
            "grader": {
                "release": grader.release,
                "version": grader.version,
                "source": grader.source,
                "commit": grader.commit,
                "own_checkout": grader.own_checkout,
            },
            "isolation": [layer.name for layer in self.isolation if layer.active],
            "differs": list(self.differs),
            "exit_code": self.exit_code,
            "passed": self.count("passed"),
            "exercises": self.exercises,
            "course_points": self.course_points,
            "points": self.points,
            "earned": self.earned,
            "seconds": round(self.seconds, 3),
            "weeks": [
                {"id": week.id, "title": week.title, "exercises": [_exercise(one) for one in week.exercises]}
                for week in self.weeks
            ],
            "gone": [asdict(gone) for gone in self.gone],
            "notes": list(self.notes),
            "fault": None if self.fault is None else asdict(self.fault),
        }

    def to_json(self) -> str:
        """The text of results.json: ASCII, so that nothing that learners wrote can hide in it."""
        return json.dumps(self.to_dict(), indent=1, allow_nan=False) + "\n"


def _exercise(exercise: ExerciseReport) -> dict[str, Any]:
    return {
        "id": exercise.id,
        "title": exercise.title,
        "file": exercise.file,
        "sha256": exercise.sha256 or None,
        "modules": exercise.modules or None,
        "outcome": exercise.outcome,
        "graded": exercise.graded,
        "claimed": exercise.claim is not None,
        "claim": None if exercise.claim is None else asdict(exercise.claim),
        "before": None if exercise.before is None else asdict(exercise.before),
        "points": exercise.points,
        "earned": exercise.earned,
        "seed": exercise.seed,
        "seconds": round(exercise.seconds, 3),
        "grader": exercise.grader or None,
        "note": exercise.note,
        "checks": [_check(check) for check in exercise.checks],
    }


def _check(check: Line) -> dict[str, Any]:
    data = asdict(check)
    data["seconds"] = round(check.seconds, 3)
    return {name: value[:LONGEST] if isinstance(value, str) else value for name, value in data.items()}
