"""Commands that only read answer as fast as a Typer program that says hello."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from bench.conftest import MEDAI, ROOT
from medai.curriculum.cache import recall
from medai.curriculum.load import cached_course, load_course

pytestmark = pytest.mark.bench
HELLO = "import typer\n\ndef main(name: str = 'you'):\n    print(f'Hello {name}')\n\ntyper.run(main)\n"
BAR = 1.5


@pytest.mark.parametrize(
    "words", [["--help"], ["status"], ["hint", "first-model", "--again"], ["list"]], ids=" ".join
)
def test_reading_commands_against_a_typer_hello_world(ratio, command, tmp_path, words):
    hello = tmp_path / "hello.py"
    hello.write_text(HELLO)
    command([MEDAI, "start", "week1"])
    command([MEDAI, "hint", "first-model"])
    theirs = ["--help"] if words == ["--help"] else []
    found = ratio(
        lambda: command([MEDAI, *words]), lambda: command([sys.executable, str(hello), *theirs]), rounds=15
    )
    assert found <= BAR


def full_tree(root: Path) -> None:
    """A course of the full size: 40 weeks of three exercises."""
    weeks = []
    for number in range(1, 41):
        folder = root / f"core/week{number:02}"
        ids = [f"build-{number}-{letter}" for letter in "abc"]
        for exercise_id in ids:
            shutil.copytree(ROOT / "tests/course" / "core/week01/mean-age", folder / exercise_id)
            file = folder / exercise_id / "exercise.yaml"
            text = file.read_text(encoding="utf-8").replace("id: mean-age", f"id: {exercise_id}")
            more = "".join(
                f"  - Hint {i} that is as long as a hint in a real exercise tends to be.\n" for i in range(9)
            )
            file.write_text(text.replace("traps:\n", f"{more}traps:\n"), encoding="utf-8")
        goals = "[Learn one thing, Learn another thing, Learn a third thing]"
        entry = f"id: week{number}\ntitle: Week {number}\ngoals: {goals}\nhours: 5\n"
        week = f"{entry}exercises: [{', '.join(ids)}]\n"
        (folder / "week.yaml").write_text(week, encoding="utf-8")
        keys = f"id: week{number}, title: Week {number}, hours: 5, goals: [], folder: core/week{number:02}"
        weeks.append(f"      - {{{keys}}}\n")
    path = "title: Full\nphases:\n  - id: all\n    title: All\n    weeks:\n" + "".join(weeks)
    (root / "path.yaml").write_text(path, encoding="utf-8")


def test_a_kept_course_against_reading_it(ratio, tmp_path):
    """Commands that only read live on the kept copy."""
    root, kept = tmp_path / "full", tmp_path / "kept"
    root.mkdir()
    full_tree(root)
    assert len(cached_course(root, kept).exercises()) == 120
    assert recall(root, kept) is not None
    found = ratio(lambda: recall(root, kept), lambda: load_course(root), rounds=9)
    assert found <= 0.02
