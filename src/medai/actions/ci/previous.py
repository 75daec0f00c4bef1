"""The results.json of the run before: what need not be graded again, and what must be."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medai.actions.ci.report import FORMAT, Before, Grader

RESULTS = "results.json"
_LARGEST = 50_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Known:
    """One exercise in the run before. An unchanged one goes by the verdict that it was unchanged since."""

    outcome: str
    sha256: str
    modules: str
    grader: str
    before: Before


@dataclass(frozen=True, slots=True)
class Previous:
    """The run before, {} where there was none; note says what is wrong with its file."""

    exercises: Mapping[str, Known]
    note: str = ""


def read_previous(out: Path, grader: Grader) -> Previous:
    """What out/results.json says. By another medai: which exercises passed, and nothing else of use.

    Nothing in it can make a pass: what it says passed is graded again. A file that is broken costs the time
    to grade everything.
    """
    path = out / RESULTS
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError("too large")
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["medai_results"] != FORMAT:
            return Previous({}, f"The last {RESULTS} is of another format, so everything is graded.")
        ran = data["grader"]
        same = (ran["release"], ran["version"], ran["commit"]) == (
            grader.release,
            grader.version,
            grader.commit,
        )
        found = {
            str(one["id"]): _known(one, data, same) for week in data["weeks"] for one in week["exercises"]
        }
    except FileNotFoundError:
        return Previous({})
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Previous({}, f"The last {RESULTS} could not be read, so everything is graded.")
    return Previous(found)


def _known(one: Mapping[str, Any], run: Mapping[str, Any], same: bool) -> Known:
    outcome = str(one["outcome"])
    before = one.get("before")
    if outcome == "unchanged" and before is not None:
        verdict = Before(
            str(before["outcome"]), _number(before["earned"]), _number(before["points"]), str(before["at"]),
            None if before["commit"] is None else str(before["commit"]),
        )  # fmt: skip
    else:
        commit = run["commit"]
        verdict = Before(
            outcome, _number(one["earned"]), _number(one["points"]), str(run["at"]),
            None if commit is None else str(commit),
        )  # fmt: skip
    # What was stopped for its time is graded again: another computer, or a quieter one, may be fast enough.
    slow = any(check["kind"] == "timeout" for check in one["checks"])
    digest = str(one["grader"] or "") if same and not slow else ""
    return Known(verdict.outcome, str(one["sha256"] or ""), str(one["modules"] or ""), digest, verdict)


def _number(value: object) -> int:
    if type(value) is not int or not 0 <= value < 10**6:
        raise ValueError("no number of points")
    return value
