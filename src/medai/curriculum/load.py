"""A course from its folder. Cheap to import: YAML and its checking come in only where they are needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from medai.curriculum.cache import keep, recall
from medai.curriculum.model import Course
from medai.errors import ContentError

if TYPE_CHECKING:
    from medai.curriculum.tree import Tree


def load_course(root: Path) -> Course:
    """Read and check every YAML file of the course below root.

    Raises ContentError for the first thing wrong: file, line, key, what was expected and what was found.
    """
    return _sound(root.resolve())[0]


def cached_course(root: Path, cache: Path) -> Course:
    """What load_course returns, kept as JSON in cache/curriculum until a YAML file or medai changes."""
    root = root.resolve()
    kept = recall(root, cache)
    if kept is not None:
        return kept
    course, tree = _sound(root)
    keep(course, tree.stamps, root, cache)
    return course


def _sound(root: Path) -> tuple[Course, Tree]:
    from medai.curriculum.tree import read_tree

    tree = read_tree(root)
    if not tree.faults and tree.course is not None:
        return tree.course, tree
    fault = tree.faults[0]
    others = len(tree.faults) - 1
    if others:
        more = f"{others} more problem{'s' if others > 1 else ''}: see medai author check."
        raise ContentError(fault.message, f"{fault.fix} {more}".strip())
    raise fault


__all__ = ["ContentError", "cached_course", "load_course"]
