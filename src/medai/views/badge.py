"""A badge of how far the work is, as the JSON that shields.io reads from an address."""

from __future__ import annotations

import json
from typing import Any

from medai.actions.ci.report import CiReport

_COLOURS = ((1.0, "brightgreen"), (0.75, "green"), (0.5, "yellowgreen"), (0.25, "yellow"), (1e-9, "orange"))


def badge(report: CiReport) -> str:
    """The endpoint's JSON: how many of the course's exercises passed in this run."""
    data: dict[str, Any] = {"schemaVersion": 1, "label": "medai"}
    if report.fault is not None:
        data |= {"message": "not graded", "color": "lightgrey", "isError": True}
        return json.dumps(data) + "\n"
    passed = report.count("passed")
    total = max(report.exercises, passed)
    share = passed / total if total else 0.0
    colour = next((name for least, name in _COLOURS if share >= least), "lightgrey")
    return json.dumps(data | {"message": f"{passed} of {total} passed", "color": colour}) + "\n"
