"""One fetch of a dataset at a time on this machine; the system lets go of the lock when a process dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from medai.errors import MedaiError

WAIT_SECONDS = 600.0
_POLL_SECONDS = 0.05


@contextmanager
def held(path: Path, wait_seconds: float = WAIT_SECONDS) -> Iterator[bool]:
    """Hold the lock file at path. Yields False where the file system knows no locks (some network shares).

    Raises MedaiError where another process holds it for longer than wait_seconds.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        locked = _wait(handle, path, wait_seconds)
        try:
            yield locked
        finally:
            if locked:
                _release(handle)
    finally:
        os.close(handle)


def _wait(handle: int, path: Path, wait_seconds: float) -> bool:
    end = time.monotonic() + wait_seconds
    while True:
        try:
            _acquire(handle)
            return True
        except (BlockingIOError, PermissionError):
            if time.monotonic() >= end:
                message = f"Another medai has been fetching into {path.parent} for {wait_seconds:.0f} s."
                hint = "Wait for it to end, or stop it, and type the command again."
                raise MedaiError(message, hint) from None
        except OSError:
            return False
        time.sleep(_POLL_SECONDS)


if sys.platform == "win32":
    import msvcrt

    def _acquire(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _release(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _acquire(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
