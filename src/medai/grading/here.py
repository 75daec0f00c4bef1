"""Learner code in the grader's own process, for `medai grade --here` and breakpoint()."""

from __future__ import annotations

import os
import sys
from typing import Any

from medai.grading.codec import decode
from medai.grading.faults import BadReply, SolutionRaised, read_raised
from medai.grading.handles import Handle
from medai.grading.sandbox.worker import REFUSED, VALUE, Server


class LocalWorker:
    """Answers the requests of a Solution without a sandbox, through the same codec. No limits hold here."""

    def __init__(self) -> None:
        self.alive = True
        self.layers: tuple[str, ...] = ()
        self._server = Server()

    def request(self, operation: str, *arguments: Any, seconds: float | None = None, call: str = "") -> Any:
        """The value of one operation; seconds has no force here."""
        terminal = sys.__stdout__ or sys.stdout
        quiet, sys.stdout = sys.stdout, terminal
        try:
            status, _, head, buffers = self._server.answer(0, (operation, *arguments))
        finally:
            sys.stdout = quiet
        value = decode(head, buffers, lambda info: Handle(self, info))
        if status == VALUE:
            return value
        if status == REFUSED:
            raise BadReply(str(value), call)
        raise SolutionRaised(read_raised(value), call)

    def sound(self) -> bool:
        """It ends with us only."""
        return self.alive

    def forget(self, number: int) -> None:
        """Drop an object."""
        if self.alive:
            self._server.answer(0, ("free", [number]))

    def close(self, grace: float = 0.0) -> int | None:
        """Nothing to end."""
        self.alive = False
        return os.EX_OK
