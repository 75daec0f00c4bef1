"""The digest of a grader: changes with what can change a verdict, and with nothing else."""

from __future__ import annotations

import pytest

from medai.curriculum.digest import grader_digest
from medai.curriculum.load import load_course
from medai.errors import ContentError

FOLDER = "core/week01/add-two"
YAML = f"{FOLDER}/exercise.yaml"


def _digest(root) -> str:
    exercise = load_course(root).exercise("add-two")
    assert exercise is not None
    return grader_digest(exercise)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (f"{FOLDER}/grade.py", "(-4, 9)", "(-5, 9)"),
        (YAML, "points: 1", "points: 2"),
        (YAML, ", needs: [returns_number]", ""),
        (YAML, "call_seconds: 2", "call_seconds: 3"),
        (YAML, "{call_seconds: 2}", "{call_seconds: 2, memory_mb: 1000}"),
    ],
)
def test_what_decides_changes_it(copy, file, old, new):
    before = _digest(copy.root)
    copy.edit(file, old, new)
    assert _digest(copy.root) != before


def test_texts_and_line_ends_do_not(copy):
    before = _digest(copy.root)
    copy.edit(YAML, "title: adds the two doses", "title: adds both doses")
    copy.edit(YAML, "  - The sum is printed, not returned.", "  - The sum is printed.")
    copy.edit(
        YAML, "  - Printing shows a value on the screen; the caller still gets nothing.\n", "  - Print.\n"
    )
    grader = copy.root / FOLDER / "grade.py"
    grader.write_bytes(grader.read_bytes().replace(b"\n", b"\r\n"))
    assert _digest(copy.root) == before
    assert len(before) == 64


def test_without_a_grader_there_is_no_digest(copy):
    (copy.root / FOLDER / "grade.py").unlink()
    with pytest.raises(ContentError, match=r"add-two has no grade.py"):
        _digest(copy.root)
