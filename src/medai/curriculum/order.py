"""Which week comes where, and what each one asks for first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from medai.curriculum.document import ContentFileError, Document, KeyPath
from medai.curriculum.schema import PathFile, WeekEntry, nearest


@dataclass(frozen=True, slots=True)
class Slot:
    """A week's place on the path. path and key say where path.yaml lists it."""

    entry: WeekEntry
    number: int
    phase: str
    track: str | None
    requires: tuple[str, ...]
    path: Document
    key: KeyPath
    week: Document | None = None  # its week.yaml, where that one names the requirements

    @property
    def written(self) -> bool:
        """True where the requirements stand in a file, False where they follow from the order."""
        return self.week is not None or self.entry.requires is not None

    def fault(self, index: int, problem: str, fix: str = "") -> ContentFileError:
        """A fault in the requirement of that index, at the file and line where it is written."""
        document, key = (self.week, ()) if self.week else (self.path, self.key)
        return document.fault((*key, "requires", index), problem, fix)

    @property
    def workspace_folder(self) -> str:
        """The learner's folder: week01, or ehr_week09."""
        return f"{self.track}_week{self.number:02}" if self.track else f"week{self.number:02}"


def slots(document: Document, path: PathFile) -> Iterator[Slot]:
    """All weeks in order. Without requires of its own, a week asks for the one before it in its list.

    A track's first week asks for the last common week; the first common week after the tracks asks for
    the last week of each track (graph.standing takes these as alternatives).
    """
    before: tuple[str, ...] = ()
    for p, phase in enumerate(path.phases):
        lists: list[tuple[str | None, KeyPath, list[WeekEntry]]] = []
        if phase.weeks:
            lists.append((None, ("phases", p, "weeks"), phase.weeks))
        lists += [
            (track.id, ("phases", p, "tracks", t, "weeks"), track.weeks)
            for t, track in enumerate(phase.tracks)
            if track.weeks
        ]
        ends: list[str] = []
        for track_id, key, entries in lists:
            for w, entry in enumerate(entries):
                asked = before if w == 0 else (entries[w - 1].id,)
                asked = asked if entry.requires is None else tuple(entry.requires)
                number = int(entry.id.rpartition("week")[2])
                yield Slot(entry, number, phase.id, track_id, asked, document, (*key, w))
            if track_id is None:
                before = (entries[-1].id,)
            else:
                ends.append(entries[-1].id)
        before = tuple(ends) or before


def id_faults(laid: Sequence[Slot]) -> Iterator[ContentFileError]:
    """Week ids that are given twice or do not fit their track."""
    first: dict[str, Slot] = {}
    for slot in laid:
        week_id, at = slot.entry.id, (*slot.key, "id")
        expected = f"{slot.track}-week{slot.number}" if slot.track else f"week{slot.number}"
        if week_id != expected:
            where = f"in the track {slot.track}" if slot.track else "outside the tracks"
            yield slot.path.fault(at, f'expected "{expected}" {where}, found "{week_id}".')
        elif week_id in first:
            line = slot.path.line((*first[week_id].key, "id"))
            problem = f'expected each id once, found "{week_id}" again (first on line {line}).'
            yield slot.path.fault(at, problem)
        first.setdefault(week_id, slot)


def requirement_faults(laid: Sequence[Slot]) -> Iterator[ContentFileError]:
    """Requirements that are unknown or go round in a circle."""
    first: dict[str, Slot] = {}
    for slot in laid:
        first.setdefault(slot.entry.id, slot)
    for slot in laid:
        for index, name in enumerate(slot.requires):
            if name not in first:
                guess = nearest(name, first)
                problem = f'expected the id of a week in path.yaml, found "{name}".'
                yield slot.fault(index, problem, f'Did you mean "{guess}"?' if guess else "")
    circle = _circle({week_id: slot.requires for week_id, slot in first.items()})
    if circle:
        # Unwritten requirements only lead back, so that at least one on the circle stands in a file.
        step = next(i for i, name in enumerate(circle) if first[name].written)
        slot = first[circle[step]]
        index = slot.requires.index(circle[step + 1])
        problem = f"expected weeks that come before, found a circle: {' needs '.join(circle)}."
        yield slot.fault(index, problem, "Take one of them out.")


def _circle(requires: dict[str, tuple[str, ...]]) -> list[str]:
    """Week ids round a circle, the first one repeated at the end; empty where there is none."""
    done: set[str] = set()

    def walk(week_id: str, trail: list[str]) -> list[str]:
        if week_id in trail:
            return [*trail[trail.index(week_id) :], week_id]
        if week_id in done:
            return []
        for name in requires.get(week_id, ()):
            found = walk(name, [*trail, week_id])
            if found:
                return found
        done.add(week_id)
        return []

    return next((found for week_id in requires if (found := walk(week_id, []))), [])
