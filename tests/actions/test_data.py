"""Datasets by name, by week and by exercise."""

from __future__ import annotations

from pathlib import Path

import pytest

from medai.actions.data import datasets_named, get_data, list_data, verify_data
from medai.actions.desk import open_desk
from medai.actions.start import start
from medai.errors import MedaiError


def test_what_is_here_and_what_is_not(folder: Path) -> None:
    desk = open_desk(folder)
    before = {dataset.name: dataset.state for dataset in list_data(desk).datasets}
    assert before["pima"] == "absent"

    got = get_data(desk, ["pima"])

    assert [(d.name, d.state) for d in got.datasets] == [("pima", "ok")]
    assert [d.name for d in verify_data(desk, ()).datasets] == ["pima"]


def test_a_damaged_file_is_found_and_replaced(folder: Path) -> None:
    start(folder, "week1")
    desk = open_desk(folder)
    got = get_data(desk, ["pima"])
    path = got.datasets[0].files[0].path
    assert path is not None
    path.write_bytes(path.read_bytes()[:-1] + b"9")

    assert verify_data(desk, ()).damaged == ("pima",)
    assert get_data(desk, ["pima"]).damaged == ()
    assert (folder / "data" / "pima" / "diabetes.csv").is_file()


def test_a_week_stands_for_its_datasets(own_course: Path, folder: Path) -> None:
    week = own_course / "core/week01/week.yaml"
    week.write_text(week.read_text() + "datasets: [pima]\n")
    desk = open_desk(folder)

    assert datasets_named(desk, ["week1", "pima"]) == ("pima",)
    pima = next(dataset for dataset in list_data(desk).datasets if dataset.name == "pima")
    assert pima.weeks == ("week1",)


def test_an_unknown_name_is_told_the_nearest_dataset(folder: Path) -> None:
    with pytest.raises(MedaiError, match='no dataset "pimas"') as error:
        get_data(open_desk(folder), ["pimas"])
    assert "Did you mean pima?" in error.value.hint
