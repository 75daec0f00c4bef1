"""The process that workers come from: forks of it, or where forking is not safe, others that it started ahead.

Runs trusted code only, and was exec'd with a clean environment.
"""

from __future__ import annotations

import contextlib
import os
import socket
from typing import Any

from medai.grading.sandbox import control
from medai.grading.sandbox.forks import Forks
from medai.grading.sandbox.spares import Spares


def main(descriptor: int, source_root: str) -> None:
    """Serve one grader on the control socket until it closes; then take every worker along."""
    channel = socket.socket(fileno=descriptor)
    settings, _ = control.receive(channel)
    workers = Forks(settings, channel, source_root) if settings["fork"] else Spares(settings, source_root)
    control.send(channel, workers.facts)
    with contextlib.suppress(EOFError, ConnectionError):
        while True:
            message, descriptors = control.receive(channel)
            control.send(channel, _answer(workers, message, descriptors))
    workers.end_all()


def _answer(workers: Forks | Spares, message: dict[str, Any], descriptors: list[int]) -> dict[str, Any]:
    if "stop" in message:
        return {"status": workers.end(message["stop"], message.get("grace", 0.0))}
    try:
        return {"pid": workers.start(message["spawn"], descriptors)}
    finally:
        for number in descriptors:
            os.close(number)
