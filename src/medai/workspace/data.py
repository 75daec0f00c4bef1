"""Data sets where the learner's code finds them: data/<name>/<file>."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from medai.workspace.backup import back_up
from medai.workspace.find import Workspace
from medai.workspace.writing import explained, inside, temporary_name, write_new

LARGEST_COPY = 5_000_000  # bytes; larger files are linked, so that they are on the disk once


def link_data(ws: Workspace, name: str, paths: Iterable[Path]) -> tuple[Path, ...]:
    """Put a data set's files at data/<name>/; returns their places there.

    Small files are copied, large ones linked (copied where links are not allowed). A file that the learner
    changed is copied to the backups before the original takes its place.
    """
    folder = inside(ws.root, f"data/{name}")
    write_new(inside(ws.root, "data/.gitignore"), b"*\n")
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return tuple(_put(ws, folder / path.name, path.resolve()) for path in paths)


def _put(ws: Workspace, place: Path, source: Path) -> Path:
    with explained(source):
        size = source.stat().st_size
    with explained(place):
        if place.is_symlink():
            if place.resolve() == source:
                return place  # any other link is an old one of medai's own, to a cache that has moved
        elif place.exists():
            if _same(place, source, size):
                return place
            back_up(ws, place)
        unfinished = temporary_name(place)
        try:
            _link_or_copy(source, unfinished, size)
            os.replace(unfinished, place)
        finally:
            with suppress(OSError):
                unfinished.unlink()
    return place


def _link_or_copy(source: Path, target: Path, size: int) -> None:
    if size >= LARGEST_COPY:
        with suppress(OSError):  # Windows without the right to make links
            target.symlink_to(source)
            return
    shutil.copyfile(source, target)


def _same(first: Path, second: Path, size: int) -> bool:
    if first.stat().st_size != size:
        return False
    with first.open("rb") as one, second.open("rb") as other:
        while block := one.read(1 << 20):
            if block != other.read(1 << 20):
                return False
    return True
