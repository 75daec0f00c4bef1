"""A learner's way through the miniature course, typed command by command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Medai

Golden = Callable[[str, str], None]
Solve = Callable[..., Path]


def test_before_anything(medai: Medai, golden: Golden, folder: Path) -> None:
    golden("home_before", medai().out)

    assert medai("status").exit_code == 0
    assert medai("task", "add-two").exit_code == 0
    assert not list(folder.iterdir()), "looking around must leave nothing behind"


def test_commands_that_need_a_workspace_say_how_to_get_one(medai: Medai) -> None:
    for command in ("grade", "hint", "next", "solution", "run"):
        ended = medai(command)
        assert (ended.exit_code, ended.out) == (2, "")
        assert ended.err == (
            "medai: There is no workspace in this folder or above it.\n"
            "  next: Go to yours with cd, or make one here: medai start week1\n"
        )


def test_start_makes_a_workspace(medai: Medai, golden: Golden, folder: Path) -> None:
    golden("start_week1", medai("start", "week1").out)

    assert (folder / ".medai" / "progress.db").is_file()
    assert (folder / "week01" / "add_two.py").is_file()
    golden("home_after_start", medai().out)
    golden("status_after_start", medai("status").out)
    golden("list_after_start", medai("list").out)
    golden("task_add_two", medai("task").out)
    golden("next_add_two", medai("next").out)
    golden("lesson_week1", medai("lesson").out)


def test_starting_again_keeps_what_was_written(medai: Medai, golden: Golden, folder: Path) -> None:
    medai("start", "week1")
    mine = folder / "week01" / "add_two.py"
    mine.write_text("# mine\n", encoding="utf-8")

    again = medai("start", "week1")

    assert again.exit_code == 0
    assert mine.read_text(encoding="utf-8") == "# mine\n"
    golden("start_again", again.out)


def test_start_without_a_week_begins_the_next_one(medai: Medai, folder: Path) -> None:
    assert medai("start").exit_code == 0
    assert (folder / "week01").is_dir()


def test_a_locked_week_says_what_opens_it(medai: Medai, golden: Golden, folder: Path) -> None:
    medai("start", "week1")

    locked = medai("start", "week2")

    assert (locked.exit_code, locked.out) == (2, "")
    golden("start_locked", locked.err)
    assert not (folder / "week02").exists()
    assert medai("start", "week2", "--force").exit_code == 0
    assert (folder / "week02" / "count_rows.py").is_file()
    assert medai("list", "week2", "--json").data["weeks"][0]["week"]["state"] == "open"


def test_a_week_that_is_not_written_says_so(medai: Medai) -> None:
    ended = medai("start", "week17")

    assert ended.exit_code == 2
    assert "week17 (SHAP) is not written yet." in ended.err


def test_grading_the_starter(medai: Medai, golden: Golden) -> None:
    medai("start", "week1")

    ended = medai("grade")

    assert ended.exit_code == 1
    golden("grade_starter", ended.out)
    assert medai("list", "--json").data["weeks"][0]["exercises"][0]["state"] == "started"


def test_grading_a_wrong_solution(medai: Medai, golden: Golden, solve: Solve) -> None:
    medai("start", "week1")
    solve("mean-age", "wrong/unknown_as_zero.py")

    ended = medai("grade")

    assert ended.exit_code == 1
    golden("grade_wrong", ended.out)
    state = medai("list", "--json").data["weeks"][0]["exercises"][1]
    assert (state["state"], state["earned"], state["attempts"]) == ("tried", 3, 1)


def test_from_the_first_pass_to_the_end(medai: Medai, golden: Golden, solve: Solve) -> None:
    medai("start", "week1")
    solve("add-two")
    passed = medai("grade")
    assert passed.exit_code == 0
    golden("grade_passed", passed.out)
    assert "week01/mean_age.py" in medai("next").out
    solve("mean-age")
    completed = medai("grade", "mean-age")
    golden("grade_week_done", completed.out)
    assert "medai start week2" in medai("next").out
    assert medai("start", "week2").exit_code == 0
    solve("count-rows")
    assert medai("grade").exit_code == 0
    golden("home_at_the_end", medai().out)
    golden("status_at_the_end", medai("status").out)


def test_grading_a_whole_week(medai: Medai, golden: Golden, solve: Solve) -> None:
    medai("start", "week1")
    solve("add-two")
    solve("mean-age", "wrong/unknown_as_zero.py")

    ended = medai("grade", "week1")

    assert ended.exit_code == 1
    golden("grade_week", ended.out)
    assert medai("grade", "--all", "--json").data["graded"][1]["result"]["earned"] == 3


def test_testing_out_of_a_locked_week(medai: Medai, solve: Solve) -> None:
    medai("start", "week1")
    medai("start", "week2", "--force")
    solve("count-rows")

    assert medai("grade", "week2").exit_code == 0
    weeks = {week["id"]: week["state"] for week in medai("status", "--json").data["weeks"]}
    assert (weeks["week1"], weeks["week2"]) == ("open", "passed")


def test_a_seed_repeats_a_run_and_here_records_nothing(medai: Medai, solve: Solve) -> None:
    medai("start", "week1")
    solve("add-two")

    assert medai("grade", "--seed", "7", "--here", "--json").data["graded"][0]["result"]["seed"] == 7
    here = medai("grade", "--here")
    assert here.exit_code == 0
    assert "nothing was recorded" in here.out
    assert medai("status", "--json").data["passed"] == 0


def test_hints_come_one_at_a_time(medai: Medai, golden: Golden) -> None:
    medai("start", "week1")

    first = medai("hint")
    golden("hint_first", first.out)
    assert medai("hint", "--again").out == first.out
    assert "Hint 2/3" in medai("hint").out
    golden("hint_last", medai("hint").out)
    golden("hint_none_left", medai("hint", "add-two").out)
    assert medai("status", "--json").data["hints_used"] == 3


def test_the_solution_stays_closed_until_passed_or_given_up(
    medai: Medai, golden: Golden, solve: Solve
) -> None:
    medai("start", "week1")

    closed = medai("solution", "add-two")
    assert (closed.exit_code, closed.out) == (2, "")
    golden("solution_closed", closed.err)
    given_up = medai("solution", "add-two", "--give-up")
    golden("solution_given_up", given_up.out)
    assert medai("solution", "add-two").out == given_up.out
    solve("mean-age")
    medai("grade", "mean-age")
    assert medai("solution", "--json").data["gave_up"] is False


def test_a_solution_can_be_piped_into_a_file_and_graded(medai: Medai, folder: Path) -> None:
    medai("start", "week1")
    shown = medai("solution", "add-two", "--give-up").out

    (folder / "week01" / "add_two.py").write_text(shown, encoding="utf-8")

    assert medai("grade", "add-two").exit_code == 0


def test_reset_asks_and_keeps_a_copy(medai: Medai, golden: Golden, folder: Path) -> None:
    medai("start", "week1")
    mine = folder / "week01" / "add_two.py"
    mine.write_text("# mine\n", encoding="utf-8")

    unasked = medai("reset", "add-two")
    assert unasked.exit_code == 2
    assert mine.read_text(encoding="utf-8") == "# mine\n"
    done = medai("reset", "add-two", "--yes")
    golden("reset", done.out)
    assert "raise NotImplementedError" in mine.read_text(encoding="utf-8")
    kept = next((folder / ".medai" / "backups").rglob("add_two.py"))
    assert kept.read_text(encoding="utf-8") == "# mine\n"


def test_reset_of_an_untouched_file_asks_nothing(medai: Medai) -> None:
    medai("start", "week1")

    assert medai("reset", "add-two").exit_code == 0


def test_run_uses_the_workspace_and_hands_on_arguments(
    medai: Medai, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    medai("start", "week1")
    program = "import os, sys\nprint(os.getcwd(), sys.argv[1:])\nsys.exit(int(sys.argv[1]))\n"
    (folder / "week01" / "add_two.py").write_text(program, encoding="utf-8")

    fine = medai("run", "add-two", "--", "0", "--epochs")
    assert (fine.exit_code, fine.err) == (0, "running week01/add_two.py\n")
    assert capfd.readouterr().out == f"{folder} ['0', '--epochs']\n"
    broken = medai("run", "week01/add_two.py", "--", "5")
    assert broken.exit_code == 1
    assert "ended with exit code 5" in broken.err


def test_tracks(medai: Medai, golden: Golden) -> None:
    medai("start", "week1")

    golden("track_none", medai("track").out)
    golden("track_chosen", medai("track", "ehr").out)
    assert "ehr-week9" in medai("status").out
    wrong = medai("track", "imagin")
    assert wrong.exit_code == 2
    assert "Did you mean imaging?" in wrong.err


def test_a_missing_file_says_how_to_get_it(medai: Medai, folder: Path) -> None:
    medai("start", "week1")
    (folder / "week01" / "add_two.py").unlink()

    ended = medai("grade", "add-two")

    assert ended.exit_code == 2
    assert "There is no week01/add_two.py" in ended.err
    assert "medai start week1" in ended.err


def test_commands_work_from_a_folder_below(
    medai: Medai, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    medai("start", "week1")
    monkeypatch.chdir(folder / "week01")

    assert "At hand" in medai().out


def test_an_unknown_name_is_told_the_nearest(medai: Medai) -> None:
    medai("start", "week1")

    ended = medai("grade", "ad-two")

    assert ended.exit_code == 2
    assert "add-two" in ended.err
