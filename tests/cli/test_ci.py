"""`medai ci grade` as typed: on a laptop, and where GitHub's variables are set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli.conftest import Medai

RIGHT = "def add_two(first_mg, second_mg):\n    return first_mg + second_mg\n"
LOUD = """\
print("::error::boom")


def add_two(first_mg, second_mg):
    raise ValueError("::error::boom ##[error]x")
"""
FILES = {"results.json", "summary.md", "junit.xml", "badge.json"}


@pytest.fixture
def workspace(folder: Path) -> Path:
    root = folder / "workspace"
    (root / "week01").mkdir(parents=True)
    (root / "medai.toml").write_text('[medai]\nrelease = "v0.1.0"\n')
    return root


@pytest.fixture
def github(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The variables of a push; the file of the job summary."""
    summary = folder / "step_summary"
    summary.write_text("before\n")
    for name, value in {
        "ACTIONS": "true", "REPOSITORY": "learner/medai", "SHA": "a" * 40, "REF": "refs/heads/main",
        "ACTOR": "learner", "SERVER_URL": "https://github.com", "RUN_ID": "42", "STEP_SUMMARY": str(summary),
    }.items():  # fmt: skip
        monkeypatch.setenv(f"GITHUB_{name}", value)
    return summary


def test_on_a_laptop(medai: Medai, workspace: Path) -> None:
    (workspace / "week01/add_two.py").write_text(RIGHT)

    ended = medai("ci", "grade", "--workspace", "workspace")

    assert ended.exit_code == 0
    assert "1 exercise passed" in ended.out
    assert "::" not in ended.out
    assert {path.name for path in (workspace / ".medai/ci").iterdir()} == FILES


def test_on_github(medai: Medai, workspace: Path, folder: Path, github: Path) -> None:
    (workspace / "week01/add_two.py").write_text(LOUD)
    (folder / ".git").mkdir()

    ended = medai("ci", "grade", "--workspace", "workspace", "--out", "results")

    assert ended.exit_code == 1
    lines = ended.out.splitlines()
    token = lines[0].removeprefix("::stop-commands::")
    end = lines.index(f"::{token}::")
    commands = [line for line in lines[end + 1 :] if line]
    assert len(commands) == 1
    assert commands[0].startswith("::error file=workspace/week01/add_two.py,line=5,title=")
    assert github.read_text() == "before\n" + (folder / "results/summary.md").read_text()
    assert (
        f"https://github.com/learner/medai/blob/{'a' * 40}/workspace/week01/add_two.py#L5"
        in github.read_text()
    )
    results = json.loads((folder / "results/results.json").read_text())
    assert (results["repository"], results["commit"], results["actor"]) == (
        "learner/medai",
        "a" * 40,
        "learner",
    )
    assert results["run_url"] == "https://github.com/learner/medai/actions/runs/42"
    assert {path.name for path in (folder / "results").iterdir()} == FILES


def test_json_holds_no_command(medai: Medai, workspace: Path, github: Path) -> None:
    (workspace / "week01/add_two.py").write_text(LOUD)

    ended = medai("ci", "grade", "--workspace", "workspace", "--json")

    assert ended.exit_code == 1
    assert "##[" not in ended.out
    assert not [line for line in ended.out.splitlines() if line.lstrip().startswith("::")]
    assert "##[error]x" in ended.data["weeks"][0]["exercises"][0]["checks"][0]["got"]


def test_without_a_workspace_two_lines_say_so(medai: Medai) -> None:
    ended = medai("ci", "grade")

    assert (ended.exit_code, ended.out) == (2, "")
    assert ended.err.startswith("medai: There is no workspace")


def test_without_a_workspace_on_github_the_results_say_so(medai: Medai, folder: Path, github: Path) -> None:
    ended = medai("ci", "grade", "--out", "results")

    assert ended.exit_code == 2
    results = json.loads((folder / "results/results.json").read_text())
    assert results["fault"]["message"].startswith("There is no workspace")
    assert results["exit_code"] == 2
    assert "There is no workspace" in github.read_text()


def test_what_cannot_be_shown_is_our_fault_and_the_results_are_there(
    medai: Medai, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(report: object) -> str:
        raise ZeroDivisionError("no")

    monkeypatch.setattr("medai.views.junit.junit", breaks)

    ended = medai("ci", "grade", "--workspace", "workspace")

    assert ended.exit_code == 3
    results = json.loads((workspace / ".medai/ci/results.json").read_text())
    assert "ZeroDivisionError: no" in results["fault"]["message"]
