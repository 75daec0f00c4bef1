"""The competition of week 6: a stratified draw from Pima whose labels learners are not handed."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import pytest
from datasets.conftest import REPOSITORY

from medai.datasets.fetch import get
from medai.datasets.registry import load_dataset
from medai.datasets.tables import read_table, read_tables
from medai.errors import MedaiError

SEED = 1988  # the year of Smith et al.; the first and only seed that was tried
WITHHELD = {"0": 125, "1": 67}  # a quarter of 500 and of 268
FOLDER = REPOSITORY / "datasets" / "pima-competition"


def rebuild() -> dict[str, str]:
    """The three files, made from the public table. This is how they were made."""
    with (REPOSITORY / "datasets" / "pima" / "diabetes.csv").open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    draw = random.Random(SEED)
    draw.shuffle(rows)
    ids = [f"P{number}" for number in draw.sample(range(1000, 10000), len(rows))]
    left = dict(WITHHELD)
    train, test, labels = (
        [["patient_id", *header]],
        [["patient_id", *header[:-1]]],
        [["patient_id", header[-1]]],
    )
    for patient, row in zip(ids, rows, strict=True):
        if left[row[-1]]:
            left[row[-1]] -= 1
            test.append([patient, *row[:-1]])
            labels.append([patient, row[-1]])
        else:
            train.append([patient, *row])
    return {"train.csv": _text(train), "test.csv": _text(test), "labels.csv": _text(labels)}


def _text(rows: list[list[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue()


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    get(load_dataset(FOLDER.parent, "pima-competition"), folder, mirror=None, offline=True)
    return folder


@pytest.mark.parametrize("name", ["train.csv", "test.csv", "labels.csv"])
def test_files_are_the_stated_draw_from_pima(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == rebuild()[name]


def test_labels_are_withheld_and_the_rest_is_handed_out(cache: Path) -> None:
    dataset = load_dataset(FOLDER.parent, "pima-competition")
    files = get(dataset, cache, mirror=None, offline=True)
    assert [path.name for path in files] == ["train.csv", "test.csv", "labels.csv"]
    assert [path.name for path in dataset.handed_out(files)] == ["train.csv", "test.csv"]


def test_tables(cache: Path) -> None:
    tables = read_tables(load_dataset(FOLDER.parent, "pima-competition"), cache)
    train, test, labels = tables["train"], tables["test"], tables["labels"]
    assert (train.shape, test.shape, labels.shape) == ((576, 10), (192, 9), (192, 2))
    assert "Outcome" not in test
    assert test["patient_id"].tolist() == labels["patient_id"].tolist()
    everybody = [*train["patient_id"], *test["patient_id"]]
    assert len(set(everybody)) == 768
    assert not test["patient_id"].is_monotonic_increasing
    assert (int(train["Outcome"].sum()), int(labels["Outcome"].sum())) == (201, 67)


def test_separate_tables_are_not_read_as_one(cache: Path) -> None:
    with pytest.raises(MedaiError, match="not one table"):
        read_table(load_dataset(FOLDER.parent, "pima-competition"), cache)
    pima = load_dataset(FOLDER.parent, "pima")
    get(pima, cache, mirror=None, offline=True)
    with pytest.raises(MedaiError, match="are one table"):
        read_tables(pima, cache)
