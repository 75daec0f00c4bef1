"""Another account for each worker, where the zygote runs as root: no files, no signals, no capabilities."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from medai.grading.sandbox import kernel

# Nobody hands these out: above what systemd and containers use; and, for a container that has 65,536 ids
# only, the gap that systemd leaves below its dynamic users.
_RANGES = ((1_900_000_000, 90_000_000), (60_706, 478))
_CHOWN, _SETGID, _SETUID = 1 << 0, 1 << 6, 1 << 7
_THREADS = 256


class Accounts:
    """The ids of one zygote's workers, one each; false where there are none to have, found out by trying."""

    def __init__(self) -> None:
        self._range = _usable_range()
        self._taken = 0

    def __bool__(self) -> bool:
        return self._range is not None

    @property
    def why_none(self) -> str:
        """In words, where there are none."""
        if self:
            return ""
        if os.geteuid() == 0:
            return "root may not change accounts here"
        return "only root can change accounts, and medai does not run as root"

    def take(self) -> int | None:
        """An id, for user and group alike, that no other worker of this system is likely to have."""
        if self._range is None:
            return None
        first, count = self._range
        self._taken += 1
        return first + (_own_number() * 1009 + self._taken) % count


def _own_number() -> int:
    """Differs between the zygotes of a system, also where each sees itself as process 1."""
    return os.stat("/proc/self/ns/pid").st_ino * 32749 + os.getpid()


def _usable_range() -> tuple[int, int] | None:
    wanted = _CHOWN | _SETGID | _SETUID
    if not kernel.LINUX or os.geteuid() != 0 or kernel.capabilities() & wanted != wanted:
        return None
    for ids in _RANGES:
        if all(_mapped(name, *ids) for name in ("uid_map", "gid_map")):
            return ids if kernel.works(partial(change_to, ids[0])) else None
    return None


def _mapped(name: str, first: int, count: int) -> bool:
    with contextlib.suppress(OSError, ValueError):
        for line in Path("/proc/self", name).read_text().splitlines():
            inside, _outside, length = map(int, line.split())
            if inside <= first and first + count <= inside + length:
                return True
    return False


def change_to(number: int) -> None:
    """Become that account for good, with no capability left. Raises OSError where it is refused."""
    import resource  # not on Windows, where there are no accounts to take

    os.setgroups([])
    os.setresgid(number, number, number)
    with contextlib.suppress(ValueError, OSError):
        # The count is of this account alone, so it stops a bomb and nothing else.
        resource.setrlimit(resource.RLIMIT_NPROC, (_THREADS, _THREADS))
    os.setresuid(number, number, number)


def closed_to_others(paths: Iterable[str], *, with_parents: bool) -> str | None:
    """The first of the paths that another account could not read.

    with_parents: the folders above count too, as they do unless a worker gets a file system of its own.
    """
    for path in paths:
        for place in (path, *_parents(path)) if with_parents else (path,):
            with contextlib.suppress(OSError):
                mode = os.stat(place).st_mode
                wanted = stat.S_IROTH | stat.S_IXOTH if stat.S_ISDIR(mode) else stat.S_IROTH
                if place is not path:
                    wanted = stat.S_IXOTH
                if mode & wanted != wanted:
                    return place
    return None


def _parents(path: str) -> Iterator[str]:
    return (str(parent) for parent in Path(os.path.realpath(path)).parents)


def samples() -> list[str]:
    """Of each folder that a module came from: itself and one file. Lazy imports will read such files."""
    own = str(Path(__file__).resolve().parents[2])
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    chosen = {os.path.dirname(file): file for file in files if isinstance(file, str) and own not in file}
    return [*chosen, *chosen.values()]
