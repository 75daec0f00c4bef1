"""One holder at a time, and none for ever."""

from __future__ import annotations

import errno
import subprocess
import sys
import time
from pathlib import Path

import pytest

from medai.datasets.lock import held
from medai.errors import MedaiError


def test_second_holder_waits_and_then_gives_up_with_advice(tmp_path: Path) -> None:
    with held(tmp_path / ".lock") as locked:
        assert locked
        began = time.monotonic()
        with pytest.raises(MedaiError, match="Another medai") as caught:
            with held(tmp_path / ".lock", wait_seconds=0.2):
                pass
        assert 0.2 <= time.monotonic() - began < 5
        assert "Wait for it to end" in caught.value.hint
    with held(tmp_path / ".lock", wait_seconds=0) as locked:
        assert locked


def test_a_killed_holder_lets_go(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from medai.datasets.lock import held\n"
        "with held(Path(sys.argv[1])):\n    print('held', flush=True); time.sleep(60)"
    )
    path = tmp_path / ".lock"
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "held"
        with pytest.raises(MedaiError), held(path, wait_seconds=0):
            pass
        holder.kill()
        holder.wait(10)
    with held(path, wait_seconds=0) as locked:
        assert locked


def test_file_system_without_locks_is_no_obstacle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsupported(handle: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr("medai.datasets.lock._acquire", unsupported)
    with held(tmp_path / ".lock") as locked:
        assert not locked
