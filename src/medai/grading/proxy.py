"""What graders hold: the learner's module, its functions, and objects that stay in the worker."""

from __future__ import annotations

import contextlib
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any, NoReturn, Protocol

from medai.grading.codec import HandleInfo
from medai.grading.faults import (
    BadReply,
    GivenUp,
    LearnerFault,
    LoadFailed,
    NotDefined,
    TimedOut,
    WorkerDied,
    read_raised,
)
from medai.grading.result import Score
from medai.grading.sandbox import cells
from medai.grading.sandbox.worker import MODULE, Reference
from medai.grading.text import clean, describe, describe_call

_HANGS_BEFORE_GIVING_UP = 2


class Requests(Protocol):
    """A worker that answers requests: a Link, or the same operations in this process."""

    alive: bool
    layers: tuple[str, ...]

    def request(self, operation: str, *arguments: Any, seconds: float | None = None, call: str = "") -> Any:
        """The value of one operation."""
        ...

    def sound(self) -> bool:
        """False once it is gone, or has answered what was not asked."""
        ...

    def forget(self, number: int) -> None:
        """The handle of that number is no longer held."""
        ...

    def close(self, grace: float = 0.0) -> int | None:
        """End the worker."""
        ...


def lower(value: Any) -> Any:
    """Handles among arguments become references to the worker's own objects."""
    kind = type(value)
    if kind is Handle:
        return Reference(object.__getattribute__(value, "_info").number)
    if kind in (list, tuple):
        return kind(lower(item) for item in value)
    if kind is dict:
        return {key: lower(item) for key, item in value.items()}
    return value


