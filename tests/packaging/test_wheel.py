"""A built wheel, installed elsewhere, grades an exercise without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(out.glob("medai-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A virtual environment with the wheel; its dependencies are those of the environment of the tests."""
    home = tmp_path_factory.mktemp("elsewhere") / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
    site = next(home.glob("lib/python*/site-packages"))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = [str(home / "bin" / "python"), "-m", "pip", "install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(pip, check=True)
    return home


def _medai(installed: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("MEDAI_", "PYTEST"))
    }
    environment["MEDAI_CACHE"] = str(folder / "cache")
    environment["MEDAI_OFFLINE"] = "1"
    command = [str(installed / "bin" / "medai"), *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_carries_the_content_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "medai/_content/curriculum/path.yaml" in names
    assert "medai/_content/curriculum/core/week01/first-model/grade.py" in names
    assert "medai/_content/datasets/pima/diabetes.csv" in names
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"medai"}
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]


def test_an_installed_wheel_grades_an_exercise_in_a_folder_of_its_own(installed, tmp_path):
    started = _medai(installed, tmp_path, "start", "week1")
    assert started.returncode == 0, started.stderr
    starter = next(tmp_path.rglob("first_model.py"))
    failed = _medai(installed, tmp_path, "grade", "first-model")
    assert failed.returncode == 1, failed.stdout + failed.stderr
    content = next(installed.glob("lib/python*/site-packages/medai/_content/curriculum"))
    starter.write_text((content / "core/week01/first-model/solution.py").read_text())
    passed = _medai(installed, tmp_path, "grade", "first-model")
    assert passed.returncode == 0, passed.stdout + passed.stderr


def test_an_installed_grader_cannot_be_read_by_the_solution(installed, tmp_path):
    """In site-packages the graders lie beside the libraries that the worker must read."""
    assert _medai(installed, tmp_path, "start", "week1").returncode == 0
    content = next(installed.glob("lib/python*/site-packages/medai/_content/curriculum"))
    starter = next(tmp_path.rglob("first_model.py"))
    starter.write_text(f"raise SystemExit(open({str(content / 'path.yaml')!r}).read())\n")
    result = _medai(installed, tmp_path, "grade", "first-model")
    assert result.returncode == 1
    # refused by Landlock, or not there at all in the worker's own view of the file system
    assert "PermissionError" in result.stdout or "FileNotFoundError" in result.stdout
