"""Finding a workspace and making one."""

from __future__ import annotations

from pathlib import Path

import pytest

from medai.errors import MedaiError
from medai.workspace.find import create_workspace, default_root, find_workspace


def checkout(folder: Path, name: str = "medai") -> Path:
    (folder / "curriculum" / "core").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(f'[project]\nname = "{name}"\n')
    return folder


@pytest.mark.parametrize("name", ["course", "Mein Kurs", "données é", "数据 分析"])
def test_workspace_is_found_from_below(tmp_path: Path, name: str) -> None:
    ws = create_workspace(tmp_path / name)
    below = ws.root / "week01" / "figures"
    below.mkdir(parents=True)
    assert find_workspace(below) == ws
    assert find_workspace(ws.root) == ws
    assert ws.progress_db == ws.root / ".medai" / "progress.db"
    assert ws.state_dir.is_dir()


def test_no_workspace_is_none(tmp_path: Path) -> None:
    assert find_workspace(tmp_path) is None
    assert find_workspace(tmp_path / "not" / "there") is None


def test_file_named_medai_makes_no_workspace(tmp_path: Path) -> None:
    (tmp_path / ".medai").write_text("")
    assert find_workspace(tmp_path) is None
    with pytest.raises(MedaiError, match="a file of that name"):
        create_workspace(tmp_path)


def test_nearest_of_nested_workspaces_counts(tmp_path: Path) -> None:
    outer = create_workspace(tmp_path / "outer")
    inner = create_workspace(outer.root / "week01" / "inner")
    assert find_workspace(inner.root / "week01") == inner
    assert find_workspace(outer.root / "week01") == outer


def test_workspace_is_found_from_where_start_was_run(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("")
    ws = create_workspace(default_root(tmp_path))
    assert ws.root == tmp_path / "medai-workspace"
    assert find_workspace(tmp_path) == ws


def test_checkout_keeps_its_workspace_in_one_place(tmp_path: Path) -> None:
    top = checkout(tmp_path / "fork")
    assert default_root(top) == default_root(top / "curriculum") == top / "workspace"
    ws = create_workspace(default_root(top))
    assert find_workspace(top) == find_workspace(top / "curriculum") == ws


@pytest.mark.parametrize("content", ['[project]\nname = "other"\n', "not [ toml", ""])
def test_other_projects_are_no_checkout(tmp_path: Path, content: str) -> None:
    top = checkout(tmp_path)
    (top / "pyproject.toml").write_text(content)
    assert default_root(top) == top / "medai-workspace"


def test_empty_folder_becomes_the_workspace_itself(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".venv").mkdir()
    assert default_root(tmp_path) == tmp_path
    (tmp_path / "notes.txt").write_text("")
    assert default_root(tmp_path) == tmp_path / "medai-workspace"


def test_making_a_workspace_again_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("my own")
    (tmp_path / ".gitignore").write_text("my own")
    ws = create_workspace(tmp_path)
    ws.progress_db.write_bytes(b"precious")
    assert create_workspace(tmp_path) == ws
    assert (tmp_path / "README.md").read_text() == (tmp_path / ".gitignore").read_text() == "my own"
    assert ws.progress_db.read_bytes() == b"precious"
    # The learner's own .gitignore does not name .medai: its folder ignores itself.
    assert (ws.state_dir / ".gitignore").read_text() == "*\n"


def test_new_workspace_says_what_it_is_and_keeps_data_out_of_git(tmp_path: Path) -> None:
    ws = create_workspace(tmp_path / "new")
    assert "medai grade" in (ws.root / "README.md").read_text()
    assert (ws.root / ".gitignore").read_text().splitlines()[1:] == ["/.medai/", "/data/"]


def test_state_folder_that_leads_out_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "fork"
    root.mkdir()
    (root / ".medai").symlink_to(outside)
    for opening in (find_workspace, create_workspace):
        with pytest.raises(MedaiError, match="outside the workspace"):
            opening(root)
    assert list(outside.iterdir()) == []


def test_linked_workspace_is_the_real_one(tmp_path: Path) -> None:
    ws = create_workspace(tmp_path / "real")
    (tmp_path / "link").symlink_to(ws.root)
    assert find_workspace(tmp_path / "link") == ws
