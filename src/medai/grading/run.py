"""Grades one submission: a trusted pytest here, learner code in a worker elsewhere."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import random
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from medai.errors import MedaiError
from medai.grading.assignment import Assignment
from medai.grading.faults import Cancelled
from medai.grading.forkserver import Zygote
from medai.grading.result import CheckResult, GradeResult, Outcome, Picture
from medai.grading.sandbox import kernel
from medai.grading.sandbox.enclosure import OF_A_ZYGOTE

if TYPE_CHECKING:
    from medai.grading.handles import Requests
    from medai.grading.link import Link, Output

_MAX_SEED = 10**6


def warm(preload: tuple[str, ...] = ("pandas",), disable: Iterable[str] = ()) -> Zygote:
    """Start a sandbox that imports the modules while the caller does other work. Close it in the end."""
    _one_thread()
    return Zygote(preload, disable)


def _one_thread() -> None:
    """Numeric libraries that this side has yet to import use one thread: more of them only spin on a busy machine."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def warm_up() -> None:
    """Import what grading needs on this side, before the first submission is there."""
    _one_thread()
    import pandas as pd  # noqa: F401
    import pytest  # noqa: F401

    from medai.grading import check, link, plugin  # noqa: F401


def new_seed() -> int:
    """A seed for hidden inputs, short enough to be typed."""
    return random.SystemRandom().randrange(_MAX_SEED)


def grade(
    assignment: Assignment,
    source: str,
    *,
    seed: int | None = None,
    zygote: Zygote | None = None,
    files: Mapping[str, str] | None = None,
    disable: tuple[str, ...] = (),
    cancelled: Callable[[], bool] = lambda: False,
    share: bool = False,
) -> GradeResult:
    """The verdict on source, the text of the learner's file.

    files: other files of the learner's workspace that it may import or read, by relative path. zygote: one
    that is warm already; otherwise one is started and ended here. seed repeats the hidden inputs of a run.
    disable leaves out sandbox layers (see sandbox.enclosure), for tests of what the others hold; those of a
    zygote must be left out in the zygote that is handed over, else ValueError.
    cancelled is asked while learner code runs; once it is True, faults.Cancelled is raised. share: the checks
    run on two cores, where this process may be forked.
    """
    from medai.grading.link import Link, Output, Place

    seed = new_seed() if seed is None else seed
    own = zygote is None
    zygote = zygote or warm(assignment.preload, frozenset(disable) & frozenset(OF_A_ZYGOTE))
    if missing := (frozenset(disable) & frozenset(OF_A_ZYGOTE)) - zygote.disabled:
        raise ValueError(f"start the zygote without {', '.join(sorted(missing))}")
    kernel.make_undumpable()
    output = Output()
    links = {
        f"data/{name}/{path.name}": path for name, paths in assignment.data_files.items() for path in paths
    }
    contents = {name: text.encode() for name, text in (files or {}).items()}
    place = Place({**contents, assignment.file: source.encode(errors="surrogatepass")}, links)

    stack = contextlib.ExitStack()
    forks_from = stack.enter_context(zygote) if own else zygote

    def order_worker() -> Link:
        return Link(forks_from, assignment.limits, place, seed, output, disable, cancelled)

    def open_worker() -> Link:
        nonlocal forks_from
        try:
            return (ordered.pop() if ordered else order_worker()).arrive()
        except MedaiError:
            # Without the layers that forbid it, learner code can stop the zygote: the other checks get a new one.
            forks_from = stack.enter_context(warm(assignment.preload, forks_from.disabled))
            return order_worker().arrive()

    ordered: list[Link] = []
    with stack:
        stack.callback(lambda: [worker.close() for worker in ordered])
        with contextlib.suppress(MedaiError):  # open_worker meets the same, and gets over it or tells
            ordered.append(order_worker())  # it comes while pytest reads the grader
        return _run_checks(assignment, source, seed, open_worker, output, order_worker if share else None)


def grade_here(assignment: Assignment, source: str, *, seed: int | None = None) -> GradeResult:
    """The same checks with the learner's code in this process, for breakpoint(). Never to be recorded."""
    from medai.grading.here import LocalWorker
    from medai.grading.link import Output

    seed = new_seed() if seed is None else seed
    return _run_checks(assignment, source, seed, LocalWorker, Output())


