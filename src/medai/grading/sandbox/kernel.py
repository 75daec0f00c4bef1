"""Calls into the Linux kernel that the standard library does not offer."""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
from collections.abc import Callable
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAPBSET_DROP = 24

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT = 1, 2, 4, 8, 32
MS_BIND, MS_REC, MS_SLAVE = 0x1000, 0x4000, 0x80000

_CAPABILITY_VERSION_3 = 0x20080522
_MOUNT_SETATTR, _AT_FDCWD, _AT_RECURSIVE = 442, -100, 0x8000

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


def call(name: str, *args: Any) -> None:
    """A function of the C library that answers 0 where it worked. Raises OSError where the kernel refuses."""
    if getattr(_libc, name)(*args):
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """mount(2). Raises OSError."""
    encoded = None if kind is None else kind.encode()
    data = options.encode() if options else None
    call("mount", source.encode(), os.fsencode(target), encoded, ctypes.c_ulong(flags), data)


def make_readonly_below(target: str) -> None:
    """Nothing at target or in what is mounted below it can be written, nor gives rights; mount_setattr(2), Linux 5.12.

    Raises OSError.
    """
    attributes = struct.pack("<QQQQ", MS_RDONLY | MS_NOSUID, 0, 0, 0)
    if syscall(_MOUNT_SETATTR, _AT_FDCWD, os.fsencode(target), _AT_RECURSIVE, attributes, len(attributes)):
        number = ctypes.get_errno()
        raise OSError(number, f"mount_setattr: {os.strerror(number)}")


def capabilities() -> int:
    """The effective capabilities of this process, as a bit mask."""
    with open("/proc/self/status", encoding="ascii", errors="replace") as status:
        lines = [line for line in status if line.startswith("CapEff:")]
    return int(lines[0].split()[1], 16) if lines else 0


def bound_capabilities() -> None:
    """Never get a capability again; those held now stay. Does nothing for who has none."""
    with contextlib.suppress(OSError):  # refused for the first number that is no capability
        for number in range(64):
            prctl(PR_CAPBSET_DROP, number)


def drop_capabilities() -> None:
    """Give up every capability that is held. Raises OSError."""
    header = struct.pack("<Ii", _CAPABILITY_VERSION_3, 0)
    call("capset", header, bytes(24))


def works(action: Callable[[], object]) -> bool:
    """Whether a fork of this small, single-threaded process can do it without an exception."""
    pid = os.fork()
    if pid == 0:
        code = 1
        with contextlib.suppress(BaseException):
            action()
            code = 0
        os._exit(code)
    return os.waitpid(pid, 0)[1] == 0


def make_undumpable() -> None:
    """No ptrace of this process and no reading of /proc/PID/mem by others of the same user."""
    if LINUX:
        prctl(PR_SET_DUMPABLE, 0)
