"""Grade any file against an exercise: no workspace, nothing recorded."""

from __future__ import annotations

import time
from pathlib import Path

from medai.actions.assignments import assignment
from medai.actions.author.place import course_root, open_course
from medai.actions.desk import Desk, exercise_named
from medai.actions.extras import require_extra
from medai.actions.grade import Graded, GradeReport
from medai.actions.outline import exercise_outline
from medai.errors import MedaiError

_LARGEST = 2_000_000  # bytes, as for a learner's own file


def try_file(
    cwd: Path, name: str, file: Path, *, course: Path | None = None, seed: int | None = None
) -> GradeReport:
    """The verdict on file as if it were the learner's. Raises MedaiError where it cannot be read."""
    from medai.grading import run

    began = time.perf_counter()
    desk = Desk(open_course(course_root(cwd, course)), None)
    exercise = exercise_named(desk, name)
    text = _read(cwd / file)
    require_extra(exercise.id, exercise.extra)
    zygote = run.warm(exercise.preload)
    try:
        result = run.grade(assignment(exercise, desk.relative(exercise)), text, seed=seed, zygote=zygote)
    finally:
        zygote.close()
    graded = Graded(
        exercise=exercise_outline(desk, exercise),
        file=str(file),
        impact=exercise.impact,
        result=result,
        recorded=False,
        untouched=False,
        passed_before=False,
        best_before=None,
        hints=len(exercise.hints),
        hints_used=0,
        pictures=(),
        published=exercise.published,
    )
    return GradeReport((graded,), (), time.perf_counter() - began, None, ())


def _read(path: Path) -> str:
    try:
        content = path.read_bytes()
        if len(content) > _LARGEST:
            raise MedaiError(f"{path} is larger than 2 MB.", "Name the file with the solution.")
        text = content.decode("utf-8")
    except OSError as error:
        raise MedaiError(f"{path} cannot be read: {error.strerror}.", "Name a Python file.") from error
    except UnicodeDecodeError as error:
        raise MedaiError(f"{path} is not UTF-8 text.", "Name a Python file.") from error
    if path.suffix == ".ipynb":
        from medai.workspace.notebook import percent_text

        return percent_text(text, path.name)
    return text
