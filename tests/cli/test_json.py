"""The JSON envelope: its keys are a promise to other programs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Medai

EXERCISE = {"id", "title", "week_id", "file", "kind", "minutes", "points", "earned", "state", "attempts"}
WEEK = {
    "id", "number", "title", "phase", "track", "hours", "state", "passed", "total", "points", "earned", "reason",
    "way_round",
}  # fmt: skip
KEYS: dict[str, set[str]] = {
    "start week1": {
        "week_id", "title", "goals", "hours", "workspace", "new_workspace", "folder", "again", "forced", "written",
        "kept", "datasets", "problems", "missing", "has_lesson", "exercises", "first",
        "notes",
    },
    "lesson": {"week_id", "title", "minutes", "goals", "text", "resources", "first_exercise"},
    "task": {"exercise", "week_title", "path", "impact", "datasets", "hints", "text", "checks"},
    "next": {"task", "week_to_start", "week_title", "waiting", "wrote_starter"},
    "hint": {"exercise_id", "title", "number", "total", "text", "new"},
    "solution add-two --give-up": {"exercise_id", "title", "code", "gave_up", "file"},
    "track ehr": {"chosen", "before", "tracks"},
    "grade add-two": {"graded", "without_file", "seconds", "week_done", "next", "notes"},
    "reset add-two --yes": {"exercise_id", "file", "path", "backup", "restore"},
    "status": {
        "title", "release", "workspace", "track", "tracks", "phases", "weeks", "passed", "total", "earned", "points",
        "practice_seconds", "reading_seconds", "hints_used", "at_hand", "started", "notes",
    },
    "list": {"weeks", "at_hand"},
    "leaderboard": {"boards", "ranked"},
    "update": {
        "workspace", "dry_run", "pinned", "release", "source", "renamed", "moved", "regraded", "removed", "new",
        "notes",
    },
    "doctor": {"findings"},
    "data list": {"cache", "datasets"},
    "data verify": {"cache", "datasets"},
    "data get pima": {"cache", "datasets"},
    "author check add-two": {"course", "findings", "exercises", "graded", "reused", "seconds"},
}  # fmt: skip


def _envelope(medai: Medai, command: str) -> dict[str, Any]:
    ended = medai(*command.split(), "--json")
    envelope = ended.envelope
    assert set(envelope) == {"medai", "command", "ok", "exit_code", "data", "error"}
    assert envelope["medai"] == 1
    assert envelope["exit_code"] == ended.exit_code
    assert envelope["ok"] is (ended.exit_code == 0)
    return envelope


@pytest.mark.parametrize("command", KEYS)
def test_keys_are_pinned(medai: Medai, command: str) -> None:
    medai("start", "week1")

    envelope = _envelope(medai, command)

    assert command.startswith(envelope["command"])
    assert envelope["error"] is None
    assert set(envelope["data"]) == KEYS[command]


def test_parts_are_pinned(medai: Medai, solve: Callable[..., Path]) -> None:
    medai("start", "week1")
    solve("mean-age", "wrong/unknown_as_zero.py")

    status = medai("status", "--json").data
    assert set(status["weeks"][0]) == WEEK
    assert set(status["at_hand"]) == EXERCISE
    graded = medai("grade", "--json").data["graded"][0]
    assert set(graded) == {
        "exercise", "file", "impact", "result", "recorded", "untouched", "passed_before", "best_before", "hints",
        "hints_used", "pictures", "published",
    }  # fmt: skip
    result = graded["result"]
    assert set(result) >= {
        "exercise_id",
        "outcome",
        "checks",
        "seconds",
        "seed",
        "layers",
        "points",
        "earned",
    }
    assert set(result["checks"][2]) == {
        "id", "title", "outcome", "points", "earned", "seconds", "feedback", "needs", "detail",
    }  # fmt: skip
    assert {"why", "next_step", "called", "got", "expected", "kind", "where"} <= set(
        result["checks"][2]["feedback"]
    )


def test_bare_medai_speaks_json(medai: Medai) -> None:
    assert _envelope(medai, "")["data"]["workspace"] is None


def test_errors_keep_the_envelope(medai: Medai) -> None:
    envelope = _envelope(medai, "grade nothing-like-it")

    assert envelope["command"] == "grade"
    assert envelope["data"] is None
    assert set(envelope["error"]) == {"message", "hint"}
    assert envelope["exit_code"] == 2


def test_a_usage_error_keeps_the_envelope(medai: Medai) -> None:
    envelope = _envelope(medai, "author new")

    assert envelope["command"] == "author new"
    assert "EXERCISE" in envelope["error"]["message"]
    assert envelope["error"]["hint"] == "Type: medai author new --help"


def test_json_prints_nothing_else(medai: Medai) -> None:
    ended = medai("start", "week1", "--json")

    assert ended.out.startswith("{")
    assert ended.err == ""