class Handle:
    """An object that stays in the worker. Methods can be called and attributes read; it is never compared.

    A comparison would ask the learner's own __eq__ for the verdict, so ==, <, bool(), float() and iteration
    are refused with a BadReply, which the check reports as the learner's to mend.
    """

    __slots__ = ("__weakref__", "_info", "_link")

    def __init__(self, link: Requests, info: HandleInfo) -> None:
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_info", info)
        weakref.finalize(self, link.forget, info.number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._link.request("get", self._info.number, name, call=f"{self}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        call = describe_call(self._info.type_name.rpartition(".")[2], args, kwargs)
        return self._link.request(
            "call", self._info.number, None, lower(args), lower(kwargs), False, call=call
        )

    def __getitem__(self, key: Any) -> Any:
        return self._link.request("item", self._info.number, lower(key), call=f"{self}[{describe(key)}]")

    def __len__(self) -> int:
        length = self._link.request("length", self._info.number, call=f"len({self})")
        if type(length) is not int or length < 0:
            raise BadReply("len() of it is no number")
        return length

    def __repr__(self) -> str:
        return f"<{clean(self._info.type_name.rpartition('.')[2], 80)}>"

    def __setattr__(self, name: str, value: Any) -> None:
        self._no()

    def _no(self, *_: Any) -> NoReturn:
        raise BadReply(f"a {clean(self._info.type_name, 80)} came back where a plain value was due")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _no
    __bool__ = __float__ = __int__ = __index__ = __iter__ = __contains__ = __array__ = _no
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __abs__ = _no
    __hash__ = object.__hash__


def holds_handle(value: Any) -> bool:
    """True where the value, or something in it, stayed in a worker."""
    kind = type(value)
    if kind in (list, tuple):
        return any(holds_handle(item) for item in value)
    if kind is dict:
        return any(holds_handle(item) for item in value.values())
    return kind is Handle


def is_handle(value: Any) -> bool:
    """True where the value stayed in the worker."""
    return type(value) is Handle


def type_name(value: Any) -> str:
    """The short name of the value's type, of a handle's too, such as "RandomForestClassifier"."""
    if type(value) is Handle:
        return clean(object.__getattribute__(value, "_info").type_name.rpartition(".")[2], 80)
    return type(value).__name__


def is_a(value: Any, *names: str) -> bool:
    """True where the handle's type, or an ancestor of it, has one of the names (short or dotted)."""
    if type(value) is not Handle:
        return False
    ancestors = object.__getattribute__(value, "_info").ancestors
    return any(a == name or a.rpartition(".")[2] == name for a in ancestors for name in names)


def items(handle: Handle, limit: int = 1000) -> list[Any]:
    """The first items of an iterable that lives in the worker."""
    link, info = object.__getattribute__(handle, "_link"), object.__getattribute__(handle, "_info")
    found = link.request("items", info.number, limit, call=f"iterating {handle!r}")
    if type(found) is not list or len(found) > limit:
        raise BadReply("iterating it gave no items")
    return found


class RemoteFunction:
    """A function of the learner's module. Calling it runs it in the worker, within the exercise's limits."""

    def __init__(self, solution: Solution, name: str, seconds: float | None = None) -> None:
        self._solution = solution
        self.name = name
        self._seconds = seconds

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._solution.call(self.name, args, kwargs, self._seconds, with_arguments=False)

    def with_arguments(self, *args: Any, **kwargs: Any) -> tuple[Any, tuple[Any, ...]]:
        """(value, positional arguments as they are after the call): shows what was changed in place."""
        found = self._solution.call(self.name, args, kwargs, self._seconds, with_arguments=True)
        if type(found) is not tuple or len(found) != 2 or type(found[1]) is not tuple:
            raise BadReply("its process did not send the arguments back", self._solution.last_call)
        return found

    def within(self, seconds: float) -> RemoteFunction:
        """The same function with another wall-clock limit."""
        return RemoteFunction(self._solution, self.name, seconds)

    def __repr__(self) -> str:
        return self.name


class Solution:
    """The `solution` fixture. solution.f is the learner's function f; a worker is started when first needed.

    open_worker makes a fresh worker. load says what it begins with: ("load" or "run_cells", source, path, name).
    """

    def __init__(
        self,
        open_worker: Callable[[], Requests],
        load: tuple[str, str, str, str],
        seconds: float,
        hidden_seed: int = 0,
    ) -> None:
        self._open_worker = open_worker
        self._load = load
        self._load_seconds = seconds
        self.hidden_seed = hidden_seed  # of the inputs that check.once makes
        self._worker: Requests | None = None
        self._defined: tuple[str, ...] = ()
        self._failed: LoadFailed | None = None
        self._hangs: dict[str, int] = {}
        self._called: set[str] = set()  # functions called in the present worker
        self.cells: list[dict[str, Any]] = []
        self.layers: tuple[str, ...] = ()
        self.load_seconds = 0.0  # that the learner's file took to load
        self.pictures: dict[str, bytes] = {}
        self.scores: dict[str, Score] = {}  # filled by check.score, on the trusted side
        self.kept_answers: dict[str, tuple[Any, str]] = {}  # by check.once: (answer, call that it came of)
        self.last_call = ""

    def worker(self) -> Requests:
        """The worker with the learner's file loaded. Raises LoadFailed, the same one each time."""
        if self._failed is not None:
            raise self._failed
        if self._worker is None or not self._worker.sound():
            return self._begin(self._open_worker())
        return self._worker

    def _begin(self, worker: Requests) -> Requests:
        started = time.perf_counter()
        self._worker = worker
        self._called = set()
        self.kept_answers.clear()  # handles among them lived in the last one
        self.layers = worker.layers
        operation, source, path, name = self._load
        if operation == "run_cells":
            self.cells = self._run_cells(worker, source, path, name)
        else:
            self._defined = self._import(worker, source, path, name)
        self.load_seconds = time.perf_counter() - started
        return worker

    def move_to(self, worker: Requests, open_worker: Callable[[], Requests]) -> None:
        """Go on with another worker, loaded here, and leave the last one be. Raises LoadFailed."""
        self._open_worker = open_worker
        self._begin(worker)

    def has_worker(self) -> bool:
        """False where the next call would need another worker."""
        return self._worker is not None and self._worker.sound()

    def _import(self, worker: Requests, source: str, path: str, name: str) -> tuple[str, ...]:
        """Load the learner's module; the public names that it defines."""
        try:
            loaded = worker.request(
                "load", source, path, name, seconds=self._load_seconds, call=f"importing {path}"
            )
        except LearnerFault as fault:
            self._failed = LoadFailed(fault, self._load_seconds)
            raise self._failed from fault
        return tuple(clean(name, 100) for name in loaded[:500]) if isinstance(loaded, list) else ()

    def _run_cells(self, worker: Requests, source: str, path: str, name: str) -> list[dict[str, Any]]:
        """Run the learner's notebook; a record for every cell, its error a Raised. One limit for all cells."""
        until = time.monotonic() + self._load_seconds
        at: tuple[int, int] | None = None

        def run_cell(number: int, line: int, text: str) -> dict[str, Any]:
            nonlocal at
            at = (number, line)
            call = f"running cell {number}"
            left = max(until - time.monotonic(), 0.05)
            told = worker.request("run_cell", line, text, seconds=left, call=call)
            shown, figures = (told.get(key) for key in ("shown", "figures")) if type(told) is dict else (0, 0)
            if type(shown) is not list or type(figures) is not list:
                raise BadReply("its process did not tell what the cell showed", call)
            try:
                error = None if told.get("error") is None else read_raised(told["error"])
            except ValueError as broken:
                raise BadReply(f"its process sent {broken}", call) from None
            return {"shown": shown, "figures": figures, "error": error}

        try:
            worker.request("open_notebook", path, name, call=f"opening {path}")
            return cells.walk(source, run_cell)
        except LearnerFault as fault:
            self._failed = LoadFailed(fault, self._load_seconds, at)
            raise self._failed from fault

    def call(
        self,
        name: str,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        seconds: float | None,
        with_arguments: bool,
    ) -> Any:
        """Call the learner's function of that name. Raises NotDefined, or another LearnerFault.

        Where the process broke that had served other functions before, the call is made once more, in a fresh
        one: a thread or a timer that an earlier call left behind costs no verdict but its own.
        """
        call = self.last_call = describe_call(name, args, kwargs)
        worker = self.worker()
        if name not in self._defined and not self.has(name):
            raise NotDefined(name, self._defined)
        if self._hangs.get(name, 0) >= _HANGS_BEFORE_GIVING_UP:
            raise GivenUp(
                f"{name} was stopped {self._hangs[name]} times already and was not called again", call
            )
        served_others = bool(self._called - {name})
        request = (MODULE, name, lower(args), lower(kwargs), with_arguments)
        try:
            return self._ask(worker, request, seconds, call)
        except (WorkerDied, BadReply):
            if worker.alive or not served_others or holds_handle((args, kwargs)):
                raise
        return self._ask(self.worker(), request, seconds, call)

    def _ask(self, worker: Requests, request: tuple[Any, ...], seconds: float | None, call: str) -> Any:
        name = request[1]
        self._called.add(name)
        try:
            return worker.request("call", *request, seconds=seconds, call=call)
        except TimedOut:
            self._hangs[name] = self._hangs.get(name, 0) + 1
            raise

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """What is called within is for comparison: feedback goes on to name the call before it."""
        named = self.last_call
        try:
            yield
        finally:
            self.last_call = named

    def has(self, name: str) -> bool:
        """True where the learner's module has a public name of that kind."""
        try:
            self.worker().request("get", MODULE, name, call=name)
        except WorkerDied:
            raise
        except LearnerFault:
            return False
        return True

    def value(self, name: str) -> Any:
        """A variable of the learner's module. Raises NotDefined where it is not there."""
        worker = self.worker()
        self.last_call = name
        if not self.has(name):
            raise NotDefined(name, self._defined)
        return worker.request("get", MODULE, name, call=name)

    def library(self, dotted_name: str, *args: Any, **kwargs: Any) -> Any:
        """Call a library function inside the worker, on handles or plain values."""
        return self.worker().request("library", dotted_name, lower(args), lower(kwargs), call=dotted_name)

    def probe(self, name: str, *args: Any) -> Any:
        """Inspect objects in the worker with a trusted function of medai.grading.sandbox.probes."""
        return self.worker().request(
            "probe", name, lower(args), call=f"looking at {describe_call('', args, {})}"
        )

    def __getattr__(self, name: str) -> RemoteFunction:
        if name.startswith("_"):
            raise AttributeError(name)
        return RemoteFunction(self, name)

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
