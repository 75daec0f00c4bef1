"""Every mistake that content can hold, and what its author is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medai.curriculum.lint import lint_course
from medai.curriculum.load import load_course
from medai.errors import OUR_FAULT, ContentError

PATH = "path.yaml"
WEEK = "core/week01/week.yaml"
EXERCISE = "core/week01/add-two/exercise.yaml"

# file, text to replace, its replacement, place and problem in the message, what the hint holds
MISTAKES = {
    "broken syntax": (
        WEEK,
        "goals: [Write a function, Take",
        "goals: [Write a function, Take]",
        "week01/week.yaml, line 3: expected YAML, found: ",
        "brackets",
    ),
    "a colon in a title": (
        WEEK,
        "title: Functions",
        "title: Functions: the start",
        "week01/week.yaml, line 2: expected YAML, found: mapping values are not allowed",
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
        "week01/week.yaml, line 5: expected YAML, found: ",
        "one document",
    ),
    "a Python object": (
        WEEK,
        "title: Functions",
        "title: !!python/name:os.system Functions",
        "week01/week.yaml, line 2: title: expected plain data, found the tag",
        "Delete the tag",
    ),
    "a tag that does not fit": (
        WEEK,
        "hours: 1",
        "hours: !!float one",
        'line 4: hours: expected a number, found the text "one".',
        "",
    ),
    "a yes that is none": (
        WEEK,
        "hours: 1",
        "hours: !!bool maybe",
        'line 4: hours: expected a number, found the text "maybe".',
        "",
    ),
    "a day that is none": (
        WEEK,
        "hours: 1",
        "hours: 2026-02-31",
        'line 4: hours: expected a number, found the text "2026-02-31".',
        "",
    ),
    "an alias without end": (
        WEEK,
        "goals: [Write a function, Take a mean that skips what is missing]",
        "goals: &again [*again]",
        "week01/week.yaml, line 3: goals[0][0]: expected plain data, found something nested",
        "",
    ),
    "a key twice": (
        WEEK,
        "hours: 1",
        "hours: 1\ntitle: Again",
        "week01/week.yaml, line 5: title: expected each key once, found it again (first on line 2)",
        "Delete one",
    ),
    "a key that is a list": (
        WEEK,
        "hours: 1",
        "[hours]: 1",
        "week01/week.yaml, line 4: expected a key that is a word",
        "",
    ),
    "an unknown key": (
        WEEK,
        "hours: 1",
        "hours: 1\nweather: fine",
        "week01/week.yaml, line 5: weather: expected one of id, title, goals, hours, exercises",
        "Delete it",
    ),
    "a misspelt key": (
        EXERCISE,
        "minutes: 5",
        "minuets: 5",
        "week01/add-two/exercise.yaml, line 5: minuets: expected one of ",
        'Did you mean "minutes"?',
    ),
    "a misspelt key inside a list": (
        EXERCISE,
        "title: returns a number, points: 1",
        "title: returns a number, point: 1",
        "line 11: checks[0].point: expected one of id, title, points, needs, found the unknown",
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
        'week01/week.yaml, line 4: hours: expected a number, found the text "four".',
        "",
    ),
    "a number where text belongs": (
        WEEK,
        "title: Functions",
        "title: 2026",
        "week01/week.yaml, line 2: title: expected text, found 2026 (a number).",
        'Put it in quotes: "2026".',
    ),
    "a date where text belongs": (
        WEEK,
        "title: Functions",
        "title: 2026-01-31",
        "week01/week.yaml, line 2: title: expected text, found 2026-01-31 (a date).",
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
        'week01/week.yaml, line 1: hours: expected the key "hours", found none.',
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
        'line 5: exercises[0]: expected an exercise beside week.yaml, found no "add-tow/',
        'Did you mean "add-two"?',
    ),
    "an exercise listed twice": (
        "core/week02/week.yaml",
        "[count-rows]",
        "[count-rows, add-two]",
        'week02/week.yaml, line 5: exercises[1]: expected each exercise once, found "add-two" again '
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
        'week01/week.yaml, line 1: id: expected "week1", as path.yaml names this folder, found "week2".',
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
        'line 11: phases[0].weeks[1].id: expected each id once, found "week1" again (first on line 6)',
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
        'line 7: requires[1]: expected the id of a week in path.yaml, found "ehr-week19".',
        'Did you mean "ehr-week9"?',
    ),
    "an unknown week in the path's requires": (
        PATH,
        "goals: [Count patients]",
        "goals: [Count patients]\n        requires: [weak1]",
        "line 16: phases[0].weeks[1].requires[0]: expected a week such as week3 or ehr-week9",
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
        "week02/week.yaml, line 5: requires[0]: expected weeks that come before, "
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


PIECES = [
    *":-{}[]\"'\n\t\0#%|?`*&!",
    "  ",
    "&a ",
    "*a",
    "<<: ",
    "---\n",
    "!!set ",
    "!!int x",
    "null",
    ".nan",
    "1:30",
    "2026-02-31",
    "week99",
    "](%00)",
    "a" * 400,
    "\u2028",
    "\udc80",  # becomes a byte that is no UTF-8
]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([PATH, WEEK, EXERCISE, "core/week01/lesson.md", "core/week01/add-two/grade.py"]),
    st.lists(
        st.tuples(st.integers(0, 2500), st.integers(0, 30), st.sampled_from(PIECES)), min_size=1, max_size=4
    ),
)
def test_no_edit_ends_in_a_traceback(tmp_path_factory, file, edits):
    root = tmp_path_factory.mktemp("edited") / "course"
    shutil.copytree(Path(__file__).parent.parent / "course", root)
    text = (root / file).read_text(encoding="utf-8")
    for start, length, piece in edits:
        text = text[:start] + piece + text[start + length :]
    (root / file).write_bytes(text.encode("utf-8", "surrogateescape"))
    lint_course(root)
    message = ""
    try:
        load_course(root)
    except ContentError as error:
        message = error.message
    assert not message or ("expected" in message and "found" in message)
    shutil.rmtree(root)
