"""Commands that only read answer as fast as a Typer program that says hello."""

from __future__ import annotations

import sys

import pytest

from bench.conftest import MEDAI

pytestmark = pytest.mark.bench
HELLO = "import typer\n\ndef main(name: str = 'you'):\n    print(f'Hello {name}')\n\ntyper.run(main)\n"
BAR = 1.5


@pytest.mark.parametrize(
    "words", [["--help"], ["status"], ["hint", "first-model", "--again"], ["list"]], ids=" ".join
)
def test_reading_commands_against_a_typer_hello_world(ratio, command, tmp_path, words):
    hello = tmp_path / "hello.py"
    hello.write_text(HELLO)
    command([MEDAI, "start", "week1"])
    command([MEDAI, "hint", "first-model"])
    theirs = ["--help"] if words == ["--help"] else []
    found = ratio(
        lambda: command([MEDAI, *words]), lambda: command([sys.executable, str(hello), *theirs]), rounds=15
    )
    assert found <= BAR
