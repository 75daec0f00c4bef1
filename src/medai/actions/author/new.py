"""Begin a new exercise: a small one that already passes `medai author check`, to be rewritten."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from medai.actions.author.place import course_root, open_course
from medai.actions.author.scaffold import FILES
from medai.curriculum.graph import resolve
from medai.curriculum.model import Exercise
from medai.errors import MedaiError

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+|[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class NewExercise:
    """The folder that was made, its files, and the week's file that now lists it."""

    exercise_id: str
    week_id: str
    folder: Path
    files: tuple[str, ...]
    week_file: Path


def new_exercise(cwd: Path, exercise_id: str, week_name: str, *, course: Path | None = None) -> NewExercise:
    """Write the folder and list the exercise in its week.yaml. Overwrites nothing. Raises MedaiError."""
    root = course_root(cwd, course)
    if "_content" in root.parts:
        raise MedaiError("The installed course is not for editing.", "Name your copy of it: --course DIR")
    loaded = open_course(root)
    if not _ID.fullmatch(exercise_id):
        raise MedaiError(f'"{exercise_id}" is no id.', "Use small letters joined by -, such as net-benefit.")
    if loaded.exercise(exercise_id) is not None:
        raise MedaiError(f"There is an exercise {exercise_id} already.", "Choose another id.")
    week = resolve(loaded, week_name, None)
    if isinstance(week, Exercise):
        raise MedaiError(f"{week_name} is an exercise.", "Name a week: --week week6")
    week_file = week.folder / "week.yaml" if week.folder is not None else None
    if week.folder is None or week_file is None or not week_file.is_file():
        raise MedaiError(
            f"{week.id} has no week.yaml yet.", "Write it in the folder that path.yaml names for it."
        )
    folder = week.folder / exercise_id
    if folder.exists():
        raise MedaiError(f"{folder} is there already.", "Choose another id, or list it in week.yaml.")
    listed = list_exercise(week_file.read_text(encoding="utf-8"), exercise_id)
    if listed is None:
        raise MedaiError(f"{week_file} has no list of exercises.", f"Add: exercises: [{exercise_id}]")
    module = exercise_id.replace("-", "_")
    title = exercise_id.replace("-", " ").capitalize()
    for relative, template in FILES.items():
        path = folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        text = template.replace("@ID@", exercise_id).replace("@MODULE@", module).replace("@TITLE@", title)
        path.write_text(text, encoding="utf-8")
    week_file.write_text(listed, encoding="utf-8")
    return NewExercise(exercise_id, week.id, folder, tuple(FILES), week_file)


def list_exercise(text: str, exercise_id: str) -> str | None:
    """week.yaml with the id at the end of its exercises, written as they are; None where there is no list."""
    inline = re.search(r"^exercises:[ ]*\[([^\]]*)\]", text, re.MULTILINE)
    if inline:
        before = inline.group(1).rstrip().rstrip(",")
        joined = f"{before}, {exercise_id}" if before.strip() else exercise_id
        return text[: inline.start(1)] + joined + text[inline.end(1) :]
    block = re.search(
        r"^exercises:[ ]*(?:#[^\n]*)?\n((?:[ ]*(?:#[^\n]*)?\n|[ ]*- [^\n]*(?:\n|\Z))*)", text, re.MULTILINE
    )
    if block is None or "- " not in block.group(1):
        return None
    items = block.group(1).rstrip("\n")
    indent = re.findall(r"^([ ]*)- ", items, re.MULTILINE)[-1]
    end = block.start(1) + len(items)
    return f"{text[:end]}\n{indent}- {exercise_id}{text[end:] or chr(10)}"
