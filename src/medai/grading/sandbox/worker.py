"""The process that runs learner code: loads the module, answers calls, keeps objects behind handles."""

from __future__ import annotations

import contextlib
import os
import pickle
import random
import socket
import struct
import sys
import threading
import traceback
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from medai.grading.codec import HandleInfo, NotByValue, encode, wire
from medai.grading.sandbox import cells, dial, enclosure

VALUE, RAISED, REFUSED = 0, 1, 2
REPLY_PREFIX = struct.Struct("<BQ")  # status, number of the request
REPLY_END = struct.Struct("<Q")  # the last buffer: that number again
MODULE = 0  # the number of the learner's module among the objects

_MESSAGE_CHARACTERS = 2000
_FRAMES = 12


@dataclass(frozen=True, slots=True)
class Held:
    """An object that stays here whatever it is: it travels as a handle."""

    held: Any


@dataclass(frozen=True, slots=True)
class Reference:
    """A handle on its way back: stands for the object of that number."""

    number: int


def start(settings: dict[str, Any], ground: enclosure.Ground, *descriptors: int) -> None:
    """Enclose this fresh process, say hello with the layers in force, then serve until the end.

    descriptors: requests and output; none where it has to dial back for them (see dial).
    """
    with contextlib.suppress(AttributeError):  # Windows has no sessions
        os.setsid()
    channel, printed = _connect(settings, descriptors)
    os.environ.clear()
    os.environ.update(settings["environment"])
    layers = enclosure.enclose(settings, ground)
    if printed is not None:
        # After the layers, which hold the threads that are started later.
        threading.Thread(target=_pass_on, args=printed, daemon=True).start()
    random.seed(settings["seed"])
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(settings["seed"] % 2**32)
    _threads_for_processes()
    server = Server()
    _reply(channel, VALUE, 0, *encode(list(layers)))
    while True:
        try:
            head, buffers = wire.receive(channel)
        except (EOFError, ConnectionError):
            os._exit(0)
        # Requests come from the trusted side, so pickle is safe in this direction, and in this one only.
        number, request = pickle.loads(head, buffers=buffers)
        _reply(channel, *server.answer(number, request))


def _threads_for_processes() -> None:
    """n_jobs=2 must not ask for processes, which a worker may not start: joblib uses threads instead.

    Its thread pool asks multiprocessing for locks that processes could share, which needs /dev/shm; among
    threads an ordinary lock does the same.
    """
    if "joblib" not in sys.modules:
        return
    import multiprocessing.context
    import threading

    import joblib

    joblib.parallel_config(backend="threading")
    context: Any = multiprocessing.context.BaseContext
    context.Lock = lambda self: threading.Lock()
    context.RLock = lambda self: threading.RLock()


def _connect(
    settings: dict[str, Any], descriptors: tuple[int, ...]
) -> tuple[socket.socket, tuple[int, socket.socket] | None]:
    """The socket for requests; and where output cannot be a socket's descriptor, what to pass on and where to."""
    if "dial" not in settings:
        _redirect(descriptors[1])
        return socket.socket(fileno=descriptors[0]), None
    channel = dial.dial(settings["dial"]["requests"])
    output = dial.dial(settings["dial"]["output"])
    read, write = os.pipe()
    _redirect(write)
    return channel, (read, output)


