"""The pytest plugin that turns a grader's tests into check results."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import pytest

from medai.errors import MedaiError
from medai.grading.assignment import Assignment, CheckSpec
from medai.grading.checks.core import CheckFailed
from medai.grading.faults import (
    Cancelled,
    GivenUp,
    LearnerFault,
    LoadFailed,
    NotDefined,
    SolutionRaised,
    TimedOut,
    TooMuchOutput,
    WorkerDied,
)
from medai.grading.feedback import Explainer
from medai.grading.link import Link, Output
from medai.grading.partner import Claims, HandBack, Partner, possible
from medai.grading.proxy import Solution
from medai.grading.result import CheckResult, Feedback, Outcome, Score
from medai.grading.settle import LOAD, Found, Verdict, blocked_by, outcome, settle, timed
from medai.grading.text import clean

if TYPE_CHECKING:
    import numpy as np


# A partner has to load the learner's file too: where that takes longer than this, it hardly pays.
MOST_LOAD_SECONDS = 0.5


class GradingPlugin:
    """Collects what each check of the assignment finds.

    order_partner: orders a worker for a partner on another core; None: the checks run one after another.
    """

    def __init__(
        self,
        assignment: Assignment,
        solution: Solution,
        explainer: Explainer,
        output: Output,
        seed: int,
        order_partner: Callable[[], Link] | None = None,
    ) -> None:
        self._assignment = assignment
        self._specs = {spec.id: spec for spec in assignment.checks}
        self._solution = solution
        self._explainer = explainer
        self._output = output
        self._seed = seed
        self._found: dict[str, Found] = {}
        self._load_failed: CheckResult | None = None
        self._pictures: dict[str, bytes] = {}  # those of the checks so far
        self._scores: dict[str, Score] = {}
        self._order_partner = None if assignment.notebook else order_partner  # its cells would run twice
        self._fault: BaseException | None = None  # that ended the last check
        self._started = 0.0
        self.cancelled = False

    # ---- fixtures

    @pytest.fixture
    def solution(self) -> Solution:
        """The learner's module; its functions run in the sandbox."""
        self._solution.worker()  # a file that cannot be imported fails here, once, before any check
        return self._solution

    @pytest.fixture
    def seed(self, request: pytest.FixtureRequest) -> int:
        """An integer that differs from run to run and from check to check; --seed repeats it."""
        return random.Random(f"{self._seed}:{_check_id(request.node)}").randrange(2**31)

    @pytest.fixture
    def rng(self, seed: int) -> np.random.Generator:
        """A numpy generator for hidden inputs, seeded with `seed`."""
        import numpy as np

        return np.random.default_rng(seed)

    # ---- hooks

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Checks run in the order of exercise.yaml, so that a check comes after those that it needs."""
        order = {name: position for position, name in enumerate(self._specs)}
        items.sort(key=lambda item: order.get(_check_id(item), len(order)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """One check after another, or with a partner on another core."""
        if self._order_partner is None or session.testsfailed or len(session.items) < 2 or not possible():
            return None  # pytest's own loop
        worker = self._partners_worker(self._order_partner)
        if worker is None:
            return None
        try:
            self._share(session.items, worker)
        finally:
            worker.close()
        return True

    def _partners_worker(self, order: Callable[[], Link]) -> Link | None:
        """A worker for a partner; the grader's own loads the learner's file meanwhile. Where either fails, None."""
        with contextlib.ExitStack() as unless_it_comes:
            try:
                ordered = order()
                unless_it_comes.callback(ordered.close)
                self._solution.worker()
                if self._solution.load_seconds < MOST_LOAD_SECONDS:
                    ordered.arrive()
                    unless_it_comes.pop_all()
                    return ordered
            except (LoadFailed, MedaiError):
                pass  # the checks meet it too
        return None

    def _share(self, items: list[pytest.Item], worker: Link) -> None:
        def make(number: int) -> tuple[str, Found | None]:
            self._fault = None
            _run(items[number])
            if not self._solution.has_worker() and not isinstance(self._fault, (TimedOut, TooMuchOutput)):
                raise HandBack
            return _check_id(items[number]), self._found.get(_check_id(items[number]))

        claims = Claims(len(items))
        partner = Partner(worker, self._solution, claims, make)
        try:
            for number in claims:
                _run(items[number])
            made = partner.result()
        finally:
            claims.close()
            partner.close()
        self._output.take()  # what the partner's worker printed and the partner has not read
        self._found |= {name: found for name, found in made.values() if found is not None}
        for item in items:
            if _check_id(item) in self._specs.keys() - self._found.keys():
                _run(item)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip a check that depends on one that did not pass: one mistake is reported once."""
        self._started = time.perf_counter()
        spec = self._specs.get(_check_id(item))
        if spec is None:
            return
        earlier = {name: found.result for name, found in self._found.items()}
        needs = LOAD if self._load_failed is not None else blocked_by(spec, earlier)
        if needs:
            self._found[spec.id] = Found(outcome(spec, Outcome.SKIPPED, needs=needs))
            pytest.skip(f"needs {needs}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Note the outcome of a check. The report is bare: pytest's own, with sources, is shown to nobody."""
        spec = self._specs.get(_check_id(item))
        error = call.excinfo.value if call.excinfo is not None else None
        self._fault = error or self._fault
        if spec is not None and call.when != "teardown":
            if error is None and call.when == "call":
                self._note(spec, Found(outcome(spec, Outcome.PASSED)))
            elif error is not None and not isinstance(error, pytest.skip.Exception):
                self._note(spec, self._judge(spec, error))
        done: Literal["passed", "failed"] = "passed" if error is None else "failed"
        when: Any = call.when  # "collect" is not asked for here
        return pytest.TestReport(item.nodeid, item.location, {}, done, None, when)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Called off, or Ctrl-C: there is no verdict. pytest's own kinds, such as a grader that fails to
        import, are an error of ours instead.
        """
        self.cancelled = excinfo.type in (Cancelled, KeyboardInterrupt)

    def _note(self, spec: CheckSpec, found: Found) -> None:
        pictures, scores = self._solution.pictures, self._solution.scores
        found = replace(
            found,
            pictures={name: png for name, png in pictures.items() if self._pictures.get(name) is not png},
            scores={name: score for name, score in scores.items() if self._scores.get(name) is not score},
        )
        self._pictures, self._scores = dict(pictures), dict(scores)
        self._found[spec.id] = timed(found, time.perf_counter() - self._started, self._output.take())

    def _judge(self, spec: CheckSpec, error: BaseException) -> Found:
        if isinstance(error, CheckFailed):
            feedback = self._placed(error.feedback)
            # a mistake made in a helper, or twice, is one mistake
            mistake = feedback.why if feedback.kind == "misconception" else _place(error.__context__)
            return _failed(spec, feedback, mistake)
        if isinstance(error, LoadFailed):
            feedback = _clean(self._explainer.feedback(error))
            done = "runs to its end" if self._assignment.notebook else "can be imported"
            title = f"{self._assignment.file} {done}"
            self._load_failed = CheckResult(LOAD, title, Outcome.FAILED, 0, feedback=feedback)
            return Found(outcome(spec, Outcome.SKIPPED, needs=LOAD))
        if isinstance(error, LearnerFault):
            return self._judge_fault(spec, error)
        if isinstance(error, AssertionError) and error.args and error.args[0]:
            return _failed(spec, self._placed(Feedback(str(error.args[0]))))
        return Found(outcome(spec, Outcome.ERROR, detail=clean(f"{type(error).__name__}: {error}", 1000)))

    def _placed(self, feedback: Feedback) -> Feedback:
        """The feedback with the last call made and the line where that function is defined."""
        called = feedback.called or self._solution.last_call
        where = feedback.where or self._explainer.definition(called.partition("(")[0])
        return _clean(replace(feedback, called=called, where=where))

    def _judge_fault(self, spec: CheckSpec, fault: LearnerFault) -> Found:
        """A function that is missing or not written yet is reported by the first check that needs it."""
        function = ""
        if isinstance(fault, NotDefined):
            function = fault.name
        elif isinstance(fault, SolutionRaised) and fault.raised.is_a("NotImplementedError"):
            function = fault.raised.frames[-1][1] if fault.raised.frames else fault.call
        elif isinstance(fault, GivenUp):
            function = fault.call.partition("(")[0]
        aloud = not function and isinstance(fault, WorkerDied)
        if aloud:
            function = fault.call.partition("(")[0]
        feedback = _clean(self._explainer.feedback(fault))
        return _failed(spec, feedback, f"function {function}" if function else _place(fault), aloud=aloud)

    # ---- what came of it

    def verdict(self) -> Verdict:
        """What all checks together say; in front of them, that the file could not be loaded."""
        settled = settle(self._assignment.checks, self._found)
        if self._load_failed is None:
            return settled
        return settled._replace(checks=(self._load_failed, *settled.checks))


def _run(item: pytest.Item) -> None:
    others = (other for other in item.session.items if other is not item)
    # pytest tears down what the next item does not share: between checks, their own fixtures.
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=next(others, None))


def _place(error: BaseException | None) -> str:
    """Where learner code raised what: two checks that meet the same exception at the same line met one mistake."""
    if not isinstance(error, SolutionRaised) or not error.raised.frames:
        return ""
    line, function = error.raised.frames[-1]
    return f"{error.raised.name} at line {line} of {function}"


def _check_id(item: Any) -> str:
    return str(item.name).removeprefix("test_")


def _failed(spec: CheckSpec, feedback: Feedback, mistake: str = "", *, aloud: bool = False) -> Found:
    return Found(replace(outcome(spec, Outcome.FAILED), feedback=feedback), mistake, aloud)


def _clean(feedback: Feedback) -> Feedback:
    why = clean(feedback.why)
    if why.startswith(
        ("the ", "a ", "an ")
    ):  # a sentence starts large; a name of the learner's stays as it is
        why = why[0].upper() + why[1:]
    return replace(
        feedback,
        why=why,
        next_step=clean(feedback.next_step),
        called=clean(feedback.called, 400),
        got=clean(feedback.got, 400),
        expected=clean(feedback.expected, 400),
    )


def table_fixtures(assignment: Assignment) -> Any:
    """A plugin whose fixtures are the assignment's tables, a fresh copy for each check."""

    def fixture(load: Callable[[], Any]) -> Any:
        loaded: list[Any] = []

        def table(_self: Any) -> Any:
            if not loaded:
                loaded.append(load())
            return loaded[0].copy()

        return table

    members = {name: pytest.fixture(name=name)(fixture(load)) for name, load in assignment.tables.items()}
    return type("TableFixtures", (), members)()
