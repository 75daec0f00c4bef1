"""Size and time of the files that a course was read from: has anything changed?"""

from __future__ import annotations

import os
from pathlib import Path

Stamp = tuple[int, int] | None  # bytes, mtime in ns; None where there is no such file


def stamp(path: Path | str) -> Stamp:
    """The file's stamp now."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
