"""The learner's record: what goes in comes out again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from medai.progress.records import Attempt, CheckScore, RankedScore, Score, Spent
from medai.progress.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / ".medai" / "progress.db") as opened:
        yield opened


def attempt(
    exercise_id: str = "first-model",
    outcome: str = "failed",
    earned: int = 1,
    at: float = 100.0,
    **more: Any,
) -> Attempt:
    values: dict[str, Any] = {
        "points": 4,
        "seconds": 0.5,
        "seed": 7,
        "file": "week01/first_model.py",
        "code": "def fit(table):\n    return None\n",
        "layers": ("seccomp", "landlock"),
        "release": "1.0",
        "checks": (
            CheckScore("returns_model", "passed", 1, 1),
            CheckScore("splits_by_patient", outcome, 3, earned - 1, "7 patients are in both"),
        ),
    }
    return Attempt(exercise_id=exercise_id, outcome=outcome, earned=earned, at=at, **(values | more))


def test_attempt_is_read_back_as_recorded(store: Store) -> None:
    given = attempt()
    number = store.record_attempt(given)
    (found,) = store.attempts()
    assert found.id == number
    for name in ("exercise_id", "outcome", "points", "earned", "seconds", "seed", "file", "layers", "at"):
        assert getattr(found, name) == getattr(given, name), name
    assert found.checks == given.checks
    assert found.release == "1.0"
    assert not found.passed
    assert store.code_of(number) == given.code
    assert store.attempt(number) == found


def test_unknown_numbers_and_names_are_none(store: Store) -> None:
    assert store.attempt(99) is None
    assert store.code_of(99) is None
    assert store.best("nowhere") is None
    assert store.get("nowhere") is None
    assert store.scores() == {}


def test_same_code_is_kept_once(store: Store) -> None:
    first, second = store.record_attempt(attempt()), store.record_attempt(attempt(at=101.0))
    store.record_attempt(attempt(code="x = 1\n", at=102.0))
    assert store.code_of(first) == store.code_of(second)
    assert store._database.rows("SELECT count(*) FROM code") == [(2,)]


def test_attempts_are_newest_first_by_exercise_and_up_to_a_limit(store: Store) -> None:
    for name, at in (("a", 1.0), ("b", 2.0), ("a", 3.0)):
        store.record_attempt(attempt(name, at=at))
    assert [found.at for found in store.attempts()] == [3.0, 2.0, 1.0]
    assert [found.at for found in store.attempts("a")] == [3.0, 1.0]
    assert [found.at for found in store.attempts("a", limit=1)] == [3.0]
    assert store.attempts(limit=0) == ()


def test_passed_stays_passed_after_a_later_failure(store: Store) -> None:
    store.record_attempt(attempt(outcome="passed", earned=4, at=1.0))
    store.record_attempt(attempt(outcome="failed", earned=2, at=2.0))
    assert store.passed() == {"first-model"}
    assert store.scores() == {"first-model": Score(earned=4, points=4, passed_at=1.0, attempts=2)}


def test_best_prefers_passed_then_share_of_points_then_newest(store: Store) -> None:
    store.record_attempt(attempt(earned=3, points=4, at=1.0))
    store.record_attempt(attempt(earned=4, points=8, at=2.0))
    newest_of_best = store.record_attempt(attempt(earned=6, points=8, at=3.0))
    best = store.best("first-model")
    assert best is not None
    assert best.id == newest_of_best
    # A shorter, older version of the exercise counts as passed, whatever a later version is worth.
    passed = store.record_attempt(attempt(outcome="passed", earned=2, points=2, at=0.5))
    best = store.best("first-model")
    assert best is not None
    assert best.id == passed
    assert store.scores()["first-model"] == Score(earned=2, points=2, passed_at=0.5, attempts=4)


def test_scores_are_kept_with_their_attempt_in_order(store: Store) -> None:
    scores = (RankedScore("AUC", 0.84, 0.78, 0.9), RankedScore("Brier score", 0.15, better="lower"))
    store.record_attempt(attempt(at=1.0))
    store.record_attempt(attempt(at=2.0, scores=scores))
    assert [found.scores for found in store.attempts()] == [scores, ()]


def test_a_score_that_is_no_number_leaves_no_half_of_an_attempt(store: Store) -> None:
    with pytest.raises(Exception, match="NOT NULL constraint"):
        store.record_attempt(attempt(scores=(RankedScore("AUC", float("nan")),)))
    assert store.attempts() == ()


@pytest.mark.parametrize("outcome", ["error", "skipped", ""])
def test_our_own_fault_leaves_no_trace(store: Store, outcome: str) -> None:
    with pytest.raises(ValueError, match="not recorded"):
        store.record_attempt(attempt(outcome=outcome))
    assert store.attempts() == ()
    assert store.time_spent() == {}


def test_attempt_is_recorded_whole_or_not_at_all(store: Store) -> None:
    broken = attempt(checks=(CheckScore("one", "passed", 1, 1), CheckScore("two", "perhaps", 1, 1)))
    with pytest.raises(Exception, match="CHECK constraint"):
        store.record_attempt(broken)
    for table in ("code", "attempts", "check_scores", "events"):
        assert store._database.rows(f"SELECT count(*) FROM {table}") == [(0,)], table
    store.record_attempt(attempt())


@pytest.mark.parametrize("text", ["Größe ≥ 5 µmol/l 🩺\n", "half a pair \ud83d\n", "zero \0 byte\n", ""])
def test_any_text_can_be_kept(store: Store, text: str) -> None:
    number = store.record_attempt(attempt(code=text, checks=(CheckScore("one", "failed", 1, 0, text),)))
    expected = text.replace("\ud83d", "\\ud83d")
    assert store.code_of(number) == expected
    assert store.attempts()[0].checks[0].message == expected


@pytest.mark.parametrize("seed", [0, -1, 2**63, 2**128 - 1])
def test_seeds_of_any_size_are_exact(store: Store, seed: int) -> None:
    store.record_attempt(attempt(seed=seed))
    assert store.attempts()[0].seed == seed


def test_started_hints_and_solutions(store: Store) -> None:
    store.mark_started(["a", "b"])
    store.mark_started(["b", "c"])
    assert store.started() == {"a", "b", "c"}
    assert store.hints_used("a") == 0
    for number in (1, 2, 2):
        store.record_hint("a", number)
    assert (store.hints_used("a"), store.hints_used("b")) == (2, 0)
    store.record_solution_shown("a")
    store.record_solution_shown("a")
    assert store.solutions_shown() == {"a"}


def test_settings_are_kept_and_forgotten(store: Store) -> None:
    assert (store.track(), store.current_exercise(), store.forced_weeks()) == (None, None, frozenset())
    store.set_track("imaging")
    store.set_current_exercise("first-model")
    store.force_week("week3")
    store.force_week("week2")
    store.force_week("week3")
    store.set("pace", "5")
    assert (store.track(), store.current_exercise()) == ("imaging", "first-model")
    assert store.forced_weeks() == {"week2", "week3"}
    assert store.get("pace") == "5"
    store.set_track(None)
    assert store.track() is None


def test_everything_is_there_in_the_next_session(tmp_path: Path) -> None:
    path = tmp_path / "Mein Kurs é 数据" / "progress.db"
    with Store(path) as store:
        number = store.record_attempt(attempt(outcome="passed", earned=4))
        store.set_track("ehr")
    with Store(path) as store:
        assert store.passed() == {"first-model"}
        assert store.track() == "ehr"
        assert store.code_of(number) == attempt().code


def test_reading_and_practice_time(store: Store) -> None:
    store.record_event("read", "first-model", at=0.0)
    store.record_attempt(attempt(at=600.0))
    store.record_attempt(attempt(outcome="passed", earned=4, at=900.0))
    assert store.time_spent() == {"first-model": Spent(reading_seconds=300.0, practice_seconds=600.0)}
    with pytest.raises(ValueError, match="read or practice"):
        store.record_event("sleep", None)
