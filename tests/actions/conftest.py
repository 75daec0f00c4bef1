"""The miniature course, an empty folder of a learner, no network."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

COURSE = Path(__file__).parent.parent / "course"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder."""
    place = tmp_path / "learner"
    place.mkdir()
    monkeypatch.setenv("MEDAI_CURRICULUM", str(COURSE))
    monkeypatch.setenv("MEDAI_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("MEDAI_OFFLINE", "1")
    monkeypatch.delenv("MEDAI_MIRROR", raising=False)
    monkeypatch.delenv("MEDAI_DATASETS", raising=False)
    return place


@pytest.fixture
def own_course(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the miniature course that a test may change."""
    copy = tmp_path / "course"
    shutil.copytree(COURSE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setenv("MEDAI_CURRICULUM", str(copy))
    return copy


@pytest.fixture
def write(folder: Path) -> Callable[[str, str], Path]:
    """Save a file of the learner's, one second later than the last one."""
    import os
    import time

    clock = [time.time()]

    def save(relative: str, text: str) -> Path:
        path = folder / relative
        path.write_text(text, encoding="utf-8")
        clock[0] += 1
        os.utime(path, (clock[0], clock[0]))
        return path

    return save
