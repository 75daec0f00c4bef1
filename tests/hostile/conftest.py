"""A small assignment of three independent checks, and one warm sandbox for all submissions."""

from __future__ import annotations

from pathlib import Path

import pytest

from medai.grading.assignment import Assignment, CallLimits, CheckSpec
from medai.grading.forkserver import Zygote
from medai.grading.result import GradeResult
from medai.grading.run import grade

HERE = Path(__file__).parent
CHECKS = ("doubles", "marks_missing", "mean")
LIMITS = CallLimits(call_seconds=1.5, import_seconds=3, cpu_seconds=20, memory_mb=500, output_mb=4, file_mb=8)
HONEST = (HERE / "honest.py").read_text()


def assignment() -> Assignment:
    specs = tuple(CheckSpec(name, name, 1) for name in CHECKS)
    return Assignment("hostile", HERE / "grade.py", "hostile", "week01/hostile.py", specs, limits=LIMITS)


@pytest.fixture(scope="module")
def zygote():
    with Zygote(("pandas",)) as warm:
        yield warm


@pytest.fixture
def judge(zygote):
    """Grades a submission: a whole source, or functions that replace those of the honest one."""

    def run(
        replacement: str = "", *, source: str | None = None, disable: tuple[str, ...] = ()
    ) -> GradeResult:
        text = HONEST + "\n\n" + replacement if source is None else source
        return grade(assignment(), text, zygote=zygote, disable=disable, seed=1)

    return run
