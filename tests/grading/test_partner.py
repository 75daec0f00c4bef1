"""Checks on two cores: the same verdict as one after another, whatever the learner's process does."""

from __future__ import annotations

import os
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from medai.errors import MedaiError
from medai.grading import plugin
from medai.grading.assignment import Assignment, CallLimits, CheckSpec
from medai.grading.faults import BadReply, LoadFailed
from medai.grading.forkserver import Zygote
from medai.grading.partner import Claims, Partner
from medai.grading.proxy import Solution
from medai.grading.result import CheckResult, GradeResult, Outcome
from medai.grading.run import grade

LIMITS = CallLimits(call_seconds=1.5, import_seconds=3, memory_mb=500)
NAMES = ("first", "second", "third", "fourth", "fifth", "sixth")


@pytest.fixture(scope="module")
def zygote():
    with Zygote(("pandas", "matplotlib.pyplot")) as warm:
        yield warm


@pytest.fixture
def both(tmp_path, zygote, monkeypatch):
    """Grades a source alone, and with a partner from the first check on; the two verdicts."""
    made: list[int] = []
    original = Partner.result

    def counted(self):
        found = original(self)
        made.append(len(found))
        return found

    monkeypatch.setattr(Partner, "result", counted)
    monkeypatch.setattr(plugin, "possible", lambda: True)

    def run(
        grader: str, source: str, needs: dict[str, tuple[str, ...]] | None = None, shared: bool = True
    ) -> tuple[GradeResult, GradeResult]:
        path = tmp_path / "grade.py"
        path.write_text("import time\nfrom medai.grading import check\n" + textwrap.dedent(grader))
        made.clear()
        specs = tuple(
            CheckSpec(name, name, 1, (needs or {}).get(name, ()))
            for name in NAMES
            if f"test_{name}(" in grader
        )
        wanted = Assignment("demo", path, "demo", "week01/demo.py", specs, limits=LIMITS)
        alone = grade(wanted, textwrap.dedent(source), seed=5, zygote=zygote)
        assert made == []
        together = grade(wanted, textwrap.dedent(source), seed=5, zygote=zygote, share=True)
        assert bool(made) == shared
        run.made = sum(made)
        return alone, together

    return run


def _told(result: GradeResult) -> list[CheckResult]:
    """All of a verdict but the time that it took, and how much of a flood of output was let through."""
    told = []
    for check in result.checks:
        feedback = check.feedback and replace(check.feedback, printed=check.feedback.printed[:100])
        told.append(replace(check, seconds=0.0, feedback=feedback))
    return told


SIX = "".join(
    f"def test_{name}(solution, seed):\n    time.sleep(0.05)\n    check.equal(solution.f({number}, seed), {number})\n"
    for number, name in enumerate(NAMES)
)


def test_partner_makes_some_of_the_checks_and_the_verdict_is_the_same(both):
    alone, together = both(SIX, "def f(number, seed): return number\n")
    assert _told(alone) == _told(together)
    assert [check.outcome for check in together.checks] == [Outcome.PASSED] * 6
    assert 1 <= both.made <= 4
    assert together.layers == alone.layers


@pytest.mark.parametrize("where", ["order", "arrive"])
def test_where_no_worker_comes_for_a_partner_the_grader_makes_all_checks_itself(both, monkeypatch, where):
    monkeypatch.setattr(plugin.GradingPlugin, "_partners_worker", _no_worker_at(where))
    alone, together = both(SIX, "def f(number, seed): return number * (number != 3)\n", shared=False)
    assert _told(alone) == _told(together)


def _no_worker_at(where):
    """The plugin's own way to a worker, with one that cannot be ordered, or never arrives."""
    original = plugin.GradingPlugin._partners_worker

    def refuse(*_):
        raise MedaiError("no worker", "", 3)

    def partners_worker(self, order):
        def never_there():
            link = order()
            link.arrive = refuse
            return link

        return original(self, refuse if where == "order" else never_there)

    return partners_worker


@pytest.mark.parametrize(
    "f",
    [
        "return number if number != 4 else 'four'",
        "raise ValueError(number)",
        "raise NotImplementedError",
        "print('seen', number)\n    return number + (number > 2)",
        "return number if seed % 2 else number",
    ],
)
def test_failures_are_told_in_the_same_words(both, f):
    alone, together = both(SIX, f"def f(number, seed):\n    {f}\n")
    assert _told(alone) == _told(together)


def test_undefined_function_is_reported_once(both):
    grader = SIX.replace("test_first(solution, seed)", "test_first(solution)").replace(
        "solution.f(0, seed)", "solution.g()"
    )
    alone, together = both(grader, "def g(): return 0\n")
    assert _told(alone) == _told(together)
    assert [str(check.outcome) for check in together.checks] == ["passed", "failed", *["skipped"] * 4]
    assert {check.needs for check in together.checks[2:]} == {"second"}


def test_one_misconception_is_told_by_the_first_check_that_met_it(both):
    grader = "".join(
        f"""
        def test_{name}(solution):
            time.sleep(0.05)
            if solution.f() and {number}:
                check.fail("The variance of a population.", "Divide by n - 1.", kind="misconception")
        """
        for number, name in enumerate(NAMES)
    )
    alone, together = both(grader, "def f(): return 1\n")
    assert _told(alone) == _told(together)
    assert [check.needs for check in together.checks] == ["", "", *["second"] * 4]


