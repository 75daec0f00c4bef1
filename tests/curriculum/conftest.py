"""A copy of the miniature course that a test may break."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

MINIATURE = Path(__file__).parent.parent / "course"


@dataclass(frozen=True)
class Copy:
    root: Path

    def edit(self, relative: str, old: str, new: str) -> None:
        """Replace a text that must be there exactly once."""
        file = self.root / relative
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {relative}"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def write(self, relative: str, text: str) -> None:
        file = self.root / relative
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    root = tmp_path / "course"
    shutil.copytree(MINIATURE, root, ignore=shutil.ignore_patterns("__pycache__"))
    return Copy(root)
