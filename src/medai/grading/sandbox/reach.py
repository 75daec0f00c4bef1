"""What a worker may read: Python, its libraries, and the little of the system that they ask for."""

from __future__ import annotations

import sys
from pathlib import Path

_SYSTEM = (
    "/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/etc/mime.types",
    "/proc/cpuinfo", "/proc/meminfo", "/proc/self", "/proc/stat", "/proc/sys/kernel/osrelease",
    "/sys/devices/system/cpu", "/sys/fs/cgroup", "/dev/urandom", "/dev/random", "/dev/zero",
)  # fmt: skip


def roots() -> list[str]:
    """Where Python and its libraries live, as the interpreter names it: links are not followed."""
    named = (*_SYSTEM, sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path)
    return list(dict.fromkeys(path for path in named if path))


def readable_paths() -> list[str]:
    """The same without links, and without anything of medai: graders and references stay unreadable."""
    home = Path(__file__).resolve().parents[2]
    found: set[str] = set()
    for root in map(Path, roots()):
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
