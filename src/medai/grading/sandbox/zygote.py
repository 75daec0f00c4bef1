"""Fork server: imports the libraries once, then every fork becomes a worker that runs one learner's code.

Runs trusted code only, in a process that was exec'd with a clean environment. It computes nothing and keeps
one thread: a fork of a process with threads may hang or crash in the child.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import signal
import socket
import sys
import time
from pathlib import Path
from typing import Any

from medai.grading.sandbox import account, control, enclosure, kernel, namespaces


def main(descriptor: int, source_root: str) -> None:
    """Serve one grader on the control socket until it closes; then take every worker along."""
    channel = socket.socket(fileno=descriptor)
    settings, _ = control.receive(channel)
    accounts = account.Accounts()
    settled = namespaces.settle(channel.close, settings.get("disable", ()))
    sys.path.extend(path for path in settings["paths"] if path not in sys.path and path != source_root)
    _preload(settings["preload"])
    from medai.grading.sandbox import worker

    if kernel.LINUX:
        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER)
        kernel.make_undumpable()
    ground = enclosure.Ground(settled.facts.union(settings.get("given", ())), accounts)
    ground.prepare(os.getcwd())
    gc.collect()
    gc.freeze()  # children share these pages and never visit them: their start falls from 135 to 18 ms
    control.send(channel, {"ready": settled.pid, "threads": _threads(), "notes": ground.notes()})
    workers: dict[int, str] = {}
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            message, descriptors = control.receive(channel)
            if "spawn" in message:
                wanted = {**message["spawn"], "account": accounts.take()}
                pid = os.fork()
                if pid == 0:
                    channel.close()
                    _become_worker(worker, wanted, descriptors, ground)
                workers[pid] = wanted["folder"]
                for number in descriptors:
                    os.close(number)
                control.send(channel, {"pid": pid})
            elif "stop" in message:
                folder = workers.get(message["stop"], "")
                status = _stop(message["stop"], message.get("grace", 0.0), workers)
                if folder and ground.view is not None:
                    ground.view.tidy(folder)
                control.send(channel, {"status": status})
    for pid in tuple(workers):
        _stop(pid, 0.0, workers)


def _preload(modules: list[str]) -> None:
    from medai.grading.codec import plain  # noqa: F401  (workers cannot read the files of medai)
    from medai.grading.sandbox import probes  # noqa: F401

    with contextlib.suppress(ImportError):
        from medai.grading.codec import tabular  # noqa: F401
    for name in modules:
        with contextlib.suppress(ImportError):  # a missing extra is reported when the learner's import fails
            importlib.import_module(name)


def _threads() -> int:
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else 1


def _become_worker(
    worker: Any, settings: dict[str, Any], descriptors: list[int], ground: enclosure.Ground
) -> None:
    try:
        _close_all_but({0, 1, 2, *descriptors})
        worker.start(settings, ground, *descriptors)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.write(2, f"the worker did not start: {error!r}\n".encode())
    finally:
        os._exit(97)


def _close_all_but(kept: set[int]) -> None:
    folder = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"
    for name in os.listdir(folder):
        if int(name) not in kept:
            with contextlib.suppress(OSError):
                os.close(int(name))


def _stop(pid: int, grace: float, workers: dict[int, str]) -> int | None:
    """Wait up to grace seconds for the worker's own end, else kill its group; its wait status."""
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
    return status


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
