"""The process that workers come from: forks of it, or where forking is not safe, others that it started ahead.

Runs trusted code only, and was exec'd with a clean environment.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from typing import Any

from medai.grading.sandbox import control, dial, kernel
from medai.grading.sandbox.forks import Forks
from medai.grading.sandbox.spares import Spares


def main(connection: str, source_root: str) -> None:
    """Serve one grader on the control socket until it closes; then take every worker along."""
    channel = dial.started_by(connection)
    settings, _ = control.receive(channel)
    workers = Forks(settings, channel, source_root) if settings["fork"] else Spares(settings, source_root)
    control.send(channel, workers.facts)
    # The zygote's own, and by worker: a grader that was killed leaves them to us.
    folders = {0: os.environ["HOME"]}
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            message, descriptors = control.receive(channel)
            answer = _answer(workers, message, descriptors)
            if "spawn" in message:
                folders[answer["pid"]] = message["spawn"]["folder"]
            else:
                folders.pop(message["stop"], None)
            control.send(channel, {**answer, "number": message["number"]})
    workers.end_all()
    for folder in folders.values():
        if not _mounts_below(folder):  # never through one: behind it lie the system's own files
            shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)  # somebody waits for it, and Python takes a while to take all libraries apart


def _mounts_below(folder: str) -> bool:
    """Whether anything is mounted on the folder or in it, as this process sees it."""
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as lines:
            places = [
                re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), line.split()[4]) for line in lines
            ]
    except OSError:
        return kernel.LINUX
    inside = os.path.join(os.path.realpath(folder), "")
    return any(os.path.join(place, "").startswith(inside) for place in places)


def _answer(workers: Forks | Spares, message: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
    if "stop" in message:
        return {"status": workers.end(message["stop"], message.get("grace", 0.0))}
    try:
        return {"pid": workers.start(message["spawn"], descriptors)}
    finally:
        for number in descriptors:
            os.close(number)
