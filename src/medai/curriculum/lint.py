"""Static look at a whole course: everything an author should mend before a learner sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from medai.curriculum.document import ContentFileError, read_document
from medai.curriculum.exercise_rules import exercise_findings
from medai.curriculum.findings import ExerciseFolder, Finding
from medai.curriculum.grader_rules import grader_findings
from medai.curriculum.model import Week
from medai.curriculum.text_rules import link_findings, text_findings
from medai.curriculum.tree import Tree, read_tree

MOST_LESSON_WORDS = 4000  # 20 minutes at 200 words a minute


def lint_course(root: Path, datasets: frozenset[str] | None = None) -> tuple[Finding, ...]:
    """All findings below root, by file and line; empty for a sound course.

    datasets: names of the datasets that there are; None leaves their names unchecked.
    """
    root = root.resolve()
    tree = read_tree(root)
    found = [_fault(fault) for fault in tree.faults]
    found += _lost(root, tree)
    if tree.course is not None:
        for week in tree.course.weeks:
            found += _week(root, week, datasets)
        for exercise in tree.course.exercises():
            name = f"{root.name}/{exercise.folder.relative_to(root).as_posix()}"
            document = read_document(exercise.folder / "exercise.yaml", f"{name}/exercise.yaml")
            folder = ExerciseFolder(exercise, document, root, name)
            found += exercise_findings(folder, datasets)
            found += grader_findings(folder, datasets)
            found += text_findings(folder)
    return tuple(sorted(set(found), key=lambda finding: (finding.file, finding.line or 0, finding.message)))


def _fault(fault: ContentFileError) -> Finding:
    message = f"{fault.key}: {fault.problem}" if fault.key else fault.problem
    return Finding(fault.file, fault.line, message.removesuffix("."), fault.fix)


def _lost(root: Path, tree: Tree) -> Iterator[Finding]:
    """Weeks and exercises on disk that nothing leads to."""
    seen = {relative for relative, stamp in tree.stamps.items() if stamp is not None}
    for path in sorted(root.rglob("*.yaml")):
        relative = path.relative_to(root).as_posix()
        if relative in seen or path.name not in {"week.yaml", "exercise.yaml"}:
            continue
        if path.name == "week.yaml":
            fix = "Give its week this folder in path.yaml, or delete it."
            yield Finding(f"{root.name}/{relative}", None, "no week in path.yaml names this folder", fix)
        elif f"{path.parent.parent.relative_to(root).as_posix()}/week.yaml" in seen:
            fix = f"Add {path.parent.name} to exercises in week.yaml, or delete the folder."
            yield Finding(f"{root.name}/{relative}", None, "its week.yaml does not list this exercise", fix)
    for relative, stamp in tree.stamps.items():
        week = (root / relative).parent
        if stamp is None and relative.endswith("/week.yaml") and any(week.rglob("*.md")):
            message = "the week is begun and has no week.yaml, so that learners see it as coming"
            yield Finding(f"{root.name}/{relative}", None, message, "Write it.")


def _week(root: Path, week: Week, datasets: frozenset[str] | None) -> Iterator[Finding]:
    if week.folder is None:
        return
    name = f"{root.name}/{week.folder.relative_to(root).as_posix()}"
    document = read_document(week.folder / "week.yaml", f"{name}/week.yaml")
    declared = document.data.get("datasets") or []
    for index, dataset in enumerate(declared):
        if datasets is not None and dataset not in datasets:
            line = document.line(("datasets", index))
            yield Finding(document.file, line, f'there is no dataset "{dataset}"', "Mend the name.")
    lesson = week.folder / "lesson.md"
    try:
        text = lesson.read_text(encoding="utf-8")
    except FileNotFoundError:
        fix = "Write it: why it matters at the bedside, the idea, one worked example, pitfalls."
        yield Finding(f"{name}/lesson.md", None, "the week has no lesson", fix)
        return
    except UnicodeDecodeError:
        yield Finding(f"{name}/lesson.md", None, "the lesson is not UTF-8 text", "Save it as UTF-8.")
        return
    words = len(text.split())
    if words > MOST_LESSON_WORDS:
        message = f"{words} words take {words // 200} minutes to read, and 20 is the most"
        yield Finding(f"{name}/lesson.md", None, message, f"Cut it to {MOST_LESSON_WORDS} words.")
    if words == 0:
        yield Finding(f"{name}/lesson.md", None, "the lesson is empty", "Write it.")
    yield from link_findings(lesson, text, f"{name}/lesson.md", root)


__all__ = ["Finding", "lint_course"]
