"""What a worker may use, and the layers that hold it there."""

from __future__ import annotations

import contextlib
import resource
import sys
from pathlib import Path
from typing import Any

from medai.grading.sandbox import kernel, landlock, seccomp

_MB = 10**6


def set_resource_limits(settings: dict[str, Any]) -> None:
    """Memory over what the process has already, processor seconds, file size, open files, no core dumps."""
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, int(settings["file_mb"] * _MB))
    _limit(resource.RLIMIT_NOFILE, 512)
    cpu = int(settings["cpu_seconds"])
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 2))
    if kernel.LINUX:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        _limit(resource.RLIMIT_AS, pages * resource.getpagesize() + int(settings["memory_mb"] * _MB))


def _limit(kind: int, value: int) -> None:
    with contextlib.suppress(ValueError, OSError):  # a lower hard limit is already in force
        resource.setrlimit(kind, (value, value))


def confine(settings: dict[str, Any]) -> tuple[str, ...]:
    """Put every layer that this system has around the calling, single-threaded process; their names.

    settings: file_mb, cpu_seconds, memory_mb, readable and writable (lists of paths), disable (names of
    layers to leave out, for the tests that prove what each one does).
    """
    disabled = set(settings.get("disable", ()))
    layers = ["process", "limits"]
    set_resource_limits(settings)
    if not kernel.LINUX:
        return tuple(layers)
    with contextlib.suppress(OSError):
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS)
    if "files" not in disabled:
        with contextlib.suppress(OSError):
            if landlock.restrict(settings["readable"], settings["writable"]):
                layers.append("files")
    if "network" not in disabled:
        with contextlib.suppress(OSError):
            if seccomp.restrict():
                layers.append("network")
    return tuple(layers)


_SYSTEM = (
    "/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/mime.types",
    "/proc/cpuinfo", "/proc/meminfo", "/proc/self", "/proc/stat", "/proc/sys/kernel/osrelease",
    "/sys/devices/system/cpu", "/sys/fs/cgroup", "/dev/urandom", "/dev/random", "/dev/zero",
)  # fmt: skip


def readable_paths() -> list[str]:
    """Where Python and its libraries live, but nothing of medai: graders and references stay unreadable."""
    home = Path(__file__).resolve().parents[2]
    roots = [
        Path(path) for path in (*_SYSTEM, sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path) if path
    ]
    found: set[str] = set()
    for root in roots:
        # /proc/self is a link that each worker must follow for itself
        found |= {str(root)} if root.is_relative_to("/proc") else _without(root, home)
    return sorted(found)


def _without(folder: Path, home: Path) -> set[str]:
    """The folder itself where home is not below it, else its entries, down to those beside home."""
    folder = folder.resolve()
    if folder == home:
        return set()
    if folder not in home.parents:
        return {str(folder)}
    entries = (entry for entry in folder.iterdir() if not entry.is_symlink())
    return set().union(*(_without(entry, home) for entry in entries))
