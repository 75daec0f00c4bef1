"""What a worker may use: memory, processor time, files."""

from __future__ import annotations

import contextlib
import resource
from pathlib import Path
from typing import Any

from medai.grading.sandbox import kernel

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
