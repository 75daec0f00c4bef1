"""Workers where forking is not safe: processes that imported the libraries ahead and wait, for one use each.

macOS forks, but a child of a process that has used its system libraries may crash, and Windows forks not at
all. The next spare is started when one is taken, so that it imports while that one works. Tried on Linux only.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from typing import Any

from medai.grading.sandbox import account, birth, control, dial, enclosure, kernel

_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[2]); "
    "from medai.grading.sandbox.spares import wait_for_work; wait_for_work(sys.argv[1], sys.argv[2])"
)
_READY_SECONDS = 120.0


def wait_for_work(connection: str, source_root: str) -> None:
    """Import, say so, wait for the one task, do it. Ends by itself where nobody is there any more."""
    channel = dial.started_by(connection)
    settings, _ = control.receive(channel)
    birth.load_libraries(settings, source_root)
    if kernel.LINUX:
        kernel.make_undumpable()
    ground = enclosure.Ground(frozenset(), account.Accounts())
    ground.prepare(os.getcwd())
    control.send(channel, {"notes": ground.notes()})
    try:
        message, descriptors = control.receive(channel)
    except (EOFError, ConnectionError):
        os._exit(0)
    channel.close()
    birth.become_worker({**message, "account": ground.accounts.take()}, descriptors, ground)


class _Spare:
    """One process that waits, or works. facts: what it said once it was ready."""

    def __init__(self, settings: dict[str, Any], source_root: str) -> None:
        command = [sys.executable, "-I", "-c", _BOOT, "{}", source_root]
        self.process, self._channel = dial.start_process(command, "spare", _READY_SECONDS)
        control.send(self._channel, settings)

    def facts(self) -> dict[str, Any]:
        """Wait until it is ready. Raises EOFError or OSError where it did not get there."""
        self._channel.settimeout(_READY_SECONDS)
        return control.receive(self._channel)[0]

    def work(self, settings: dict[str, Any], descriptors: list[int]) -> None:
        """Hand over its task, once."""
        control.send(self._channel, settings, tuple(descriptors))
        self._channel.close()

    def end(self, grace: float) -> int:
        """Its exit code, or -signal, once it and its group are gone."""
        self._channel.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            if grace:
                self.process.wait(grace)
        if self.process.poll() is None:
            # It made a session of its own when it became a worker; until then it is in ours.
            with contextlib.suppress(OSError, AttributeError):  # Windows has no groups
                if os.getpgid(self.process.pid) == self.process.pid:
                    os.killpg(self.process.pid, signal.SIGKILL)
            self.process.kill()
        code = self.process.wait()
        with contextlib.suppress(OSError, AttributeError):
            os.killpg(self.process.pid, signal.SIGKILL)  # what it started and left in its group
        return code


class Spares:
    """Starts and ends workers as forks.Forks does; one spare is always on its way."""

    def __init__(self, settings: dict[str, Any], source_root: str) -> None:
        self._settings = settings
        self._source_root = source_root
        self._working: dict[int, _Spare] = {}
        self._next = self._spare()
        self._ready = True
        self.facts = {"ready": os.getpid(), "threads": 1, **self._next.facts()}

    def _spare(self) -> _Spare:
        self._ready = False
        return _Spare(self._settings, self._source_root)

    def start(self, settings: dict[str, Any], descriptors: list[int]) -> int:
        """A worker that takes over the two descriptors; its process id."""
        spare = self._next
        try:
            if not self._ready:
                spare.facts()
            spare.work(settings, descriptors)
        finally:
            self._next = self._spare()
        self._working[spare.process.pid] = spare
        return spare.process.pid

    def end(self, pid: int, grace: float) -> int | None:
        """End a worker and all that it left in its group, after grace seconds; its exit code; None: not ours."""
        spare = self._working.pop(pid, None)
        return None if spare is None else spare.end(grace)

    def end_all(self) -> None:
        """End every worker, and the one that waits."""
        for pid in tuple(self._working):
            self.end(pid, 0.0)
        self._next.end(0.0)
