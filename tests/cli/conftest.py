"""A learner's terminal: the miniature course, an empty folder, no colour, 80 columns, no network."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

COURSE = Path(__file__).parent.parent / "course"
GOLDEN = Path(__file__).parent / "golden"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    exit_code: int
    out: str
    err: str

    @property
    def envelope(self) -> dict[str, Any]:
        """The JSON that was printed."""
        loaded: dict[str, Any] = json.loads(self.out)
        return loaded

    @property
    def data(self) -> Any:
        """The envelope's data."""
        return self.envelope["data"]


Medai = Callable[..., Ended]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the learner is in."""
    place = tmp_path / "learner"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.setenv("MEDAI_CURRICULUM", str(COURSE))
    monkeypatch.setenv("MEDAI_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("MEDAI_OFFLINE", "1")
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("MEDAI_MIRROR", "MEDAI_DATASETS", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    return place


@pytest.fixture
def medai(folder: Path) -> Medai:
    """Type a command: medai("grade", "add-two")."""
    from medai.cli.app import app

    def typed(*args: str, keys: str = "") -> Ended:
        result = CliRunner().invoke(app, list(args), prog_name="medai", input=keys)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    return typed


@pytest.fixture
def solve(folder: Path) -> Callable[..., Path]:
    """Put a shipped file in the learner's place: solve("add-two") or solve("add-two", "wrong/joins_text.py")."""

    def put(exercise_id: str, file: str = "solution.py") -> Path:
        source = next(COURSE.rglob(f"{exercise_id}/{file}"))
        week = source.relative_to(COURSE).parts[1]
        target = folder / week / f"{exercise_id.replace('-', '_')}.py"
        target.write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
        return target

    return put


@pytest.fixture
def golden(folder: Path) -> Iterator[Callable[[str, str], None]]:
    """Compare what people read with tests/cli/golden/NAME.txt; folders, times and seeds are masked.

    A golden file that is missing is written, and the test fails once, so that somebody reads it.
    """
    written: list[str] = []

    def compare(name: str, shown: str) -> None:
        masked = shown.replace(str(folder), "FOLDER")
        masked = re.sub(r"\d+(\.\d+)? m?s\b", "TIME", masked)
        masked = re.sub(r"--seed \d+", "--seed SEED", masked)
        masked = re.sub(r"backups/[^/]+/", "backups/STAMP/", masked)
        place = GOLDEN / f"{name}.txt"
        if not place.is_file():
            place.parent.mkdir(exist_ok=True)
            place.write_text(masked, encoding="utf-8")
            written.append(place.name)
        assert masked == place.read_text(encoding="utf-8")

    yield compare
    assert not written, f"missing in {GOLDEN} and written now: read them"
