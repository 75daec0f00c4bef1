"""What graders hold: the learner's module and its functions."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from typing import Any, Literal

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
from medai.grading.handles import Requests, holds_handle, is_handle, lower, show_as
from medai.grading.result import Score
from medai.grading.sandbox import cells
from medai.grading.sandbox.worker import MODULE
from medai.grading.text import clean, describe, describe_call

_HANGS_BEFORE_GIVING_UP = 2


class RemoteFunction:
    """A function of the learner's module. Calling it runs it in the worker, within the exercise's limits."""

    def __init__(self, solution: Solution, name: str, seconds: float | None = None) -> None:
        self._solution = solution
        self.name = name
        self._seconds = seconds

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._solution.call(self.name, args, kwargs, self._seconds)

    def with_arguments(self, *args: Any, **kwargs: Any) -> tuple[Any, tuple[Any, ...]]:
        """(value, positional arguments as they are after the call): shows what was changed in place."""
        value, after = self._and("arguments", args, kwargs)
        if type(after) is not tuple:
            raise BadReply("its process did not send the arguments back", self._solution.last_call)
        return value, after

    def and_held(self, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
        """(value, a handle of the same object): to hand to another function exactly what this one returned.

        A value that travels becomes plain on the way: pairs of a class of the learner's own lose their names.
        """
        value, held = self._and("result", args, kwargs)
        if not is_handle(held):
            raise BadReply("its process did not keep what was returned", self._solution.last_call)
        if not holds_handle(value):
            show_as(held, describe(value))
        return value, held

    def _and(
        self, also: Literal["arguments", "result"], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> tuple[Any, Any]:
        found = self._solution.call(self.name, args, kwargs, self._seconds, also)
        if type(found) is not tuple or len(found) != 2:
            raise BadReply(f"its process did not send the {also} along", self._solution.last_call)
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
        also: Literal["", "arguments", "result"] = "",
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
        request = (MODULE, name, lower(args), lower(kwargs), also)
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
