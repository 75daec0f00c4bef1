"""Many submissions: each judged for itself, nothing twice, flat memory, resumed after a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from medai.grading.assignment import Assignment, CallLimits, CheckSpec
from medai.grading.bulk import Submission, grade_many

GRADER = """
from medai.grading import check
def test_doubles(solution): check.close(solution.double(21), 42)
def test_adds(solution): check.close(solution.add(2, 3), 5)
"""
RIGHT = "def double(x): return 2 * x\ndef add(a, b): return a + b\n"
HOSTILE = "import os\ndef double(x): os._exit(0)\ndef add(a, b): return a + b\n"


@pytest.fixture
def assignment(tmp_path):
    grader = tmp_path / "grade.py"
    grader.write_text(GRADER)
    specs = (CheckSpec("doubles", "doubles", 1), CheckSpec("adds", "adds", 1))
    return Assignment(
        "bulk", grader, "bulk", "week01/bulk.py", specs, preload=(), limits=CallLimits(call_seconds=2)
    )


def class_of(count):
    for number in range(count):
        source = {0: RIGHT, 1: RIGHT.replace("2 * x", "x"), 2: HOSTILE, 3: "def double(x) return x\n"}[
            number % 4
        ]
        yield Submission(f"student{number:03d}", f"# {number}\n{source}")


def test_each_submission_is_judged_for_itself(assignment, tmp_path):
    verdicts = {v.id: v for v in grade_many(assignment, class_of(12), tmp_path / "out.jsonl", seed=1)}
    assert len(verdicts) == 12
    earned = [verdicts[f"student{n:03d}"].result.earned for n in range(12)]
    assert earned == [2, 1, 1, 0] * 3
    assert {verdict.fault for verdict in verdicts.values()} == {""}


def test_what_has_not_changed_is_not_graded_again(assignment, tmp_path, monkeypatch):
    record = tmp_path / "out.jsonl"
    first = list(grade_many(assignment, class_of(6), record, seed=1))
    lines = record.read_text().count("\n")
    again = list(grade_many(assignment, class_of(6), record, seed=1))
    assert record.read_text().count("\n") == lines == 6
    assert {(v.id, v.result) for v in again} == {(v.id, v.result) for v in first}
    changed = [Submission("student000", RIGHT + "# changed\n")]
    assert [v.result.earned for v in grade_many(assignment, changed, record, seed=1)] == [2]
    assert record.read_text().count("\n") == 7


def test_a_changed_grader_grades_all_again(assignment, tmp_path):
    record = tmp_path / "out.jsonl"
    list(grade_many(assignment, class_of(2), record, seed=1))
    assignment.grader.write_text(GRADER + "\n# changed\n")
    list(grade_many(assignment, class_of(2), record, seed=1))
    assert record.read_text().count("\n") == 4


def test_it_goes_on_after_a_kill_with_a_line_cut_short(assignment, tmp_path):
    record = tmp_path / "out.jsonl"
    program = textwrap.dedent(f"""
        import sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from test_bulk import *
        a = Assignment("bulk", Path({str(assignment.grader)!r}), "bulk", "week01/bulk.py",
            (CheckSpec("doubles", "doubles", 1), CheckSpec("adds", "adds", 1)), preload=(),
            limits=CallLimits(call_seconds=2))
        for number, verdict in enumerate(grade_many(a, class_of(40), Path({str(record)!r}), seed=1)):
            print(verdict.id, flush=True)
    """)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environment = os.environ | {"TMPDIR": str(scratch)}
    child = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment
    )
    for _ in range(8):
        assert child.stdout.readline()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    until = time.monotonic() + 20  # what it had begun is graded to its end, for nobody
    while os.listdir(scratch) and time.monotonic() < until:
        time.sleep(0.05)
    assert os.listdir(scratch) == []
    whole = record.read_text()
    record.write_text(whole + whole.splitlines()[0][: len(whole) // 20])
    kept = len([line for line in whole.splitlines() if line])
    assert kept >= 8
    verdicts = list(grade_many(assignment, class_of(40), record, seed=1))
    assert sorted(v.id for v in verdicts) == [f"student{n:03d}" for n in range(40)]
    new = [json.loads(line) for line in record.read_text().splitlines()[kept + 1 :]]
    assert len(new) == 40 - kept


def test_a_grader_that_dies_is_our_fault_and_the_next_is_graded(assignment, tmp_path):
    assignment.grader.write_text(
        "import os\nfrom medai.grading import check\n"
        "def test_doubles(solution):\n    if solution.double(0) == 7: os._exit(5)\n"
        "def test_adds(solution): pass\n"
    )
    submissions = [
        Submission("a", RIGHT.replace("2 * x", "7")),
        Submission("b", RIGHT),
        Submission("c", RIGHT.replace("2 * x", "7 + 0")),
    ]
    verdicts = {v.id: v for v in grade_many(assignment, submissions, tmp_path / "o", seed=1, at_once=1)}
    assert verdicts["a"].result is None
    assert "verdict" in verdicts["a"].fault
    assert verdicts["b"].result.passed
    again = {v.id: v for v in grade_many(assignment, submissions, tmp_path / "o", seed=1, at_once=1)}
    assert again["a"].result is None


def test_memory_stays_flat(assignment, tmp_path):
    def kilobytes() -> int:
        text = Path("/proc/self/status").read_text()
        return int(next(line.split()[1] for line in text.splitlines() if line.startswith("VmRSS")))

    before = len(os.listdir("/proc/self/fd"))
    sizes = [kilobytes() for _ in grade_many(assignment, class_of(120), tmp_path / "out.jsonl", seed=1)]
    assert sizes[-1] - sizes[20] < 4_000
    assert len(os.listdir("/proc/self/fd")) <= before
