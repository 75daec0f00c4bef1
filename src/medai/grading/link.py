"""One worker's connection: sends a request, waits within limits, trusts nothing that comes back."""

from __future__ import annotations

import contextlib
import os
import pickle
import secrets
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medai.errors import OUR_FAULT, MedaiError
from medai.grading.assignment import CallLimits
from medai.grading.codec import BadMessage, HandleInfo, decode, wire
from medai.grading.ends import Ends, wait
from medai.grading.faults import (
    BadReply,
    Cancelled,
    SolutionRaised,
    TimedOut,
    TooMuchOutput,
    WorkerDied,
    read_raised,
)
from medai.grading.forkserver import Zygote, environment
from medai.grading.sandbox.worker import REFUSED, REPLY_END, REPLY_PREFIX, VALUE
from medai.grading.text import clean

_KEEP_OUTPUT = 8_000
_HELLO_SECONDS = 20.0
_GRACE_SECONDS = 0.3
_WINDOWS_CODES = {0xC0000005: "a segmentation fault", 0xC00000FD: "a stack overflow"}
_LOOK_UP_SECONDS = 0.05  # how often a waiting grader asks whether it was called off


class Output:
    """What learner code printed: the first and the last part kept, the whole counted."""

    def __init__(self) -> None:
        self.total = 0
        self._first = bytearray()
        self._last = bytearray()

    def add(self, data: bytes) -> None:
        """Take in more."""
        self.total += len(data)
        room = _KEEP_OUTPUT - len(self._first)
        self._first += data[:room]
        self._last = (self._last + data[room:])[-_KEEP_OUTPUT:] if len(data) > room else self._last

    def take(self) -> str:
        """The text since the last take, safe to show."""
        first, last = self._first.decode(errors="replace"), self._last.decode(errors="replace")
        left_out = self.total - len(self._first) - len(self._last)
        gap = f"\n... [{left_out} bytes left out] ...\n" if left_out > 0 else ""
        self.total, self._first, self._last = 0, bytearray(), bytearray()
        return clean(first + gap + last, 3 * _KEEP_OUTPUT)


@dataclass(frozen=True, slots=True)
class Place:
    """What a worker finds in its folder: its own copy of files, by relative path, and links to data."""

    files: Mapping[str, bytes]
    links: Mapping[str, Path]

    def lay_out(self, folder: Path) -> None:
        """Write the files and the links below folder."""
        for relative, content in self.files.items():
            target = folder / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        for relative, source in self.links.items():
            target = folder / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                target.symlink_to(source)
            except OSError:  # Windows grants links to few
                shutil.copyfile(source, target)


