"""Consoles: no colour in pipes, no trailing blanks, bars that never look finished too early."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from medai.views.console import bar, labelled, next_commands, put, screen
from medai.views.progress import Bar, Lines, Silence, fetch_progress, size


@pytest.mark.parametrize(
    ("done", "total", "shown"),
    [
        (0, 3, ".........."),
        (1, 3, "###......."),
        (99, 100, "#########."),
        (3, 3, "##########"),
        (0, 0, ".........."),
    ],
)
def test_bar(done: int, total: int, shown: str) -> None:
    assert bar(done, total, 10) == shown


def test_output_in_a_pipe_is_plain(capsys: pytest.CaptureFixture[str]) -> None:
    def show(_: None, out: Console) -> None:
        labelled(out, [("File", "week01/add_two.py")])
        next_commands(out, [("medai grade", "grade it")])

    put(None, show)

    assert capsys.readouterr().out == "File  week01/add_two.py\n  medai grade   grade it\n"


def test_lines_are_never_wider_than_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    assert screen().width == 96
    monkeypatch.setenv("COLUMNS", "60")
    assert screen().width == 60


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0 B"), (999, "999 B"), (1_000, "1 kB"), (23_875, "24 kB"), (1_440_000, "1.4 MB"), (2.5e9, "2.5 GB")],
)  # fmt: skip
def test_size(number: float | None, shown: str) -> None:
    assert size(number) == shown


def test_progress_in_a_pipe_is_one_line_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    with fetch_progress() as progress:
        assert isinstance(progress, Lines)
        progress.start("pima/diabetes.csv", 23_875)
        progress.advance(23_875)
        progress.finish()

    seen = capsys.readouterr()
    assert (seen.out, seen.err) == ("", "fetching pima/diabetes.csv (24 kB)\n")


def test_progress_for_json_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with fetch_progress(quiet=True) as progress:
        assert type(progress) is Silence
        progress.start("x", None)
        progress.finish()

    assert capsys.readouterr() == ("", "")


def test_progress_on_a_terminal_shows_names_literally_and_leaves_nothing() -> None:
    out = Console(file=io.StringIO(), force_terminal=True, width=80)
    moving = Bar(out)
    moving.start("[red]pima\x1b[2J", 100)
    moving.advance(50)
    moving.finish()
    moving.start("unknown size", None)
    moving.finish()
    moving.close()

    shown = out.file.getvalue()  # type: ignore[attr-defined]
    assert "\x1b[2J" not in shown
