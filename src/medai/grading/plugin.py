"""The pytest plugin that turns a grader's tests into check results."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import pytest

from medai.grading.assignment import Assignment, CheckSpec
from medai.grading.checks.core import CheckFailed
from medai.grading.faults import (
    Cancelled,
    GivenUp,
    LearnerFault,
    LoadFailed,
    NotDefined,
    SolutionRaised,
    WorkerDied,
)
from medai.grading.feedback import Explainer
from medai.grading.link import Output
from medai.grading.proxy import Solution
from medai.grading.result import CheckResult, Feedback, Outcome
from medai.grading.text import clean

if TYPE_CHECKING:
    import numpy as np

LOAD = "load"  # the check that stands for "the file can be imported"; shown only where it fails


class GradingPlugin:
    """Collects one CheckResult for each check of the assignment, in its order."""

    def __init__(
        self, assignment: Assignment, solution: Solution, explainer: Explainer, output: Output, seed: int
    ) -> None:
        self._assignment = assignment
        self._specs = {spec.id: spec for spec in assignment.checks}
        self._solution = solution
        self._explainer = explainer
        self._output = output
        self._seed = seed
        self._results: dict[str, CheckResult] = {}
        self._load_failed: CheckResult | None = None
        self._missing: dict[str, str] = {}  # what a check found undefined or unwritten -> that check's id
        self._told: dict[str, str] = {}  # a misconception, in words -> the check that named it
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

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Skip a check that depends on one that did not pass: one mistake is reported once."""
        self._started = time.perf_counter()
        spec = self._specs.get(_check_id(item))
        blocked_by = self._blocked(spec) if spec else ""
        if spec and blocked_by:
            self._results[spec.id] = _result(spec, Outcome.SKIPPED, needs=blocked_by)
            pytest.skip(f"needs {blocked_by}")

    def _blocked(self, spec: CheckSpec) -> str:
        if self._load_failed is not None:
            return LOAD
        for need in spec.needs:
            earlier = self._results.get(need)
            if earlier is None or earlier.outcome is not Outcome.PASSED:
                return earlier.needs if earlier is not None and earlier.needs else need
        return ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Note the outcome of a check. The report is bare: pytest's own, with sources, is shown to nobody."""
        spec = self._specs.get(_check_id(item))
        error = call.excinfo.value if call.excinfo is not None else None
        if spec is not None and call.when != "teardown":
            if error is None and call.when == "call":
                self._note(spec, _result(spec, Outcome.PASSED))
            elif error is not None and not isinstance(error, pytest.skip.Exception):
                self._note(spec, self._judge(spec, error))
        outcome: Literal["passed", "failed"] = "passed" if error is None else "failed"
        when: Any = call.when  # "collect" is not asked for here
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, when)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Called off, or Ctrl-C: there is no verdict. pytest's own kinds, such as a grader that fails to
        import, are an error of ours instead.
        """
        self.cancelled = excinfo.type in (Cancelled, KeyboardInterrupt)

    def _note(self, spec: CheckSpec, result: CheckResult) -> None:
        result = replace(result, seconds=time.perf_counter() - self._started)
        printed = self._output.take()
        if result.feedback is not None and printed:
            result = replace(result, feedback=replace(result.feedback, printed=printed))
        self._results[spec.id] = result

    def _judge(self, spec: CheckSpec, error: BaseException) -> CheckResult:
        if isinstance(error, CheckFailed):
            feedback = self._placed(error.feedback)
            told = (
                self._told.setdefault(feedback.why, spec.id) if feedback.kind == "misconception" else spec.id
            )
            if told != spec.id:  # one mistake, made in a helper or twice, is reported once
                return _result(spec, Outcome.SKIPPED, needs=told)
            return _result(spec, Outcome.FAILED, feedback=feedback)
        if isinstance(error, LoadFailed):
            feedback = _clean(self._explainer.feedback(error))
            done = "runs to its end" if self._assignment.notebook else "can be imported"
            title = f"{self._assignment.file} {done}"
            self._load_failed = CheckResult(LOAD, title, Outcome.FAILED, 0, feedback=feedback)
            return _result(spec, Outcome.SKIPPED, needs=LOAD)
        if isinstance(error, LearnerFault):
            return self._judge_fault(spec, error)
        if isinstance(error, AssertionError) and error.args and error.args[0]:
            return _result(spec, Outcome.FAILED, feedback=self._placed(Feedback(str(error.args[0]))))
        return _result(spec, Outcome.ERROR, detail=clean(f"{type(error).__name__}: {error}", 1000))

    def _placed(self, feedback: Feedback) -> Feedback:
        """The feedback with the last call made and the line where that function is defined."""
        called = feedback.called or self._solution.last_call
        where = feedback.where or self._explainer.definition(called.partition("(")[0])
        return _clean(replace(feedback, called=called, where=where))

    def _judge_fault(self, spec: CheckSpec, fault: LearnerFault) -> CheckResult:
        """A function that is missing or not written yet is reported by the first check that needs it."""
        function = ""
        if isinstance(fault, NotDefined):
            function = fault.name
        elif isinstance(fault, SolutionRaised) and fault.raised.is_a("NotImplementedError"):
            function = fault.raised.frames[-1][1] if fault.raised.frames else fault.call
        elif isinstance(fault, GivenUp):
            function = fault.call.partition("(")[0]
        if function and function in self._missing:
            return _result(spec, Outcome.SKIPPED, needs=self._missing[function])
        if function or isinstance(fault, WorkerDied):
            self._missing.setdefault(function or fault.call.partition("(")[0], spec.id)
        return _result(spec, Outcome.FAILED, feedback=_clean(self._explainer.feedback(fault)))

    # ---- what came of it

    def results(self) -> tuple[CheckResult, ...]:
        """One result a check, in order; a check that never ran is an error of ours."""
        never = "the check did not run"
        found = [
            self._results.get(spec.id) or _result(spec, Outcome.ERROR, detail=never)
            for spec in self._assignment.checks
        ]
        return (self._load_failed, *found) if self._load_failed is not None else tuple(found)


def _check_id(item: Any) -> str:
    return str(item.name).removeprefix("test_")


def _result(
    spec: CheckSpec, outcome: Outcome, *, feedback: Feedback | None = None, needs: str = "", detail: str = ""
) -> CheckResult:
    earned = spec.points if outcome is Outcome.PASSED else 0
    return CheckResult(
        spec.id, spec.title, outcome, spec.points, earned, feedback=feedback, needs=needs, detail=detail
    )


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