class Link:
    """A worker and the way to talk to it. After a fault that killed it, `alive` is False.

    Constructing it only orders the worker: arrive() before the first request.
    """

    def __init__(
        self,
        zygote: Zygote,
        limits: CallLimits,
        place: Place,
        seed: int,
        output: Output,
        disable: tuple[str, ...] = (),
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self._zygote = zygote
        self._cancelled = cancelled
        self._limits = limits
        self._output = output
        self._forgotten: list[int] = []
        self.folder = Path(tempfile.mkdtemp(prefix="medai-work-"))
        place.lay_out(self.folder)
        self._ends = Ends()
        self._listening = True  # to what it prints
        self._lent = False
        settings = {
            **self._ends.settings,
            "environment": environment(str(self.folder)),
            "folder": str(self.folder),
            "seed": seed,
            "readable": [str(path) for path in place.links.values()],
            "writable": [str(self.folder), os.devnull],
            "memory_mb": limits.memory_mb,
            "cpu_seconds": limits.cpu_seconds,
            "file_mb": limits.file_mb,
            "disk_mb": limits.quota_mb,
            "disable": list(disable),
        }
        self.alive = True
        self.layers: tuple[str, ...] = ()
        self._pid: int | None = None
        try:
            self._order = zygote.order(settings, self._ends.descriptors)
        except BaseException:
            self._let_go()
            raise

    def arrive(self) -> Link:
        """Wait for the worker; this link. Raises MedaiError where it does not start."""
        if self._pid is not None:
            return self
        try:
            self._pid = self._order.pid()
            self._ends.meet()
        except BaseException as error:
            self.alive = False
            self._let_go()
            if isinstance(error, TimeoutError):
                raise _not_started("its process did not call back") from error
            raise
        self._socket = self._ends.requests
        try:
            _, _, hello = self._receive(time.monotonic() + _HELLO_SECONDS, "", 0)
        except (WorkerDied, BadReply) as error:
            printed = self._output.take()
            raise _not_started(printed or str(error)) from error
        self.layers = tuple(str(layer) for layer in hello)
        return self

    def request(self, operation: str, *arguments: Any, seconds: float | None = None, call: str = "") -> Any:
        """The value of one operation on the worker. Raises a LearnerFault; call says what was called."""
        if self._forgotten:
            numbers, self._forgotten = self._forgotten, []
            self._exchange("free", (numbers,), self._limits.call_seconds, call)
        return self._exchange(operation, arguments, seconds or self._limits.call_seconds, call)

    def sound(self) -> bool:
        """False once the worker is gone, or has answered what was not asked; it is ended then."""
        if self.alive:
            with contextlib.suppress(OSError):
                self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
                self.close()  # something is there, or it is the end of the stream
        return self.alive

    def lend(self) -> None:
        """In a fork of the process that started the worker, and ends it: close() lets go of it, no more."""
        self._lent = True

    def forget(self, number: int) -> None:
        """The handle of that number is no longer held; told to the worker with the next request."""
        self._forgotten.append(number)

    def _exchange(self, operation: str, arguments: tuple[Any, ...], seconds: float, call: str) -> Any:
        if not self.alive:
            raise WorkerDied("its process is gone", call)
        self._refuse_unasked(call)
        asked = secrets.randbits(63)  # no thread can answer ahead for what it cannot count
        buffers: list[Any] = []
        head = pickle.dumps((asked, (operation, *arguments)), 5, buffer_callback=buffers.append)
        deadline = time.monotonic() + seconds
        for part in wire.pack(head, [buffer.raw() for buffer in buffers]):
            self._send(memoryview(part), deadline, call, seconds)
        status, number, value = self._receive(deadline, call, seconds)
        if number != asked:
            raise self._malformed("a reply to another question", call)
        if status == VALUE:
            return value
        if status == REFUSED and type(value) is str:
            raise BadReply(clean(value), call)
        raise self._raised(value, call)

    def _refuse_unasked(self, call: str) -> None:
        """A reply that is there before the question was asked can only be forged."""
        with contextlib.suppress(BlockingIOError):
            if self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT):
                raise self._malformed("an answer before the question", call)

    def _send(self, view: memoryview, deadline: float, call: str, seconds: float) -> None:
        while view:
            try:
                view = view[self._socket.send(view) :]
            except BlockingIOError:
                self._wait(deadline, call, seconds, sending=True)
            except OSError:
                raise self._died(call) from None

    def _receive(self, deadline: float, call: str, seconds: float) -> tuple[int, int, Any]:
        try:
            head, buffers = wire.receive(self._socket, lambda: self._wait(deadline, call, seconds))
            if len(head) < REPLY_PREFIX.size:
                raise BadMessage("a reply without its number")
            status, number = REPLY_PREFIX.unpack_from(head)
            if not buffers or buffers.pop() != REPLY_END.pack(number):
                raise BadMessage("a reply with something else in it")
            return status, number, decode(head[REPLY_PREFIX.size :], buffers, self._keep)
        except BadMessage as error:
            raise self._malformed(str(error), call) from None
        except (EOFError, OSError):
            raise self._died(call) from None

    def _keep(self, info: HandleInfo) -> Any:
        from medai.grading.handles import Handle

        return Handle(self, info)

    def _wait(self, deadline: float, call: str, seconds: float, *, sending: bool = False) -> None:
        """Wait for the socket while draining what is printed."""
        requests, output = self._socket.fileno(), self._ends.output
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                self.close()
                raise TimedOut(f"stopped after {seconds:g} s", call)
            if self._cancelled():
                self.close()
                raise Cancelled
            reading = [output] if self._listening else []
            ready = wait(
                reading if sending else [*reading, requests],
                [requests] if sending else [],
                min(left, _LOOK_UP_SECONDS),
            )
            if output in ready and not self._drain():
                self._listening = False  # it closed its output: nothing more to read there
            if self._output.total > self._limits.output_mb * 10**6:
                self.close()
                raise TooMuchOutput(f"printed more than {self._limits.output_mb} MB", call)
            if requests in ready:
                return

    def _drain(self) -> bool:
        try:
            while data := self._ends.read_output():
                self._output.add(data)
                if self._output.total > self._limits.output_mb * 10**6:
                    return True
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def _raised(self, value: Any, call: str) -> Exception:
        try:
            return SolutionRaised(read_raised(value), call)
        except ValueError as error:
            return self._malformed(str(error), call)

    def _malformed(self, what: str, call: str) -> BadReply:
        self.close()
        return BadReply(f"its process sent {clean(what, 200)}", call)

    def _died(self, call: str) -> WorkerDied:
        return WorkerDied(_cause(self.close(_GRACE_SECONDS), self._limits), call)

    def close(self, grace: float = 0.0) -> int | None:
        """End the worker, keep what it printed, remove its folder; its exit code, or -signal."""
        if not self.alive:
            return None
        self.alive = False
        if self._lent:
            self._ends.close()
            return None
        if self._pid is None:  # the zygote may be at its imports still: the worker is ended when it comes
            self._order.drop()
            self._let_go()
            return None
        status = self._zygote.stop(self._pid, grace)
        self._drain()
        self._let_go()
        return status

    def _let_go(self) -> None:
        self._ends.close()
        _remove(self.folder)


