"""Reading dataset.yaml: what a good one becomes, and where a mistake is reported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from datasets.conftest import REPOSITORY

from medai.datasets.registry import dataset_names, find, load_dataset, load_registry
from medai.errors import OUR_FAULT, USER_MISTAKE, ContentError, MedaiError

GOOD = """\
name: mini
title: A miniature
licence: CC0
licence_url: https://example.org/cc0
citation: Nobody (2024)
doi: null
homepage: https://example.org/mini
rows: 3
access: open
traps: [zeros are missing]
table: {format: csv, missing: ["?"]}
forms:
  - id: plain
    archives:
      - url: https://example.org/all.zip
        size: 900
        sha256: HEX
    files:
      - name: mini.csv
        size: 12
        sha256: HEX
        sources:
          - embedded:rows.csv
          - https://example.org/all.zip#mini.csv
columns:
  - {name: age, unit: years, low: 0, high: 110.5, meaning: age at admission}
  - {name: site, meaning: hospital}
""".replace("HEX", "0123456789abcdef" * 4)


def write(root: Path, text: str) -> Path:
    folder = root / "mini"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rows.csv").write_text("age\n1\n2\n3\n")
    (folder / "dataset.yaml").write_text(text, encoding="utf-8")
    return folder / "dataset.yaml"


def test_good_entry_becomes_values(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (mini,) = load_registry(tmp_path).values()
    assert (mini.name, mini.rows, mini.doi, mini.size) == ("mini", 3, None, 12)
    assert mini.folder == tmp_path / "mini"
    assert mini.forms[0].files[0].sources == ("embedded:rows.csv", "https://example.org/all.zip#mini.csv")
    assert mini.forms[0].archives[0].name == "all.zip"
    assert mini.table is not None
    assert mini.table.missing == ("?",)
    age = mini.column("age")
    assert age is not None
    assert (age.unit, age.low, age.high) == ("years", 0.0, 110.5)
    assert mini.column("weight") is None
    with pytest.raises(AttributeError):
        mini.rows = 4  # type: ignore[misc]


BROKEN = [
    # (replace, by, line, key, words that must be told)
    ("name: mini", "name: maxi", 1, "name", "expected mini, the name of its folder"),
    ("title: A miniature", "titel: A miniature", 2, "titel", "did you mean title?"),
    ("title: A miniature", "title: 12", 2, "title", 'a text (put it in quotes), found the number "12"'),
    ("licence: CC0", "licence: ''", 3, "licence", "expected a text"),
    ("licence: CC0", "licence: [CC0]", 3, "licence", "found a list"),
    ("licence: CC0\n", "", 1, "licence", "expected the key licence"),
    ("https://example.org/cc0", "example.org", 4, "licence_url", "expected an https:// address"),
    ("rows: 3", "rows: three", 8, "rows", 'expected a whole number of at least 1, found "three"'),
    ("rows: 3", "rows: 0", 8, "rows", "at least 1"),
    ("rows: 3", "rows: 0b2", 8, "rows", "whole number"),
    ("access: open", "access: free", 9, "access", "expected open or gated"),
    ("access: open", "access: open\naccess: gated", 10, "access", "access here and on line 9"),
    ("traps: [zeros are missing]", "traps: zeros", 10, "traps", "expected a list"),
    ("{format: csv,", "{format: xml,", 11, "table.format", "expected csv or arff"),
    ("id: plain", "idd: plain", 13, "forms[0].idd", "did you mean id?"),
    ("url: https://example.org/all.zip", "url: https://a.org/a.7z", 15, "forms[0].archives[0].url", ".zip"),
    ("- name: mini.csv", "- name: ../mini.csv", 19, "forms[0].files[0].name", "a plain file name"),
    ("size: 12", "size: -12", 20, "forms[0].files[0].size", "at least 1"),
    ("sha256: 0", "sha256: X", 17, "forms[0].archives[0].sha256", "64 hexadecimal digits"),
    ("embedded:rows.csv", "embedded:gone.csv", 23, "forms[0].files[0].sources[0]", "no gone.csv there"),
    ("embedded:rows.csv", "ftp://a/b", 23, "forms[0].files[0].sources[0]", "embedded:FILE"),
    ("embedded:rows.csv", "https:x", 23, "forms[0].files[0].sources[0]", "an address with a host"),
    ("embedded:rows.csv", "package:a/../b", 23, "forms[0].files[0].sources[0]", "package:PACKAGE/PATH"),
    ("all.zip#mini", "other.zip#mini", 24, "forms[0].files[0].sources[1]", "no such archive"),
    ("high: 110.5", "high: -1", 26, "columns[0].high", "at least low, which is 0"),
    ("low: 0,", "low: none,", 26, "columns[0].low", "expected a number"),
    ("{name: site,", "{name: age,", 26, "columns", "age more than once"),
    ("size: 12", "withheld: 'yes'", 20, "forms[0].files[0].withheld", "expected true or false"),
    ("{format: csv,", "{separate: 1, format: csv,", 11, "table.separate", "expected true or false"),
    ("meaning: hospital", "meaning: [", 27, "", "expected YAML"),
    ("\ncolumns:", "\n  columns:", 25, "", "expected YAML"),
]


@pytest.mark.parametrize("mistake", BROKEN, ids=lambda mistake: f"{mistake[3]}: {mistake[4]}")
def test_mistake_is_reported_at_its_line_and_key(
    tmp_path: Path, mistake: tuple[str, str, int, str, str]
) -> None:
    old, new, line, key, told = mistake
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(ContentError) as caught:
        load_registry(tmp_path)
    assert caught.value.message.startswith((f"{path}, line {line}:", f"{path}, line {line},"))
    assert f", {key}: " in caught.value.message or not key
    assert told in caught.value.message
    assert caught.value.exit_code == OUR_FAULT
    assert "\n" not in caught.value.message


def test_missing_checksum_is_reported_at_the_file(tmp_path: Path) -> None:
    lines = GOOD.splitlines(keepends=True)
    path = write(tmp_path, "".join(lines[:20] + lines[21:]))
    with pytest.raises(ContentError, match="a checksum") as caught:
        load_registry(tmp_path)
    assert caught.value.message.startswith(f"{path}, line 19, forms[0].files[0].sha256: ")


def test_separate_tables_have_no_column_of_origin(tmp_path: Path) -> None:
    table = "table: {format: csv, separate: true, origin: {column: site, values: {mini.csv: a}}}"
    write(tmp_path, GOOD.replace('table: {format: csv, missing: ["?"]}', table))
    with pytest.raises(ContentError, match="no origin where the files are separate tables"):
        load_registry(tmp_path)


def test_a_withheld_file_is_not_handed_out(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("size: 12", "size: 12\n        withheld: true"))
    (mini,) = load_registry(tmp_path).values()
    assert mini.handed_out([Path("a/mini.csv"), Path("a/other.csv")]) == (Path("a/other.csv"),)


def test_origin_must_name_each_file(tmp_path: Path) -> None:
    table = "table: {format: csv, origin: {column: site, values: {other.csv: a}}}"
    path = write(tmp_path, GOOD.replace('table: {format: csv, missing: ["?"]}', table))
    with pytest.raises(ContentError, match=r"a value for each of mini\.csv, found other\.csv") as caught:
        load_registry(tmp_path)
    assert str(path) in caught.value.message


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", "an empty file"),
        (b"- a\n- b\n", "expected a mapping"),
        (b"name: \xff\n", "expected UTF-8 text, found byte 0xff"),
        (b"name: a\x00b\n", "expected YAML"),
        (b"name: *gone\n", "expected YAML"),
    ],
)
def test_file_that_is_no_entry_at_all(tmp_path: Path, raw: bytes, told: str) -> None:
    path = write(tmp_path, GOOD)
    path.write_bytes(raw)
    with pytest.raises(ContentError) as caught:
        load_registry(tmp_path)
    assert told in caught.value.message
    assert str(path) in caught.value.message


def test_folder_without_entry_is_reported(tmp_path: Path) -> None:
    (tmp_path / "half").mkdir()
    (tmp_path / "__pycache__").mkdir()
    with pytest.raises(ContentError, match=r"half.dataset\.yaml: cannot be read"):
        load_registry(tmp_path)


def test_gated_entry_needs_no_forms_but_an_open_one_does(tmp_path: Path) -> None:
    bare = GOOD[: GOOD.index("table:")]
    write(tmp_path, bare.replace("access: open", "access: gated"))
    assert load_dataset(tmp_path, "mini").forms == ()
    write(tmp_path, bare)
    with pytest.raises(ContentError, match="at least one form"):
        load_dataset(tmp_path, "mini")


def test_unknown_name_offers_a_near_one() -> None:
    registry = load_registry(REPOSITORY / "datasets")
    assert find(registry, "pima").name == "pima"
    for call in (lambda: find(registry, "Pimma"), lambda: load_dataset(REPOSITORY / "datasets", "Pimma")):
        with pytest.raises(MedaiError, match='no dataset "Pimma"') as caught:
            call()
        assert "Did you mean pima?" in caught.value.hint
        assert caught.value.exit_code == USER_MISTAKE


def test_no_folder_of_datasets_is_our_fault(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="found no folder"):
        dataset_names(tmp_path / "nowhere")


def test_one_dataset_is_read_without_the_others(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "dataset.yaml").write_text("{")
    assert load_dataset(tmp_path, "mini").title == "A miniature"


def test_reading_the_registry_imports_nothing_heavy() -> None:
    code = (
        "import sys; from pathlib import Path; import medai.datasets.registry as r;"
        "assert 'yaml' not in sys.modules;"
        f"r.load_registry(Path({str(REPOSITORY / 'datasets')!r}));"
        "import medai.datasets.fetch, medai.datasets.tables;"
        "print([m for m in ('pandas', 'numpy', 'pooch', 'requests', 'pydantic', 'rich') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert shown.stdout.strip() == "[]"
