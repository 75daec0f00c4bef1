"""Loading: what a sound course becomes, and what each mistake in it is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from medai.curriculum.load import load_course
from medai.errors import OUR_FAULT, ContentError

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


# file, text to replace, its replacement, place and problem in the message, what the hint holds
MISTAKES = {
    "broken syntax": (
        WEEK,
        "goals: [Write a function, Take",
        "goals: [Write a function, Take]",
        "course/core/week01/week.yaml, line 3: expected YAML, found: ",
        "brackets",
    ),
    "a colon in a title": (
        WEEK,
        "title: Functions",
        "title: Functions: the start",
        "course/core/week01/week.yaml, line 2: expected YAML, found: mapping values are not allowed",
        "in quotes",
    ),
    "a tab": (
        PATH,
        "    title: Basics",
        "\ttitle: Basics",
        "course/path.yaml, line 4: expected YAML, found: ",
        "spaces, not tabs",
    ),
    "a control character": (
        PATH,
        "title: Basics",
        "title: Ba\x07sics",
        "course/path.yaml, line 4: expected printable text, found the control character",
        "Delete",
    ),
    "a text that starts with a star": (
        PATH,
        "title: Basics",
        "title: *basics",
        "course/path.yaml, line 4: expected YAML, found: ",
        "quotes",
    ),
    "two documents": (
        WEEK,
        "hours: 1\n",
        "hours: 1\n---\n",
        "course/core/week01/week.yaml, line 5: expected YAML, found: ",
        "one document",
    ),
    "a Python object": (
        WEEK,
        "title: Functions",
        "title: !!python/name:os.system Functions",
        "course/core/week01/week.yaml, line 2: title: expected plain data, found the tag",
        "Delete the tag",
    ),
    "an alias without end": (
        WEEK,
        "goals: [Write a function, Take a mean that skips what is missing]",
        "goals: &again [*again]",
        "course/core/week01/week.yaml, line 3: goals[0][0]: expected plain data, found something nested",
        "",
    ),
    "a key twice": (
        WEEK,
        "hours: 1",
        "hours: 1\ntitle: Again",
        "course/core/week01/week.yaml, line 5: title: expected each key once, found it again (first on line 2)",
        "Delete one",
    ),
    "a key that is a list": (
        WEEK,
        "hours: 1",
        "[hours]: 1",
        "course/core/week01/week.yaml, line 4: expected a key that is a word",
        "",
    ),
    "an unknown key": (
        WEEK,
        "hours: 1",
        "hours: 1\nweather: fine",
        "course/core/week01/week.yaml, line 5: weather: expected one of id, title, goals, hours, exercises",
        "Delete it",
    ),
    "a misspelt key": (
        EXERCISE,
        "minutes: 5",
        "minuets: 5",
        "course/core/week01/add-two/exercise.yaml, line 5: minuets: expected one of ",
        'Did you mean "minutes"?',
    ),
    "a misspelt key inside a list": (
        EXERCISE,
        "title: returns a number, points: 1",
        "title: returns a number, point: 1",
        "exercise.yaml, line 11: checks[0].point: expected one of id, title, points, needs, found the unknown key",
        'Did you mean "points"?',
    ),
    "a misspelt limit": (
        EXERCISE,
        "call_seconds: 2",
        "call_second: 2",
        "exercise.yaml, line 8: limits.call_second: expected one of call_seconds, import_seconds",
        'Did you mean "call_seconds"?',
    ),
    "a text where a number belongs": (
        WEEK,
        "hours: 1",
        "hours: four",
        'course/core/week01/week.yaml, line 4: hours: expected a number, found the text "four".',
        "",
    ),
    "a number where text belongs": (
        WEEK,
        "title: Functions",
        "title: 2026",
        "course/core/week01/week.yaml, line 2: title: expected text, found 2026 (a number).",
        'Put it in quotes: "2026".',
    ),
    "a date where text belongs": (
        WEEK,
        "title: Functions",
        "title: 2026-01-31",
        "course/core/week01/week.yaml, line 2: title: expected text, found 2026-01-31 (a date).",
        'Put it in quotes: "2026-01-31".',
    ),
    "a yes where text belongs": (
        EXERCISE,
        "title: returns a number",
        "title: yes",
        "line 11: checks[0].title: expected text, found yes (true or false).",
        'Put it in quotes: "yes".',
    ),
    "a text where a list belongs": (
        WEEK,
        "exercises: [add-two, mean-age]",
        "exercises: add-two",
        'line 5: exercises: expected a list (lines that start with -), found the text "add-two".',
        "",
    ),
    "nothing where text belongs": (
        EXERCISE,
        "impact: Two partial doses add up to the dose that the patient gets.",
        "impact:",
        "line 9: impact: expected text, found nothing.",
        "",
    ),
    "an empty text": (
        EXERCISE,
        "title: Add two numbers",
        'title: "  "',
        'line 2: title: expected text that is not empty, found the text "  ".',
        "",
    ),
    "a list where keys belong": (
        EXERCISE,
        "limits: {call_seconds: 2}",
        "limits: [2]",
        "line 8: limits: expected keys and values, found a list of 1.",
        "",
    ),
    "no points": (
        EXERCISE,
        "points: 1",
        "points: 0",
        "line 11: checks[0].points: expected a number above 0, found 0 (a number).",
        "",
    ),
    "half a point": (
        EXERCISE,
        "points: 1",
        "points: 0.5",
        "line 11: checks[0].points: expected a whole number, found 0.5 (a number).",
        "",
    ),
    "hours without end": (WEEK, "hours: 1", "hours: .inf", "line 4: hours: expected a finite number", ""),
    "another kind": (
        EXERCISE,
        "kind: exercise",
        "kind: homework",
        "line 4: kind: expected 'exercise' or 'project', found the text \"homework\".",
        "",
    ),
    "an id in capitals": (
        EXERCISE,
        "id: add-two",
        "id: Add_Two",
        "line 1: id: expected small letters joined by -, as in first-model",
        "",
    ),
    "an address that is none": (
        WEEK,
        '"https://docs.python.org/3/tutorial/controlflow.html#defining-functions"',
        "docs.python.org",
        "line 7: resources[0].url: expected an address that starts with https://",
        "",
    ),
    "a folder out of the course": (
        PATH,
        "folder: core/week01",
        "folder: ../week01",
        "line 9: phases[0].weeks[0].folder: expected a folder below the course's own",
        "",
    ),
    "a missing key": (
        WEEK,
        "hours: 1\n",
        "",
        'course/core/week01/week.yaml, line 1: hours: expected the key "hours", found none.',
        "Add a line: hours:",
    ),
    "a missing key inside a list": (
        EXERCISE,
        "returns_number, title: returns a number, points: 1",
        "returns_number, title: returns a number",
        'line 11: checks[0].points: expected the key "points", found none.',
        "points",
    ),
    "an exercise without a folder": (
        WEEK,
        "[add-two, mean-age]",
        "[add-tow, mean-age]",
        'course/core/week01/week.yaml, line 5: exercises[0]: expected an exercise beside week.yaml, found no "add-tow/',
        'Did you mean "add-two"?',
    ),
    "an exercise listed twice": (
        "core/week02/week.yaml",
        "[count-rows]",
        "[count-rows, add-two]",
        'course/core/week02/week.yaml, line 5: exercises[1]: expected each exercise once, found "add-two" again '
        "(first in course/core/week01/week.yaml, line 5).",
        "unique",
    ),
    "an id that is not the folder's": (
        EXERCISE,
        "id: add-two",
        "id: add-three",
        'line 1: id: expected "add-two", the name of its folder, found "add-three".',
        "",
    ),
    "a week.yaml of another week": (
        WEEK,
        "id: week1",
        "id: week2",
        'course/core/week01/week.yaml, line 1: id: expected "week1", as path.yaml names this folder, found "week2".',
        "",
    ),
    "a check id twice": (
        EXERCISE,
        "{id: sum_is_right,",
        "{id: returns_number,",
        'line 12: checks[1].id: expected each check once, found "returns_number" again (first on line 11).',
        "",
    ),
    "a wrong solution that fails an unknown check": (
        EXERCISE,
        "prints_the_sum.py, fails: [returns_number]",
        "prints_the_sum.py, fails: [return_number]",
        'line 21: wrong[0].fails[0]: expected the id of a check of this exercise, found "return_number".',
        'Did you mean "returns_number"?',
    ),
    "a week id twice": (
        PATH,
        "id: week2",
        "id: week1",
        'course/path.yaml, line 11: phases[0].weeks[1].id: expected each id once, found "week1" again (first on line 6)',
        "",
    ),
    "a week id without its track": (
        PATH,
        "id: ehr-week9",
        "id: week9",
        'line 23: phases[1].tracks[0].weeks[0].id: expected "ehr-week9" in the track ehr, found "week9".',
        "",
    ),
    "a track's week outside the tracks": (
        PATH,
        "id: week17",
        "id: ehr-week17",
        'phases[2].weeks[0].id: expected "week17" outside the tracks, found "ehr-week17".',
        "",
    ),
    "an unknown week in requires": (
        "core/week02/week.yaml",
        "hours: 1.5",
        "hours: 1.5\nrequires:\n  - week1\n  - ehr-week19",
        'course/core/week02/week.yaml, line 7: requires[1]: expected the id of a week in path.yaml, found "ehr-week19".',
        'Did you mean "ehr-week9"?',
    ),
    "an unknown week in the path's requires": (
        PATH,
        "goals: [Count patients]",
        "goals: [Count patients]\n        requires: [weak1]",
        "course/path.yaml, line 16: phases[0].weeks[1].requires[0]: expected a week such as week3 or ehr-week9",
        "",
    ),
    "a circle": (
        PATH,
        "folder: core/week01",
        "folder: core/week01\n        requires: [week2]",
        "course/path.yaml, line 10: phases[0].weeks[0].requires[0]: expected weeks that come before, "
        "found a circle: week1 needs week2 needs week1.",
        "Take one of them out",
    ),
    "a circle through an unwritten requirement": (
        "core/week02/week.yaml",
        "hours: 1.5",
        "hours: 1.5\nrequires: [week17]",
        "course/core/week02/week.yaml, line 5: requires[0]: expected weeks that come before, "
        "found a circle: week2 needs week17 needs ehr-week9 needs week2.",
        "Take one of them out",
    ),
    "a week that requires itself": (
        WEEK,
        "hours: 1",
        "hours: 1\nrequires: [week1]",
        "line 5: requires[0]: expected weeks that come before, found a circle: week1 needs week1.",
        "",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_file_line_key_expected_and_found(copy, name):
    file, old, new, message, hint = MISTAKES[name]
    text = (copy.root / file).read_text(encoding="utf-8")
    (copy.root / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert old in text
    with pytest.raises(ContentError) as caught:
        load_course(copy.root)
    assert message in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.exit_code == OUR_FAULT
    assert "expected" in caught.value.message
    assert "found" in caught.value.message
    assert caught.value.hint


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
