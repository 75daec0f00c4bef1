"""Files into one table: headers, missing markers, origins, codes."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from datasets.conftest import data_file, dataset_of

from medai import paths
from medai.datasets.fetch import get
from medai.datasets.model import Column, DataFile, Dataset, Form, Origin, Table
from medai.datasets.tables import read_table
from medai.errors import ContentError, MedaiError

ARFF = b"""% a comment
@RELATION mini

@attribute 'blood pressure' REAL
@attribute class {no,yes}
@DATA
120,no
?,yes
"""


def got(tmp_path: Path, table: Table | None, *bodies: bytes, rows: int | None = None) -> Dataset:
    """A dataset whose files a.csv, b.csv ... hold bodies and are in tmp_path/cache."""
    files = []
    for letter, body in zip("abcd", bodies, strict=False):
        (tmp_path / f"{letter}.csv").write_bytes(body)
        files.append(data_file(f"{letter}.csv", body, f"embedded:{letter}.csv"))
    mini = dataset_of(tmp_path, forms=[Form("only", tuple(files), (), table)], rows=rows)
    get(mini, tmp_path / "cache", mirror=None, offline=True)
    return mini


def test_only_listed_markers_and_empty_fields_are_missing(tmp_path: Path) -> None:
    mini = got(tmp_path, Table("csv", missing=("?",)), b"test,age\nNone,1\nNA,?\n,3\n")
    frame = read_table(mini, tmp_path / "cache")
    assert frame["test"].tolist()[:2] == ["None", "NA"]
    assert frame.isna().sum().to_dict() == {"test": 1, "age": 1}
    assert frame["age"].dtype == "float64"


def test_files_follow_one_another_with_their_origin(tmp_path: Path) -> None:
    origin = Origin("site", (("a.csv", "north"), ("b.csv", "south")))
    mini = got(tmp_path, Table("csv", names=("age", "sex"), origin=origin), b"1,0\n", b"2,1\n3,1\n", rows=3)
    frame = read_table(mini, tmp_path / "cache")
    assert frame.to_dict("list") == {"age": [1, 2, 3], "sex": [0, 1, 1], "site": ["north", "south", "south"]}
    assert frame.index.tolist() == [0, 1, 2]


def test_arff_with_rename_and_codes(tmp_path: Path) -> None:
    table = Table(
        "arff",
        missing=("?",),
        rename=(("blood pressure", "pressure"), ("class", "event")),
        codes=(("event", (("no", 0), ("yes", 1))),),
    )
    frame = read_table(got(tmp_path, table, ARFF), tmp_path / "cache")
    assert list(frame.columns) == ["pressure", "event"]
    assert frame["event"].tolist() == [0, 1]
    assert frame["pressure"].isna().tolist() == [False, True]


def test_arff_without_data_is_told(tmp_path: Path) -> None:
    mini = got(tmp_path, Table("arff"), ARFF.replace(b"@DATA\n", b""))
    with pytest.raises(ContentError, match="expected a line @data"):
        read_table(mini, tmp_path / "cache")


def test_absent_data_says_what_to_type(tmp_path: Path) -> None:
    mini = dataset_of(tmp_path, data_file("a.csv", b"x", "https://example.org/a.csv"))
    with pytest.raises(MedaiError, match="not on this machine yet") as caught:
        read_table(mini, tmp_path / "cache")
    assert caught.value.hint == "Type `medai data get mini`."


def test_damaged_data_is_not_read(tmp_path: Path) -> None:
    mini = got(tmp_path, Table("csv"), b"age\n61\n")
    (tmp_path / "cache" / "datasets" / "mini" / "a.csv").write_bytes(b"age\n16\n")
    with pytest.raises(MedaiError, match=r"a\.csv is damaged: its sha256"):
        read_table(mini, tmp_path / "cache")


def test_no_table_is_told(tmp_path: Path) -> None:
    with pytest.raises(MedaiError, match="mini is not a table"):
        read_table(got(tmp_path, None, b"\x00"), tmp_path / "cache")


def test_entry_that_promises_other_rows_or_columns_is_our_fault(tmp_path: Path) -> None:
    mini = got(tmp_path, Table("csv"), b"age\n61\n", rows=2)
    with pytest.raises(ContentError, match="expected 2 rows, found 1"):
        read_table(mini, tmp_path / "cache")
    other = dataclasses.replace(mini, rows=1, columns=(Column("sex", "", None, None, "sex"),))
    with pytest.raises(ContentError, match="expected the columns sex, found only age"):
        read_table(other, tmp_path / "cache")


@pytest.mark.mirror
def test_a_real_arff_is_read_whole(tmp_path: Path) -> None:
    mirror = paths.mirror()
    if not mirror or not Path(mirror).is_dir():
        pytest.skip("MEDAI_MIRROR names no folder")
    file = DataFile(
        "eeg_eye_state.arff",
        None,
        "693c689be416df0b487b45b5b58a44896fbcd0be72b4ef161d5cc34e2c66c928",
        None,
        ("https://example.org/eeg_eye_state.arff",),
    )
    made = dataset_of(tmp_path, forms=[Form("only", (file,), (), Table("arff"))])
    eeg = dataclasses.replace(made, name="eeg_eye_state", rows=14980)
    get(eeg, tmp_path / "cache", mirror=mirror, offline=True)
    frame = read_table(eeg, tmp_path / "cache")
    assert frame.shape == (14980, 15)
    assert frame["eyeDetection"].value_counts().to_dict() == {0: 8257, 1: 6723}
