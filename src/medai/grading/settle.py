"""From what each check found by itself to the verdict: one mistake is reported once, by the first check that met it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from medai.grading.assignment import CheckSpec
from medai.grading.result import CheckResult, Outcome, Score

LOAD = "load"  # the check that stands for "the file can be imported"; shown only where it fails


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found. mistake: in a word that every check uses for the same one, "" where there is none.

    aloud: it is reported even where another check has reported that mistake. pictures, scores: what the check
    kept for the learner, by name.
    """

    result: CheckResult
    mistake: str = ""
    aloud: bool = False
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    scores: Mapping[str, Score] = field(default_factory=dict)


def blocked_by(spec: CheckSpec, earlier: Mapping[str, CheckResult]) -> str:
    """The check that has to pass before this one can tell anything, where it did not; "" where nothing is known."""
    for need in spec.needs:
        result = earlier.get(need)
        if result is not None and result.outcome is not Outcome.PASSED:
            return result.needs or need
    return ""


class Verdict(NamedTuple):
    """What all checks together say. pictures, scores: what they kept for the learner, by name."""

    checks: tuple[CheckResult, ...]
    pictures: dict[str, bytes]
    scores: dict[str, Score]


def settle(specs: Iterable[CheckSpec], found: Mapping[str, Found]) -> Verdict:
    """A result for each check, in order. Skipped is what needs a check that did not pass, or repeats a mistake.

    A check that never ran is an error of ours.
    """
    results: dict[str, CheckResult] = {}
    pictures: dict[str, bytes] = {}
    scores: dict[str, Score] = {}
    told: dict[str, str] = {}  # a mistake -> the check that reports it
    for spec in specs:
        one = found.get(spec.id) or Found(outcome(spec, Outcome.ERROR, detail="the check did not run"))
        # Kept for a skipped check too: in the other process the check that failed may have found it drawn.
        pictures |= one.pictures
        needs = one.result.needs or blocked_by(spec, results)
        if not needs and one.mistake:
            first = told.setdefault(one.mistake, spec.id)
            needs = "" if one.aloud or first == spec.id else first
        if needs:
            one = Found(outcome(spec, Outcome.SKIPPED, needs=needs))
        results[spec.id] = one.result
        scores |= one.scores
    return Verdict(tuple(results.values()), pictures, scores)


def outcome(spec: CheckSpec, kind: Outcome, *, needs: str = "", detail: str = "") -> CheckResult:
    """The result of a check, without feedback: all of its points, or none."""
    earned = spec.points if kind is Outcome.PASSED else 0
    return CheckResult(spec.id, spec.title, kind, spec.points, earned, needs=needs, detail=detail)


def timed(one: Found, seconds: float, printed: str) -> Found:
    """The same with the time that the check took, and what learner code printed meanwhile."""
    result = replace(one.result, seconds=seconds)
    if result.feedback is not None and printed:
        result = replace(result, feedback=replace(result.feedback, printed=printed))
    return replace(one, result=result)
