"""Gradings side by side: each in the sandbox that it wants, stopped at its time, none held up by another."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from medai.errors import OUR_FAULT, MedaiError
from medai.grading.assignment import Assignment, CallLimits, CheckSpec
from medai.grading.result import Outcome
from medai.grading.slots import Ended, Job, Slots

RIGHT = "def double(x): return 2 * x\n"


@pytest.fixture
def grader(tmp_path: Path) -> Path:
    path = tmp_path / "grade.py"
    path.write_text(
        "from medai.grading import check\ndef test_doubles(solution): check.close(solution.double(21), 42)\n"
    )
    return path


def job(key: str, grader: Path, source: str = RIGHT, preload: tuple[str, ...] = ()) -> Job:
    limits = CallLimits(call_seconds=20)
    wanted = Assignment(
        key, grader, "bulk", "week01/bulk.py", (CheckSpec("doubles", "doubles", 1),), preload, limits
    )
    return Job(key, wanted, source, 1)


def finish(slots: Slots, jobs: list[Job]) -> dict[str, Ended]:
    """All answers; whatever is free takes the next job."""
    found: dict[str, Ended] = {}
    while jobs or slots.busy:
        while jobs and slots.free:
            slots.start(jobs.pop(0))
        found.update({ended.key: ended for ended in slots.ended()})
    return found


def test_each_job_has_the_modules_it_wants_and_nothing_of_the_one_before(grader: Path) -> None:
    loaded = (
        "import sys\ndef double(x): return 42 if {name!r} in sys.modules and 'left' not in vars(sys) else 0\n"
    )
    leaves = "import sys\nsys.left = 1\n" + RIGHT
    jobs = [
        job("a", grader, loaded.format(name="colorsys"), ("colorsys",)),
        job("b", grader, leaves, ("colorsys",)),
        job("c", grader, loaded.format(name="colorsys"), ("colorsys",)),
        job("d", grader, loaded.format(name="wave"), ("wave",)),
        job("e", grader, loaded.format(name="colorsys"), ("wave",)),
    ]

    with Slots(2) as slots:
        found = finish(slots, jobs)

    assert {key: ended.result is not None and ended.result.passed for key, ended in found.items()} == {
        "a": True, "b": True, "c": True, "d": True, "e": False,
    }  # fmt: skip


def test_a_free_slot_keeps_its_sandbox_for_the_next_job(grader: Path) -> None:
    with Slots(1) as slots:
        finish(slots, [job("a", grader)])
        assert slots.preloads(free=True) == ((),)
        slots.start(job("b", grader))
        assert (slots.preloads(free=False), slots.free, slots.busy) == (((),), False, True)


def test_what_is_over_its_time_is_stopped_and_the_slot_goes_on(grader: Path) -> None:
    slow = "import time\ndef double(x):\n    time.sleep(15)\n    return 42\n"

    with Slots(1, seconds=8) as slots:
        found = finish(slots, [job("slow", grader, slow), job("right", grader)])

    assert (found["slow"].result, found["slow"].overtime) == (None, True)
    assert found["right"].result is not None
    assert found["right"].result.passed


class Broken:
    """Stands for a zygote: one that cannot be made, or one that ends before it is ready."""

    alive = is_ready = False
    preload = ()

    def __init__(self, preload: tuple[str, ...]) -> None:
        if preload:
            raise OSError("no more processes")
        self._ours, self._theirs = socket.socketpair()
        self._theirs.close()

    def fileno(self) -> int:
        return self._ours.fileno()

    def ready(self) -> None:
        raise MedaiError("The grading sandbox did not start.", "", OUR_FAULT)

    def close(self) -> None:
        self._ours.close()


def test_a_sandbox_that_does_not_start_is_told_with_the_reason(
    grader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("medai.grading.slots.Zygote", Broken)

    with Slots(2) as slots:
        found = finish(slots, [job("a", grader), job("b", grader, preload=("x",)), job("c", grader)])

    assert {key: ended.fault for key, ended in found.items()} == {
        "a": "The grading sandbox did not start.",
        "b": "The grading sandbox could not be started: no more processes",
        "c": "The grading sandbox did not start.",
    }
    assert not any(ended.overtime for ended in found.values())


def test_a_grader_that_cannot_be_loaded_is_an_error_and_no_failure(grader: Path) -> None:
    grader.write_text("import no_such_module\n")

    with Slots(1) as slots:
        found = finish(slots, [job("a", grader)])

    result = found["a"].result
    assert result is not None
    assert (result.outcome, result.checks[0].outcome) == (Outcome.ERROR, Outcome.ERROR)


def test_a_fault_around_the_grading_is_told_with_the_reason(
    grader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise MedaiError("The grading sandbox stopped answering.", "Grade again.", OUR_FAULT)

    monkeypatch.setattr("medai.grading.slots.grade", breaks)

    with Slots(1) as slots:
        found = finish(slots, [job("a", grader)])

    assert (found["a"].result, found["a"].fault) == (None, "The grading sandbox stopped answering.")


def test_where_nothing_may_be_forked_this_process_grades(
    grader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_fork() -> int:
        raise AssertionError("forked")

    monkeypatch.setattr("medai.grading.slots._FORKS", False)
    monkeypatch.setattr("os.fork", no_fork)

    with Slots(2) as slots:
        found = finish(slots, [job("right", grader), job("wrong", grader, "def double(x): return x\n")])

    assert [found[key].result.earned for key in ("right", "wrong") if found[key].result is not None] == [1, 0]
