"""Grade the learner's work and remember the verdict."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from medai.actions.claims import renew
from medai.actions.desk import Desk, exercise_at_hand, last_saved, open_desk, starter_source, target_named
from medai.actions.extras import require_extra
from medai.actions.graders import Graders
from medai.actions.outline import ExerciseOutline, exercise_outline
from medai.curriculum.model import Exercise, Published
from medai.errors import NOT_PASSED, OUR_FAULT, PASSED, MedaiError
from medai.grading.result import GradeResult, Outcome

if TYPE_CHECKING:
    from medai.progress.records import Attempt
    from medai.workspace.solution import SolutionFile


@dataclass(frozen=True, slots=True)
class Graded:
    """One submission and its verdict. untouched: the file is still the starter. best_before: points, or None.

    recorded is False for the starter, for `--here` and for our own faults.
    """

    exercise: ExerciseOutline
    file: str
    impact: str
    result: GradeResult
    recorded: bool
    untouched: bool
    passed_before: bool
    best_before: int | None
    hints: int
    hints_used: int
    pictures: tuple[Path, ...]  # figures of the learner's, saved for a look
    published: tuple[Published, ...]  # figures of others, to stand beside the result's scores


@dataclass(frozen=True, slots=True)
class NextCommand:
    """A command to type, and what it does."""

    command: str
    purpose: str


@dataclass(frozen=True, slots=True)
class GradeReport:
    """Verdicts in order. week_done: the week that the last of them completed. without_file: not begun yet.

    notes: what to know about the files that are committed, progress.json and medai.toml.
    """

    graded: tuple[Graded, ...]
    without_file: tuple[str, ...]
    seconds: float
    week_done: str | None
    next: tuple[NextCommand, ...]
    notes: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 where all passed, 1 where something did not, 3 where the grader itself broke."""
        outcomes = {graded.result.outcome for graded in self.graded}
        if Outcome.ERROR in outcomes:
            return OUR_FAULT
        return PASSED if outcomes <= {Outcome.PASSED} else NOT_PASSED


