"""Passes of other computers, and exercises that were renamed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from medai.progress.records import Attempt, Claim, RankedScore, Score, Spent
from medai.progress.store import Store

CLAIM = Claim("first-model", "week01/first_model.py", "0.1.0", 4, "ab" * 32, 50.0)
RENAMED = {"old-model": "first-model", "oldest-model": "first-model"}


def attempt(exercise_id: str, outcome: str = "failed", earned: int = 1, at: float = 100.0) -> Attempt:
    return Attempt(
        exercise_id, outcome, 4, earned, 0.5, 7, f"week01/{exercise_id}.py", f"# {at}\n", (), "0.1.0", (), at
    )


@pytest.fixture
def opened(tmp_path: Path) -> Callable[[], Store]:
    return lambda: Store(tmp_path / "progress.db", renamed=RENAMED)


def test_a_claim_is_passed_and_no_attempt(opened: Callable[[], Store]) -> None:
    with opened() as store:
        store.adopt(["first-model", "mark-missing"], [CLAIM])
        assert store.claims() == (CLAIM,)
        assert store.passed() == {"first-model"}
        assert store.started() == {"first-model", "mark-missing"}
        assert store.scores() == {"first-model": Score(4, 4, 50.0, 0)}
        assert store.attempts() == ()
        assert store.time_spent() == {}
        assert store.files() == {"first-model": "week01/first_model.py"}


def test_of_two_claims_the_better_one_stays(opened: Callable[[], Store]) -> None:
    with opened() as store:
        for claim in (CLAIM, replace(CLAIM, points=4, at=60.0), replace(CLAIM, points=3)):
            store.adopt([], [claim])
        assert store.claims() == (CLAIM,)
        better = replace(CLAIM, points=6, at=70.0)
        store.adopt([], [better])
        assert store.claims() == (better,)


@pytest.mark.parametrize(
    ("own", "together"),
    [
        ([], Score(4, 4, 50.0, 0)),
        ([attempt("first-model", earned=3)], Score(4, 4, 50.0, 1)),
        ([attempt("first-model", "passed", 4)], Score(4, 4, 50.0, 1)),
        ([attempt("first-model", "passed", 4, at=20.0), attempt("first-model")], Score(4, 4, 20.0, 2)),
    ],
)
def test_claims_and_attempts_count_together(
    opened: Callable[[], Store], own: list[Attempt], together: Score
) -> None:
    with opened() as store:
        store.adopt([], [CLAIM])
        for one in own:
            store.record_attempt(one)
        assert store.scores() == {"first-model": together}
        assert store.passed() == {"first-model"}


def test_what_was_done_under_old_names_counts_for_the_new_one(
    tmp_path: Path, opened: Callable[[], Store]
) -> None:
    with Store(tmp_path / "progress.db") as before:
        before.mark_started(["oldest-model", "mark-missing"])
        before.set_current_exercise("oldest-model")
        before.record_hint("oldest-model", 2)
        before.record_attempt(replace(attempt("oldest-model"), scores=(RankedScore("auc", 0.7),)))
        before.record_attempt(attempt("old-model", "passed", 4, at=200.0))
        before.record_solution_shown("old-model")
    with opened() as store:
        store.record_hint("first-model", 1)
        store.record_attempt(attempt("first-model", earned=2, at=300.0))
        assert store.passed() == store.solutions_shown() == {"first-model"}
        assert store.started() == {"first-model", "mark-missing"}
        assert store.current_exercise() == "first-model"
        assert store.hints_used("first-model") == 2
        assert store.scores() == {"first-model": Score(4, 4, 200.0, 3)}
        assert [found.exercise_id for found in store.attempts()] == ["first-model"] * 3
        assert [found.at for found in store.attempts("first-model")] == [300.0, 200.0, 100.0]
        assert store.attempts("first-model")[2].scores == (RankedScore("auc", 0.7),)
        best = store.best("first-model")
        assert best is not None
        assert best.at == 200.0
        assert store.time_spent().keys() == {"first-model"}
        assert store.files() == {"first-model": "week01/first-model.py"}


def test_time_without_an_exercise_stays_so(opened: Callable[[], Store]) -> None:
    with opened() as store:
        store.record_event("read", None, 0.0)
        store.record_event("read", "old-model", 60.0)
        store.record_event("read", None, 90.0)
        assert store.time_spent() == {"": Spent(60.0, 0.0), "first-model": Spent(30.0, 0.0)}