def test_check_that_ran_before_what_it_needs_had_failed_is_skipped(both):
    grader = """
    def test_first(solution): check.equal(solution.f(1), 1)
    def test_second(solution):
        time.sleep(0.4)
        check.equal(solution.f(2), 1)
    def test_third(solution):
        check.score(solution, "AUC", 0.5)
        check.equal(solution.f(3), 3)
    def test_fourth(solution):
        check.score(solution, "Brier", 0.25)
        check.equal(solution.f(4), 4)
    """
    alone, together = both(grader, "def f(x): return x\n", {"third": ("second",)})
    assert _told(alone) == _told(together)
    assert [str(check.outcome) for check in together.checks] == ["passed", "failed", "skipped", "passed"]
    # a score of the skipped check does not count either
    assert alone.scores == together.scores
    assert [score.name for score in together.scores] == ["Brier"]


ENDS = """
import os, signal, threading
def f(number, seed):
    {}
    return number
"""


@pytest.mark.parametrize(
    ("act", "failed"),
    [
        ("if number == 3: os._exit(7)", {"fourth"}),
        ("if number: os.kill(os.getpid(), signal.SIGKILL)", set(NAMES) - {"first"}),
        ("if number == 2: os.close(3), os.closerange(3, 40)", None),
        ("if number == 2: bytearray(3 * 10**9)", {"third"}),
        ("if number == 4:\n        while True: pass", {"fifth"}),
        ("if number == 5: print('x' * 60_000_000)", {"sixth"}),
        ("if number == 1: threading.Timer(0.02, os._exit, [3]).start()", None),
    ],
)
def test_what_ends_the_partners_process_costs_no_other_check_its_verdict(both, act, failed):
    alone, together = both(SIX, ENDS.format(act))
    if failed is not None:
        assert {check.id for check in together.checks if check.outcome is Outcome.FAILED} == failed
        assert _told(alone) == _told(together)
    assert not [check for check in together.checks if check.outcome is Outcome.ERROR]
    # what a timer ends is judged in a fresh process; the check that started it may be hit itself
    if "Timer" in act:
        assert [check.outcome for check in together.checks].count(Outcome.PASSED) >= 5


def test_partner_that_is_killed_hands_all_back(both, monkeypatch):
    monkeypatch.setattr(Partner, "_work", lambda *_: os.kill(os.getpid(), 9))
    alone, together = both(SIX, "def f(number, seed): return number\n")
    assert _told(alone) == _told(together)
    assert both.made == 0


def test_file_that_cannot_be_loaded_has_no_partner(both):
    alone, together = both(SIX, "def f(:\n", shared=False)
    assert _told(alone) == _told(together)


def test_file_that_cannot_be_loaded_a_second_time_is_judged_as_it_was_the_first(both, monkeypatch):
    def no_more(*_):
        raise LoadFailed(BadReply("gone"), 1)

    monkeypatch.setattr(Solution, "move_to", no_more)
    alone, together = both(SIX, "def f(number, seed): return number\n")
    assert _told(alone) == _told(together)
    assert both.made == 0


def test_pictures_come_in_the_order_of_the_checks(both):
    grader = "".join(
        f"""
        def test_{name}(solution):
            time.sleep(0.05)
            check.figure(solution, solution.draw(), name="{name}")
        """
        for name in NAMES
    )
    source = """
    def draw():
        import matplotlib.pyplot as plt
        figure, axes = plt.subplots()
        axes.plot([1, 2], [3, 4])
        return figure
    """
    alone, together = both(grader, source)
    assert [picture.name for picture in together.pictures] == list(NAMES)
    assert [picture.png[:4] for picture in together.pictures] == [b"\x89PNG"] * 6
    assert [picture.name for picture in alone.pictures] == list(NAMES)


def test_picture_of_a_figure_that_fails_is_kept_whichever_process_drew_it(both):
    grader = """
    def drawn(solution):
        def make(rng):
            check.figure(solution, solution.draw(), name="mine")
            check.fail("The axis is upside down.")
        check.once(solution, "figure", make)
    def test_first(solution): pass
    def test_second(solution):
        time.sleep(0.3)
        drawn(solution)
    def test_third(solution): drawn(solution)
    """
    source = """
    def draw():
        import matplotlib.pyplot as plt
        figure, axes = plt.subplots()
        axes.plot([1, 2], [3, 4])
        return figure
    """
    alone, together = both(grader, source, {"third": ("second",)})
    assert _told(alone) == _told(together)
    assert [picture.name for picture in together.pictures] == ["mine"]


def test_nothing_is_left_behind(both, zygote):
    both(SIX, "def f(number, seed): return number\n")
    before = os.listdir("/proc/self/fd"), _children(os.getpid()), _children(zygote.pid)
    for ends in ("pass", "if number == 2: os._exit(1)", "while number == 3: pass"):
        both(SIX, ENDS.format(ends))
    assert [len(now) for now in (os.listdir("/proc/self/fd"), _children(os.getpid()))] == [
        len(then) for then in before[:2]
    ]
    assert _children(zygote.pid) == before[2] == []


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_each_claim_is_given_once():
    claims = Claims(100)
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(writing, bytes(reversed(claims)))
        os._exit(0)
    mine = list(claims)
    os.waitpid(pid, 0)
    os.close(writing)
    theirs = list(os.read(reading, 200))
    os.close(reading)
    claims.close()
    assert mine + theirs[::-1] == list(range(100))
