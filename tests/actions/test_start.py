"""Beginning a week."""

from __future__ import annotations

from pathlib import Path

import pytest

from medai.actions.start import start
from medai.errors import MedaiError


def _add(course: Path, file: str, line: str) -> None:
    path = course / file
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")


def test_data_that_ships_with_medai_is_put_in_place(own_course: Path, folder: Path) -> None:
    _add(own_course, "core/week01/week.yaml", "datasets: [pima]")

    started = start(folder, "week1")

    assert started.datasets == ("pima",)
    assert started.exit_code == 0
    assert (folder / "data" / "pima" / "diabetes.csv").stat().st_size > 20_000


def test_data_that_cannot_be_got_is_told_and_the_rest_is_done(
    own_course: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _add(own_course, "core/week01/week.yaml", "datasets: [pima]")

    def no_data(*_: object, **__: object) -> None:
        raise MedaiError("pima cannot be fetched.", "Connect to a network.")

    monkeypatch.setattr("medai.datasets.fetch.get", no_data)
    started = start(folder, "week1")

    assert started.exit_code == 2
    assert [(p.dataset, p.message) for p in started.problems] == [("pima", "pima cannot be fetched.")]
    assert (folder / "week01" / "add_two.py").is_file()


def test_a_missing_extra_comes_with_its_one_command(
    own_course: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add(own_course, "core/week01/add-two/exercise.yaml", "extra: imaging")
    monkeypatch.setattr(
        "importlib.metadata.requires", lambda _: ['surely-not-installed>=2; extra == "imaging"', "rich>=14"]
    )

    started = start(folder, "week1")

    assert [(m.extra, m.packages) for m in started.missing] == [("imaging", ("surely-not-installed",))]
    assert started.missing[0].command == 'python -m pip install "medai[imaging]"'


def test_starting_twice_changes_nothing(folder: Path) -> None:
    first, second = start(folder, "week1"), start(folder, "week1")

    assert (first.again, second.again) == (False, True)
    assert (len(first.written), len(second.written)) == (2, 0)
    assert second.kept == first.written


def test_an_exercise_stands_for_its_week(folder: Path) -> None:
    assert start(folder, "mean-age").week_id == "week1"


def test_a_folder_with_other_things_gets_a_workspace_inside(folder: Path) -> None:
    (folder / "thesis.txt").write_text("", encoding="utf-8")

    started = start(folder, "week1")

    assert started.workspace == folder / "medai-workspace"
    assert start(folder, "week1").workspace == started.workspace, "found again from the same folder"


def test_forcing_is_remembered(folder: Path) -> None:
    start(folder, "week1")
    with pytest.raises(MedaiError, match="locked") as locked:
        start(folder, "week2")
    assert "medai start week2 --force" in locked.value.hint

    assert start(folder, "week2", force=True).forced
    assert start(folder, "week2").week_id == "week2"


def test_labels_of_a_competition_stay_out_of_the_workspace_and_the_sandbox(
    own_course: Path, folder: Path
) -> None:
    from medai.actions.assignments import assignment
    from medai.actions.desk import open_desk

    path = own_course / "core/week01/add-two/exercise.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("datasets: []", "datasets: [pima-competition]"))

    started = start(folder, "week1")

    assert started.datasets == ("pima-competition",)
    given = folder / "data" / "pima-competition"
    assert sorted(path.name for path in given.iterdir()) == ["test.csv", "train.csv"]
    assert "Outcome" not in (given / "test.csv").read_text(encoding="utf-8")
    exercise = open_desk(folder).course.exercise("add-two")
    assert exercise is not None
    wanted = assignment(exercise, exercise.file)
    assert [path.name for path in wanted.data_files["pima-competition"]] == ["train.csv", "test.csv"]
    assert sorted(wanted.tables) == [f"pima_competition_{part}" for part in ("labels", "test", "train")]
    assert list(wanted.tables["pima_competition_labels"]().columns) == ["patient_id", "Outcome"]
