"""An exercise of the course as the grader wants it: plain values, with its datasets at hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from medai import paths
from medai.actions.data import obtain
from medai.curriculum.model import Exercise
from medai.datasets.registry import load_dataset
from medai.errors import ContentError
from medai.grading.assignment import Assignment, CallLimits, CheckSpec

if TYPE_CHECKING:
    import pandas as pd

    from medai.datasets.model import Dataset


def assignment(exercise: Exercise, file: str) -> Assignment:
    """The exercise with its datasets in the cache (fetched now where they are absent).

    file: how the learner's file is called in messages. Raises MedaiError where data cannot be got, and
    ContentError where the exercise has no grader.
    """
    grader = exercise.folder / "grade.py"
    if not grader.is_file():
        raise ContentError(f"{exercise.id} has no grade.py.")
    tables: dict[str, Callable[[], pd.DataFrame]] = {}
    data_files: dict[str, tuple[Path, ...]] = {}
    for name in exercise.datasets:
        dataset = load_dataset(paths.content_dir("datasets"), name)
        data_files[name] = dataset.handed_out(obtain(dataset))
        tables.update(_readers(dataset))
    return Assignment(
        exercise_id=exercise.id,
        grader=grader,
        module=Path(exercise.file).stem,
        file=file,
        checks=tuple(
            CheckSpec(check.id, check.title, check.points, check.needs) for check in exercise.checks
        ),
        preload=exercise.preload,
        limits=CallLimits(
            call_seconds=exercise.limits.call_seconds,
            import_seconds=exercise.limits.import_seconds,
            cpu_seconds=exercise.limits.cpu_seconds,
            memory_mb=exercise.limits.memory_mb,
            output_mb=exercise.limits.output_mb,
            file_mb=exercise.limits.file_mb,
        ),
        tables=tables,
        data_files=data_files,
        notebook=exercise.notebook,
    )


def _readers(dataset: Dataset) -> dict[str, Callable[[], pd.DataFrame]]:
    """Loaders by fixture: the dataset's name, or for separate tables its name and the file's: mimic_patients.

    A grader gets withheld files too; learner code does not.
    """
    name = dataset.name.replace("-", "_")
    if dataset.table is None:
        return {}
    if not dataset.table.separate:
        return {name: _reader(dataset)}
    stems = [Path(file.name).stem for file in dataset.forms[0].files]
    return {f"{name}_{stem.replace('-', '_').lower()}": _reader_of_file(dataset, stem) for stem in stems}


def _reader_of_file(dataset: Dataset, stem: str) -> Callable[[], pd.DataFrame]:
    def read() -> pd.DataFrame:
        from medai.datasets.tables import read_tables

        return read_tables(dataset, paths.cache_dir())[stem]

    return read


def _reader(dataset: Dataset) -> Callable[[], pd.DataFrame]:
    def read() -> pd.DataFrame:
        from medai.datasets.tables import read_table

        return read_table(dataset, paths.cache_dir())

    return read
