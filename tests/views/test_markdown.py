"""Lessons and hints on a terminal and in a pipe."""

from __future__ import annotations

import io

from rich.console import Console

from medai.views.markdown import code, markdown, short


def _console(*, terminal: bool) -> Console:
    return Console(
        file=io.StringIO(), width=80, force_terminal=terminal, color_system="standard" if terminal else None
    )


def _text(out: Console) -> str:
    shown = out.file.getvalue()  # type: ignore[attr-defined]
    assert isinstance(shown, str)
    return shown


def test_headings_are_plain_lines_without_boxes() -> None:
    out = _console(terminal=False)
    out.print(markdown("# Top\n\nText\n\n## Second\n\nMore `code`.\n"))

    lines = [line.rstrip() for line in _text(out).splitlines()]
    assert lines[0] == "Top"
    assert "Second" in lines
    assert not set("┏┃━│─").intersection(_text(out))


def test_terminal_escapes_in_content_are_written_out() -> None:
    out = _console(terminal=True)
    out.print(markdown("a \x1b[2J b"))

    assert "\x1b[2J" not in _text(out)


def test_a_short_hint_sets_code_off_and_stays_one_paragraph() -> None:
    out = _console(terminal=False)
    out.print(short("Use `train_test_split` with\n`stratify`."))

    assert _text(out) == "Use train_test_split with stratify.\n"


def test_a_hint_with_a_list_is_laid_out() -> None:
    out = _console(terminal=False)
    out.print(short("Do:\n\n- one\n- two\n"))

    assert "• one" in _text(out)


def test_code_in_a_pipe_is_the_bare_text() -> None:
    out = _console(terminal=False)
    source = "def f(x):\n    return x  # " + "long " * 40 + "\n"
    code(source, out)

    assert _text(out) == source.rstrip("\n").rstrip() + "\n" or _text(out).strip() == source.strip()


def test_code_on_a_terminal_is_coloured() -> None:
    out = _console(terminal=True)
    code("def f(x):\n    return x\n", out)

    assert "\x1b[" in _text(out)
