"""However a command ends, people get two lines and an exit code, and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from cli.conftest import Medai

from medai.errors import OUR_FAULT, MedaiError


def _broken(error: BaseException) -> object:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_a_known_error_is_two_lines(medai: Medai, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medai.actions.status.status", _broken(MedaiError("The disk is full.", "Make room.")))

    ended = medai("status")

    assert ended.exit_code == 2
    assert ended.out == ""
    assert ended.err == "medai: The disk is full.\n  next: Make room.\n"


def test_an_unexpected_error_is_our_fault_and_goes_to_the_log(
    medai: Medai, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("medai.actions.status.status", _broken(ZeroDivisionError("no patients")))

    ended = medai("status")

    assert ended.exit_code == OUR_FAULT
    assert "Traceback" not in ended.out + ended.err
    lines = ended.err.splitlines()
    assert lines[0] == "medai: This is a fault in medai, not in your work: ZeroDivisionError: no patients"
    log = tmp_path / "cache" / "log" / "medai.log"
    assert str(log) in lines[1]
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_an_unexpected_error_inside_a_group_is_caught_too(
    medai: Medai, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("medai.actions.data.list_data", _broken(KeyError("pima")))

    ended = medai("data", "list", "--json")

    assert ended.exit_code == OUR_FAULT
    assert ended.envelope["command"] == "data list"
    assert ended.envelope["error"]["message"].endswith("KeyError: 'pima'")


def test_an_unwritable_log_does_not_hide_the_fault(
    medai: Medai, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("MEDAI_CACHE", str(blocked))
    monkeypatch.setattr("medai.actions.status.status", _broken(ValueError("odd")))

    ended = medai("status")

    assert ended.exit_code == OUR_FAULT
    assert "ValueError: odd" in ended.err
    assert "no log" in ended.err


def test_control_characters_in_a_message_are_written_out(
    medai: Medai, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("medai.actions.status.status", _broken(MedaiError("bad \x1b[2J name", "line\nbreak")))

    assert medai("status").err == "medai: bad \\x1b[2J name\n  next: line break\n"


@pytest.mark.parametrize("command", ["task", "hint", "grade"])
def test_a_name_full_of_markup_is_shown_as_it_is(medai: Medai, command: str) -> None:
    medai("start", "week1")

    ended = medai(command, "[red]x[/red]")

    assert ended.exit_code == 2
    assert "[red]x[/red]" in ended.err
