"""The badge, as shields.io reads it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from views.runs import ALL_PASSED, FAULTY, MIXED, NOT_STARTED, NOTHING

from medai.actions.ci.report import CiReport
from medai.views.badge import badge


@pytest.mark.parametrize(
    ("report", "message", "colour"),
    [
        (ALL_PASSED, "1 of 24 passed", "orange"),
        (MIXED, "1 of 24 passed", "orange"),
        (replace(ALL_PASSED, exercises=1), "1 of 1 passed", "brightgreen"),
        (replace(ALL_PASSED, exercises=2), "1 of 2 passed", "yellowgreen"),
        (NOTHING, "0 of 24 passed", "lightgrey"),
    ],
)
def test_how_far_the_work_is(report: CiReport, message: str, colour: str) -> None:
    assert json.loads(badge(report)) == {
        "schemaVersion": 1,
        "label": "medai",
        "message": message,
        "color": colour,
    }


@pytest.mark.parametrize("report", [FAULTY, NOT_STARTED])
def test_a_fault_is_no_count(report: CiReport) -> None:
    shown = json.loads(badge(report))

    assert (shown["isError"], shown["message"]) == (True, "not graded")
