"""What the grader needs to know of one exercise, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """One check: test_<id> in the grader's file, worth points, run only if all of needs passed."""

    id: str
    title: str
    points: int
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallLimits:
    """What learner code may use: seconds of wall clock (cpu_seconds: of processor), MB of 10**6 bytes.

    file_mb: one file. disk_mb: all files of a worker's scratch folder together, never less than four such files.
    """

    call_seconds: float = 5.0
    import_seconds: float = 15.0
    cpu_seconds: int = 60
    memory_mb: int = 2000
    output_mb: int = 8
    file_mb: int = 64
    disk_mb: int = 256

    @property
    def quota_mb(self) -> int:
        """What the scratch folder holds, where the system can limit it."""
        return max(self.disk_mb, 4 * self.file_mb)


@dataclass(frozen=True, slots=True)
class Assignment:
    """One exercise as the grader sees it.

    grader: path of grade.py. module: the name under which the learner's file is imported.
    file: the learner's file relative to the workspace, as named in messages.
    preload: modules that the sandbox imports before it forks.
    tables: dataset name -> function that returns its DataFrame; each becomes a pytest fixture.
    data_files: dataset name -> files that the learner's code may read as data/<name>/<file>.
    notebook: the file is run cell by cell, as a notebook is, instead of being imported.
    """

    exercise_id: str
    grader: Path
    module: str
    file: str
    checks: tuple[CheckSpec, ...]
    preload: tuple[str, ...] = ("pandas",)
    limits: CallLimits = field(default_factory=CallLimits)
    tables: Mapping[str, Callable[[], pd.DataFrame]] = field(default_factory=dict)
    data_files: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    notebook: bool = False
