"""The shell completes names of exercises, weeks, tracks and datasets."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli.conftest import Medai

from medai.cli import options


def test_names(medai: Medai) -> None:
    assert options.complete_exercises("me") == ["mean-age"]
    assert options.complete_weeks("week1") == ["week1", "week17"]
    assert options.complete_targets("a") == ["add-two"]
    assert options.complete_tracks("im") == ["imaging"]
    assert "pima" in options.complete_datasets("p")


def test_a_broken_course_completes_nothing_and_prints_nothing(
    medai: Medai, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MEDAI_CURRICULUM", str(tmp_path))

    assert options.complete_targets("") == []
    assert options.complete_tracks("") == []


def test_bash_gets_the_names(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "medai"],
        cwd=folder,
        env={
            **os.environ,
            "_MEDAI_COMPLETE": "complete_bash",
            "COMP_WORDS": "medai grade me",
            "COMP_CWORD": "2",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.stdout.split() == ["mean-age"]
    assert done.stderr == ""
