"""Whole files or none, and never outside the workspace."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from medai.errors import MedaiError
from medai.workspace.find import Workspace
from medai.workspace.starters import write_starter
from medai.workspace.writing import inside, replace, write_new


@pytest.mark.parametrize(
    "relative", ["../out.py", "week01/../../out.py", "/etc/out.py", "", "week01\\out.py", "C:/out.py", "a\0b"]
)
def test_path_that_leads_out_is_refused(ws: Workspace, relative: str) -> None:
    with pytest.raises(MedaiError, match="not a path inside the workspace"):
        inside(ws.root, relative)


@pytest.mark.parametrize("linked", ["week01", "week01/a.py"])
def test_link_that_leads_out_is_not_followed(ws: Workspace, tmp_path: Path, linked: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.py").write_text("mine")
    link = ws.root / linked
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(outside if linked == "week01" else outside / "a.py")
    with pytest.raises(MedaiError, match="through a symbolic link") as caught:
        write_starter(ws, "week01/a.py", "starter")
    assert str(ws.root / "week01" / "a.py") in caught.value.hint
    assert (outside / "a.py").read_text() == "mine"


def test_link_to_nothing_outside_is_not_followed(ws: Workspace, tmp_path: Path) -> None:
    (ws.root / "week01").symlink_to(tmp_path / "nothing")
    with pytest.raises(MedaiError, match="through a symbolic link"):
        write_starter(ws, "week01/a.py", "starter")
    assert not (tmp_path / "nothing").exists()


def test_links_in_a_circle_are_named(ws: Workspace) -> None:
    (ws.root / "week01").symlink_to(ws.root / "week02")
    (ws.root / "week02").symlink_to(ws.root / "week01")
    with pytest.raises(MedaiError, match=r"circle|file of that name"):
        write_starter(ws, "week01/a.py", "starter")


def test_link_within_the_workspace_is_fine(ws: Workspace) -> None:
    (ws.root / "real").mkdir()
    (ws.root / "week01").symlink_to(ws.root / "real")
    assert write_starter(ws, "week01/a.py", "x\n").created
    assert (ws.root / "real" / "a.py").read_text() == "x\n"


def test_file_that_is_there_is_never_written(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.py"
    assert write_new(path, b"first")
    assert not write_new(path, b"second")
    assert path.read_bytes() == b"first"
    link = tmp_path / "link.py"
    link.symlink_to(tmp_path / "nothing")
    assert not write_new(link, b"second")
    assert not (tmp_path / "nothing").exists()


def test_one_of_many_writers_wins_and_its_file_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    contents = [bytes([65 + number]) * 100_000 for number in range(8)]
    begin = threading.Barrier(len(contents))
    won: list[bytes] = []

    def write(content: bytes) -> None:
        begin.wait()
        if write_new(path, content):
            won.append(content)

    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [path.read_bytes()] == won
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.py"]


def test_file_system_without_hard_links_serves_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    assert write_new(tmp_path / "a.py", b"first")
    assert not write_new(tmp_path / "a.py", b"second")
    assert (tmp_path / "a.py").read_bytes() == b"first"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "may not"),
        (errno.EDQUOT, "quota"),
    ],
)
def test_refused_write_is_explained_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    path = tmp_path / "a.py"
    path.write_bytes(b"old")

    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    for write in (replace, lambda p, c: write_new(p.with_name("b.py"), c)):
        with pytest.raises(MedaiError, match=words) as caught:
            write(path, b"new")
        assert caught.value.hint
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [("a.py", b"old")]


def test_file_in_place_of_a_folder_is_named(ws: Workspace) -> None:
    (ws.root / "week01").write_text("")
    with pytest.raises(MedaiError, match=r"week01.*file"):
        write_starter(ws, "week01/a.py", "starter")


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_written_file_has_the_usual_mode(tmp_path: Path) -> None:
    (tmp_path / "usual").write_text("")
    write_new(tmp_path / "a.py", b"")
    assert (tmp_path / "a.py").stat().st_mode == (tmp_path / "usual").stat().st_mode
