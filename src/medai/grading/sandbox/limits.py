"""What a worker may use: memory, processor time, files."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from medai.grading.sandbox import kernel

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

_MB = 10**6


def set_resource_limits(settings: dict[str, Any]) -> bool:
    """Memory over what the process has already, processor seconds, file size, open files, no core dumps.

    False where the system knows no such limits, as Windows.
    """
    if resource is None:
        return False
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, int(settings["file_mb"] * _MB))
    _limit(resource.RLIMIT_NOFILE, 512)
    cpu = int(settings["cpu_seconds"])
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 2))
    if kernel.LINUX:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        _limit(resource.RLIMIT_AS, pages * resource.getpagesize() + int(settings["memory_mb"] * _MB))
    return True


def _limit(kind: int, value: int) -> None:
    with contextlib.suppress(ValueError, OSError):  # a lower hard limit is already in force
        resource.setrlimit(kind, (value, value))
