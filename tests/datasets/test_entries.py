"""The datasets that ship: their bytes, their rows, and the facts that lessons and graders build on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from datasets.conftest import REPOSITORY

from medai import paths
from medai.datasets.fetch import get, verify
from medai.datasets.model import Dataset, parse_source
from medai.datasets.registry import load_registry
from medai.datasets.tables import read_table, read_tables

if TYPE_CHECKING:
    import pandas as pd

NAMES = ("gbsg2", "heart", "lung", "pima")
SITES = ["cleveland", "hungarian", "switzerland", "va"]
REGISTRY = load_registry(REPOSITORY / "datasets")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that every dataset was got into, offline and without a mirror."""
    folder = tmp_path_factory.mktemp("cache")
    for dataset in REGISTRY.values():
        get(dataset, folder, mirror=None, offline=True)
    return folder


@pytest.fixture(scope="module")
def tables(cache: Path) -> dict[str, pd.DataFrame]:
    return {name: _whole(dataset, cache) for name, dataset in REGISTRY.items()}


def _whole(dataset: Dataset, cache: Path) -> pd.DataFrame:
    """The rows of a table; those of separate tables that learners are handed, one below the other."""
    import pandas as pd

    if dataset.table is None or not dataset.table.separate:
        return read_table(dataset, cache)
    withheld = {Path(file.name).stem for file in dataset.forms[0].files if file.withheld}
    parts = read_tables(dataset, cache).items()
    return pd.concat([rows for name, rows in parts if name not in withheld], ignore_index=True)


def test_these_are_at_hand_offline(cache: Path) -> None:
    assert set(NAMES) <= set(REGISTRY)
    for dataset in REGISTRY.values():
        assert {state.state for state in verify(dataset, cache)} == {"ok"}


@pytest.mark.parametrize("dataset", REGISTRY.values(), ids=REGISTRY)
def test_entry_describes_every_column_in_order(dataset: Dataset, tables: dict[str, pd.DataFrame]) -> None:
    frame = tables[dataset.name]
    assert [column.name for column in dataset.columns] == list(frame.columns)
    assert len(frame) == dataset.rows
    assert list(frame.index) == list(range(len(frame)))
    assert len(dataset.traps) >= 3


@pytest.mark.parametrize("dataset", REGISTRY.values(), ids=REGISTRY)
def test_values_outside_the_plausible_range_are_only_the_known_codes(
    dataset: Dataset, tables: dict[str, pd.DataFrame]
) -> None:
    outside = {}
    for column in dataset.columns:
        values = tables[dataset.name][column.name]
        if column.low is not None and column.high is not None:
            outside[column.name] = int(((values < column.low) | (values > column.high)).sum())
    assert {name: count for name, count in outside.items() if count} == {
        "pima": {"Glucose": 5, "BloodPressure": 35, "SkinThickness": 227, "Insulin": 374, "BMI": 11},
        "heart": {"trestbps": 1, "chol": 172},
        "pima-competition": {
            "Glucose": 5,
            "BloodPressure": 35,
            "SkinThickness": 227,
            "Insulin": 374,
            "BMI": 11,
        },
    }.get(dataset.name, {})


