"""Go over to the release that is installed: what it changes for this learner, the pin and progress.json."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from medai.actions.claims import news
from medai.actions.desk import Desk, open_desk
from medai.curriculum.digest import SHORT, grader_digest
from medai.curriculum.model import Exercise
from medai.errors import MedaiError
from medai.workspace.ledger import Entry, update_ledger
from medai.workspace.pin import Pin, default_pin, read_pin, write_pin


@dataclass(frozen=True, slots=True)
class Change:
    """One exercise that a release changes. before and after: ids, weeks or graders, as the list is about.

    title: "" where the course no longer has the exercise. file: where the learner's work is and stays.
    points: on record for a pass, else 0.
    """

    exercise_id: str
    title: str
    file: str
    passed: bool
    points: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class NewExercise:
    """An exercise that the course did not have before. begun: it is in a week that the learner has begun."""

    exercise_id: str
    title: str
    week_id: str
    points: int
    begun: bool


@dataclass(frozen=True, slots=True)
class Update:
    """What changes for this learner. pinned: the release in medai.toml before, None where there was none.

    renamed: before and after are ids. moved: week ids. regraded: digests of the grader. removed: before is
    the week, after "". An exercise may be in several lists. notes: files that had to be written anew.
    """

    workspace: Path
    dry_run: bool
    pinned: str | None
    release: str
    source: str | None
    renamed: tuple[Change, ...]
    moved: tuple[Change, ...]
    regraded: tuple[Change, ...]
    removed: tuple[Change, ...]
    new: tuple[NewExercise, ...]
    notes: tuple[str, ...]


def update(cwd: Path, *, dry_run: bool = False) -> Update:
    """Compare what the learner has begun with the installed course; without dry_run, write both files.

    Solution files are never touched, and a pass stays a pass with the grader that it was made with. Raises
    MedaiError where there is no workspace, where progress.json is broken, and where the installed release is
    older than the one in medai.toml.
    """
    desk = open_desk(cwd)
    root = desk.root.root
    if desk.ledger_fault is not None:
        raise desk.ledger_fault
    before, after, notes = _pins(root, desk.course.release)
    entries = {**desk.ledger, **{entry.exercise_id: entry for entry in news(desk, {})[0]}}
    found = _Changes(desk, entries)
    if not dry_run:
        kept = write_pin(root, after)
        if kept is not None:
            notes = (*notes, f"The old medai.toml is kept as {kept.relative_to(root).as_posix()}.")
        known = frozenset(exercise.id for exercise in desk.course.exercises())
        update_ledger(root, found.refreshed(), found.old_names(), known)
    return Update(
        workspace=root,
        dry_run=dry_run,
        pinned=None if before is None else before.release,
        release=after.release,
        source=after.source,
        renamed=found.renamed(),
        moved=found.moved(),
        regraded=found.regraded(),
        removed=found.removed(),
        new=found.new(),
        notes=notes,
    )


def _pins(root: Path, version: str) -> tuple[Pin | None, Pin, tuple[str, ...]]:
    """The pin as it is and as it is to be. A broken one is written anew."""
    try:
        before = read_pin(root)
    except MedaiError as error:
        return None, default_pin(root, version), (f"{error.message} It is written anew.",)
    if before is None:
        return None, default_pin(root, version), ()
    then, now = _numbers(before.release), _numbers(version)
    if then is not None and now is not None and now < then:
        raise MedaiError(
            f"This workspace is graded by {before.release}; medai {version}, which is installed, is older.",
            "Update medai itself first, then run: medai update",
        )
    bare = before.source is None or (then is not None and not before.release.startswith("v"))
    return before, Pin(version if bare else f"v{version}", before.source), ()


def _numbers(release: str) -> tuple[int, ...] | None:
    """A version such as v0.10.2 as numbers; None for a branch and for anything else."""
    found = re.fullmatch(r"v?([0-9]{1,6}(?:\.[0-9]{1,6})*)", release)
    return None if found is None else tuple(int(part) for part in found[1].split("."))


class _Changes:
    """entries: of all that was begun, by today's ids; each still has the id that it was written with."""

    def __init__(self, desk: Desk, entries: dict[str, Entry]) -> None:
        self._desk = desk
        order = {exercise.id: place for place, exercise in enumerate(desk.course.exercises())}
        self._present: list[tuple[Exercise, Entry, str]] = []
        self._absent: list[Entry] = []
        for name in sorted(entries, key=lambda name: (order.get(name, len(order)), name)):
            exercise = desk.course.exercise(name)
            if exercise is None:
                self._absent.append(entries[name])
            else:
                self._present.append((exercise, entries[name], grader_digest(exercise)[:SHORT]))

    def renamed(self) -> tuple[Change, ...]:
        return tuple(
            self._change(exercise, entry, entry.exercise_id, exercise.id)
            for exercise, entry, _ in self._present
            if entry.exercise_id != exercise.id
        )

    def moved(self) -> tuple[Change, ...]:
        return tuple(
            self._change(exercise, entry, entry.week_id, exercise.week_id)
            for exercise, entry, _ in self._present
            if entry.week_id != exercise.week_id
        )

    def regraded(self) -> tuple[Change, ...]:
        return tuple(
            self._change(exercise, entry, entry.grader, grader)
            for exercise, entry, grader in self._present
            if entry.grader not in {"", grader}
        )

    def removed(self) -> tuple[Change, ...]:
        return tuple(self._change(None, entry, entry.week_id, "") for entry in self._absent)

    def new(self) -> tuple[NewExercise, ...]:
        course, known = self._desk.course, self._desk.known
        if not known:
            return ()  # a workspace of a release that did not keep them
        begun = {exercise.id: exercise.week_id for exercise, _, _ in self._present}
        old = {course.current_id(name) for name in known} | begun.keys()
        return tuple(
            NewExercise(one.id, one.title, one.week_id, one.points, one.week_id in begun.values())
            for one in course.exercises()
            if one.id not in old
        )

    def refreshed(self) -> list[Entry]:
        """The entries as the installed course sees them; a pass keeps the grader that it was made with."""
        return [
            Entry(
                exercise.id,
                exercise.week_id,
                self._file(exercise, entry),
                grader if entry.passed is None else entry.grader,
                entry.passed,
            )
            for exercise, entry, grader in self._present
        ] + self._absent

    def old_names(self) -> frozenset[str]:
        """Former ids, whose entries are written under today's."""
        today = {exercise.id for exercise, _, _ in self._present}
        return frozenset(old for old, name in self._desk.course.renamed().items() if name in today)

    def _change(self, exercise: Exercise | None, entry: Entry, before: str, after: str) -> Change:
        return Change(
            exercise_id=entry.exercise_id if exercise is None else exercise.id,
            title="" if exercise is None else exercise.title,
            file=entry.file if exercise is None else self._file(exercise, entry),
            passed=entry.passed is not None,
            points=0 if entry.passed is None else entry.passed.points,
            before=before,
            after=after,
        )

    def _file(self, exercise: Exercise, entry: Entry) -> str:
        """What passed, or where the learner's file is."""
        return entry.file if entry.passed is not None else self._desk.relative(exercise)
