"""The static look at a course: each rule finds its mistake and leaves a sound course alone."""

from __future__ import annotations

import shutil

import pytest

from medai.curriculum.lint import lint_course

DATASETS = frozenset({"pima", "heart"})
FOLDER = "core/week01/add-two"
EXERCISE = f"{FOLDER}/exercise.yaml"
GRADER = f"{FOLDER}/grade.py"
TASK = f"{FOLDER}/task.md"
LESSON = "core/week01/lesson.md"
LAST_HINT = "  - End the function with `return` and the two doses added up.\n"


def found(copy):
    return [
        (f"{finding.file}:{finding.line}" if finding.line else finding.file, finding.message)
        for finding in lint_course(copy.root, DATASETS)
    ]


def test_the_miniature_course_is_sound(copy):
    assert found(copy) == []


def test_every_finding_says_what_to_do(copy):
    shutil.rmtree(copy.root / FOLDER / "wrong")
    copy.write(f"{FOLDER}/notes.txt", "")
    copy.write(GRADER, "def test_other(solution):\n    assert solution.add_two(1, 2) == 3\n")
    findings = lint_course(copy.root, DATASETS)
    assert len(findings) == 7
    assert all(finding.message and finding.fix for finding in findings)


EDITS = {
    "a broken file": (
        EXERCISE,
        "minutes: 5",
        "minutes: five",
        f"{EXERCISE}:5",
        "minutes: expected a whole number",
    ),
    "two hints": (EXERCISE, LAST_HINT, "", f"{EXERCISE}:13", "2 hints, and 3 are the fewest"),
    "more traps than wrong solutions": (
        EXERCISE,
        "  - The doses are joined as text.",
        "  - The doses are joined as text.\n  - The dose is rounded.",
        f"{EXERCISE}:21",
        "3 traps and only 2 wrong solutions",
    ),
    "a wrong solution without a file": (
        EXERCISE,
        "file: joins_text.py",
        "file: joins_words.py",
        f"{EXERCISE}:22",
        "there is no wrong/joins_words.py",
    ),
    "a wrong solution that is not listed": (
        EXERCISE,
        "file: joins_text.py",
        "file: joins_words.py",
        f"{FOLDER}/wrong/joins_text.py",
        "exercise.yaml does not list this wrong solution",
    ),
    "a wrong solution listed twice": (
        EXERCISE,
        "file: joins_text.py",
        "file: prints_the_sum.py",
        f"{EXERCISE}:22",
        "prints_the_sum.py is listed twice",
    ),
    "a wrong solution that is told nothing": (
        EXERCISE,
        ', says: ["return"]',
        "",
        f"{EXERCISE}:21",
        "nothing says what prints_the_sum.py must be told",
    ),
    "a need that is no check": (
        EXERCISE,
        "needs: [returns_number]",
        "needs: [returns_numbers]",
        f"{EXERCISE}:12",
        'sum_is_right needs "returns_numbers", which is no check of this exercise',
    ),
    "a need that comes later": (
        EXERCISE,
        "title: returns a number, points: 1",
        "title: returns a number, points: 1, needs: [sum_is_right]",
        f"{EXERCISE}:11",
        'returns_number needs "sum_is_right", which does not come before it',
    ),
    "a need of its own": (
        EXERCISE,
        "needs: [returns_number]",
        "needs: [sum_is_right]",
        f"{EXERCISE}:12",
        'sum_is_right needs "sum_is_right", which does not come before it',
    ),
    "an unknown dataset": (
        EXERCISE,
        "datasets: []",
        "datasets: [pima, hart]",
        f"{EXERCISE}:6",
        'there is no dataset "hart"',
    ),
    "an unknown dataset of the week": (
        "core/week01/week.yaml",
        "hours: 1",
        "hours: 1\ndatasets: [hart]",
        "core/week01/week.yaml:5",
        'there is no dataset "hart"',
    ),
    "another file name": (
        EXERCISE,
        "file: add_two.py",
        "file: adding.py",
        f"{EXERCISE}:3",
        "the learner's file adding.py is not named after the id",
    ),
    "a first hint with the whole line": (
        EXERCISE,
        "A function hands its answer back to whoever called it. Does yours?",
        "Write return first_mg  + second_mg.",
        f"{EXERCISE}:14",
        "the first hint gives the answer away: return first_mg + second_mg",
    ),
    "a first hint with the code that matters": (
        EXERCISE,
        "A function hands its answer back to whoever called it. Does yours?",
        "Think of `first_mg + second_mg`.",
        f"{EXERCISE}:14",
        "the first hint gives the answer away: first_mg + second_mg",
    ),
    "a check without a test": (
        GRADER,
        "def test_sum_is_right",
        "def test_sum_is_wrong",
        f"{EXERCISE}:12",
        "the check sum_is_right has no test_sum_is_right in grade.py",
    ),
    "a test without a check": (
        GRADER,
        "def test_sum_is_right",
        "def test_sum_is_wrong",
        f"{GRADER}:10",
        "test_sum_is_wrong belongs to no check in exercise.yaml, and would earn nothing",
    ),
    "an assert without a message": (
        GRADER,
        ', "add_two(1, 2) gave back None. End the function with a return of the sum."',
        "",
        f"{GRADER}:6",
        "an assert without a message",
    ),
    "an assert with an empty message": (
        GRADER,
        '"add_two(1, 2) gave back None. End the function with a return of the sum."',
        '" "',
        f"{GRADER}:6",
        "an assert without a message",
    ),
    "an AssertionError without a message": (
        GRADER,
        "        wanted = first + second\n",
        "        wanted = first + second\n        if total is None:\n            raise AssertionError\n",
        f"{GRADER}:15",
        "an AssertionError without a message",
    ),
    "a fixture that checks share": (
        GRADER,
        "def test_sum_is_right",
        '@pytest.fixture(scope="module")\ndef kept():\n    return []\n\n\ndef test_sum_is_right',
        f"{GRADER}:10",
        "a fixture with the scope 'module': checks may run in two processes, and share none",
    ),
    "a container that a check fills for another": (
        GRADER,
        "def test_sum_is_right",
        "_known = {}\n\n\ndef test_sum_is_right",
        f"{GRADER}:10",
        "_known starts empty, to be filled by a check: checks may run in two processes, and share no variable",
    ),
    "an annotated container that a check fills for another": (
        GRADER,
        "def test_sum_is_right",
        "_known: set[int] = set()\n\n\ndef test_sum_is_right",
        f"{GRADER}:10",
        "_known starts empty, to be filled by a check: checks may run in two processes, and share no variable",
    ),
    "a variable that a check sets for another": (
        GRADER,
        "def test_sum_is_right(solution):\n",
        "def test_sum_is_right(solution):\n    global _seen\n",
        f"{GRADER}:11",
        "global _seen: checks may run in two processes, and share no variable",
    ),
    "a dataset that a test takes and the exercise does not name": (
        GRADER,
        "def test_sum_is_right(solution)",
        "def test_sum_is_right(solution, pima)",
        f"{GRADER}:10",
        "test_sum_is_right asks for the dataset pima, which exercise.yaml does not name",
    ),
    "a grader that does not parse": (
        GRADER,
        "(solution)",
        "(solution",
        f"{GRADER}:4",
        "not valid Python: '(' was",
    ),
    "a starter that does not parse": (
        f"{FOLDER}/starter.py",
        "raise NotImplementedError",
        "return return",
        f"{FOLDER}/starter.py:7",
        "not valid Python: ",
    ),
    "a wrong solution that does not parse": (
        f"{FOLDER}/wrong/joins_text.py",
        "return",
        "retrun",
        f"{FOLDER}/wrong/joins_text.py:2",
        "not valid Python: ",
    ),
    "a dead link in a lesson": (
        LESSON,
        "(add-two/task.md)",
        "(add-three/task.md)",
        f"{LESSON}:11",
        "the link add-three/task.md leads nowhere",
    ),
    "a dead picture in a task": (
        TASK,
        "# Add two numbers\n",
        "# Add two numbers\n\n![A syringe](syringe.png)\n",
        f"{TASK}:3",
        "the link syringe.png leads nowhere",
    ),
    "a dead link with a name": (
        TASK,
        "# Add two numbers\n",
        "# Add two numbers\n\n[lesson]: ../lessons.md\n",
        f"{TASK}:3",
        "the link ../lessons.md leads nowhere",
    ),
    "a link to a heading that is not there": (
        TASK,
        "# Add two numbers\n",
        "# Add two numbers\n\nSee [the lesson](../lesson.md#pitfalls).\n",
        f"{TASK}:3",
        "the link ../lesson.md#pitfalls names a heading that is not there",
    ),
    "a link with a byte that no name can hold": (
        TASK,
        "# Add two numbers\n",
        "# Add two numbers\n\n[x](a%00b.md)\n",
        f"{TASK}:3",
        "the link a%00b.md leads nowhere",
    ),
    "a link out of the course": (
        TASK,
        "# Add two numbers\n",
        "# Add two numbers\n\nSee [the readme](../../../../README.md).\n",
        f"{TASK}:3",
        "the link ../../../../README.md leaves the course: it needs a full https:// address",
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_mistake_is_found_in_its_place(copy, name):
    file, old, new, place, message = EDITS[name]
    text = (copy.root / file).read_text(encoding="utf-8")
    assert old in text
    copy.write(file, text.replace(old, new, 1))
    matching = [text for where, text in found(copy) if where == f"course/{place}"]
    assert any(text.startswith(message) for text in matching), found(copy)


@pytest.mark.parametrize(
    "text",
    [
        "[the lesson](../lesson.md#functions)",
        "[a page](https://example.org/a_b) and [mail](mailto:someone@example.org)",
        "[here](#add-two-numbers)",
        "[data]( <../lesson.md> 'title')",
        "`[not a link](nowhere.md)`",
        "```python\nx = table[0](missing)\n```",
        "[code](https://example.org)\n\n~~~\n[x](y)\n~~~",
        "[the week](..)",
        "```\n[x](y)\n",
        "````markdown\n[x](y)\n````",
    ],
)
def test_a_link_that_leads_somewhere_is_left_alone(copy, text):
    copy.write(TASK, f"# Add two numbers\n\n{text}\n")
    assert found(copy) == []


@pytest.mark.parametrize(
    "hint",
    [
        "Look at what `add_two(first_mg, second_mg)` is given.",
        "`return` is a word.",
        "Have you read the docstring? Return the sum of two doses in mg.",
    ],
)
def test_a_first_hint_that_tells_only_what_the_task_tells_is_left_alone(copy, hint):
    first = '"A function hands its answer back to whoever called it. Does yours?"'.strip('"')
    copy.edit(EXERCISE, first, f"'{hint}'")
    assert found(copy) == []


@pytest.mark.parametrize("name", ["task.md", "solution.py", "grade.py", "starter.py"])
def test_a_missing_file_is_found(copy, name):
    (copy.root / FOLDER / name).unlink()
    assert (f"course/{FOLDER}/{name}", "the file is missing") in found(copy)


@pytest.mark.parametrize(
    "name", ["notes.txt", "wrong/readme.md", "wrong/deep/a.py", "data.csv", "solutions.py", "a/b.py"]
)
def test_an_unlisted_file_is_found(copy, name):
    copy.write(f"{FOLDER}/{name}", "")
    assert (f"course/{FOLDER}/{name}", "nothing uses this file") in found(copy)


def test_what_python_and_jupyter_leave_behind_is_no_finding(copy):
    copy.write(f"{FOLDER}/__pycache__/grade.cpython-311.pyc", "")
    copy.write(f"{FOLDER}/wrong/.ipynb_checkpoints/a.py", "")
    assert found(copy) == []


def test_two_starters_are_one_too_many(copy):
    copy.write(f"{FOLDER}/starter.ipynb", "{}")
    assert found(copy) == [(f"course/{FOLDER}/starter.ipynb", "there is a starter.py as well")]


@pytest.mark.parametrize(
    ("exercise_id", "message"),
    [
        ("statistics", "the learner's file statistics.py would hide Python's own module statistics"),
        ("week1-sum", "the id carries a week number, and progress must survive reordering"),
    ],
)
def test_an_id_that_will_not_do(copy, exercise_id, message):
    (copy.root / FOLDER).rename(copy.root / "core/week01" / exercise_id)
    copy.edit("core/week01/week.yaml", "add-two", exercise_id)
    copy.edit(LESSON, "add-two/", f"{exercise_id}/")
    moved = f"core/week01/{exercise_id}/exercise.yaml"
    copy.edit(moved, "id: add-two", f"id: {exercise_id}")
    copy.edit(moved, "file: add_two.py", f"file: {exercise_id.replace('-', '_')}.py")
    assert found(copy) == [(f"course/{moved}:1", message)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "the week has no lesson"),
        ("  \n", "the lesson is empty"),
        ("word " * 4200, "4200 words take 21 minutes to read, and 20 is the most"),
    ],
)
def test_a_lesson_that_will_not_do(copy, text, message):
    if text is None:
        (copy.root / LESSON).unlink()
    else:
        copy.write(LESSON, text)
    assert found(copy) == [(f"course/{LESSON}", message)]


