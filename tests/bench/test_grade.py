"""A verdict against plain pytest of the same checks."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.conftest import MEDAI, ROOT

pytestmark = pytest.mark.bench
WEEK1 = ROOT / "curriculum" / "core" / "week01"


@pytest.fixture
def learner(command, tmp_path, monkeypatch) -> Path:
    """A workspace with a right first model in it."""
    command([MEDAI, "start", "week1"])
    file = next(tmp_path.rglob("first_model.py"))
    file.write_text((WEEK1 / "first-model" / "solution.py").read_text())
    monkeypatch.setenv("PLAIN_SOLUTION", str(file))
    monkeypatch.setenv("PLAIN_PIMA", str(ROOT / "datasets" / "pima" / "diabetes.csv"))
    return file


PLAIN = [
    sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null",
    "--rootdir=.", str(Path(__file__).with_name("plain_first_model.py")),
]  # fmt: skip


def test_cold_grade_against_plain_pytest(ratio, command, learner):
    found = ratio(lambda: command([MEDAI, "grade", "first-model"]), lambda: command(PLAIN), rounds=9)
    assert found <= 1.1