def _run_checks(
    assignment: Assignment,
    source: str,
    seed: int,
    open_worker: Callable[[], Requests],
    output: Output,
    order_partner: Callable[[], Link] | None = None,
) -> GradeResult:
    started = time.perf_counter()
    imports = _Imports()
    # The environment's plugins have no say, nor its options.
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    os.environ.pop("PYTEST_ADDOPTS", None)
    os.environ.pop("PYTEST_PLUGINS", None)
    import pandas as pd  # noqa: F401  (checks ask for it sooner or later: now the sandbox is still starting)
    import pytest

    from medai.grading.feedback import Explainer
    from medai.grading.plugin import GradingPlugin, table_fixtures
    from medai.grading.proxy import Solution

    operation = "run_cells" if assignment.notebook else "load"
    request = (operation, source, assignment.file, assignment.module)
    solution = Solution(open_worker, request, assignment.limits.import_seconds, seed)
    explainer = Explainer(assignment.file, source)
    plugin = GradingPlugin(assignment, solution, explainer, output, seed, order_partner)
    try:
        with _quiet():
            pytest.main(_arguments(assignment.grader), plugins=[plugin, imports, table_fixtures(assignment)])
    finally:
        imports.pytest_collection_finish()
        solution.close()
    if plugin.cancelled:
        raise Cancelled
    verdict = plugin.verdict()
    pictures = tuple(Picture(name, png) for name, png in verdict.pictures.items())
    seconds = time.perf_counter() - started
    return GradeResult(
        assignment.exercise_id,
        _overall(verdict.checks),
        verdict.checks,
        seconds,
        seed,
        solution.layers,
        pictures,
        tuple(verdict.scores.values()),
    )


class _Imports:
    """A pytest plugin for the first grading of a process, which imports pandas, pytest and what the grader names:
    hundreds of thousands of objects, hardly any garbage. Nothing is collected before all of them are there, and none
    of them is visited afterwards, by a fork neither. Not again: what a process has graded is not to stay for ever.
    """

    _met = False

    def __init__(self) -> None:
        self._first, _Imports._met = not _Imports._met and gc.isenabled(), True
        if self._first:
            gc.disable()

    def pytest_collection_finish(self) -> None:
        """The grader was imported."""
        if self._first:
            self._first = False
            gc.freeze()
            gc.enable()


# Parts of pytest that graders do not use: each costs a millisecond or two of every verdict.
_WITHOUT = (
    "assertion", "cacheprovider", "capture", "debugging", "doctest", "faulthandler", "junitxml", "legacypath",
    "logging", "monkeypatch", "nose", "pastebin", "recwarn", "setuponly", "setupplan", "stepwise", "subtests",
    "terminal", "threadexception", "tmpdir", "unittest", "unraisableexception", "warnings",
)  # fmt: skip


def _arguments(grader: Path) -> list[str]:
    """Without `assertion` a failed assert says the author's words only; rewritten, it prints expected values."""
    options = [part for name in _WITHOUT for part in ("-p", f"no:{name}")]
    return [
        *options,
        "--noconftest",
        "--import-mode=importlib",
        f"--rootdir={grader.parent}",
        "-c",
        os.devnull,
        str(grader),
    ]


@contextlib.contextmanager
def _quiet():  # type: ignore[no-untyped-def]
    """What pytest or a grader prints is for nobody; bytecode of graders is not written."""
    before = sys.dont_write_bytecode
    sys.dont_write_bytecode = True
    sys.modules.pop("grade", None)  # pytest keeps it by that name, and every grader is called grade.py
    try:
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
            warnings.catch_warnings(action="ignore"),
        ):
            yield
    finally:
        sys.dont_write_bytecode = before


def _overall(checks: tuple[CheckResult, ...]) -> Outcome:
    outcomes = {check.outcome for check in checks}
    if Outcome.ERROR in outcomes or not checks:
        return Outcome.ERROR
    return Outcome.PASSED if outcomes == {Outcome.PASSED} else Outcome.FAILED