@pytest.mark.parametrize("file", [LESSON, TASK])
def test_a_text_that_is_not_utf8(copy, file):
    (copy.root / file).write_bytes(b"\xff\xfe")
    assert [where for where, message in found(copy) if "not UTF-8" in message] == [f"course/{file}"]


def test_an_empty_task(copy):
    copy.write(TASK, "\n")
    assert found(copy) == [(f"course/{TASK}", "the task is empty")]


def test_an_exercise_that_the_week_does_not_list(copy):
    copy.edit("core/week01/week.yaml", "[add-two, mean-age]", "[mean-age]")
    assert found(copy) == [(f"course/{EXERCISE}", "its week.yaml does not list this exercise")]


def test_a_week_that_the_path_does_not_name(copy):
    shutil.copytree(copy.root / "core/week02", copy.root / "core/week03")
    assert found(copy) == [("course/core/week03/week.yaml", "no week in path.yaml names this folder")]


def test_a_week_that_was_begun_without_its_file(copy):
    (copy.root / "core/week02/week.yaml").unlink()
    where, message = found(copy)[0]
    assert where == "course/core/week02/week.yaml"
    assert message.startswith("the week is begun and has no week.yaml")


def test_mistakes_in_several_files_are_all_found(copy):
    copy.edit(EXERCISE, "minutes: 5", "minutes: five")
    copy.edit("core/week02/week.yaml", "hours: 1.5", "hours: long\nrequires: [week3]")
    copy.edit("core/week01/mean-age/exercise.yaml", "minutes: 10", "minutes: ten")
    places = [where for where, _ in found(copy)]
    assert f"course/{EXERCISE}:5" in places
    assert "course/core/week02/week.yaml:4" in places
    assert "course/core/week01/mean-age/exercise.yaml:5" in places


def test_a_circle_is_found(copy):
    copy.edit("core/week01/week.yaml", "hours: 1", "hours: 1\nrequires: [week2]")
    assert any("found a circle: week1 needs week2 needs week1" in message for _, message in found(copy))


def test_a_missing_path_is_found(copy):
    (copy.root / "path.yaml").unlink()
    assert "course/path.yaml" in {where for where, _ in found(copy)}


def test_datasets_are_unchecked_where_their_names_are_not_known(copy):
    copy.edit(EXERCISE, "datasets: []", "datasets: [hart]")
    assert lint_course(copy.root) == ()
