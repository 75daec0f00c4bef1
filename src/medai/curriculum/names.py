"""What a learner types, and which week or exercise is meant."""

from __future__ import annotations

import re

from medai.curriculum.model import Course, Exercise, Week
from medai.errors import MedaiError

_WEEK = re.compile(r"(?:(?:(?P<track>[a-z]+)[-_ ])?week[-_ ]?)?0*(?P<number>\d{1,3})")


def resolve(course: Course, name: str, track: str | None) -> Week | Exercise:
    """The week or exercise of that name.

    name: week3, week03, 3, ehr-week9, week9 (of the chosen track), an exercise id (first-model or
    first_model; a former one too), or a path such as week01/first_model.py. Raises MedaiError with the nearest name.
    """
    stem = _stem(name)
    exercise = course.exercise(course.current_id(exercise_id(name)))
    if exercise:
        return exercise
    match = _WEEK.fullmatch(stem)
    if match:
        return _week(course, int(match["number"]), match["track"], track)
    raise MedaiError(f'There is no exercise or week called "{name}".', _suggestion(course, stem))


def exercise_id(name: str) -> str:
    """The id of an exercise as a learner may type it: first_model, week01/first_model.py."""
    return re.sub(r"[_ ]+", "-", _stem(name))


def _stem(name: str) -> str:
    last = name.strip().replace("\\", "/").rstrip("/").rpartition("/")[2].lower()
    return re.sub(r"\.(py|ipynb)$", "", last)


def _week(course: Course, number: int, named: str | None, chosen: str | None) -> Week:
    found = {week.track: week for week in course.weeks if week.number == number}
    if named is not None:
        if named in found:
            return found[named]
        tracks = ", ".join(track.id for track in course.tracks)
        if named not in {track.id for track in course.tracks}:
            raise MedaiError(f'There is no track called "{named}".', f"The tracks are {tracks}.")
        raise MedaiError(f"The track {named} has no week {number}.", _span(course, named))
    if None in found:
        return found[None]
    if not found:
        raise MedaiError(f"There is no week {number}.", _span(course, None))
    if chosen in found:
        return found[chosen]
    options = ", ".join(week.id for week in found.values())
    if chosen in {track.id for track in course.tracks}:
        raise MedaiError(f"Your track, {chosen}, has no week {number}.", f"Other tracks have one: {options}.")
    raise MedaiError(
        f"Week {number} is different in each track, and you have not chosen one yet.",
        f"Name the track: {options}. For example: medai start {next(iter(found.values())).id}",
    )


def _span(course: Course, track: str | None) -> str:
    numbers = [week.number for week in course.weeks if track is None or week.track == track]
    if not numbers:
        return "See all weeks: medai list"
    return f"Its weeks are {min(numbers)} to {max(numbers)}." if track else f"Weeks are 1 to {max(numbers)}."


def _suggestion(course: Course, stem: str) -> str:
    import difflib  # only a mistake needs it

    names = [*(e.id for e in course.exercises()), *(week.id for week in course.weeks)]
    near = difflib.get_close_matches(stem.replace("_", "-"), names, 1, 0.6)
    return f"Did you mean {near[0]}?" if near else "See all names: medai list"
