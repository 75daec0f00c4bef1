"""Ratios of interleaved runs: both sides meet the same noise of the machine."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MEDAI = str(Path(sys.executable).with_name("medai"))


@pytest.fixture
def ratio(benchmark):
    """Runs ours and theirs in turn; the ratio of their medians, kept with the benchmark's own figures."""

    def measure(ours: Callable[[], object], theirs: Callable[[], object], rounds: int = 7) -> float:
        times: tuple[list[float], list[float]] = ([], [])
        for _ in range(rounds):
            for side, run in zip(times, (ours, theirs), strict=True):
                began = time.perf_counter()
                run()
                side.append(time.perf_counter() - began)
        benchmark.pedantic(ours, rounds=1, iterations=1)
        medians = [statistics.median(side) for side in times]
        found = medians[0] / medians[1]
        benchmark.extra_info.update(ours=medians[0], theirs=medians[1], ratio=found)
        print(f"\nours {medians[0]:.3f} s, theirs {medians[1]:.3f} s, ratio {found:.2f}")
        return found

    return measure


@pytest.fixture
def command(tmp_path):
    """Runs a command in a fresh folder with a cache of its own; asserts its exit code."""

    def run(words: Sequence[str], code: int = 0) -> None:
        environment = os.environ | {"MEDAI_CACHE": str(tmp_path / "cache"), "MEDAI_OFFLINE": "1"}
        done = subprocess.run(
            words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stdout + done.stderr

    return run
