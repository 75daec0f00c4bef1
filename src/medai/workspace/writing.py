"""Writing into a workspace: whole files or none, never outside it, never over something unasked."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath, PureWindowsPath

from medai.errors import MedaiError

UNFINISHED = ".tmp"  # what a crash may leave behind ends so

_TROUBLE = {
    errno.ENOSPC: ("the disk is full", "Free some space, then run the command again."),
    errno.EDQUOT: ("your disk quota is used up", "Free some space, then run the command again."),
    errno.EROFS: ("this disk is read-only", "Use a workspace on a disk that you can write to."),
    errno.EACCES: ("you may not write or read there", "Check the permissions of the folder and of the file."),
    errno.EPERM: ("you may not write or read there", "Check the permissions of the folder and of the file."),
    errno.ENAMETOOLONG: ("the path is too long", "Move the workspace to a shorter path."),
    errno.EEXIST: ("there is a file of that name", "Move or rename that file."),
    errno.ENOENT: ("no such file or folder", "Check the path, then run the command again."),
    errno.ENOTDIR: ("part of the path is a file, not a folder", "Move or rename that file."),
    errno.EISDIR: ("there is a folder of that name", "Move or rename that folder."),
    errno.ELOOP: ("symbolic links lead in a circle", "Remove the link."),
}


def inside(root: Path, relative: str) -> Path:
    """The path of relative below root. Raises MedaiError where it, or a link on the way, leads out of root.

    root: absolute and resolved. relative: with forward slashes, such as "week01/first_model.py".
    """
    parts = PurePosixPath(relative).parts
    odd = ".." in parts or not parts or "\0" in relative or "\\" in relative
    if odd or PurePosixPath(relative).is_absolute() or PureWindowsPath(relative).drive:
        raise MedaiError(
            f"{relative!r} is not a path inside the workspace.", "Name it like week01/first_model.py."
        )
    path = root.joinpath(*parts)
    with explained(path):
        try:
            outside = not path.resolve().is_relative_to(root)
        except RuntimeError as error:  # how Python 3.11 and 3.12 report links in a circle
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from error
    if outside:
        raise MedaiError(
            f"{relative} leads out of the workspace through a symbolic link.",
            f"Replace the link by a real file or folder: {path}",
        )
    return path


def write_new(path: Path, content: bytes) -> bool:
    """Write a file unless something of that name exists; True where it was written.

    The file appears whole or not at all, also where two terminals write it at once or the power fails.
    """
    with explained(path):
        if os.path.lexists(path):
            return False
        with _temporary(path, content) as written:
            try:
                os.link(written, path)
            except FileExistsError:
                return False
            except OSError:  # a file system without hard links
                return _write_exclusive(path, content)
        _sync_folder(path.parent)
    return True


def replace(path: Path, content: bytes) -> None:
    """Write a file over whatever has that name, in one step. A link is replaced, not followed."""
    with explained(path):
        with _temporary(path, content) as written:
            os.replace(written, path)
        _sync_folder(path.parent)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn an OSError into a MedaiError that says what is wrong, where, and what to do."""
    try:
        yield
    except OSError as error:
        reason, hint = _TROUBLE.get(
            error.errno or 0, (error.strerror or str(error), "Check the path, then run the command again.")
        )
        raise MedaiError(f"{path}: {reason}.", hint) from error


def temporary_name(path: Path) -> Path:
    """A name beside path that nothing else has, for a file that is not finished."""
    return path.with_name(f".{path.name[:50]}.{os.urandom(6).hex()}{UNFINISHED}")


@contextmanager
def _temporary(path: Path, content: bytes) -> Iterator[Path]:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = temporary_name(path)
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        with suppress(OSError):
            temporary.unlink()


def _write_exclusive(path: Path, content: bytes) -> bool:
    try:
        file = path.open("xb")
    except FileExistsError:
        return False
    with file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return True


def _sync_folder(folder: Path) -> None:
    # The new name reaches the disk too. Windows cannot open folders, and some file systems refuse.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
