"""A fresh workspace, in a folder whose name has blanks and letters beyond ASCII."""

from __future__ import annotations

from pathlib import Path

import pytest

from medai.workspace.find import Workspace, create_workspace


@pytest.fixture
def ws(tmp_path: Path) -> Workspace:
    return create_workspace(tmp_path / "mein Kurs é")
