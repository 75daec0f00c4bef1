"""Workers that are forks of this process, which has the libraries imported and one thread.

A fork of a process with threads may hang or crash in the child, so nothing is computed here.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
import time
from pathlib import Path
from typing import Any

from medai.grading.sandbox import account, birth, enclosure, kernel, namespaces


class Forks:
    """Starts and ends workers. Makes the calling process ready for it, which may move it into namespaces."""

    def __init__(self, settings: dict[str, Any], channel: socket.socket, source_root: str) -> None:
        self._channel = channel
        self._accounts = account.Accounts()
        settled = namespaces.settle(channel.close, settings.get("disable", ()))
        birth.load_libraries(settings, source_root)
        if kernel.LINUX:
            kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER)
            kernel.make_undumpable()
        given = settled.facts.union(settings.get("given", ()))
        self._ground = enclosure.Ground(given, self._accounts)
        self._ground.prepare(os.getcwd())
        # Children share these pages and never visit them: their start falls from 135 to 18 ms. To collect before it
        # would take 80 ms of each cold grading, for a thousand objects.
        gc.freeze()
        self._folders: dict[int, str] = {}  # of the workers, by process id
        self.facts = {"ready": settled.pid, "threads": _threads(), "notes": self._ground.notes()}

    def start(self, settings: dict[str, Any], descriptors: list[int]) -> int:
        """A worker that takes over the two descriptors; its process id."""
        wanted = {**settings, "account": self._accounts.take()}
        pid = os.fork()
        if pid == 0:
            self._channel.close()
            birth.become_worker(wanted, descriptors, self._ground)
        self._folders[pid] = settings["folder"]
        return pid

    def end(self, pid: int, grace: float) -> int | None:
        """End a worker and all that it left, after grace seconds; its exit code, or -signal; None: not ours."""
        if pid not in self._folders:
            return None
        folder = self._folders[pid]
        status = _stop(pid, grace, self._folders)
        if self._ground.view is not None:
            self._ground.view.tidy(folder)
        return status

    def end_all(self) -> None:
        """End every worker."""
        for pid in tuple(self._folders):
            self.end(pid, 0.0)
        if self._ground.view is not None:
            with contextlib.suppress(OSError):
                self._ground.view.take_down()


def _threads() -> int:
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else 1


def _stop(pid: int, grace: float, workers: dict[int, str]) -> int | None:
    """Wait up to grace seconds for the worker's own end, else kill its group; its exit code, or -signal."""
    if pid not in workers:
        return None
    del workers[pid]
    status: int | None = None
    with contextlib.suppress(ChildProcessError):
        done, status = os.waitpid(pid, os.WNOHANG)
        until = time.monotonic() + grace
        while not done and time.monotonic() < until:
            time.sleep(0.002)
            done, status = os.waitpid(pid, os.WNOHANG)
        if not done:
            _kill(pid)
            _, status = os.waitpid(pid, 0)
    with contextlib.suppress(OSError):
        os.killpg(pid, signal.SIGKILL)  # what it started and left in its group
    _sweep(workers)
    return None if status is None else os.waitstatus_to_exitcode(status)


def _kill(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.kill(pid, signal.SIGKILL)


def _sweep(workers: dict[int, str]) -> None:
    """Kill orphans: as their subreaper we are the parent of whatever a worker left behind."""
    for _ in range(200):
        orphans = [pid for pid in _children() if pid not in workers]
        if not orphans:
            return
        for pid in orphans:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)


def _children() -> list[int]:
    me = os.getpid()
    try:
        return [int(pid) for pid in Path(f"/proc/{me}/task/{me}/children").read_text().split()]
    except OSError:
        return []
