"""Which grader it was: a digest of all that decides over a verdict, and of nothing else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from medai.curriculum.model import Exercise
from medai.errors import ContentError

SHORT = 16  # hex digits that a ledger keeps


def grader_digest(exercise: Exercise) -> str:
    """sha256, 64 hex digits, over grade.py, the checks (ids, points, needs) and the limits.

    Titles, texts and hints may change without a new digest, and so may line ends. Raises ContentError where
    the exercise has no grade.py.
    """
    grader = exercise.folder / "grade.py"
    try:
        source = grader.read_bytes().replace(b"\r\n", b"\n")
    except OSError as error:
        raise ContentError(f"{exercise.id} has no grade.py: {error.strerror}.") from error
    rules = {
        "checks": [[check.id, check.points, list(check.needs)] for check in exercise.checks],
        "limits": asdict(exercise.limits),
    }
    text = json.dumps(rules, sort_keys=True)
    return hashlib.sha256(text.encode() + b"\0" + source).hexdigest()
