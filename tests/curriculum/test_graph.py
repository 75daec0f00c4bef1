"""Locks, and the ways round them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medai.curriculum.graph import next_exercise, path_weeks, standing
from medai.curriculum.load import load_course
from medai.curriculum.model import Course, Week

MINIATURE = load_course(Path(__file__).parent.parent / "course")
WEEK1 = frozenset({"add-two", "mean-age"})
ALL = WEEK1 | {"count-rows"}
NONE: frozenset[str] = frozenset()


def written(course: Course, *week_ids: str) -> Course:
    """The course with those weeks written: one exercise each, named after the week."""

    def write(week: Week) -> Week:
        if week.id not in week_ids:
            return week
        exercise = replace(course.exercises()[0], id=f"build-{week.id}", week_id=week.id)
        return replace(week, status="ready", exercises=(exercise,))

    return replace(course, weeks=tuple(map(write, course.weeks)))


def states(course: Course, passed: frozenset[str], forced: frozenset[str] = NONE, track: str | None = None):
    return {name: week.state for name, week in standing(course, passed, forced, track).items()}


def test_the_first_week_is_open_and_the_second_says_what_opens_it():
    week = standing(MINIATURE, frozenset({"add-two"}), NONE, None)
    assert (week["week1"].state, week["week1"].passed, week["week1"].total) == ("open", 1, 2)
    assert week["week2"].state == "locked"
    assert week["week2"].reason == "opens when you pass mean-age of week1"
    assert "medai start week2 --force" in week["week2"].way_round
    assert "medai grade week2" in week["week2"].way_round
    assert week["ehr-week9"].state == "coming"


def test_a_locked_week_names_all_that_is_left():
    assert (
        standing(MINIATURE, NONE, NONE, None)["week2"].reason
        == "opens when you pass add-two, mean-age of week1"
    )


def test_passing_a_week_opens_the_next():
    assert states(MINIATURE, WEEK1)["week2"] == "open"
    assert states(MINIATURE, ALL)["week2"] == "passed"


def test_force_opens_a_locked_week():
    assert states(MINIATURE, NONE, frozenset({"week2"}))["week2"] == "open"


def test_passing_a_locked_week_tests_out_of_it():
    found = states(MINIATURE, frozenset({"count-rows"}))
    assert found["week1"] == "open"
    assert found["week2"] == "passed"


def test_a_week_that_is_coming_holds_nobody_up():
    course = written(MINIATURE, "week17")
    assert states(course, ALL)["week17"] == "open"
    locked = standing(course, WEEK1, NONE, None)["week17"]
    assert locked.reason == "opens when you pass count-rows of week2"


def test_one_track_is_enough_for_the_common_week_after_it():
    course = written(MINIATURE, "ehr-week9", "imaging-week9", "week17")
    ehr = frozenset({"build-ehr-week9"})
    assert states(course, ALL | ehr, NONE, "ehr")["week17"] == "open"
    assert states(course, ALL | ehr, NONE, "imaging")["week17"] == "open", "a track that was passed counts"
    assert states(course, ALL, NONE, "ehr")["week17"] == "locked"
    assert standing(course, ALL, NONE, "imaging")["week17"].reason == (
        "opens when you pass build-imaging-week9 of imaging-week9"
    )


def test_a_track_that_is_coming_is_no_way_past_the_one_that_was_chosen():
    course = written(MINIATURE, "ehr-week9", "week17")
    assert states(course, ALL, NONE, "ehr")["week17"] == "locked"
    assert states(course, ALL, NONE, "imaging")["week17"] == "open"


def test_without_a_track_the_reason_leaves_the_choice():
    course = written(MINIATURE, "ehr-week9", "imaging-week9", "week17")
    assert standing(course, ALL, NONE, None)["week17"].reason.endswith(
        "of ehr-week9, or finish another track"
    )


def test_the_path_holds_the_common_weeks_and_the_chosen_track():
    assert [week.id for week in path_weeks(MINIATURE, None)] == ["week1", "week2", "week17"]
    assert [week.id for week in path_weeks(MINIATURE, "ehr")] == ["week1", "week2", "ehr-week9", "week17"]


@pytest.mark.parametrize(
    ("passed", "forced", "expected"),
    [
        (NONE, NONE, "add-two"),
        (frozenset({"add-two"}), NONE, "mean-age"),
        (frozenset({"mean-age"}), NONE, "add-two"),
        (WEEK1, NONE, "count-rows"),
        (NONE, frozenset({"week2"}), "add-two"),
        (ALL, NONE, None),
    ],
)
def test_the_next_exercise(passed, forced, expected):
    found = next_exercise(MINIATURE, passed, forced, None)
    assert (found.id if found else None) == expected


def test_the_next_exercise_is_never_one_of_another_track():
    course = written(MINIATURE, "ehr-week9", "imaging-week9")
    found = next_exercise(course, ALL, NONE, "imaging")
    assert found is not None
    assert found.week_id == "imaging-week9"
    assert next_exercise(course, ALL, NONE, None) is None


@given(
    st.frozensets(st.sampled_from(sorted(ALL | {"build-ehr-week9", "build-week17", "gone-since"}))),
    st.frozensets(st.sampled_from(["week1", "week2", "ehr-week9", "week17", "gone"])),
    st.sampled_from([None, "ehr", "imaging", "genomics"]),
)
def test_passing_more_never_locks_a_week(passed, forced, track):
    course = written(MINIATURE, "ehr-week9", "week17")
    rank = {"coming": 0, "locked": 1, "open": 2, "passed": 3}
    before = states(course, passed, forced, track)
    for exercise in course.exercises():
        after = states(course, passed | {exercise.id}, forced, track)
        assert all(rank[after[name]] >= rank[state] for name, state in before.items())
    for week in standing(course, passed, forced, track).values():
        assert bool(week.reason) == bool(week.way_round) == (week.state == "locked")