def test_pima(tables: dict[str, pd.DataFrame]) -> None:
    pima = tables["pima"]
    zeros = (pima[["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]] == 0).sum()
    assert zeros.tolist() == [5, 35, 227, 374, 11]
    assert (int(pima["Outcome"].sum()), len(pima)) == (268, 768)
    assert not pima.isna().any().any()


def test_heart(tables: dict[str, pd.DataFrame]) -> None:
    heart = tables["heart"]
    site = heart["site"]
    assert site.unique().tolist() == SITES
    assert heart.groupby("site").size()[SITES].tolist() == [303, 294, 123, 200]
    assert (heart["num"] > 0).groupby(site).sum()[SITES].tolist() == [139, 106, 115, 149]
    assert (heart["chol"] == 0).groupby(site).sum()[SITES].tolist() == [0, 0, 123, 49]
    assert (heart["trestbps"] == 0).groupby(site).sum()[SITES].tolist() == [0, 0, 0, 1]
    cleveland = heart[site == "cleveland"]
    assert cleveland.isna().sum().loc[lambda missing: missing > 0].to_dict() == {"ca": 4, "thal": 2}
    assert int(heart["ca"].isna().sum()) == 611
    assert all(kind.kind in "fi" for kind in heart.drop(columns="site").dtypes)


def test_lung_counts_and_agrees_with_lifelines(tables: dict[str, pd.DataFrame]) -> None:
    import pandas as pd
    from lifelines.datasets import load_lung

    lung = tables["lung"]
    assert len(lung) == 228
    assert lung["status"].value_counts().to_dict() == {1: 165, 0: 63}
    assert lung.isna().sum()[["meal.cal", "wt.loss"]].tolist() == [47, 14]
    assert len(lung.dropna()) == 167
    pd.testing.assert_frame_equal(lung, load_lung())


def test_gbsg2_counts_and_agrees_with_lifelines(tables: dict[str, pd.DataFrame]) -> None:
    import pandas as pd
    from lifelines.datasets import load_gbsg2

    gbsg2 = tables["gbsg2"]
    assert len(gbsg2) == 686
    assert gbsg2["cens"].value_counts().to_dict() == {0: 387, 1: 299}
    assert [(gbsg2[name] == 0).sum() for name in ("progrec", "estrec")] == [88, 82]
    assert gbsg2["horTh"].value_counts().to_dict() == {"no": 440, "yes": 246}
    pd.testing.assert_frame_equal(gbsg2, load_gbsg2())


def test_every_network_source_is_encrypted() -> None:
    files = [file for dataset in REGISTRY.values() for form in dataset.forms for file in form.files]
    sources = [parse_source(text) for file in files for text in file.sources]
    assert all(source.place.startswith("https://") for source in sources if source.kind == "url")
    assert any(source.kind == "url" for source in sources)


def test_git_never_changes_a_byte_here() -> None:
    assert "* -text" in (REPOSITORY / "datasets" / ".gitattributes").read_text().splitlines()
    assert (REPOSITORY / "datasets" / "pima" / "diabetes.csv").read_bytes().count(b"\r\n") == 768


def mirror() -> Path:
    named = paths.mirror()
    if not named or not Path(named).is_dir():
        pytest.skip("MEDAI_MIRROR names no folder")
    return Path(named)


@pytest.mark.mirror
def test_headerless_pima_is_the_same_table(tmp_path: Path, tables: dict[str, pd.DataFrame]) -> None:
    import dataclasses

    import pandas as pd

    forms = tuple(form for form in REGISTRY["pima"].forms if form.id == "headerless")
    pima = dataclasses.replace(REGISTRY["pima"], forms=forms)
    get(pima, tmp_path, mirror=str(mirror()), offline=True)
    pd.testing.assert_frame_equal(read_table(pima, tmp_path), tables["pima"])


@pytest.mark.mirror
def test_heart_from_the_archive_is_the_same_files(tmp_path: Path) -> None:
    """The four files out of the host's own zip, as a learner without the embedded ones would get them."""
    import dataclasses
    import shutil

    (tmp_path / "mirror" / "heart").mkdir(parents=True)
    shutil.copy(mirror() / "heart" / "heart+disease.zip", tmp_path / "mirror" / "heart")
    (form,) = REGISTRY["heart"].forms
    files = tuple(dataclasses.replace(file, sources=file.sources[1:]) for file in form.files)
    heart = dataclasses.replace(REGISTRY["heart"], forms=(dataclasses.replace(form, files=files),))
    for path in get(heart, tmp_path / "cache", mirror=str(tmp_path / "mirror"), offline=True):
        assert path.read_bytes() == (REPOSITORY / "datasets" / "heart" / path.name).read_bytes()
