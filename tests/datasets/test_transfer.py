"""HTTP into a file: resuming, and servers that do not keep their word."""

from __future__ import annotations

from pathlib import Path

import pytest
from datasets.conftest import Host, Ticks, data_file, dataset_of

from medai.datasets.fetch import get
from medai.datasets.transfer import TransferError, download
from medai.errors import MedaiError

BODY = bytes(range(256)) * 2000


def test_partial_file_is_resumed_by_range(tmp_path: Path, host: Host) -> None:
    url, part, ticks = host.serve("/f", BODY), tmp_path / "part", Ticks()
    part.write_bytes(BODY[:1000])
    ticks.start("f", len(BODY))
    download(url, part, len(BODY), ticks)
    assert part.read_bytes() == BODY
    assert host.asked == [("/f", "bytes=1000-")]
    assert ticks.total == len(BODY)


def test_complete_part_is_not_asked_for_again(tmp_path: Path, host: Host) -> None:
    part = tmp_path / "part"
    part.write_bytes(BODY)
    download(host.serve("/f", BODY), part, len(BODY))
    assert host.asked == []


def test_server_without_ranges_sends_all_and_nothing_is_doubled(tmp_path: Path, host: Host) -> None:
    url, part, ticks = host.serve("/f", BODY, ranges=False), tmp_path / "part", Ticks()
    part.write_bytes(BODY[:1000])
    ticks.start("f", len(BODY))
    download(url, part, len(BODY), ticks)
    assert part.read_bytes() == BODY
    assert ticks.total == len(BODY)


def test_range_not_satisfiable_starts_over(tmp_path: Path, host: Host) -> None:
    part = tmp_path / "part"
    part.write_bytes(b"x" * 5000)
    download(host.serve("/f", BODY[:4000]), part, None)
    assert part.read_bytes() == BODY[:4000]
    assert [wanted for _, wanted in host.asked] == ["bytes=5000-", None]


def test_another_range_than_asked_is_not_appended(tmp_path: Path, host: Host) -> None:
    part = tmp_path / "part"
    part.write_bytes(BODY[:1000])
    download(host.serve("/f", BODY, shift=7), part, len(BODY))
    assert part.read_bytes() == BODY
    assert [wanted for _, wanted in host.asked] == ["bytes=1000-", None]


def test_bytes_are_asked_for_uncompressed_so_that_a_range_means_the_same(tmp_path: Path, host: Host) -> None:
    url, part = host.serve("/f", BODY, squeeze=True, cut=[100_000]), tmp_path / "part"
    download(url, part, len(BODY))
    assert part.read_bytes() == BODY
    assert host.asked[1][1] is not None


def test_broken_connection_is_taken_up_at_once(tmp_path: Path, host: Host) -> None:
    url, part, ticks = host.serve("/f", BODY, cut=[200_000, 100_000]), tmp_path / "part", Ticks()
    ticks.start("f", len(BODY))
    download(url, part, len(BODY), ticks)
    assert part.read_bytes() == BODY
    assert len(host.asked) == 3
    assert ticks.total == len(BODY)


def test_broken_connection_that_brings_nothing_more_is_given_up(tmp_path: Path, host: Host) -> None:
    url = host.serve("/f", BODY, cut=[200_000, 0, 0, 0])
    with pytest.raises(TransferError, match="broke off"):
        download(url, tmp_path / "part", len(BODY))
    assert len(host.asked) == 2
    assert 0 < (tmp_path / "part").stat().st_size <= 200_000


def test_longer_answer_than_expected_is_cut_short(tmp_path: Path, host: Host) -> None:
    with pytest.raises(TransferError, match="longer than the 100 bytes"):
        download(host.serve("/f", BODY), tmp_path / "part", 100)
    assert not (tmp_path / "part").exists()


def test_get_resumes_after_a_truncated_download(tmp_path: Path, host: Host) -> None:
    url = host.serve("/f", BODY, cut=[200_000, 0])
    mini = dataset_of(tmp_path, data_file("f", BODY, url))
    with pytest.raises(MedaiError, match="the connection broke off"):
        get(mini, tmp_path / "cache", mirror=None, offline=False)
    assert not (tmp_path / "cache" / "datasets" / "mini" / "f").exists()
    (path,) = get(mini, tmp_path / "cache", mirror=None, offline=False)
    assert path.read_bytes() == BODY
    last = host.asked[-1][1]
    assert last is not None
    assert int(last.removeprefix("bytes=").rstrip("-")) > 0


def test_what_a_broken_source_left_is_removed_when_another_gives_the_file(tmp_path: Path, host: Host) -> None:
    sources = (host.serve("/f", BODY, cut=[200_000, 0]), host.serve("/g", BODY))
    (path,) = get(dataset_of(tmp_path, data_file("f", BODY, *sources)), tmp_path, mirror=None, offline=False)
    assert sorted(p.name for p in path.parent.iterdir()) == [".lock", "f"]


def test_bad_beginning_is_thrown_away_and_the_file_brought_once_more(tmp_path: Path, host: Host) -> None:
    url = host.serve("/f", BODY, cut=[200_000, 0])
    mini = dataset_of(tmp_path, data_file("f", BODY, url))
    with pytest.raises(MedaiError):
        get(mini, tmp_path / "cache", mirror=None, offline=False)
    (part,) = (tmp_path / "cache" / "datasets" / "mini").glob(".f.*.part")
    part.write_bytes(b"?" * 1000)
    host.asked.clear()
    ticks = Ticks()
    (path,) = get(mini, tmp_path / "cache", mirror=None, offline=False, progress=ticks)
    assert path.read_bytes() == BODY
    assert [wanted for _, wanted in host.asked] == ["bytes=1000-", None]
    assert ticks.total == len(BODY)


@pytest.mark.parametrize(("status", "told"), [(404, "404 Not Found"), (403, "403 Forbidden"), (503, "503")])
def test_status_is_told(tmp_path: Path, host: Host, status: int, told: str) -> None:
    with pytest.raises(TransferError, match=told) as caught:
        download(host.serve("/f", b"", status=status), tmp_path / "part", 10)
    assert not caught.value.host_unreachable
    assert len(host.asked) == 1


def test_nobody_listening_is_an_unreachable_host(tmp_path: Path, dead_url: str) -> None:
    with pytest.raises(TransferError, match="refused") as caught:
        download(f"{dead_url}/f", tmp_path / "part", 10)
    assert caught.value.host_unreachable
