"""Time spent, from the moments at which the learner was seen at work."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from medai.progress.records import Event, Spent

LONGEST_GAP = 30 * 60.0  # seconds; a longer silence is a break, and counts as this much


def time_spent(events: Iterable[Event]) -> dict[str, Spent]:
    """Seconds of reading and of practice by exercise id ("" for what belongs to no exercise).

    The gap between two moments counts as what the first one began. After something was read and before the
    next grading the learner first reads, then writes; as nobody sees when one turns into the other, that gap
    is halved. Practice that ends in a grading belongs to the exercise that was graded.
    """
    reading: dict[str, float] = {}
    practice: dict[str, float] = {}
    for first, second in pairwise(sorted(events, key=lambda event: event.at)):
        gap = min(max(second.at - first.at, 0.0), LONGEST_GAP)
        begun, ended = first.exercise_id or "", second.exercise_id or ""
        worked_on = ended if second.kind == "practice" else begun
        read_share = 0.0 if first.kind == "practice" else (0.5 if second.kind == "practice" else 1.0)
        if read_share:
            reading[begun] = reading.get(begun, 0.0) + gap * read_share
        if read_share < 1:
            practice[worked_on] = practice.get(worked_on, 0.0) + gap * (1 - read_share)
    names = dict.fromkeys((*reading, *practice))
    return {name: Spent(reading.get(name, 0.0), practice.get(name, 0.0)) for name in names}
