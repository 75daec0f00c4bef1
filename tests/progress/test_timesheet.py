"""Time spent, derived from moments."""

from __future__ import annotations

import pytest

from medai.progress.records import Event, Spent
from medai.progress.timesheet import LONGEST_GAP, time_spent


def test_nothing_and_a_single_moment_take_no_time() -> None:
    assert time_spent([]) == {}
    assert time_spent([Event("read", "a", 5.0)]) == {}


def test_practice_belongs_to_what_was_graded() -> None:
    events = [Event("practice", "a", 0.0), Event("practice", "b", 60.0)]
    assert time_spent(events) == {"b": Spent(0.0, 60.0)}


def test_practice_that_ends_in_reading_belongs_to_what_was_practised() -> None:
    events = [Event("practice", "a", 0.0), Event("read", "b", 60.0)]
    assert time_spent(events) == {"a": Spent(0.0, 60.0)}


def test_between_reading_and_grading_half_is_practice() -> None:
    events = [Event("read", None, 0.0), Event("practice", "a", 100.0)]
    assert time_spent(events) == {"": Spent(50.0, 0.0), "a": Spent(0.0, 50.0)}


def test_a_night_counts_as_half_an_hour() -> None:
    events = [Event("read", "a", 0.0), Event("read", "a", 8 * 3600.0)]
    assert time_spent(events) == {"a": Spent(LONGEST_GAP, 0.0)}


def test_order_of_arrival_and_a_clock_set_back_do_no_harm() -> None:
    events = [Event("practice", "a", 60.0), Event("practice", "a", 0.0), Event("practice", "a", 60.0)]
    assert time_spent(events) == {"a": Spent(0.0, 60.0)}


@pytest.mark.parametrize("kinds", ["rrpp", "prpr", "pprr", "rprp"])
def test_no_second_is_counted_twice_or_lost(kinds: str) -> None:
    names = {"r": "read", "p": "practice"}
    events = [Event(names[kind], f"e{place % 2}", place * 10.0) for place, kind in enumerate(kinds)]
    spent = time_spent(events).values()
    assert sum(s.reading_seconds + s.practice_seconds for s in spent) == pytest.approx(30.0)
