"""The content folder, read whole: a course, or everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from medai import __version__
from medai.curriculum.cache import Stamp, stamp
from medai.curriculum.document import ContentFileError, Document, read_document
from medai.curriculum.model import (
    Check,
    Course,
    Exercise,
    Limits,
    Phase,
    Published,
    Resource,
    Track,
    Week,
    WrongSolution,
)
from medai.curriculum.order import Slot, id_faults, requirement_faults, slots
from medai.curriculum.schema import ExerciseFile, PathFile, WeekFile, nearest, validated

Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Tree:
    """What was read. course is None where path.yaml is unusable, and partial where there are faults.

    stamps: relative path -> stamp of every YAML file asked for, absent ones included.
    """

    course: Course | None
    faults: tuple[ContentFileError, ...]
    stamps: dict[str, Stamp]


def read_tree(root: Path) -> Tree:
    """Read path.yaml and every week.yaml and exercise.yaml that it leads to; raises nothing."""
    reader = _Reader(root)
    course = reader.course()
    return Tree(course, tuple(reader.faults), reader.stamps)


class _Reader:
    """Goes on after a fault, so that an author sees all of them at once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.faults: list[ContentFileError] = []
        self.stamps: dict[str, Stamp] = {}
        self.listed: dict[str, str] = {}  # exercise id -> where it was listed first
        self.former: list[tuple[str, Document, int]] = []  # a former id, and where it stands

    def there(self, relative: str) -> bool:
        # Stamped before it is read: a change in between makes the cache stale, never wrong.
        self.stamps[relative] = stamp(self.root / relative)
        return self.stamps[relative] is not None

    def read(self, relative: str, shape: type[Shape]) -> tuple[Document, Shape] | None:
        try:
            document = read_document(self.root / relative, f"{self.root.name}/{relative}")
        except ContentFileError as fault:
            self.faults.append(fault)
            return None
        value, faults = validated(document, shape)
        self.faults += faults
        return None if value is None else (document, value)

    def course(self) -> Course | None:
        if not self.there("path.yaml"):
            problem = f"expected the list of all weeks, found no such file in {self.root}."
            self.faults.append(ContentFileError(f"{self.root.name}/path.yaml", None, "", problem))
            return None
        found = self.read("path.yaml", PathFile)
        if found is None:
            return None
        document, path = found
        laid = list(slots(document, path))
        self.faults += id_faults(laid)
        placed = [self.week(slot) for slot in laid]
        self.faults += requirement_faults([slot for slot, _ in placed])
        self.faults += self.former_faults()
        return Course(
            title=path.title,
            release=__version__,
            phases=tuple(
                Phase(phase.id, phase.title, tuple(week.id for _, week in placed if week.phase == phase.id))
                for phase in path.phases
            ),
            tracks=tuple(
                Track(track.id, track.title, track.summary, tuple(week.id for week in track.weeks))
                for phase in path.phases
                for track in phase.tracks
            ),
            weeks=tuple(week for _, week in placed),
        )

    def week(self, slot: Slot) -> tuple[Slot, Week]:
        """The week as its own week.yaml describes it, else as path.yaml announces it."""
        entry = slot.entry
        coming = Week(
            id=entry.id,
            number=slot.number,
            title=entry.title,
            phase=slot.phase,
            track=slot.track,
            status="coming",
            hours=entry.hours,
            goals=tuple(entry.goals),
            requires=slot.requires,
            exercises=(),
            datasets=(),
            resources=(),
            folder=None,
            workspace_folder=slot.workspace_folder,
        )
        if entry.folder is None or not self.there(f"{entry.folder}/week.yaml"):
            return slot, coming
        found = self.read(f"{entry.folder}/week.yaml", WeekFile)
        if found is None:
            return slot, coming
        document, week = found
        if week.id != entry.id:
            problem = f'expected "{entry.id}", as path.yaml names this folder, found "{week.id}".'
            self.faults.append(document.fault(("id",), problem))
        if week.requires is not None:
            slot = replace(slot, requires=tuple(week.requires), week=document)
        exercises = tuple(
            exercise
            for index, exercise_id in enumerate(week.exercises)
            if (exercise := self.exercise(entry.folder, entry.id, exercise_id, document, index))
        )
        used = dict.fromkeys(name for exercise in exercises for name in exercise.datasets)
        return slot, replace(
            coming,
            title=week.title,
            status="ready",
            hours=week.hours,
            goals=tuple(week.goals),
            requires=slot.requires,
            exercises=exercises,
            datasets=tuple(used if week.datasets is None else week.datasets),
            resources=tuple(Resource(resource.title, resource.url) for resource in week.resources),
            folder=self.root / entry.folder,
        )

    def exercise(
        self, week_folder: str, week_id: str, exercise_id: str, listing: Document, index: int
    ) -> Exercise | None:
        at = ("exercises", index)
        if exercise_id in self.listed:
            first = self.listed[exercise_id]
            problem = f'expected each exercise once, found "{exercise_id}" again (first in {first}).'
            self.faults.append(listing.fault(at, problem, "Ids are unique in the whole course."))
            return None
        self.listed[exercise_id] = f"{listing.file}, line {listing.line(at)}"
        relative = f"{week_folder}/{exercise_id}"
        if not self.there(f"{relative}/exercise.yaml"):
            beside = sorted(path.parent.name for path in (self.root / week_folder).glob("*/exercise.yaml"))
            guess = nearest(exercise_id, beside)
            problem = f'expected an exercise beside week.yaml, found no "{exercise_id}/exercise.yaml".'
            fix = f'Did you mean "{guess}"?' if guess else "Write it, or take it out of the list."
            self.faults.append(listing.fault(at, problem, fix))
            return None
        found = self.read(f"{relative}/exercise.yaml", ExerciseFile)
        if found is None:
            return None
        document, entry = found
        if entry.id != exercise_id:
            problem = f'expected "{exercise_id}", the name of its folder, found "{entry.id}".'
            self.faults.append(document.fault(("id",), problem))
        self.faults += _check_faults(document, entry)
        self.former += [(name, document, index) for index, name in enumerate(entry.formerly)]
        return _exercise(entry, week_id, self.root / relative)

    def former_faults(self) -> Iterator[ContentFileError]:
        """Former ids that would lead to two exercises."""
        taken = dict(self.listed)
        for name, document, index in self.former:
            at = ("formerly", index)
            if name in taken:
                problem = f'expected an id that no exercise has or had, found "{name}" (see {taken[name]}).'
                yield document.fault(at, problem, "Learners' progress is found by it; each id has one owner.")
            taken.setdefault(name, f"{document.file}, line {document.line(at)}")


