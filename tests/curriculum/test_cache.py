"""The kept course: the same values, quickly, and never a stale or broken one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from medai.curriculum import cache as cache_module
from medai.curriculum.cache import cache_file, recall
from medai.curriculum.load import cached_course, load_course
from medai.errors import ContentError

MINIATURE = Path(__file__).parent.parent / "course"


def full_tree(root: Path) -> None:
    """A course of the full size: 40 weeks of three exercises."""
    weeks = []
    for number in range(1, 41):
        folder = root / f"core/week{number:02}"
        ids = [f"build-{number}-{letter}" for letter in "abc"]
        for exercise_id in ids:
            shutil.copytree(MINIATURE / "core/week01/mean-age", folder / exercise_id)
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


def test_published_figures_are_kept(copy, tmp_path):
    figure = "{score: AUC, name: Somebody 1988, value: 0.76, source: A journal}"
    copy.edit("core/week01/add-two/exercise.yaml", "traps:", f"published: [{figure}]\ntraps:")
    cached_course(copy.root, tmp_path / "cache")
    kept = recall(copy.root, tmp_path / "cache")
    assert kept is not None
    assert kept == load_course(copy.root)
    assert kept.exercise("add-two").published[0].value == 0.76


def test_a_hit_gives_the_same_course(copy, tmp_path):
    first = cached_course(copy.root, tmp_path / "cache")
    assert recall(copy.root, tmp_path / "cache") == first
    assert cached_course(copy.root, tmp_path / "cache") == first == load_course(copy.root)


def test_a_hit_imports_neither_yaml_nor_pydantic(copy, tmp_path):
    cached_course(copy.root, tmp_path / "cache")
    program = (
        "import sys; from pathlib import Path; from medai.curriculum.load import cached_course;"
        "from medai.curriculum import graph;"
        "course = cached_course(Path(sys.argv[1]), Path(sys.argv[2])); assert len(course.weeks) == 5;"
        "heavy = {'yaml', 'pydantic', 'pydantic_core', 'pandas', 'numpy'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    command = [sys.executable, "-c", program, str(copy.root), str(tmp_path / "cache")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_a_hit_on_the_full_tree_takes_under_5_ms(tmp_path):
    root = tmp_path / "full"
    root.mkdir()
    full_tree(root)
    course = cached_course(root, tmp_path / "cache")
    assert len(course.exercises()) == 120
    times = []
    for _ in range(30):
        before = time.process_time()
        assert recall(root, tmp_path / "cache") is not None
        times.append(time.process_time() - before)
    assert min(times) < 0.005, f"{min(times) * 1000:.1f} ms"


def change_text(copy):
    copy.edit("core/week01/week.yaml", "title: Functions", "title: Methods")


def write_a_coming_week(copy):
    shutil.copytree(copy.root / "core/week02/count-rows", copy.root / "tracks/ehr/week09/count-stays")
    copy.edit("tracks/ehr/week09/count-stays/exercise.yaml", "id: count-rows", "id: count-stays")
    week = "id: ehr-week9\ntitle: Methods\ngoals: []\nhours: 2\nexercises: [count-stays]\n"
    copy.write("tracks/ehr/week09/week.yaml", week)


def only_touch(copy):
    os.utime(copy.root / "path.yaml", ns=(1, 1))


@pytest.mark.parametrize("change", [change_text, write_a_coming_week, only_touch])
def test_a_change_in_the_content_is_seen(copy, tmp_path, change):
    before = cached_course(copy.root, tmp_path / "cache")
    change(copy)
    after = cached_course(copy.root, tmp_path / "cache")
    assert after == load_course(copy.root)
    assert (after == before) is (change is only_touch)
    assert recall(copy.root, tmp_path / "cache") == after


def test_content_that_breaks_is_told_although_a_good_course_was_kept(copy, tmp_path):
    cached_course(copy.root, tmp_path / "cache")
    (copy.root / "core/week01/add-two/exercise.yaml").unlink()
    with pytest.raises(ContentError, match="found no"):
        cached_course(copy.root, tmp_path / "cache")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b'{"key": 1}',
        b"[" * 100_000,
    ],
)
def test_a_broken_cache_is_rebuilt_silently(copy, tmp_path, content):
    cached_course(copy.root, tmp_path / "cache")
    file = cache_file(copy.root, tmp_path / "cache")
    file.write_bytes(content)
    assert cached_course(copy.root, tmp_path / "cache") == load_course(copy.root)
    assert recall(copy.root, tmp_path / "cache") is not None


@pytest.mark.parametrize("damage", ["weeks", "title", "extra"])
def test_a_foreign_shape_is_rebuilt_silently(copy, tmp_path, damage):
    cached_course(copy.root, tmp_path / "cache")
    file = cache_file(copy.root, tmp_path / "cache")
    kept = json.loads(file.read_bytes())
    if damage == "extra":
        kept["course"]["weeks"][0]["colour"] = "blue"
    else:
        del kept["course"][damage]
    file.write_text(json.dumps(kept), encoding="utf-8")
    assert recall(copy.root, tmp_path / "cache") is None
    assert cached_course(copy.root, tmp_path / "cache") == load_course(copy.root)


def test_another_release_does_not_use_it(copy, tmp_path, monkeypatch):
    cached_course(copy.root, tmp_path / "cache")
    monkeypatch.setattr(cache_module, "__version__", "99.0")
    assert recall(copy.root, tmp_path / "cache") is None


def test_two_courses_are_kept_apart(copy, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(copy.root, other)
    first = cached_course(copy.root, tmp_path / "cache")
    second = cached_course(other, tmp_path / "cache")
    assert recall(copy.root, tmp_path / "cache") == first
    assert recall(other, tmp_path / "cache") == second
    assert first != second


def test_a_cache_that_cannot_be_written_is_no_harm(copy, tmp_path):
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    assert cached_course(copy.root, tmp_path / "cache") == load_course(copy.root)


def test_nothing_but_the_cache_file_is_left_behind(copy, tmp_path):
    cached_course(copy.root, tmp_path / "cache")
    assert list((tmp_path / "cache/curriculum").iterdir()) == [cache_file(copy.root, tmp_path / "cache")]
