"""Where a fork differs from the release that grades it: for the reader to know, of no effect on a verdict."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from medai import paths
from medai.actions.ci.scene import is_own_checkout
from medai.workspace.find import is_checkout

WORKFLOW = ".github/workflows/autograde.yml"
_NOT_COUNTED = frozenset({"__pycache__", "_content"})
_LARGEST = 50_000_000  # bytes; a larger file differs from anything that is shipped


def differences(repository: Path) -> tuple[str, ...]:
    """Files of a checkout that are not as installed, by path from its top, sorted.

    Compared are the course, the datasets, medai's source and the workflow that calls it; line ends and what
    editors and Python leave behind do not count. A file that only one side has counts. () for a repository
    that is no checkout of medai, and where medai runs from this very checkout.
    """
    if not is_checkout(repository) or is_own_checkout(repository):
        return ()
    found: list[str] = []
    for place, installed in (
        ("curriculum", paths.content_dir("curriculum")),
        ("datasets", paths.content_dir("datasets")),
        ("src/medai", paths.package_dir()),
    ):
        found += _differing(repository / place, installed, place)
    shipped = paths.content_dir("workflows") / "autograde.yml"
    if shipped.is_file() and not _same(repository / WORKFLOW, shipped):
        found.append(WORKFLOW)
    return tuple(sorted(found))


def _differing(theirs: Path, ours: Path, place: str) -> Iterator[str]:
    if theirs.is_symlink():
        yield place
        return
    names = set(_files(theirs)) | set(_files(ours))
    for name in names:
        if not _same(theirs / name, ours / name):
            yield f"{place}/{name}"


def _files(root: Path) -> Iterator[str]:
    """Files and links below root, relative to it; links to folders are named and not followed."""
    for folder, below, names in os.walk(root):
        linked = [name for name in below if Path(folder, name).is_symlink()]
        below[:] = [name for name in below if name not in _NOT_COUNTED and not name.startswith(".")]
        for name in (*names, *linked):
            if not name.startswith(".") and not name.endswith((".pyc", "~", ".swp", ".orig")):
                yield Path(folder, name).relative_to(root).as_posix()


def _same(theirs: Path, ours: Path) -> bool:
    first, second = _content(theirs), _content(ours)
    return first is not None and first == second


def _content(path: Path) -> bytes | None:
    """The bytes with LF line ends; None for what is missing, a link, no file, unreadable or far too large."""
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            return None
        return path.read_bytes().replace(b"\r\n", b"\n")
    except OSError:
        return None