def _pass_on(source: int, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := os.read(source, 65536):
            target.sendall(data)


def _redirect(output_fd: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(output_fd, 1)
    os.dup2(output_fd, 2)
    for descriptor in (null, output_fd):
        if descriptor > 2:
            os.close(descriptor)
    # They stay open for the life of the process, so no context manager.
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", 1, closefd=False, errors="backslashreplace", encoding="utf-8")  # noqa: SIM115
    sys.stderr = open(2, "w", 1, closefd=False, errors="backslashreplace", encoding="utf-8")  # noqa: SIM115


def _reply(channel: socket.socket, status: int, number: int, head: bytes, buffers: list[wire.Buffer]) -> None:
    """Send one reply. Its end shows whether a thread of the learner's wrote something in between."""
    for part in wire.pack(REPLY_PREFIX.pack(status, number) + head, [*buffers, REPLY_END.pack(number)]):
        channel.sendall(part)


class Server:
    """Answers requests on the learner's module; also used in the grader's own process by `grade --here`."""

    def __init__(self) -> None:
        self._objects: dict[int, Any] = {}
        self._next = 1
        self._file = ""
        self._notebook: cells.Session | None = None

    def answer(self, number: int, request: tuple[Any, ...]) -> tuple[int, int, bytes, list[wire.Buffer]]:
        """(status, request number, head, buffers) for one request (operation, *arguments)."""
        operation, *arguments = request
        try:
            value = _OPERATIONS[operation](self, *arguments)
            with contextlib.suppress(Exception):
                sys.stdout.flush()
            return (VALUE, number, *encode(value, self._keep))
        except NotByValue as error:
            return (REFUSED, number, *encode(str(error)))
        except BaseException as error:
            return (RAISED, number, *encode(self._describe(error)))

    def _keep(self, obj: Any) -> HandleInfo:
        obj = obj.held if type(obj) is Held else obj
        number, self._next = self._next, self._next + 1
        self._objects[number] = obj
        kind = type(obj)
        names = tuple(f"{c.__module__}.{c.__qualname__}" for c in kind.__mro__[:30])
        return HandleInfo(number, names[0], names, callable(obj))

    def _resolve(self, value: Any) -> Any:
        kind = type(value)
        if kind is Reference:
            return self._objects[value.number]
        if kind in (list, tuple):
            return kind(self._resolve(item) for item in value)
        if kind is dict:
            return {key: self._resolve(item) for key, item in value.items()}
        return value

    def _describe(self, error: BaseException) -> dict[str, Any]:
        """A learner's exception as plain text: its type and ancestors, message, and frames in their file."""
        frames = []
        with contextlib.suppress(Exception):
            for frame in traceback.extract_tb(error.__traceback__):
                if frame.filename == self._file:
                    frames.append([frame.lineno or 0, frame.name])
        if isinstance(error, SyntaxError) and error.filename == self._file:
            frames.append([error.lineno or 0, "<module>"])
        try:
            message = str(error.msg if isinstance(error, SyntaxError) else error)[:_MESSAGE_CHARACTERS]
        except BaseException:
            message = "(its message cannot be shown)"
        try:
            kinds = [f"{c.__module__}.{c.__qualname__}"[:200] for c in type(error).__mro__[:20]]
        except BaseException:  # a metaclass of the learner's may have its own idea of a name
            kinds = ["an exception"]
        code = error.code if isinstance(error, SystemExit) else None
        return {
            "kinds": kinds,
            "message": message,
            "frames": frames[-_FRAMES:],
            "code": code if type(code) is int else None,
        }

    # ---- operations

    def load(self, source: str, path: str, name: str) -> list[str]:
        """Run the learner's file as a module; the public names that it defines."""
        module = self._module(path, name)
        exec(compile(source, self._file, "exec", dont_inherit=True), module.__dict__)
        return [key for key in module.__dict__ if not key.startswith("_")][:500]

    def open_notebook(self, path: str, name: str) -> None:
        """Make ready for the cells of the learner's notebook, which share one module."""
        module = self._module(path, name)
        self._notebook = cells.Session(self._file, module.__dict__, self._describe)

    def run_cell(self, line: int, text: str) -> dict[str, Any]:
        """Run one cell of the notebook: what it showed, drew and raised."""
        if self._notebook is None:
            raise RuntimeError("no notebook is open")
        return self._notebook.run(line, text)

    def _module(self, path: str, name: str) -> types.ModuleType:
        self._file = os.path.abspath(path)
        module = types.ModuleType(name)
        module.__file__ = self._file
        self._objects[MODULE] = module
        sys.modules[name] = module
        sys.path.insert(0, os.path.dirname(self._file))
        return module

    def get(self, number: int, name: str) -> Any:
        """An attribute of an object."""
        return getattr(self._objects[number], name)

    def call(self, number: int, name: str | None, args: Any, kwargs: Any, also: str) -> Any:
        """Call an object, or a method of it. also: "arguments", as they are afterwards; "result", held here; or ""."""
        target = self._objects[number]
        function = target if name is None else getattr(target, name)
        args, kwargs = self._resolve(args), self._resolve(kwargs)
        value = function(*args, **kwargs)
        if also == "arguments":
            return value, tuple(args)
        return (value, Held(value)) if also == "result" else value

    def item(self, number: int, key: Any) -> Any:
        """obj[key]."""
        return self._objects[number][self._resolve(key)]

    def length(self, number: int) -> int:
        """len(obj)."""
        return len(self._objects[number])

    def items(self, number: int, limit: int) -> list[Any]:
        """The first items of an iterable."""
        found: list[Any] = []
        for item in self._objects[number]:
            if len(found) >= limit:
                break
            found.append(item)
        return found

    def library(self, name: str, args: Any, kwargs: Any) -> Any:
        """Call a library function by its dotted name, such as "matplotlib.pyplot.gcf"."""
        module, _, function = name.rpartition(".")
        __import__(module)
        return getattr(sys.modules[module], function)(*self._resolve(args), **self._resolve(kwargs))

    def probe(self, name: str, args: Any) -> Any:
        """Run one of the trusted inspection functions in medai.grading.sandbox.probes."""
        from medai.grading.sandbox import probes

        return getattr(probes, name)(*self._resolve(args))

    def free(self, numbers: list[int]) -> None:
        """Forget objects that the grader no longer holds."""
        for number in numbers:
            self._objects.pop(number, None)


_OPERATIONS: dict[str, Callable[..., Any]] = {
    name: getattr(Server, name)
    for name in (
        "load", "open_notebook", "run_cell", "get", "call", "item", "length", "items", "library", "probe", "free",
    )
}  # fmt: skip
