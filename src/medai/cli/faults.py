"""The log of unexpected faults: people see two lines, the traceback is kept here."""

from __future__ import annotations

import platform
import sys
import time
import traceback
from pathlib import Path

from medai import __version__, paths

_KEEP_BYTES = 500_000


def write_log(error: BaseException) -> Path | str:
    """Append the traceback to the log file and return its path (or a word on why there is none)."""
    stamp = time.strftime("%Y-%m-%d %H:%M:%S")
    head = f"--- {stamp} medai {__version__} python {platform.python_version()} {sys.platform}\n"
    text = head + "".join(traceback.format_exception(error)) + "\n"
    try:
        target = paths.log_file()
        target.parent.mkdir(parents=True, exist_ok=True)
        old = target.read_bytes()[-_KEEP_BYTES:] if target.is_file() else b""
        target.write_bytes(old + text.encode("utf-8", "replace"))
    except OSError as problem:
        return f"no log (it could not be written: {problem})"
    return target
