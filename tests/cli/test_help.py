"""Every command explains itself, with an example, in 80 columns."""

from __future__ import annotations

import pytest
import typer.main
from cli.conftest import Medai

from medai.cli.app import app


def _commands(group: object, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, command in getattr(group, "commands", {}).items():
        found.append((*path, name))
        found += _commands(command, (*path, name))
    return found


COMMANDS = _commands(typer.main.get_command(app))
EXPECTED = {
    "start", "grade", "hint", "task", "next", "status", "list", "solution", "reset", "run", "lesson", "track",
    "doctor", "leaderboard", "data", "data list", "data get", "data verify", "author", "author check", "author new",
    "author try", "ci", "ci grade", "update",
}  # fmt: skip


def test_all_commands_are_there() -> None:
    assert {" ".join(command) for command in COMMANDS} >= EXPECTED


@pytest.mark.parametrize("command", [(), *COMMANDS], ids=" ".join)
def test_help_has_an_example(medai: Medai, command: tuple[str, ...]) -> None:
    shown = medai(*command, "--help")

    assert shown.exit_code == 0
    assert f"Usage: {' '.join(('medai', *command))}" in shown.out
    assert f"Examples:\n    medai {' '.join(command)}".rstrip() in shown.out
    assert max(map(len, shown.out.splitlines())) <= 80


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_first_line_of_help_is_not_cut_off(medai: Medai, command: tuple[str, ...]) -> None:
    listing = medai(*command[:-1], "--help").out

    line = next(line for line in listing.splitlines() if line.strip().startswith(f"{command[-1]} "))
    assert not line.endswith("...")


@pytest.mark.parametrize(
    "command",
    [c for c in COMMANDS if c not in {("data",), ("author",), ("ci",), ("run",), ("watch",)}],
    ids=" ".join,
)
def test_every_command_takes_json(medai: Medai, command: tuple[str, ...]) -> None:
    assert "--json" in medai(*command, "--help").out


def test_a_mistyped_command_is_told_the_right_one(medai: Medai) -> None:
    ended = medai("grad")

    assert ended.exit_code == 2
    assert ended.err == "medai: No such command 'grad'. Did you mean 'grade'?\n  next: Type: medai --help\n"


@pytest.mark.parametrize(
    ("command", "err"),
    [
        ("--nonsense", "medai: No such option: --nonsense\n  next: Type: medai --help\n"),
        ("author try add-two", "medai: Missing argument 'FILE'.\n  next: Type: medai author try --help\n"),
        ("status --fast", "medai: No such option: --fast\n  next: Type: medai status --help\n"),
        ("--json status", None),
    ],
)
def test_a_mistake_in_typing_is_two_lines(medai: Medai, command: str, err: str | None) -> None:
    ended = medai(*command.split())

    assert ended.exit_code == 2
    if err is None:
        assert ended.envelope["error"]["hint"] == "Type: medai status --json"
    else:
        assert ended.err == err


def test_a_group_alone_shows_its_commands(medai: Medai) -> None:
    shown = medai("data")

    assert "verify" in shown.out + shown.err


def test_version(medai: Medai) -> None:
    from medai import __version__

    assert medai("--version").out == f"medai {__version__}\n"
