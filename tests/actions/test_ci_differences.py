"""Where a fork differs from what graded it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from medai import paths
from medai.actions.ci.differences import differences


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is installed: a small course, a dataset, the package, the workflow."""
    root = tmp_path / "installed"
    for name, text in {
        "curriculum/path.yaml": "title: x\n",
        "curriculum/core/week01/grade.py": "def test_a(solution): pass\n",
        "datasets/pima/diabetes.csv": "a,b\n1,2\n",
        "package/__init__.py": "",
        "package/grading/run.py": "x = 1\n",
        "workflows/autograde.yml": "on: push\n",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    monkeypatch.setattr(paths, "content_dir", lambda kind: root / kind)
    monkeypatch.setattr(paths, "package_dir", lambda: root / "package")
    return root


@pytest.fixture
def fork(shipped: Path, tmp_path: Path) -> Path:
    """A fork that is as it came, but for what tools leave behind."""
    root = tmp_path / "fork"
    for source, place in (
        ("curriculum", "curriculum"), ("datasets", "datasets"), ("package", "src/medai"),
        ("workflows", ".github/workflows"),
    ):  # fmt: skip
        for path in (shipped / source).rglob("*"):
            if path.is_file():
                target = root / place / path.relative_to(shipped / source)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (root / "pyproject.toml").write_text('[project]\nname = "medai"\n')
    for name in (
        "src/medai/__pycache__/run.pyc",
        "curriculum/.path.yaml.swp",
        "curriculum/path.yaml~",
        "workspace/x.py",
    ):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("anything")
    return root


def test_line_ends_and_what_tools_leave_behind_are_no_difference(fork: Path) -> None:
    assert differences(fork) == ()


def test_changed_added_and_removed_files_are_named(fork: Path) -> None:
    (fork / "curriculum/core/week01/grade.py").write_text("def test_a(): pass\n")
    (fork / "curriculum/core/week01/extra.py").write_text("")
    (fork / "datasets/pima/diabetes.csv").unlink()
    (fork / "src/medai/grading/run.py").write_text("x = 2\n")
    (fork / ".github/workflows/autograde.yml").unlink()

    assert differences(fork) == (
        ".github/workflows/autograde.yml",
        "curriculum/core/week01/extra.py",
        "curriculum/core/week01/grade.py",
        "datasets/pima/diabetes.csv",
        "src/medai/grading/run.py",
    )


def test_links_differ_and_are_not_followed(fork: Path, shipped: Path) -> None:
    (fork / "curriculum/path.yaml").unlink()
    (fork / "curriculum/path.yaml").symlink_to(shipped / "curriculum/path.yaml")
    (fork / "datasets/loop").symlink_to(fork)
    os.rename(fork / "src/medai", fork / "elsewhere")
    (fork / "src/medai").symlink_to(fork / "elsewhere")

    assert differences(fork) == ("curriculum/path.yaml", "datasets/loop", "src/medai")


def test_another_repository_has_nothing_to_compare(fork: Path) -> None:
    (fork / "pyproject.toml").write_text('[project]\nname = "thesis"\n')
    (fork / "curriculum/path.yaml").write_text("changed")

    assert differences(fork) == ()


def test_a_run_from_the_checkout_itself_has_nothing_to_compare(
    fork: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (fork / "curriculum/path.yaml").write_text("changed")
    monkeypatch.setattr(paths, "package_dir", (fork / "src/medai").resolve)

    assert differences(fork) == ()


def test_this_checkout_is_its_own() -> None:
    assert differences(Path(__file__).parents[2]) == ()
