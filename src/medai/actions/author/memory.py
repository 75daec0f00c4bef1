"""Verdicts of earlier checks, kept by the content that they came from."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import medai
from medai import paths
from medai.actions.author.cases import Case, CaseVerdict, CheckVerdict
from medai.curriculum.model import Exercise

_GRADES = ("grading", "datasets/tables.py", "actions/assignments.py", "actions/author/cases.py")


def key(exercise: Exercise, case: Case) -> str:
    """Fingerprint of all that the verdict depends on: the case, the grader, the data, medai's own grading."""
    checks = [[check.id, check.points, check.needs] for check in exercise.checks]
    content: list[Any] = [
        medai.__version__,
        case.text,
        [exercise.file, exercise.notebook],
        checks,
        exercise.preload,
        asdict(exercise.limits),
        _file(exercise.folder / "grade.py"),
        [_file(paths.content_dir("datasets") / name / "dataset.yaml") for name in exercise.datasets],
        _own_code(),
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def recall(fingerprint: str) -> CaseVerdict | None:
    """The verdict of that fingerprint, or None."""
    try:
        kept = json.loads(_place(fingerprint).read_bytes())
        checks = tuple(CheckVerdict(**check) for check in kept.pop("checks"))
        return CaseVerdict(checks=checks, **kept)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def keep(fingerprint: str, verdict: CaseVerdict) -> None:
    """Remember a verdict, unless the grader broke: that may have been the machine. No harm where it cannot."""
    if verdict.fault or verdict.outcome == "error":
        return
    place = _place(fingerprint)
    part = place.with_suffix(f".{os.getpid()}.part")
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(asdict(verdict)), encoding="utf-8")
        part.replace(place)


def _place(fingerprint: str) -> Path:
    return paths.cache_dir() / "author" / fingerprint[:2] / f"{fingerprint}.json"


def _file(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "absent"


@cache
def _own_code() -> str:
    package = Path(medai.__file__).parent
    return hashlib.sha256("".join(map(_file, _sources(package))).encode()).hexdigest()


def _sources(package: Path) -> Iterator[Path]:
    for name in _GRADES:
        place = package / name
        yield from sorted(place.rglob("*.py")) if place.is_dir() else (place,)
