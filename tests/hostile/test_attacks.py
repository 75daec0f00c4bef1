"""Every attack fails its own check only, leaves nothing, and never breaks the grader: with all layers, and without."""

from __future__ import annotations

import pytest
from hostile.attacks import GROUPS, SOURCES, Attack
from hostile.conftest import ALL, ALWAYS_ON, CHECKS, HONEST, LIMITS, SHORT

from medai.grading.result import GradeResult, Outcome

pytestmark = pytest.mark.parametrize("layers", [ALL, ALWAYS_ON], indirect=True)
ATTACKS = {name: attack for group in GROUPS.values() for name, attack in group.items()}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_costs_its_own_check_and_leaves_nothing(judge, nothing_left, layers, name):
    attack = ATTACKS[name]
    if layers == ALWAYS_ON and not attack.everywhere:
        pytest.skip("would reach the machine that runs the tests")
    result = judge(_aimed(attack.code, nothing_left), seconds=SHORT if attack.hangs else LIMITS.call_seconds)
    _check(result, attack, attack.fails if layers == ALL or attack.open_fails is None else attack.open_fails)


def _aimed(code: str, victim) -> str:
    import os

    text = code.replace("{grader}", str(os.getpid())).replace("{victim!r}", repr(str(victim)))
    return text.replace("{victim}", str(victim))


def _check(result: GradeResult, attack: Attack, fails: tuple[str, ...]) -> None:
    outcomes = {check.id: check.outcome for check in result.checks}
    shown = [check for check in result.checks if check.outcome is not Outcome.PASSED]
    assert tuple(outcomes) == CHECKS, shown
    for check, outcome in outcomes.items():
        due = Outcome.FAILED if check in fails else Outcome.PASSED
        allowed = {due, Outcome.FAILED} if check in attack.maybe else {due}
        assert outcome in allowed, (check, shown)
    if fails and fails[0] not in attack.maybe:
        feedback = next(check.feedback for check in result.checks if check.id == fails[0])
        assert attack.words.lower() in f"{feedback.why} {feedback.got}".lower(), feedback
        assert attack.kind in ("", feedback.kind), feedback
        assert len(feedback.why) < 4000
        assert len(feedback.got) < 4000


@pytest.mark.parametrize("name", SOURCES)
def test_a_strange_file_is_graded_or_refused_in_words(judge, nothing_left, name):
    before, words = SOURCES[name]
    result = judge(source=before + HONEST)
    if not words:
        assert result.passed, result.checks
        return
    first, *rest = result.checks
    assert (first.id, first.outcome) == ("load", Outcome.FAILED)
    assert words in first.feedback.why
    assert {check.outcome for check in rest} == {Outcome.SKIPPED}
