"""Progress opens before a learner notices."""

from __future__ import annotations

import subprocess
import sys

_LIGHT = """
import sys
before = set(sys.modules)
import medai.progress.store, medai.progress.records
print(*sorted({name.partition(".")[0] for name in set(sys.modules) - before} - sys.stdlib_module_names))
"""


def test_only_the_standard_library_is_imported() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _LIGHT], capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.split() == ["medai"]
