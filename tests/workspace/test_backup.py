"""Copies before anything is replaced."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from medai.errors import MedaiError
from medai.workspace import backup
from medai.workspace.backup import back_up, list_backups, reset, restore
from medai.workspace.find import Workspace
from medai.workspace.solution import read_solution

MODULE = "week01/a.py"


@pytest.fixture
def mine(ws: Workspace) -> Path:
    path = ws.root / MODULE
    path.parent.mkdir()
    path.write_bytes(b"mine \xff\r\n")  # whatever it is, it is kept byte for byte
    os.utime(path, (1000.0, 1000.0))
    return path


def test_copy_is_exact_and_keeps_its_time(ws: Workspace, mine: Path) -> None:
    copy = back_up(ws, mine)
    assert copy.is_relative_to(ws.backups_dir)
    assert copy.parts[-2:] == ("week01", "a.py")
    assert copy.read_bytes() == mine.read_bytes()
    assert copy.stat().st_mtime == 1000.0
    assert back_up(ws, Path(MODULE)) != copy


def test_only_files_of_the_workspace_are_copied(ws: Workspace, tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text("x")
    for path in (outside, Path("../outside.py"), ws.root / "week01" / ".." / ".." / "outside.py"):
        with pytest.raises(MedaiError, match="not in the workspace"):
            back_up(ws, path)
    with pytest.raises(MedaiError, match="no such file"):
        back_up(ws, Path("week01/never.py"))


def test_reset_keeps_a_copy(ws: Workspace, mine: Path) -> None:
    done = reset(ws, MODULE, "starter\r\n")
    assert mine.read_bytes() == b"starter\n"
    assert done.backup is not None
    assert done.backup.read_bytes() == b"mine \xff\r\n"


def test_reset_of_a_deleted_file_writes_it(ws: Workspace, mine: Path) -> None:
    mine.unlink()
    assert reset(ws, MODULE, "starter\n").backup is None
    assert mine.read_text() == "starter\n"


def test_reset_of_a_link_to_nothing_writes_the_file(ws: Workspace, mine: Path) -> None:
    mine.unlink()
    mine.symlink_to(ws.root / "week01" / "gone.py")
    reset(ws, MODULE, "starter\n")
    assert mine.read_text() == "starter\n"
    assert not mine.is_symlink()


def test_reset_does_not_follow_a_link(ws: Workspace, mine: Path, tmp_path: Path) -> None:
    other = ws.root / "week01" / "other.py"
    other.write_text("other")
    mine.unlink()
    mine.symlink_to(other)
    reset(ws, MODULE, "starter\n")
    assert (mine.read_text(), other.read_text()) == ("starter\n", "other")
    outside = tmp_path / "outside.py"
    outside.write_text("outside")
    mine.unlink()
    mine.symlink_to(outside)
    with pytest.raises(MedaiError, match="through a symbolic link"):
        reset(ws, MODULE, "starter\n")
    assert outside.read_text() == "outside"


def test_reset_moves_the_notebook_into_the_backups(ws: Workspace, mine: Path) -> None:
    notebook = mine.with_suffix(".ipynb")
    notebook.write_text('{"cells": []}')
    os.utime(notebook, (9e9, 9e9))
    done = reset(ws, MODULE, "starter\n")
    assert done.notebook_backup is not None
    assert done.notebook_backup.read_text() == '{"cells": []}'
    found = read_solution(ws, MODULE)
    assert found is not None
    assert found.text == "starter\n"


def test_reset_of_an_exercise_that_is_a_notebook(ws: Workspace, mine: Path) -> None:
    notebook = mine.with_suffix(".ipynb")
    notebook.write_text("mine")
    done = reset(ws, "week01/a.ipynb", "starter")
    assert notebook.read_text() == "starter"
    assert done.backup is not None
    assert (done.backup.read_text(), done.notebook_backup) == ("mine", None)


def test_what_an_editor_saves_meanwhile_is_kept_too(
    ws: Workspace, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saves = [b"saved meanwhile", b"and once more"]
    real = backup.back_up

    def slow(workspace: Workspace, path: Path) -> Path:
        copy = real(workspace, path)
        if saves:
            mine.write_bytes(saves.pop(0))
        return copy

    monkeypatch.setattr(backup, "back_up", slow)
    done = reset(ws, MODULE, "starter\n")
    assert done.backup is not None
    assert done.backup.read_bytes() == b"and once more"
    kept = [entry.path.read_bytes() for entry in list_backups(ws)]
    assert kept == [b"and once more", b"saved meanwhile", b"mine \xff\r\n"]


def test_no_reset_without_a_copy(ws: Workspace, mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(MedaiError, match="disk is full"):
        reset(ws, MODULE, "starter\n")
    assert mine.read_bytes() == b"mine \xff\r\n"


def test_backups_are_listed_newest_first(ws: Workspace, mine: Path) -> None:
    assert list_backups(ws) == ()
    for text in ("one", "two", "three"):
        mine.write_text(text)
        back_up(ws, mine)
    back_up(ws, ws.root / "README.md")
    unfinished = ws.backups_dir / "2000-01-01_00-00-00.000000" / "week01" / ".a.py.0123.tmp"
    unfinished.parent.mkdir(parents=True)
    unfinished.write_text("left by a crash")
    found = list_backups(ws, MODULE)
    assert [entry.path.read_text() for entry in found] == ["three", "two", "one"]
    assert {entry.relative for entry in found} == {MODULE}
    assert len(list_backups(ws)) == 4


def test_restore_brings_it_back_and_can_be_undone(ws: Workspace, mine: Path) -> None:
    reset(ws, MODULE, "starter\n")
    (kept,) = list_backups(ws, MODULE)
    done = restore(ws, kept)
    assert mine.read_bytes() == b"mine \xff\r\n"
    assert done.backup is not None
    assert done.backup.read_text() == "starter\n"
    mine.unlink()
    assert restore(ws, kept).backup is None
    assert mine.read_bytes() == b"mine \xff\r\n"


def test_backups_that_lead_out_are_refused(ws: Workspace, mine: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    ws.backups_dir.symlink_to(tmp_path / "outside")
    with pytest.raises(MedaiError, match="through a symbolic link"):
        reset(ws, MODULE, "starter\n")
    assert mine.read_bytes() == b"mine \xff\r\n"
    assert list((tmp_path / "outside").iterdir()) == []