def grade(
    cwd: Path,
    names: tuple[str, ...] = (),
    *,
    everything: bool = False,
    here: bool = False,
    seed: int | None = None,
    standby: bool = True,
    graders: Graders | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> GradeReport:
    """Grade the named exercises and weeks, everything begun, or else the file that was saved last.

    here: in this one process, for breakpoint(); nothing is recorded. standby: use a warm grader that an
    earlier command left, and leave one. graders: those of a caller that grades often; they stay open.
    cancelled: asked while learner code runs; once True, grading.faults.Cancelled is raised and nothing is
    recorded. Raises MedaiError where there is no such exercise, no file of it, or an extra is missing.
    """
    began = time.perf_counter()
    desk = open_desk(cwd)
    exercises = _targets(desk, names, everything)
    own = graders is None
    graders = graders or Graders(here=here, standby=standby, lean=True)
    try:
        files = {exercise.id: _file_of(desk, exercise) for exercise in exercises}
        others = {exercise.id: _others(desk, exercise, files[exercise.id]) for exercise in exercises}
        first = files[exercises[0].id]
        if first is not None:
            graders.warm(exercises[0], first.text, others[exercises[0].id])
        without = tuple(exercise.id for exercise in exercises if files[exercise.id] is None)
        if len(without) == len(exercises):
            raise _no_file(desk, exercises[0])
        graded = []
        for exercise in exercises:
            file = files[exercise.id]
            if file is not None:
                graded.append(
                    _grade_one(desk, exercise, file, others[exercise.id], graders, here, seed, cancelled)
                )
    finally:
        if own:
            graders.close()
    after = open_desk(cwd, desk.course)
    notes: tuple[str, ...] = ()
    if not here:
        passed = {one.exercise.id for one in graded if one.recorded and one.result.passed}
        notes = renew(after, {name: file for name, file in files.items() if file and name in passed})
    graded = [
        replace(one, exercise=exercise_outline(after, exercise))
        for one in graded
        for exercise in exercises
        if exercise.id == one.exercise.id
    ]
    week_done = _week_done(desk, after)
    return GradeReport(
        graded=tuple(graded),
        without_file=without,
        seconds=time.perf_counter() - began,
        week_done=week_done,
        next=_what_next(after, graded, week_done),
        notes=notes,
    )


def _targets(desk: Desk, names: tuple[str, ...], everything: bool) -> tuple[Exercise, ...]:
    _ = desk.root
    if everything:
        begun = tuple(e for e in desk.course.exercises() if e.id in desk.started or e.id in desk.scores)
        if not begun:
            raise MedaiError("No exercise is begun yet.", "Begin with: medai start week1")
        return begun
    if not names:
        return (last_saved(desk) or exercise_at_hand(desk),)
    found: dict[str, Exercise] = {}
    for name in names:
        target = target_named(desk, name)
        if isinstance(target, Exercise):
            found[target.id] = target
            continue
        if not target.exercises:
            raise MedaiError(f"{target.id} ({target.title}) has no exercises yet.", "See: medai status")
        found.update({exercise.id: exercise for exercise in target.exercises})
    return tuple(found.values())


def _file_of(desk: Desk, exercise: Exercise) -> SolutionFile | None:
    from medai.workspace.solution import read_solution

    return read_solution(desk.root, desk.relative(exercise))


def _others(desk: Desk, exercise: Exercise, file: SolutionFile | None) -> dict[str, str]:
    from medai.workspace.solution import other_modules

    return {} if file is None else other_modules(desk.root, desk.relative(exercise), file)


def _no_file(desk: Desk, exercise: Exercise) -> MedaiError:
    state = desk.standing().get(exercise.week_id)
    force = " --force" if state is not None and state.state == "locked" else ""
    return MedaiError(
        f"There is no {desk.relative(exercise)} in {desk.root.root}.",
        f"Get the starter: medai start {exercise.week_id}{force}",
    )


def _grade_one(
    desk: Desk,
    exercise: Exercise,
    file: SolutionFile,
    others: dict[str, str],
    graders: Graders,
    here: bool,
    seed: int | None,
    cancelled: Callable[[], bool],
) -> Graded:
    require_extra(exercise.id, exercise.extra)
    result = graders.grade(exercise, file.relative, file.text, seed=seed, files=others, cancelled=cancelled)
    untouched = file.text == starter_source(exercise)
    recorded = not here and not untouched and result.outcome is not Outcome.ERROR
    with desk.store() as store:
        if recorded:
            store.record_attempt(_attempt(desk, exercise, file, result))
        if not here:
            store.set_current_exercise(exercise.id)
        hints_used = store.hints_used(exercise.id)
    score = desk.scores.get(exercise.id)
    return Graded(
        exercise=exercise_outline(desk, exercise),
        file=file.relative,
        impact=exercise.impact,
        result=result,
        recorded=recorded,
        untouched=untouched,
        passed_before=exercise.id in desk.passed,
        best_before=score.earned if score is not None else None,
        hints=len(exercise.hints),
        hints_used=hints_used,
        pictures=_save_pictures(desk, exercise, result),
        published=exercise.published,
    )


def _save_pictures(desk: Desk, exercise: Exercise, result: GradeResult) -> tuple[Path, ...]:
    """Put the figures that the grader was shown beside the progress, replacing those of the last grading."""
    saved = []
    folder = desk.root.state_dir / "pictures" / exercise.id
    for number, picture in enumerate(result.pictures, start=1):
        name = re.sub(r"[^A-Za-z0-9_-]+", "_", picture.name).strip("_")[:60] or "figure"
        with suppress(OSError):  # a picture that cannot be saved costs nobody a verdict
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{number}_{name}.png"
            path.write_bytes(picture.png)
            saved.append(path)
    return tuple(saved)


def _attempt(desk: Desk, exercise: Exercise, file: SolutionFile, result: GradeResult) -> Attempt:
    from medai.progress.records import Attempt, CheckScore, RankedScore

    return Attempt(
        exercise_id=exercise.id,
        outcome=str(Outcome.PASSED if result.passed else Outcome.FAILED),
        points=result.points,
        earned=result.earned,
        seconds=result.seconds,
        seed=result.seed,
        file=file.relative,
        code=file.text,
        layers=result.layers,
        release=desk.course.release,
        checks=tuple(
            CheckScore(
                check_id=check.id,
                outcome=str(check.outcome),
                points=check.points,
                earned=check.earned,
                message=check.feedback.why if check.feedback is not None else "",
            )
            for check in result.checks
        ),
        at=time.time(),
        scores=tuple(RankedScore(s.name, s.value, s.low, s.high, s.better) for s in result.scores),
    )


def _week_done(before: Desk, after: Desk) -> str | None:
    was, now = before.standing(), after.standing()
    return next((name for name in now if now[name].state == "passed" and was[name].state != "passed"), None)


def _what_next(desk: Desk, graded: Iterable[Graded], week_done: str | None) -> tuple[NextCommand, ...]:
    graded = tuple(graded)
    if any(one.result.outcome is Outcome.ERROR for one in graded):
        return (NextCommand("medai doctor", "find out what is broken"),)
    failed = next((one for one in graded if not one.result.passed), None)
    if failed is not None:
        name = failed.exercise.id
        left = failed.hints - failed.hints_used
        again = NextCommand(
            f"medai grade {name}" if len(graded) > 1 else "medai grade", "after you saved a change"
        )
        if failed.untouched:
            return (NextCommand(f"medai task {name}", f"what to write into {failed.file}"), again)
        if left > 0:
            return (
                NextCommand(f"medai hint {name}", f"hint {failed.hints_used + 1} of {failed.hints}"),
                again,
            )
        return (again,)
    upcoming = desk.upcoming()
    if upcoming is None:
        return (NextCommand("medai status", "all that is written so far is passed; see the whole path"),)
    if upcoming.id in desk.started:
        return (NextCommand("medai next", upcoming.title),)
    week = desk.week_of(upcoming)
    return (NextCommand(f"medai start {week.id}", week.title),)
