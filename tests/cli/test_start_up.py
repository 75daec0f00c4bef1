"""Commands that only look must answer at once: no heavy library may be imported for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli.conftest import COURSE, Medai

HEAVY = (
    "pandas", "numpy", "sklearn", "scipy", "torch", "matplotlib", "pytest", "pydantic", "yaml", "pooch",
    "medai.grading.run",
)  # fmt: skip

_PROBE = """
import sys
sys.argv = ["medai", *sys.argv[1:]]
from medai.__main__ import main
try:
    main()
except SystemExit as ended:
    code = ended.code
print("IMPORTED", code, *sorted(sys.modules), file=sys.stderr)
"""


def _modules(folder: Path, *command: str) -> tuple[int, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, *command],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    line = next(line for line in done.stderr.splitlines() if line.startswith("IMPORTED"))
    _, code, *names = line.split()
    return int(code if code != "None" else 0), set(names)


@pytest.mark.parametrize(
    "command",
    [
        "--help",
        "--version",
        "",
        "status",
        "status --json",
        "list",
        "hint add-two",
        "task add-two",
        "next",
        "track",
        "grade --help",
    ],
)
def test_looking_imports_nothing_heavy(medai: Medai, folder: Path, command: str) -> None:
    medai("start", "week1")  # which also fills the course's cache

    code, modules = _modules(folder, *command.split())

    assert code == 0
    assert not modules.intersection(HEAVY)


def test_help_imports_no_rich(folder: Path) -> None:
    _, modules = _modules(folder, "--help")

    assert "rich" not in modules
    assert "sqlite3" not in modules


def test_python_m_medai_and_the_script_are_the_same(folder: Path) -> None:
    environment = {**os.environ, "MEDAI_CURRICULUM": str(COURSE), "NO_COLOR": "1"}
    ends = [
        subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60
        )
        for command in (
            [sys.executable, "-m", "medai", "status"],
            [str(Path(sys.executable).with_name("medai")), "status"],
        )
    ]

    assert ends[0].returncode == ends[1].returncode == 0
    assert ends[0].stdout == ends[1].stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_unicode_gets_question_marks(folder: Path, encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "medai", "task", "add-two"],
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
