"""Our ends of a worker's two connections, requests and output, and how the worker gets its own."""

from __future__ import annotations

import contextlib
import os
import select
import socket
from collections.abc import Collection
from typing import Any

from medai.grading.sandbox import dial

_BUFFER = 1 << 20
_PART = 65536
_MEET_SECONDS = 20.0


class Ends:
    """descriptors: for the worker. settings: what else it has to know. requests: our socket, once it has come.

    Where descriptors cannot be handed over, the worker dials back instead (see sandbox.dial).
    """

    def __init__(self) -> None:
        self.settings: dict[str, Any] = {}
        self.descriptors: tuple[int, ...] = ()
        self._exchange: dial.Exchange | None = None
        self._theirs: socket.socket | None = None
        self._dialled: socket.socket | None = None
        if dial.HANDS_OVER:
            self.requests, self._theirs = socket.socketpair()
            for end in (self.requests, self._theirs):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
            self.output, write = os.pipe()
            os.set_blocking(self.output, False)
            self.descriptors = (self._theirs.fileno(), write)
        else:
            self._exchange = dial.Exchange()
            self.settings = {"dial": {role: self._exchange.invite(role) for role in ("requests", "output")}}

    def meet(self) -> None:
        """The worker has been started: keep our own ends only. Raises TimeoutError where it does not come."""
        if self._exchange is None:
            self._let_go()
        else:
            try:
                self.requests = self._exchange.accept("requests", _MEET_SECONDS)
                self._dialled = self._exchange.accept("output", _MEET_SECONDS)
            finally:
                self._exchange.close()
            self._dialled.setblocking(False)
            self.output = self._dialled.fileno()
        self.requests.setblocking(False)

    def _let_go(self) -> None:
        if self._theirs is not None:
            self._theirs.close()
            os.close(self.descriptors[1])
            self._theirs = None

    def read_output(self) -> bytes:
        """What it printed; b"" at the end. Raises BlockingIOError where there is nothing now, OSError at a break."""
        return os.read(self.output, _PART) if self._dialled is None else self._dialled.recv(_PART)

    def close(self) -> None:
        """Hang up."""
        self._let_go()
        if self._exchange is not None:
            self._exchange.close()
        with contextlib.suppress(AttributeError):  # it never came
            self.requests.close()
        if self._dialled is not None:
            self._dialled.close()
        elif self._exchange is None:
            os.close(self.output)


def wait(reading: Collection[int], writing: Collection[int], seconds: float) -> set[int]:
    """Those of the descriptors that can be read or written, or are broken, within so many seconds."""
    if not hasattr(select, "poll"):  # Windows
        found = select.select(reading, writing, [], seconds)
        return {*found[0], *found[1]}
    poll = select.poll()
    for number in {*reading, *writing}:
        events = (select.POLLIN if number in reading else 0) | (select.POLLOUT if number in writing else 0)
        poll.register(number, events)
    return {number for number, _ in poll.poll(seconds * 1000)}
