"""bubblewrap around the zygote, for systems that grant namespaces to it and not to us. Asked for, never required.

Where the zygote may make namespaces itself it gets everything that bubblewrap would give, without the start of
two more processes; so this is of use only where bwrap is set-uid root, or where a security profile names it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from medai import paths

_PROBE_SECONDS = 2.0
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_BASE = (
    "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc",
)  # fmt: skip
# With rights inside, our own layers stand on it too; a set-uid bwrap refuses to give any.
_VARIANTS = (("--cap-add", "ALL"), ())


def prefix(folder: str) -> list[str]:
    """The words to put before the zygote's command, which starts in folder; none where it is not wanted or usable."""
    if (
        not paths.bubblewrap_wanted() or os.geteuid() == 0
    ):  # root has accounts to give, which bwrap takes away
        return []
    binary = shutil.which("bwrap")
    options = None if binary is None else _usable(binary)
    if binary is None or options is None:
        return []
    temporary = os.path.realpath(tempfile.gettempdir())
    return [binary, *_BASE, *options, "--bind", temporary, temporary, "--chdir", folder, "--"]


def _usable(binary: str) -> list[str] | None:
    """The options with which it works here, found out once per boot; None where it does not."""
    facts = [_boot(), binary, os.stat(binary).st_mtime_ns, os.getuid()]
    cache = paths.cache_dir() / "bubblewrap.json"
    try:
        known: Any = json.loads(cache.read_text(encoding="utf-8"))
        if known["facts"] == facts:
            found: list[str] | None = known["options"]
            return found
    except (OSError, ValueError, TypeError, KeyError):
        pass
    options = next((list(variant) for variant in _VARIANTS if _works(binary, variant)), None)
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        temporary = cache.with_name(f"{cache.name}-{os.getpid()}")
        temporary.write_text(json.dumps({"facts": facts, "options": options}), encoding="utf-8")
        temporary.replace(cache)
    except OSError:
        pass  # then it is found out again next time
    return options


def _works(binary: str, options: tuple[str, ...]) -> bool:
    try:
        done = subprocess.run(
            [binary, *_BASE, *options, "--", "true"],
            capture_output=True,
            timeout=_PROBE_SECONDS,
            check=False,
            env={"PATH": "/usr/bin:/bin"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _boot() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""
