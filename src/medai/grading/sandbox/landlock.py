"""Landlock: the worker may read and write only the folders that it is handed.

Source: Linux documentation, userspace-api/landlock (ABI 1 to 6).
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable

from medai.grading.sandbox import kernel

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446  # the same numbers on every architecture
_RULE_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_MAKE_CHAR, _MAKE_SOCK, _MAKE_FIFO, _MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 10, 1 << 11
_REFER, _TRUNCATE, _IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15
_ABI_1 = (1 << 13) - 1

_READ = _READ_FILE | _READ_DIR | _EXECUTE
_ON_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL_DEV
_NEVER = _MAKE_CHAR | _MAKE_BLOCK | _MAKE_SOCK | _MAKE_FIFO | _EXECUTE
_NET_TCP = 0b11  # bind and connect, from ABI 4
_SCOPES = 0b11  # abstract unix sockets and signals, from ABI 6


def abi() -> int:
    """The kernel's Landlock version; 0 where there is none."""
    if not kernel.LINUX:
        return 0
    return max(kernel.syscall(_CREATE, None, ctypes.c_size_t(0), 1), 0)


def _fail(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")


def restrict(readable: Iterable[str], writable: Iterable[str]) -> int:
    """Confine the calling thread for good; paths that do not exist are passed over. Returns the ABI, 0 if none."""
    version = abi()
    if not version:
        return 0
    handled = _ABI_1 | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    handled |= _IOCTL_DEV if version >= 5 else 0
    attributes = struct.pack("<QQQ", handled, _NET_TCP if version >= 4 else 0, _SCOPES if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = kernel.syscall(_CREATE, attributes[:size], ctypes.c_size_t(size), 0)
    if ruleset < 0:
        raise _fail("landlock_create_ruleset")
    try:
        for path in readable:
            _allow(ruleset, path, _READ & handled)
        for path in writable:
            _allow(ruleset, path, handled & ~_NEVER)
        if kernel.syscall(_RESTRICT, ruleset, 0):
            raise _fail("landlock_restrict_self")
    finally:
        os.close(ruleset)
    return version


def _allow(ruleset: int, path: str, access: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not os.path.isdir(path):
            access &= _ON_FILES
        rule = struct.pack("<Qi", access, descriptor)
        if kernel.syscall(_ADD_RULE, ruleset, _RULE_PATH_BENEATH, rule, 0):
            raise _fail(f"landlock_add_rule {path}")
    finally:
        os.close(descriptor)
