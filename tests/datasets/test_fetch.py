"""Fetching: sources in order, proof before use, and errors that say what was tried."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
import zipfile
from pathlib import Path

import pytest
from datasets.conftest import Host, Ticks, archive_of, data_file, dataset_of

from medai.datasets.fetch import get, verify
from medai.datasets.model import DataFile, Form, Table
from medai.errors import OUR_FAULT, USER_MISTAKE, MedaiError

BODY = b"age,event\r\n" + b"61,1\r\n" * 5000
WRONG = BODY[:-6] + b"61,0\r\n"


def leftovers(cache: Path) -> list[str]:
    return sorted(p.name for p in (cache / "datasets" / "mini").iterdir() if p.name.endswith(".part"))


def test_embedded_file_comes_without_network(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(BODY)
    mini = dataset_of(tmp_path, data_file("mini.csv", BODY, "embedded:a.csv"))
    (path,) = get(mini, tmp_path / "cache", mirror=None, offline=True)
    assert path == tmp_path / "cache" / "datasets" / "mini" / "mini.csv"
    assert path.read_bytes() == BODY


def test_package_file_comes_without_importing_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "somepackage"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise RuntimeError('imported')\n")
    (package / "rows.csv").write_bytes(BODY)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    mini = dataset_of(tmp_path, data_file("mini.csv", BODY, "package:somepackage/rows.csv"))
    (path,) = get(mini, tmp_path / "cache", mirror=None, offline=True)
    assert path.read_bytes() == BODY
    assert "somepackage" not in sys.modules


def test_absent_package_is_named(tmp_path: Path) -> None:
    mini = dataset_of(tmp_path, data_file("mini.csv", BODY, "package:no_such_package_here/rows.csv"))
    with pytest.raises(MedaiError, match="no_such_package_here is not installed"):
        get(mini, tmp_path / "cache", mirror=None, offline=False)


def test_download_reports_progress_and_leaves_only_the_file(tmp_path: Path, host: Host) -> None:
    ticks = Ticks()
    mini = dataset_of(tmp_path, data_file("mini.csv", BODY, host.serve("/mini.csv", BODY)))
    (path,) = get(mini, tmp_path / "cache", mirror=None, offline=False, progress=ticks)
    assert path.read_bytes() == BODY
    assert ticks.log[0] == ("start", ("mini.csv", len(BODY)))
    assert ticks.log[-1] == ("finish", None)
    assert ticks.total == len(BODY)
    assert leftovers(tmp_path / "cache") == []


def test_second_get_asks_nobody(tmp_path: Path, host: Host) -> None:
    mini = dataset_of(tmp_path, data_file("mini.csv", BODY, host.serve("/mini.csv", BODY)))
    get(mini, tmp_path / "cache", mirror=None, offline=False)
    get(mini, tmp_path / "cache", mirror=None, offline=False)
    assert len(host.asked) == 1


def test_md5_alone_is_proof_enough_to_accept_and_to_refuse(tmp_path: Path, host: Host) -> None:
    good = data_file("mini.csv", BODY, host.serve("/mini.csv", BODY), size=False, md5=True)
    get(dataset_of(tmp_path, good), tmp_path / "good", mirror=None, offline=False)
    host.serve("/mini.csv", WRONG)
    with pytest.raises(MedaiError, match="its md5 is"):
        get(dataset_of(tmp_path, good), tmp_path / "bad", mirror=None, offline=False)


@pytest.mark.parametrize("bad", [None, WRONG, BODY[:100], BODY + b"more", b""])
def test_next_source_is_used_when_the_first_is_absent_or_wrong(
    tmp_path: Path, host: Host, bad: bytes | None
) -> None:
    first = f"{host.url}/first.csv" if bad is None else host.serve("/first.csv", bad)
    mini = dataset_of(tmp_path, data_file("mini.csv", BODY, first, host.serve("/second.csv", BODY)))
    (path,) = get(mini, tmp_path / "cache", mirror=None, offline=False)
    assert path.read_bytes() == BODY
    assert [asked for asked, _ in host.asked] == ["/first.csv", "/second.csv"]
    assert leftovers(tmp_path / "cache") == []


def test_all_fail_names_every_place_its_reason_and_what_to_do(
    tmp_path: Path, host: Host, dead_url: str
) -> None:
    sources = (f"{host.url}/gone.csv", host.serve("/wrong.csv", WRONG), f"{dead_url}/dead.csv")
    mini = dataset_of(tmp_path, data_file("mini.csv", BODY, *sources))
    with pytest.raises(MedaiError) as caught:
        get(mini, tmp_path / "cache", mirror=str(tmp_path / "mirror"), offline=False)
    for told in (
        f"{tmp_path / 'mirror' / 'mini' / 'mini.csv'} (no such file)",
        f"{sources[0]} (the server answered 404 Not Found)",
        f"{sources[1]} (refused: its sha256 is",
        f"{sources[2]} (the connection was refused)",
    ):
        assert told in caught.value.message
    assert "medai data get mini" in caught.value.hint
    assert "MEDAI_MIRROR" in caught.value.hint
    assert caught.value.exit_code == OUR_FAULT
    assert "\n" not in caught.value.message + caught.value.hint
    assert not (tmp_path / "cache" / "datasets" / "mini" / "mini.csv").exists()


def test_changed_upstream_is_told_apart_from_no_connection(tmp_path: Path, host: Host) -> None:
    mini = dataset_of(tmp_path, data_file("mini.csv", BODY, host.serve("/wrong.csv", WRONG)))
    with pytest.raises(MedaiError) as caught:
        get(mini, tmp_path / "cache", mirror=None, offline=False)
    assert "Nothing was kept" in caught.value.hint
    assert "connection" not in caught.value.hint


def test_failing_is_quick_because_a_dead_host_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def unreachable(url: str, *_args: object) -> None:
        from medai.datasets.transfer import TransferError

        asked.append(url)
        raise TransferError("no answer in time", host_unreachable=True)

    monkeypatch.setattr("medai.datasets.fetch.download", unreachable)
    forms = [
        Form(f"f{i}", (data_file(f"f{i}.csv", BODY, f"https://dead.example/f{i}.csv"),), (), Table("csv"))
        for i in range(5)
    ]
    with pytest.raises(MedaiError) as caught:
        get(dataset_of(tmp_path, forms=forms), tmp_path / "cache", mirror=None, offline=False)
    assert len(asked) == 1
    assert all(f"https://dead.example/f{i}.csv" in caught.value.message for i in range(5))


def test_offline_asks_nobody_and_says_so(tmp_path: Path, host: Host) -> None:
    url = host.serve("/mini.csv", BODY)
    mini = dataset_of(tmp_path, data_file("mini.csv", BODY, url))
    with pytest.raises(MedaiError) as caught:
        get(mini, tmp_path / "cache", mirror=f"{host.url}/mirror", offline=True)
    assert host.asked == []
    assert f"{url} (not asked: offline)" in caught.value.message
    assert f"{host.url}/mirror/mini/mini.csv (not asked: offline)" in caught.value.message
    assert "MEDAI_OFFLINE" in caught.value.hint
    assert caught.value.exit_code == USER_MISTAKE


def test_mirror_folder_goes_before_the_network_and_works_offline(tmp_path: Path, host: Host) -> None:
    (tmp_path / "mirror" / "mini").mkdir(parents=True)
    (tmp_path / "mirror" / "mini" / "mini.csv").write_bytes(BODY)
    mini = dataset_of(tmp_path, data_file("mini.csv", BODY, host.serve("/mini.csv", BODY)))
    ticks = Ticks()
    for offline in (False, True):
        cache = tmp_path / f"cache{offline}"
        (path,) = get(mini, cache, mirror=str(tmp_path / "mirror"), offline=offline, progress=ticks)
        assert path.read_bytes() == BODY
        assert ticks.total == len(BODY)
    assert host.asked == []


def test_mirror_http_root_goes_before_the_network(tmp_path: Path, host: Host) -> None:
    host.serve("/class/mini/two%2Bwords.csv", BODY)
    mini = dataset_of(tmp_path, data_file("two+words.csv", BODY, host.serve("/up.csv", BODY)))
    get(mini, tmp_path / "cache", mirror=f"{host.url}/class/", offline=False)
    assert host.asked == [("/class/mini/two%2Bwords.csv", None)]


def test_tampered_mirror_is_refused_and_upstream_asked(tmp_path: Path, host: Host) -> None:
    (tmp_path / "mirror" / "mini").mkdir(parents=True)
    (tmp_path / "mirror" / "mini" / "mini.csv").write_bytes(WRONG)
    mini = dataset_of(tmp_path, data_file("mini.csv", BODY, host.serve("/mini.csv", BODY)))
    (path,) = get(mini, tmp_path / "cache", mirror=str(tmp_path / "mirror"), offline=False)
    assert path.read_bytes() == BODY


@pytest.mark.parametrize("harm", [WRONG, BODY[:50], b""])
def test_damaged_cached_file_is_refused_and_fetched_again(tmp_path: Path, host: Host, harm: bytes) -> None:
    mini = dataset_of(tmp_path, data_file("mini.csv", BODY, host.serve("/mini.csv", BODY)))
    cache = tmp_path / "cache"
    (path,) = get(mini, cache, mirror=None, offline=False)
    path.write_bytes(harm)
    (state,) = verify(mini, cache)
    assert (state.name, state.state, state.path) == ("mini.csv", "damaged", path)
    assert "expected" in state.detail
    get(mini, cache, mirror=None, offline=False)
    assert path.read_bytes() == BODY
    assert [s.state for s in verify(mini, cache)] == ["ok"]


def test_damaged_file_that_cannot_be_replaced_is_never_returned(tmp_path: Path) -> None:
    mini = dataset_of(tmp_path, data_file("mini.csv", BODY, "https://example.org/mini.csv"))
    path = tmp_path / "cache" / "datasets" / "mini" / "mini.csv"
    path.parent.mkdir(parents=True)
    path.write_bytes(WRONG)
    with pytest.raises(MedaiError, match=r"mini\.csv \(damaged: its sha256 is"):
        get(mini, tmp_path / "cache", mirror=None, offline=True)


def test_only_the_absent_file_of_a_form_is_fetched(tmp_path: Path, host: Host) -> None:
    files = [data_file(f"{n}.csv", BODY, host.serve(f"/{n}.csv", BODY)) for n in "ab"]
    mini = dataset_of(tmp_path, *files)
    first, second = get(mini, tmp_path / "cache", mirror=None, offline=False)
    second.unlink()
    assert [s.state for s in verify(mini, tmp_path / "cache")] == ["ok", "absent"]
    host.asked.clear()
    assert get(mini, tmp_path / "cache", mirror=None, offline=False) == (first, second)
    assert host.asked == [("/b.csv", None)]


class TestForms:
    """A dataset that comes as one file or as two."""

    @pytest.fixture
    def forms(self, host: Host) -> list[Form]:
        whole = data_file("whole.csv", BODY, f"{host.url}/whole.csv")
        halves = [data_file(f"{n}.csv", n.encode(), host.serve(f"/{n}.csv", n.encode())) for n in "ab"]
        return [Form("whole", (whole,)), Form("halves", tuple(halves))]

    def test_next_form_is_tried(self, tmp_path: Path, forms: list[Form]) -> None:
        paths = get(dataset_of(tmp_path, forms=forms), tmp_path / "cache", mirror=None, offline=False)
        assert [path.name for path in paths] == ["a.csv", "b.csv"]

    def test_a_form_that_is_here_is_used_before_a_preferred_one(
        self, tmp_path: Path, forms: list[Form], host: Host
    ) -> None:
        mini = dataset_of(tmp_path, forms=forms)
        get(mini, tmp_path / "cache", mirror=None, offline=False)
        host.serve("/whole.csv", BODY)
        host.asked.clear()
        assert len(get(mini, tmp_path / "cache", mirror=None, offline=False)) == 2
        assert host.asked == []
        assert [s.name for s in verify(mini, tmp_path / "cache")] == ["a.csv", "b.csv"]

    def test_a_whole_form_outweighs_a_damaged_preferred_one(self, tmp_path: Path, forms: list[Form]) -> None:
        mini = dataset_of(tmp_path, forms=forms)
        assert [s.state for s in verify(mini, tmp_path / "cache")] == ["absent"]
        get(mini, tmp_path / "cache", mirror=None, offline=False)
        (tmp_path / "cache" / "datasets" / "mini" / "whole.csv").write_bytes(WRONG)
        assert [s.state for s in verify(mini, tmp_path / "cache")] == ["ok", "ok"]


class TestArchive:
    """Two files that are members of one zip."""

    @pytest.fixture
    def packed(self, tmp_path: Path) -> bytes:
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as bundle:
            bundle.writestr("deep/a.csv", b"a,1")
            bundle.writestr("b.csv", b"b,2")
        return (tmp_path / "all.zip").read_bytes()

    @staticmethod
    def files(url: str) -> tuple[DataFile, ...]:
        return (
            data_file("a.csv", b"a,1", f"{url}#deep/a.csv"),
            data_file("b.csv", b"b,2", f"{url}#b.csv"),
        )

    def test_archive_is_brought_once_and_not_kept(self, tmp_path: Path, host: Host, packed: bytes) -> None:
        url = host.serve("/all.zip", packed)
        mini = dataset_of(tmp_path, *self.files(url), archives=[archive_of(url, packed)])
        paths = get(mini, tmp_path / "cache", mirror=None, offline=False)
        assert [path.read_bytes() for path in paths] == [b"a,1", b"b,2"]
        assert len(host.asked) == 1
        assert sorted(p.name for p in paths[0].parent.iterdir()) == [".lock", "a.csv", "b.csv"]

    def test_archive_is_proved_before_it_is_opened(self, tmp_path: Path, host: Host, packed: bytes) -> None:
        url = host.serve("/all.zip", packed[:-1] + b"x")
        mini = dataset_of(tmp_path, *self.files(url), archives=[archive_of(url, packed)])
        with pytest.raises(MedaiError, match=r"all\.zip#deep/a\.csv \(refused: its sha256"):
            get(mini, tmp_path / "cache", mirror=None, offline=False)

    def test_mirror_may_hold_the_archive_itself(self, tmp_path: Path, packed: bytes) -> None:
        (tmp_path / "mirror" / "mini").mkdir(parents=True)
        (tmp_path / "mirror" / "mini" / "all.zip").write_bytes(packed)
        url = "https://example.org/all.zip"
        mini = dataset_of(tmp_path, *self.files(url), archives=[archive_of(url, packed)])
        ticks = Ticks()
        paths = get(mini, tmp_path / "cache", mirror=str(tmp_path / "mirror"), offline=True, progress=ticks)
        assert [path.read_bytes() for path in paths] == [b"a,1", b"b,2"]
        assert [told for kind, told in ticks.log if kind == "start" and told[0] == "all.zip"] == [
            ("all.zip", len(packed))
        ]

    def test_absent_member_is_named(self, tmp_path: Path, host: Host, packed: bytes) -> None:
        url = host.serve("/all.zip", packed)
        file = data_file("c.csv", b"c", f"{url}#c.csv")
        mini = dataset_of(tmp_path, file, archives=[archive_of(url, packed)])
        with pytest.raises(MedaiError, match=r"there is no c\.csv in it"):
            get(mini, tmp_path / "cache", mirror=None, offline=False)
        assert leftovers(tmp_path / "cache") == []


def test_gated_data_is_never_fetched(tmp_path: Path) -> None:
    mini = dataset_of(tmp_path, data_file("mini.csv", BODY, "https://example.org/x.csv"), access="gated")
    with pytest.raises(MedaiError, match="never fetches it") as caught:
        get(mini, tmp_path / "cache", mirror=None, offline=False)
    assert "https://example.org/mini" in caught.value.hint


def test_cache_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    (tmp_path / "a.csv").write_bytes(BODY)
    mini = dataset_of(tmp_path, data_file("mini.csv", BODY, "embedded:a.csv"))
    with pytest.raises(MedaiError, match="Could not write the dataset mini") as caught:
        get(mini, tmp_path / "cache", mirror=None, offline=False)
    assert "MEDAI_CACHE" in caught.value.hint


def _get_in_process(folder: Path, cache: Path, url: str, start: float) -> None:
    mini = dataset_of(folder, data_file("mini.csv", BODY, url))
    time.sleep(max(0.0, start - time.time()))
    (path,) = get(mini, cache, mirror=None, offline=False)
    os._exit(0 if path.read_bytes() == BODY else 1)


def test_two_processes_at_once_fetch_once_and_both_have_it(tmp_path: Path, host: Host) -> None:
    url = host.serve("/mini.csv", BODY)
    context = multiprocessing.get_context("spawn")
    start = time.time() + 2.0
    pair = [
        context.Process(target=_get_in_process, args=(tmp_path, tmp_path / "cache", url, start))
        for _ in range(2)
    ]
    for process in pair:
        process.start()
    for process in pair:
        process.join(60)
    assert [process.exitcode for process in pair] == [0, 0]
    assert len(host.asked) == 1
    assert leftovers(tmp_path / "cache") == []
