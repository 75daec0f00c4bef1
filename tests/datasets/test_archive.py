"""Members out of zip and tar files."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from medai.datasets.archive import MemberError, extract


@pytest.fixture(params=["zip", "tar", "tar.gz"])
def bundle(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / f"all.{request.param}"
    if request.param == "zip":
        with zipfile.ZipFile(path, "w") as made:
            made.writestr("in/a.csv", b"a,1")
            made.mkdir("folder")
        return path
    with tarfile.open(path, "w:gz" if request.param.endswith("gz") else "w") as tar:
        member = tarfile.TarInfo("in/a.csv")
        member.size = 3
        tar.addfile(member, io.BytesIO(b"a,1"))
    return path


def test_member_is_written_under_our_name(bundle: Path, tmp_path: Path) -> None:
    extract(bundle, "in/a.csv", tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b"a,1"


def test_absent_member_is_told(bundle: Path, tmp_path: Path) -> None:
    with pytest.raises(MemberError, match=r"there is no in/b\.csv in it"):
        extract(bundle, "in/b.csv", tmp_path / "out")


def test_what_is_no_archive_is_told(tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(b"not an archive")
    with pytest.raises(MemberError, match="cannot be unpacked"):
        extract(tmp_path / "all.zip", "a", tmp_path / "out")


def test_folder_in_a_tar_is_no_file(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "all.tar", "w") as tar:
        folder = tarfile.TarInfo("in")
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
    with pytest.raises(MemberError, match="in in it is not a file"):
        extract(tmp_path / "all.tar", "in", tmp_path / "out")
