"""Loading: what a sound course becomes, and what each mistake in it is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from medai.curriculum.load import load_course
from medai.curriculum.model import Published
from medai.errors import ContentError

PATH = "path.yaml"
WEEK = "core/week01/week.yaml"
EXERCISE = "core/week01/add-two/exercise.yaml"


def test_a_sound_course_is_read_in_order(copy):
    course = load_course(copy.root)
    assert [week.id for week in course.weeks] == ["week1", "week2", "ehr-week9", "imaging-week9", "week17"]
    assert [week.status for week in course.weeks] == ["ready", "ready", "coming", "coming", "coming"]
    assert [exercise.id for exercise in course.exercises()] == ["add-two", "mean-age", "count-rows"]
    assert [phase.weeks for phase in course.phases][1] == ("ehr-week9", "imaging-week9")
    assert [track.weeks for track in course.tracks] == [("ehr-week9",), ("imaging-week9",)]
    assert [week.workspace_folder for week in course.weeks][:3] == ["week01", "week02", "ehr_week09"]


def test_an_exercise_holds_what_its_file_says(copy):
    exercise = load_course(copy.root).exercise("add-two")
    assert exercise is not None
    assert (exercise.week_id, exercise.file, exercise.points) == ("week1", "add_two.py", 3)
    assert exercise.checks[1].needs == ("returns_number",)
    assert exercise.limits.call_seconds == 2
    assert exercise.limits.memory_mb == 2000
    assert exercise.folder == copy.root / "core/week01/add-two"
    assert exercise.wrong[0].says == ("return",)


def test_published_figures_stand_beside_the_learners_scores(copy):
    figure = "{score: AUC, name: Somebody 1988, value: 0.76, source: A journal}"
    copy.edit(EXERCISE, "traps:", f"published: [{figure}]\ntraps:")
    exercise = load_course(copy.root).exercise("add-two")
    assert exercise is not None
    assert exercise.published == (Published("AUC", "Somebody 1988", 0.76, "A journal"),)
    assert load_course(copy.root).exercise("mean-age").published == ()


def test_a_published_figure_without_its_source_is_refused(copy):
    copy.edit(EXERCISE, "traps:", "published: [{score: AUC, name: Somebody, value: 0.76}]\ntraps:")
    with pytest.raises(ContentError, match=r'published\[0\].source: expected the key "source", found none'):
        load_course(copy.root)


def test_requirements_follow_the_order_where_none_are_written(copy):
    course = load_course(copy.root)
    assert {week.id: week.requires for week in course.weeks} == {
        "week1": (),
        "week2": ("week1",),
        "ehr-week9": ("week2",),
        "imaging-week9": ("week2",),
        "week17": ("ehr-week9", "imaging-week9"),
    }


def test_week_yaml_may_name_other_requirements_and_dataset_names_come_from_its_exercises(copy):
    copy.edit("core/week02/week.yaml", "hours: 1.5", "hours: 1.5\nrequires: []")
    copy.edit("core/week02/count-rows/exercise.yaml", "minutes: 15", "minutes: 15\ndatasets: [pima, heart]")
    week = load_course(copy.root).week("week2")
    assert week is not None
    assert week.requires == ()
    assert week.datasets == ("pima", "heart")


def test_a_week_whose_folder_is_not_written_is_coming(copy):
    shutil.rmtree(copy.root / "core/week02")
    week = load_course(copy.root).week("week2")
    assert week is not None
    assert (week.status, week.title, week.hours, week.folder) == ("coming", "Tables", 1.5, None)


def test_the_learner_file_is_named_after_the_id_unless_said_otherwise(copy):
    copy.edit(EXERCISE, "file: add_two.py\n", "")
    exercise = load_course(copy.root).exercise("add-two")
    assert exercise is not None
    assert exercise.file == "add_two.py"


def test_a_byte_order_mark_is_no_mistake(copy):
    file = copy.root / WEEK
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert load_course(copy.root).week("week1") is not None


def test_a_misspelt_key_is_one_mistake_and_not_also_a_missing_one(copy):
    copy.edit(WEEK, "hours: 1", "huors: 1")
    with pytest.raises(ContentError) as caught:
        load_course(copy.root)
    assert "more problem" not in caught.value.hint


def test_further_problems_are_counted(copy):
    copy.edit(WEEK, "hours: 1", "hours: one")
    copy.edit("core/week02/week.yaml", "hours: 1.5", "hours: two")
    with pytest.raises(ContentError) as caught:
        load_course(copy.root)
    assert "week01/week.yaml, line 4" in caught.value.message
    assert "1 more problem: see medai author check." in caught.value.hint


def test_bytes_that_are_not_utf8_are_named_with_their_line(copy):
    file = copy.root / WEEK
    file.write_bytes(file.read_bytes().replace(b"title: Functions", b"title: Fonctions d\xe9finies"))
    with pytest.raises(ContentError) as caught:
        load_course(copy.root)
    assert (
        caught.value.message
        == "course/core/week01/week.yaml, line 2: expected UTF-8 text, found the byte 0xe9."
    )
    assert "UTF-8" in caught.value.hint


@pytest.mark.parametrize("text", ["", "# only a comment\n"])
def test_an_empty_file(copy, text):
    copy.write(WEEK, text)
    with pytest.raises(
        ContentError, match=r"week\.yaml, line 1: expected keys and values, found an empty file"
    ):
        load_course(copy.root)


@pytest.mark.parametrize(("text", "found"), [("- a\n- b\n", "a list of 2"), ("hello\n", 'the text "hello"')])
def test_a_file_that_is_no_mapping(copy, text, found):
    copy.write(PATH, text)
    with pytest.raises(ContentError) as caught:
        load_course(copy.root)
    assert caught.value.message == f"course/path.yaml, line 1: expected keys and values, found {found}."


def test_a_file_that_is_a_folder(copy):
    (copy.root / WEEK).unlink()
    (copy.root / WEEK).mkdir()
    with pytest.raises(ContentError, match=r"week\.yaml: expected a readable file, found: is a directory"):
        load_course(copy.root)


def test_a_file_too_large_to_be_content(copy):
    copy.write(WEEK, "#" * 1_000_001)
    with pytest.raises(ContentError, match=r"expected at most 1 MB, found 1\.0 MB"):
        load_course(copy.root)


def test_no_course_at_all(tmp_path: Path):
    with pytest.raises(ContentError) as caught:
        load_course(tmp_path / "nowhere")
    assert caught.value.message.startswith(
        "nowhere/path.yaml: expected the list of all weeks, found no such file"
    )


def test_every_problem_says_expected_and_found_even_where_the_library_chose_the_words(copy):
    copy.edit(EXERCISE, "preload: []", "preload: [os; import sys]")
    with pytest.raises(
        ContentError, match=r"preload\[0\]: expected the name of a Python module, found the text"
    ):
        load_course(copy.root)
