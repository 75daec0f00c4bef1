"""The shipped path: 24 weeks, four phases, three tracks."""

from __future__ import annotations

from itertools import pairwise

from medai.curriculum.graph import path_weeks
from medai.curriculum.load import load_course
from medai.paths import content_dir

COURSE = load_course(content_dir("curriculum"))


def test_every_learner_walks_24_weeks_whatever_the_track():
    assert [phase.title for phase in COURSE.phases] == [
        "Core skills",
        "Choose a track",
        "Trust and deployment",
        "Real-world readiness",
    ]
    assert [track.id for track in COURSE.tracks] == ["ehr", "imaging", "signals"]
    for track in COURSE.tracks:
        assert [week.number for week in path_weeks(COURSE, track.id)] == list(range(1, 25))
        assert [week.id for week in path_weeks(COURSE, track.id)][8:16] == [
            f"{track.id}-week{n}" for n in range(9, 17)
        ]


def test_each_week_follows_from_the_one_before():
    first = COURSE.week("week1")
    assert first is not None
    assert first.requires == ()
    for track in COURSE.tracks:
        weeks = path_weeks(COURSE, track.id)
        for before, week in pairwise(weeks):
            assert before.id in week.requires


def test_each_week_says_what_it_is_for():
    for week in COURSE.weeks:
        assert len(week.goals) >= 3, week.id
        assert 4 <= week.hours <= 12, week.id
    folders = [week.workspace_folder for week in COURSE.weeks]
    assert len(set(folders)) == len(folders) == 8 + 3 * 8 + 8
