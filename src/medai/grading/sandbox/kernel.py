"""Calls into the Linux kernel that the standard library does not offer."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

LINUX = sys.platform == "linux"
_libc: Any = ctypes.CDLL(None, use_errno=True) if LINUX else None


def prctl(option: int, value: int = 1, pointer: Any = None) -> None:
    """prctl(2). Raises OSError where the kernel refuses."""
    third = ctypes.c_ulong(0) if pointer is None else pointer
    if _libc.prctl(option, ctypes.c_ulong(value), third, ctypes.c_ulong(0), ctypes.c_ulong(0)):
        number = ctypes.get_errno()
        raise OSError(number, f"prctl {option}: {os.strerror(number)}")


def syscall(number: int, *args: Any) -> int:
    """syscall(2), its result; -1 where it failed (see ctypes.get_errno)."""
    return int(_libc.syscall(number, *args))


def make_undumpable() -> None:
    """No ptrace of this process and no reading of /proc/PID/mem by others of the same user."""
    if LINUX:
        prctl(PR_SET_DUMPABLE, 0)
