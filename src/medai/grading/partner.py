"""The second half of one grading: a fork of the grader that takes checks on another core, with its own worker.

Both take checks that nobody has taken, one from the front and one from the back. What the fork cannot finish it
hands back: the grader itself makes a check again whose worker ended, so that a submission which breaks its process
is judged as it is without a partner, only later. The fork never speaks to the zygote, whose channel knows one
grader at a time.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from typing import IO, Any

from medai.grading.handles import Requests
from medai.grading.link import Link
from medai.grading.proxy import Solution


class HandBack(KeyboardInterrupt):
    """The check cannot be made here; a KeyboardInterrupt, so that pytest stops at once."""


def possible() -> bool:
    """Whether there is another core, and this process can be forked: on Linux, as long as it has one thread."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


class Claims:
    """The numbers from 0 to count - 1, each given once: to one process from the front, to the other from the back.

    So neighbours, which often look at the same figure, are mostly made by the same process.
    """

    def __init__(self, count: int) -> None:
        self._count = count
        self._reading, writing = os.pipe()
        os.write(writing, bytes(count))  # a permit for each number; a pipe holds thousands
        os.close(writing)

    def __iter__(self) -> Iterator[int]:
        number = 0
        while os.read(self._reading, 1):
            yield number
            number += 1

    def __reversed__(self) -> Iterator[int]:
        return (self._count - 1 - number for number in self)

    def close(self) -> None:
        """No more of them, for this process."""
        os.close(self._reading)


class Partner:
    """A fork that runs make(number) for numbers that it takes from claims, and keeps what that returns.

    worker: a fresh one, which becomes the fork's; solution answers from it there. make raises HandBack where
    the number is to be handed back. Once the worker has ended, the fork takes no more.
    """

    def __init__(self, worker: Link, solution: Solution, claims: Claims, make: Callable[[int], Any]) -> None:
        self._worker = worker
        self._kept: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self._ended, writing = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                os.close(self._ended)
                worker.lend()
                solution.move_to(worker, _no_other)
                self._work(solution, claims, make)
            finally:
                os._exit(0)
        os.close(writing)

    def _work(self, solution: Solution, claims: Claims, make: Callable[[int], Any]) -> None:
        for number in reversed(claims):
            with contextlib.suppress(HandBack):
                told = make(number)
                pickle.dump((number, told), self._kept)
                self._kept.flush()
            if not solution.has_worker():
                return

    def result(self) -> dict[int, Any]:
        """Wait for its end; by number, what make returned."""
        os.read(self._ended, 1)
        found: dict[int, Any] = {}
        self._kept.seek(0)
        with contextlib.suppress(EOFError, pickle.UnpicklingError):
            while True:
                number, told = pickle.load(self._kept)
                found[number] = told
        return found

    def close(self) -> None:
        """End the fork and its worker."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.close(self._ended)
        self._kept.close()
        self._worker.close()
        os.waitpid(self._pid, 0)


def _no_other() -> Requests:
    raise HandBack
