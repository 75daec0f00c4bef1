"""What a learner may type for a week or an exercise."""

from __future__ import annotations

from pathlib import Path

import pytest

from medai.curriculum.graph import resolve
from medai.curriculum.load import load_course
from medai.errors import USER_MISTAKE, MedaiError

COURSE = load_course(Path(__file__).parent.parent / "course")


@pytest.mark.parametrize(
    ("name", "track", "expected"),
    [
        ("week1", None, "week1"),
        ("week01", None, "week1"),
        ("week-1", None, "week1"),
        ("Week 1", None, "week1"),
        ("1", None, "week1"),
        ("01", None, "week1"),
        ("week1", "ehr", "week1"),
        ("week01/", None, "week1"),
        ("./workspace/week02", None, "week2"),
        ("17", None, "week17"),
        ("ehr-week9", None, "ehr-week9"),
        ("ehr-week09", None, "ehr-week9"),
        ("ehr_week09", None, "ehr-week9"),
        ("ehr-week9", "imaging", "ehr-week9"),
        ("week9", "ehr", "ehr-week9"),
        ("9", "imaging", "imaging-week9"),
        ("add-two", None, "add-two"),
        ("add_two", None, "add-two"),
        ("add two", None, "add-two"),
        ("ADD-TWO", None, "add-two"),
        ("  add-two ", None, "add-two"),
        ("add_two.py", None, "add-two"),
        ("week01/add_two.py", None, "add-two"),
        ("/home/ada/workspace/week01/add_two.ipynb", None, "add-two"),
        ("week01\\add_two.py", None, "add-two"),
    ],
)
def test_a_name_is_understood(name, track, expected):
    assert resolve(COURSE, name, track).id == expected


@pytest.mark.parametrize(
    ("name", "track", "message", "hint"),
    [
        ("ad-two", None, 'no exercise or week called "ad-two"', "Did you mean add-two?"),
        ("week01/mean_ages.py", None, 'called "week01/mean_ages.py"', "Did you mean mean-age?"),
        ("weak1", None, 'called "weak1"', "Did you mean week1?"),
        ("astrology", None, 'called "astrology"', "medai list"),
        ("", None, 'called ""', "medai list"),
        ("grade-2", None, 'called "grade-2"', "medai list"),
        ("week30", None, "There is no week 30.", "1 to 17"),
        ("0", None, "There is no week 0.", "1 to 17"),
        ("week9", None, "Week 9 is different in each track", "ehr-week9, imaging-week9"),
        ("week9", "signals", "Week 9 is different in each track", "medai start ehr-week9"),
        ("genomics-week9", None, 'no track called "genomics"', "ehr, imaging"),
        ("ehr-week10", None, "The track ehr has no week 10.", "9 to 9"),
    ],
)
def test_an_unknown_name_is_told_what_there_is(name, track, message, hint):
    with pytest.raises(MedaiError) as caught:
        resolve(COURSE, name, track)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.exit_code == USER_MISTAKE
