"""medai watch in a terminal: saves, keys, hanging solutions, editors that rename, another window size."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from terminal import Terminal

MEDAI = str(Path(sys.executable).with_name("medai"))
RIGHT = "def add_two(first, second):\n    return first + second\n"
WRONG = "def add_two(first, second):\n    return first - second\n"


@pytest.fixture
def watching(folder, medai):
    """`medai watch` in a terminal, in a workspace whose week1 is begun; the file and the terminal."""
    assert medai("start", "week1").exit_code == 0
    file = next(folder.rglob("add_two.py"))
    opened = []

    def start(*words: str, **environment: str) -> tuple[Path, Terminal]:
        env = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
        terminal = Terminal([MEDAI, "watch", *words], file.parent, env | {"TERM": "xterm"} | environment)
        opened.append(terminal)
        return file, terminal

    yield start
    for terminal in opened:
        if terminal.process.poll() is None:
            terminal.process.kill()
            terminal.process.wait()


def test_every_save_is_graded_and_q_quits(watching):
    file, terminal = watching()
    terminal.wait_for("Not written yet")
    terminal.forget()
    file.write_text(WRONG)
    terminal.wait_for("1 of 2 checks, 1 of 3 points")
    terminal.wait_for("is the sum.")
    terminal.forget()
    file.write_text(RIGHT)
    terminal.wait_for("2 of 2 checks, 3 of 3 points")
    terminal.press("q")
    assert terminal.close() == 0


def test_an_editor_that_writes_by_rename_is_seen(watching):
    file, terminal = watching("add-two")
    terminal.wait_for("Not written yet")
    terminal.forget()
    new = file.with_name("add_two.py~")
    new.write_text(RIGHT)
    os.replace(new, file)
    terminal.wait_for("2 of 2 checks")


def test_a_save_while_a_solution_hangs_calls_it_off(watching):
    file, terminal = watching()
    terminal.wait_for("Not written yet")
    terminal.forget()
    file.write_text("import time\ntime.sleep(600)\n")
    terminal.wait_for("saved: grading add-two")
    terminal.forget()
    file.write_text(RIGHT)
    terminal.wait_for("2 of 2 checks", seconds=8)


def test_keys_show_hints_lists_and_the_next_exercise(watching):
    file, terminal = watching()
    terminal.wait_for("Not written yet")
    for key, words in (("h", "Hint 1/3"), ("h", "Hint 2/3"), ("l", "Add two numbers"), ("s", "--give-up")):
        terminal.forget()
        terminal.press(key)
        terminal.wait_for(words)
    file.write_text(RIGHT)
    terminal.wait_for("2 of 2 checks")
    terminal.forget()
    terminal.press("n")
    terminal.wait_for("mean_age.py")
    terminal.forget()
    terminal.press("r")
    terminal.wait_for("again: grading mean-age")
    terminal.press("q")
    assert terminal.close() == 0


def test_another_window_size_shows_the_verdict_again(watching):
    _, terminal = watching()
    terminal.wait_for("Not written yet")
    terminal.forget()
    terminal.resize(50, 20)
    terminal.wait_for("Not written yet")
    lines = terminal.output.replace("\r", "").split("\n")
    assert max(len(line) for line in lines if "\x1b" not in line) <= 50


def test_without_colour_there_are_no_colours(watching):
    _, terminal = watching(NO_COLOR="1")
    terminal.wait_for("Not written yet")
    assert "\x1b[3" not in terminal.output.replace("\x1b[3J", "")
    assert "\x1b[1m" not in terminal.output or "\x1b[31" not in terminal.output


def test_the_terminal_is_as_before_after_ctrl_c(watching):
    import termios

    _, terminal = watching()
    terminal.wait_for("Not written yet")
    during = termios.tcgetattr(terminal._master)[3]
    terminal.press("\x03")
    assert terminal.process.wait(10) == 0
    after = termios.tcgetattr(terminal._master)[3]
    assert not during & termios.ECHO
    assert after & termios.ECHO
    assert after & termios.ICANON


def test_each_save_is_recorded(watching, medai):
    file, terminal = watching()
    terminal.wait_for("Not written yet")
    file.write_text(RIGHT)
    terminal.wait_for("2 of 2 checks")
    terminal.press("q")
    terminal.close()
    assert "passed" in medai("list").out


def test_saves_are_looked_for_where_the_file_system_is_silent(tmp_path):
    from medai.workspace.filesystem import kind, tells_of_saves

    mounts = tmp_path / "mounts"
    (tmp_path / "my share").mkdir()
    mounts.write_text(
        f"/dev/sda / ext4 rw 0 0\nserver:/x {str(tmp_path / 'my share').replace(' ', chr(92) + '040')} nfs4 rw 0 0\n"
    )
    assert kind(tmp_path, mounts) == "ext4"
    assert tells_of_saves(tmp_path, mounts)
    assert kind(tmp_path / "my share", mounts) == "nfs4"
    assert not tells_of_saves(tmp_path / "my share", mounts)


def test_a_silent_file_system_is_said_and_polled(watching, monkeypatch):
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1")
    file, terminal = watching()
    terminal.wait_for("Not written yet")
    terminal.forget()
    file.write_text(RIGHT)
    terminal.wait_for("2 of 2 checks")