def _not_started(why: str) -> MedaiError:
    return MedaiError(f"The grading sandbox did not start a worker: {why}", "Run: medai doctor", OUR_FAULT)


def _remove(folder: Path) -> None:
    with contextlib.suppress(RecursionError):  # folders within folders, before Python 3.13
        shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        with contextlib.suppress(OSError):
            _flatten(folder)
        shutil.rmtree(folder, ignore_errors=True)


def _flatten(folder: Path) -> None:
    """Bring every folder below to the top, and make it readable, so that none is too deep or closed to remove."""
    waiting, number, mark = [str(folder)], 0, secrets.token_hex(8)
    while waiting:
        path = waiting.pop()
        os.chmod(path, 0o700)
        with os.scandir(path) as entries:
            below = [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
        for found in below:
            number += 1
            place = str(folder / f"{mark}-{number}")
            with contextlib.suppress(OSError):
                os.rename(found, place)
                waiting.append(place)


def _cause(code: int | None, limits: CallLimits) -> str:
    """Why a worker ended, from its exit code (-signal where one ended it), in words."""
    if code is None:
        return "its process was stopped"
    if code in _WINDOWS_CODES:
        return f"its process crashed with {_WINDOWS_CODES[code]}"
    if code >= 0:
        return f"its process ended itself with exit code {code}"
    if code == -getattr(signal, "SIGXCPU", 0):
        return f"it used more than {limits.cpu_seconds} s of processor time"
    if code == -getattr(signal, "SIGXFSZ", 0):
        return f"it wrote a file of more than {limits.file_mb} MB"
    names = {
        signal.SIGSEGV: "a segmentation fault",
        signal.SIGABRT: "an abort",
        getattr(signal, "SIGKILL", None): "SIGKILL",
    }
    try:
        return f"its process crashed with {names.get(signal.Signals(-code)) or signal.Signals(-code).name}"
    except ValueError:
        return f"its process crashed with signal {-code}"