def _check_faults(document: Document, entry: ExerciseFile) -> list[ContentFileError]:
    """Check ids given twice, and wrong solutions that fail a check there is not."""
    faults = []
    known: dict[str, int | None] = {}
    for index, check in enumerate(entry.checks):
        at = ("checks", index, "id")
        if check.id in known:
            problem = f'expected each check once, found "{check.id}" again (first on line {known[check.id]}).'
            faults.append(document.fault(at, problem))
        known.setdefault(check.id, document.line(at))
    for number, wrong in enumerate(entry.wrong):
        for index, name in enumerate(wrong.fails):
            if name not in known:
                guess = nearest(name, known)
                problem = f'expected the id of a check of this exercise, found "{name}".'
                fix = f'Did you mean "{guess}"?' if guess else f"Its checks are {', '.join(known)}."
                faults.append(document.fault(("wrong", number, "fails", index), problem, fix))
    return faults


def _exercise(entry: ExerciseFile, week_id: str, folder: Path) -> Exercise:
    return Exercise(
        id=entry.id,
        title=entry.title,
        week_id=week_id,
        folder=folder,
        file=entry.file or entry.id.replace("-", "_") + ".py",
        kind=entry.kind,
        minutes=entry.minutes,
        impact=entry.impact,
        checks=tuple(Check(c.id, c.title, c.points, tuple(c.needs)) for c in entry.checks),
        hints=tuple(entry.hints),
        traps=tuple(entry.traps),
        wrong=tuple(WrongSolution(w.file, tuple(w.fails), tuple(w.says)) for w in entry.wrong),
        datasets=tuple(entry.datasets),
        preload=tuple(entry.preload),
        extra=entry.extra,
        notebook=entry.notebook,
        limits=Limits(**entry.limits.model_dump(exclude_none=True)),
        published=tuple(Published(p.score, p.name, p.value, p.source) for p in entry.published),
        formerly=tuple(entry.formerly),
    )
