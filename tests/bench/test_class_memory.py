"""A class of a thousand: the memory of grader and sandboxes stays flat, also after a kill half-way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from bench.conftest import ROOT
from medai.grading.assignment import Assignment, CallLimits, CheckSpec
from medai.grading.bulk import Submission, grade_many

pytestmark = pytest.mark.bench
HOSTILE = ROOT / "tests" / "hostile"
COUNT = 1000


def assignment() -> Assignment:
    specs = tuple(CheckSpec(name, name, 1) for name in ("doubles", "marks_missing", "mean"))
    limits = CallLimits(call_seconds=20)
    return Assignment("class", HOSTILE / "grade.py", "hostile", "week01/hostile.py", specs, limits=limits)


def submissions():
    """Right ones, wrong ones, and such as crash, print and forge, ten kinds in turn."""
    honest = (HOSTILE / "honest.py").read_text()
    broken = (
        "def double(x): return x",
        "def double(x) return 2",
        "import os\ndef double(x): os._exit(0)",
        "def double(x):\n    print('x' * 10**6)\n    return x",
        "def mean_age(ages): raise ValueError('x' * 10**6)",
    )
    for number in range(COUNT):
        source = honest if number % 2 else f"{honest}\n{broken[number // 2 % len(broken)]}\n"
        yield Submission(f"student{number:04d}", f"{source}# {number}\n")


def kilobytes() -> int:
    """Resident memory of this process and of all its descendants."""
    waiting, found = [os.getpid()], 0
    while waiting:
        folder = Path("/proc", str(waiting.pop()))
        try:
            status = (folder / "status").read_text()
            found += next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
            for task in (folder / "task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, StopIteration):
            continue  # it ended meanwhile
    return found


def test_memory_over_a_thousand_and_a_kill_half_way(benchmark, tmp_path):
    record = tmp_path / "verdicts.jsonl"
    program = textwrap.dedent(f"""
        import sys
        sys.path[:0] = [{str(ROOT / "tests")!r}]
        from pathlib import Path
        from bench.test_class_memory import assignment, submissions, grade_many
        for verdict in grade_many(assignment(), submissions(), Path({str(record)!r}), seed=1): pass
    """)
    child = subprocess.Popen([sys.executable, "-c", program])
    while child.poll() is None and (not record.exists() or record.read_bytes().count(b"\n") < COUNT // 4):
        time.sleep(0.1)
    child.send_signal(signal.SIGKILL)
    child.wait()
    kept = len(record.read_text().splitlines())
    descriptors, sizes, began = len(os.listdir("/proc/self/fd")), [], time.perf_counter()
    earned: dict[str, int] = {}
    for verdict in grade_many(assignment(), submissions(), record, seed=1):
        assert verdict.fault == ""
        earned[verdict.id] = verdict.result.earned
        if len(earned) > kept:
            sizes.append(kilobytes())
    rate = (COUNT - kept) / (time.perf_counter() - began)
    tenth = len(sizes) // 10
    early, late = (sorted(part)[tenth // 2] for part in (sizes[tenth : 2 * tenth], sizes[-tenth:]))
    benchmark.extra_info.update(kept=kept, early=early, late=late, most=max(sizes), rate=rate)
    benchmark.pedantic(lambda: None, rounds=1)
    print(
        f"\n{kept} kept after a kill, {len(sizes)} graded, {rate:.1f}/s; grader and sandboxes: {early / 1e3:.0f} MB "
        f"after a tenth, {late / 1e3:.0f} MB at the end, {max(sizes) / 1e3:.0f} MB at most"
    )
    assert len(earned) == COUNT
    assert sorted(set(earned.values())) == [0, 2, 3]
    assert sum(points == 3 for points in earned.values()) == COUNT // 2
    assert late - early < 15_000
    assert len(os.listdir("/proc/self/fd")) <= descriptors
