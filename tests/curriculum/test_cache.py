"""The kept course: the same values, quickly, and never a stale or broken one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from medai.curriculum import cache as cache_module
from medai.curriculum.cache import cache_file, recall
from medai.curriculum.load import cached_course, load_course
from medai.errors import ContentError

MINIATURE = Path(__file__).parent.parent / "course"


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
