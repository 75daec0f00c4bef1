"""Where a learner stands: the order of the weeks, what is locked and why, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from medai.curriculum.model import Course, Exercise, Week
from medai.curriculum.names import resolve


@dataclass(frozen=True, slots=True)
class WeekStanding:
    """state: "coming", "locked", "open" or "passed". passed of total exercises are passed.

    reason: what opens a locked week. way_round: how to get in without that. Both are "" for other states.
    """

    week_id: str
    state: str
    reason: str
    way_round: str
    passed: int
    total: int


def path_weeks(course: Course, track: str | None) -> tuple[Week, ...]:
    """The learner's weeks in order: the common ones and those of the chosen track, if one is chosen."""
    return tuple(week for week in course.weeks if week.track is None or week.track == track)


def standing(
    course: Course, passed: frozenset[str], forced: frozenset[str], track: str | None
) -> dict[str, WeekStanding]:
    """Week id -> standing, for every week of the course. passed: exercise ids. forced: week ids.

    A week is passed when all its exercises are. A week that is still coming holds nobody up: it asks for
    what it requires itself. Where a common week requires weeks of several tracks, one track's are enough:
    the chosen one's, or those of any track that was passed.
    """
    locks = _Locks(course, passed, track)
    return {week.id: _standing(week, locks, forced) for week in course.weeks}


def next_exercise(
    course: Course, passed: frozenset[str], forced: frozenset[str], track: str | None
) -> Exercise | None:
    """The first exercise of the learner's open weeks that is not passed, or None where none is left."""
    states = standing(course, passed, forced, track)
    return next(
        (
            exercise
            for week in path_weeks(course, track)
            if states[week.id].state == "open"
            for exercise in week.exercises
            if exercise.id not in passed
        ),
        None,
    )


class _Locks:
    def __init__(self, course: Course, passed: frozenset[str], track: str | None) -> None:
        self.course = course
        self.weeks = {week.id: week for week in course.weeks}
        self.passed = passed
        self.track = track
        self._missing: dict[str, tuple[Week, ...]] = {}

    def done(self, week: Week) -> bool:
        return bool(week.exercises) and all(exercise.id in self.passed for exercise in week.exercises)

    def missing(self, week: Week) -> tuple[Week, ...]:
        """The weeks to pass before this one opens; several alternatives give the shortest."""
        if week.id not in self._missing:
            self._missing[week.id] = self._find_missing(week)
        return self._missing[week.id]

    def _find_missing(self, week: Week) -> tuple[Week, ...]:
        required = [self.weeks[name] for name in week.requires]
        common = [r for r in required if r.track is None or r.track == week.track]
        tracks: dict[str, list[Week]] = {}
        for r in required:
            if r not in common and r.track is not None:
                tracks.setdefault(r.track, []).append(r)
        missing = self._before(common)
        if not tracks or any(all(map(self.done, weeks)) for weeks in tracks.values()):
            return missing
        if self.track in tracks:
            return _once([*missing, *self._before(tracks[self.track])])
        written = {w.track for w in self.weeks.values() if w.exercises}
        choices = [weeks for name, weeks in tracks.items() if name in written] or list(tracks.values())
        return _once([*missing, *min((self._before(weeks) for weeks in choices), key=len)])

    def _before(self, required: Iterable[Week]) -> tuple[Week, ...]:
        missing: list[Week] = []
        for week in required:
            if week.status == "coming":
                missing += self.missing(week)
            elif not self.done(week):
                missing.append(week)
        return _once(missing)


def _once(weeks: Iterable[Week]) -> tuple[Week, ...]:
    return tuple({week.id: week for week in weeks}.values())


def _standing(week: Week, locks: _Locks, forced: frozenset[str]) -> WeekStanding:
    total = len(week.exercises)
    passed = sum(exercise.id in locks.passed for exercise in week.exercises)
    if week.status == "coming":
        return WeekStanding(week.id, "coming", "", "", 0, 0)
    if locks.done(week):
        return WeekStanding(week.id, "passed", "", "", passed, total)
    missing = locks.missing(week)
    if not missing or week.id in forced:
        return WeekStanding(week.id, "open", "", "", passed, total)
    return WeekStanding(week.id, "locked", _reason(missing, locks), _way_round(week), passed, total)


def _reason(missing: tuple[Week, ...], locks: _Locks) -> str:
    parts = []
    for week in missing:
        left = [exercise.id for exercise in week.exercises if exercise.id not in locks.passed]
        parts.append(f"{', '.join(left)} of {week.id}")
    free = locks.track is None and any(week.track for week in missing)
    return f"opens when you pass {'; '.join(parts)}{', or finish another track' if free else ''}"


def _way_round(week: Week) -> str:
    return (
        f"medai start {week.id} --force opens it now; "
        f"if all of medai grade {week.id} passes, you have tested out of it"
    )


__all__ = ["WeekStanding", "next_exercise", "path_weeks", "resolve", "standing"]
