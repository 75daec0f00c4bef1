"""Data sets in the workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from medai.errors import MedaiError
from medai.workspace import data
from medai.workspace.backup import list_backups
from medai.workspace.data import link_data
from medai.workspace.find import Workspace


@pytest.fixture
def cached(tmp_path: Path) -> Path:
    path = tmp_path / "cache" / "diabetes.csv"
    path.parent.mkdir()
    path.write_bytes(b"a,b\r\n1,2\n")
    return path


def test_small_files_are_copied(ws: Workspace, cached: Path) -> None:
    (place,) = link_data(ws, "pima", [cached])
    assert place == ws.root / "data" / "pima" / "diabetes.csv"
    assert place.read_bytes() == cached.read_bytes()
    assert not place.is_symlink()
    assert (ws.data_dir / ".gitignore").read_text() == "*\n"


def test_large_files_are_linked_and_follow_a_cache_that_moved(
    ws: Workspace, cached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "LARGEST_COPY", 5)
    (place,) = link_data(ws, "pima", [cached])
    assert place.is_symlink()
    assert place.resolve() == cached
    moved = cached.rename(cached.parent.parent / "diabetes.csv")
    (place,) = link_data(ws, "pima", [moved])
    assert place.resolve() == moved
    assert list_backups(ws) == ()


def test_large_files_are_copied_where_links_are_not_allowed(
    ws: Workspace, cached: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("a required privilege is not held by the client")

    monkeypatch.setattr(data, "LARGEST_COPY", 5)
    monkeypatch.setattr(Path, "symlink_to", refuse)
    (place,) = link_data(ws, "pima", [cached])
    assert not place.is_symlink()
    assert place.read_bytes() == cached.read_bytes()


def test_same_file_is_left_alone(ws: Workspace, cached: Path) -> None:
    (place,) = link_data(ws, "pima", [cached])
    before = place.stat()
    link_data(ws, "pima", [cached])
    assert place.stat().st_ino == before.st_ino
    assert list_backups(ws) == ()


@pytest.mark.parametrize("changed", [b"a,b\r\n9,9\n", b"much longer than it was before", b""])
def test_changed_file_is_kept_before_the_original_returns(
    ws: Workspace, cached: Path, changed: bytes
) -> None:
    (place,) = link_data(ws, "pima", [cached])
    place.write_bytes(changed)
    link_data(ws, "pima", [cached])
    assert place.read_bytes() == cached.read_bytes()
    (kept,) = list_backups(ws)
    assert (kept.relative, kept.path.read_bytes()) == ("data/pima/diabetes.csv", changed)


@pytest.mark.parametrize("linked", ["data", "data/pima"])
def test_data_folder_that_leads_out_is_refused(
    ws: Workspace, cached: Path, tmp_path: Path, linked: str
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (ws.root / linked).parent.mkdir(exist_ok=True)
    (ws.root / linked).symlink_to(outside)
    with pytest.raises(MedaiError, match="through a symbolic link"):
        link_data(ws, "pima", [cached])
    assert list(outside.iterdir()) == []


def test_missing_source_is_named_and_leaves_nothing_half_done(ws: Workspace, cached: Path) -> None:
    (place,) = link_data(ws, "pima", [cached])
    with pytest.raises(MedaiError, match=r"gone.csv: no such file"):
        link_data(ws, "pima", [cached.with_name("gone.csv")])
    assert [entry.name for entry in place.parent.iterdir()] == ["diabetes.csv"]
