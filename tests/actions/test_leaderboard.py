"""Own scores and published ones in one order."""

from __future__ import annotations

from pathlib import Path

import pytest

from medai.actions.desk import open_desk
from medai.actions.leaderboard import leaderboard
from medai.actions.start import start
from medai.errors import MedaiError
from medai.progress.records import Attempt, RankedScore
from medai.views.console import screen
from medai.views.leaderboard import show_leaderboard

FIGURE = "{score: AUC, name: Somebody 1988, value: 0.76, source: 'A journal, 1988'}"


@pytest.fixture
def ranked(own_course: Path, folder: Path) -> Path:
    """A workspace in a course whose first exercise has a published figure."""
    path = own_course / "core/week01/add-two/exercise.yaml"
    path.write_text(path.read_text(encoding="utf-8") + f"published: [{FIGURE}]\n", encoding="utf-8")
    start(folder, "week1")
    return folder


def hand_in(folder: Path, *scores: RankedScore, at: float, code: str = "", outcome: str = "passed") -> None:
    attempt = Attempt(
        "add-two", outcome, 1, 1, 0.1, 1, "week01/add_two.py", code or str(at), (), "1", (), at, scores
    )
    with open_desk(folder).store() as store:
        store.record_attempt(attempt)


def shown(folder: Path, name: str | None = None) -> str:
    out = screen()
    out.width = 80
    with out.capture() as capture:
        show_leaderboard(leaderboard(folder, name), out)
    return capture.get()


def test_best_first_with_the_published_figure_between(ranked: Path) -> None:
    hand_in(ranked, RankedScore("AUC", 0.7, 0.6, 0.8), at=1.0, outcome="failed")
    hand_in(ranked, RankedScore("AUC", 0.8, 0.7, 0.9), at=2.0)
    (board,) = leaderboard(ranked).boards
    assert (board.exercise_id, board.score, board.better) == ("add-two", "AUC", "higher")
    assert [(row.place, row.kind, row.value) for row in board.rows] == [
        (1, "own", 0.8),
        (2, "published", 0.76),
        (3, "own", 0.7),
    ]
    assert (board.rows[0].low, board.rows[0].high, board.rows[0].at, board.rows[0].passed) == (
        0.7,
        0.9,
        2.0,
        True,
    )
    assert board.rows[1].source == "A journal, 1988"
    assert board.rows[2].passed is False


def test_where_lower_is_better_the_lowest_leads(ranked: Path) -> None:
    for at, value in ((1.0, 0.2), (2.0, 0.1), (3.0, 0.2)):
        hand_in(ranked, RankedScore("Brier score", value, better="lower"), at=at)
    brier = next(board for board in leaderboard(ranked, "add-two").boards if board.score == "Brier score")
    assert [(row.place, row.value, row.at) for row in brier.rows] == [
        (1, 0.1, 2.0),
        (2, 0.2, 1.0),
        (2, 0.2, 3.0),
    ]


def test_the_same_code_again_is_no_further_entry(ranked: Path) -> None:
    hand_in(ranked, RankedScore("AUC", 0.8), at=1.0, code="same", outcome="failed")
    hand_in(ranked, RankedScore("AUC", 0.8), at=2.0, code="same")
    own = [row for row in leaderboard(ranked).boards[0].rows if row.kind == "own"]
    assert [(row.times, row.at, row.passed) for row in own] == [(2, 1.0, True)]
    assert "the same code 2 times" in shown(ranked)


def test_without_a_score_the_published_figures_stand_alone(ranked: Path) -> None:
    text = shown(ranked)
    assert "0.760" in text
    assert "Somebody 1988: A journal, 1988" in text
    assert "medai grade add-two" in text


def test_an_exercise_without_a_board_names_those_that_have_one(ranked: Path) -> None:
    found = leaderboard(ranked, "mean-age")
    assert (found.boards, found.ranked) == ((), ("add-two",))
    assert "These have one: add-two." in shown(ranked, "mean-age")


def test_without_a_workspace_or_any_board(folder: Path) -> None:
    assert leaderboard(folder).boards == ()
    assert "No exercise with a leaderboard" in shown(folder)


def test_an_unknown_exercise_is_told(ranked: Path) -> None:
    with pytest.raises(MedaiError):
        leaderboard(ranked, "no-such-exercise")


def test_many_submissions_are_warned_of_and_cut_but_never_the_published_one(ranked: Path) -> None:
    for at in range(1, 15):
        hand_in(ranked, RankedScore("AUC", 0.77 + at / 1000), at=float(at))
    text = shown(ranked)
    assert "partly luck" in text
    assert "4 more: medai leaderboard add-two --json" in text
    assert "Somebody 1988" in text.splitlines()[11]
    assert "(attempt 14)" in text
