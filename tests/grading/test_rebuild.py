"""A verdict as JSON and back."""

from __future__ import annotations

import base64
import json

import pytest

from medai.grading.rebuild import rebuild
from medai.grading.result import CheckResult, Feedback, GradeResult, Location, Outcome, Picture


def test_a_verdict_comes_back_from_json():
    feedback = Feedback("why", "next", where=Location("week01/a.py", 3, "x = 1"), printed="p")
    checks = (
        CheckResult("a", "A", Outcome.PASSED, 2, 2, 0.1),
        CheckResult("b", "B", Outcome.FAILED, 1, feedback=feedback),
        CheckResult("c", "C", Outcome.SKIPPED, 1, needs="b"),
    )
    result = GradeResult(
        "x", Outcome.FAILED, checks, 1.5, 7, ("process",), pictures=(Picture("f", b"\x89PNG"),)
    )
    plain = result.to_dict()
    plain["pictures"] = [{"name": "f", "png": base64.b64encode(b"\x89PNG").decode()}]
    assert rebuild(GradeResult, json.loads(json.dumps(plain))) == result


@pytest.mark.parametrize(
    "broken", [{"outcome": "won"}, {"seconds": "long"}, {"checks": [1]}, {"checks": None}]
)
def test_what_does_not_fit_is_refused(broken):
    plain = GradeResult("x", Outcome.PASSED, (), 1.0, 7).to_dict() | {"pictures": []}
    with pytest.raises((TypeError, ValueError, KeyError)):
        rebuild(GradeResult, plain | broken)
