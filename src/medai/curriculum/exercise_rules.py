"""Rules about an exercise's folder and its exercise.yaml."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from medai.curriculum.findings import ExerciseFolder, Finding

FEWEST_HINTS = 3
_NEEDED = ("task.md", "solution.py", "grade.py")
_ALLOWED = {"exercise.yaml", "starter.py", "starter.ipynb", *_NEEDED}
_LEFT_BEHIND = {"__pycache__", ".ipynb_checkpoints"}


def exercise_findings(folder: ExerciseFolder, datasets: frozenset[str] | None) -> Iterator[Finding]:
    """Findings about files, names, wrong solutions, needs, hints and datasets of one exercise."""
    yield from _files(folder)
    yield from _wrong(folder)
    yield from _names(folder)
    yield from _needs(folder)
    exercise = folder.exercise
    hints = len(exercise.hints)
    if hints < FEWEST_HINTS:
        fix = "Write three or more, from a nudge to nearly there."
        yield folder.at(
            ("hints",), f"{hints} hint{'' if hints == 1 else 's'}, and {FEWEST_HINTS} are the fewest", fix
        )
    for index, dataset in enumerate(exercise.datasets):
        if datasets is not None and dataset not in datasets:
            fix = "Mend the name, or add the dataset."
            yield folder.at(("datasets", index), f'there is no dataset "{dataset}"', fix)


def _files(folder: ExerciseFolder) -> Iterator[Finding]:
    present = {
        path.relative_to(folder.path).as_posix()
        for path in folder.path.rglob("*")
        if path.is_file() and not _LEFT_BEHIND.intersection(path.parts)
    }
    for name in _NEEDED:
        if name not in present:
            yield folder.about(name, "the file is missing", "Write it.")
    starters = present & {"starter.py", "starter.ipynb"}
    if not starters:
        yield folder.about("starter.py", "the file is missing", "Write it, or starter.ipynb for a notebook.")
    if len(starters) == 2:
        yield folder.about("starter.ipynb", "there is a starter.py as well", "Keep one of the two.")
    for name in sorted(present - _ALLOWED):
        if not re.fullmatch(r"(wrong|right)/[^/]+\.py", name):
            fix = "Delete it, or put code into wrong/ or right/."
            yield folder.about(name, "nothing uses this file", fix)


def _wrong(folder: ExerciseFolder) -> Iterator[Finding]:
    exercise = folder.exercise
    present = {path.name for path in (folder.path / "wrong").glob("*.py")}
    listed: set[str] = set()
    for index, wrong in enumerate(exercise.wrong):
        if wrong.file in listed:
            yield folder.at(("wrong", index), f"{wrong.file} is listed twice", "Merge the two entries.")
        elif wrong.file not in present:
            fix = "Write the file, or take the entry out."
            yield folder.at(("wrong", index), f"there is no wrong/{wrong.file}", fix)
        if not wrong.says:
            fix = "Name words under says that the learner must read."
            yield folder.at(("wrong", index), f"nothing says what {wrong.file} must be told", fix)
        listed.add(wrong.file)
    for name in sorted(present - listed):
        fix = "List it under wrong in exercise.yaml, with fails and says."
        yield folder.about(f"wrong/{name}", "exercise.yaml does not list this wrong solution", fix)
    if len(exercise.wrong) < len(exercise.traps):
        message = f"{len(exercise.traps)} traps and only {len(exercise.wrong)} wrong solutions"
        yield folder.at(
            ("wrong",) if exercise.wrong else ("traps",), message, "Write a wrong solution for each trap."
        )


def _names(folder: ExerciseFolder) -> Iterator[Finding]:
    exercise = folder.exercise
    stem, _, suffix = exercise.file.rpartition(".")
    module = exercise.id.replace("-", "_")
    if stem != module:
        message = f"the learner's file {exercise.file} is not named after the id"
        yield folder.at(("file",), message, f"Name it {module}.{suffix}.")
    if module in sys.stdlib_module_names:
        message = f"the learner's file {exercise.file} would hide Python's own module {module}"
        yield folder.at(("id",), message, "Choose another id.")
    if re.search(r"(^|-)week-?\d", exercise.id):
        message = "the id carries a week number, and progress must survive reordering"
        yield folder.at(("id",), message, "Name the exercise after what is built.")


def _needs(folder: ExerciseFolder) -> Iterator[Finding]:
    every = {check.id for check in folder.exercise.checks}
    earlier: set[str] = set()
    for index, check in enumerate(folder.exercise.checks):
        for position, name in enumerate(check.needs):
            key = ("checks", index, "needs", position)
            if name not in every:
                fix = (
                    f"Name one of {', '.join(sorted(every - {check.id}))}."
                    if len(every) > 1
                    else "Delete it."
                )
                yield folder.at(key, f'{check.id} needs "{name}", which is no check of this exercise', fix)
            elif name not in earlier:
                fix = f"Move {name} up, or do not need it."
                yield folder.at(key, f'{check.id} needs "{name}", which does not come before it', fix)
        earlier.add(check.id)
