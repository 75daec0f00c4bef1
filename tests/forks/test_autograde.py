"""The workflow's own steps, executed on forks: all right, one wrong, hostile, and one that edits its graders."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sysconfig
import venv
from pathlib import Path

import pytest
from forks.runner import Job, Runner, clean_environment

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).parent / "golden"
WORKFLOW = ".github/workflows/autograde.yml"
ADDRESS = "https://github.com/medai-course/medai"
WEEK1 = "curriculum/core/week01"
pytestmark = pytest.mark.slow

_NAMES_LEFT_OUT = {".git", ".venv", "workspace", "dist", "build"}


def _left_out(folder: str, names: list[str]) -> set[str]:
    """What git would not have: at the top what tools and learners make, everywhere what Python leaves."""
    top = _NAMES_LEFT_OUT if Path(folder) == ROOT else set()
    return {name for name in names if name in top or name.endswith(("_cache", "__pycache__", ".egg-info"))}


def git(folder: Path, *words: str) -> str:
    """Run git, as nobody in particular."""
    names = ["-c", "user.name=L", "-c", "user.email=l@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", *names, "-C", str(folder), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def upstream(tmp_path_factory) -> Path:
    """This project as a repository of its own, with the release that medai.toml names as a tag."""
    from medai import __version__

    root = tmp_path_factory.mktemp("upstream") / "medai"
    shutil.copytree(ROOT, root, ignore=_left_out)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Release")
    git(root, "tag", f"v{__version__}")
    return root


@pytest.fixture(scope="module")
def runner(upstream, tmp_path_factory) -> Runner:
    """A machine of its own; medai's dependencies are there, medai is not."""
    home = tmp_path_factory.mktemp("runner")
    temp = home / "temp"
    environment = clean_environment(home)
    (home / ".gitconfig").write_text(f'[url "file://{upstream}"]\n\tinsteadOf = {ADDRESS}\n')
    venv.create(temp / "medai", with_pip=True)
    site = next((temp / "medai").glob("lib/python*/site-packages"))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    context = {"ref": "refs/heads/main", "repository": "learner/medai", "actor": "learner", "sha": "0" * 40}
    return Runner(temp, context, environment)


@pytest.fixture
def fork(upstream, tmp_path) -> Path:
    """A learner's clone of the fork, with week 1 begun and right solutions in it."""
    clone = tmp_path / "fork"
    git(tmp_path, "clone", "-q", str(upstream), str(clone))
    workspace = clone / "workspace"
    (workspace / "week01").mkdir(parents=True)
    (workspace / "medai.toml").write_text(f'[medai]\nrelease = "v0.1.0"\nsource = "{ADDRESS}"\n')
    for exercise in ("first-model", "mark-missing"):
        name = f"{exercise.replace('-', '_')}.py"
        shutil.copy(clone / WEEK1 / exercise / "solution.py", workspace / "week01" / name)
    return clone


def _push(runner: Runner, fork: Path) -> Job:
    """Commit what is in the fork, and run its own workflow on a fresh checkout of it."""
    git(fork, "add", "-A", "-f", "workspace")
    git(fork, "add", "-A")
    git(fork, "commit", "-q", "-m", "My work")
    checkout = fork.parent / "checkout"
    git(fork.parent, "clone", "-q", str(fork), str(checkout))
    return runner.run(checkout / WORKFLOW, checkout)


def _results(job: Job) -> dict:
    assert job.artifact is not None, [(step.name, step.outcome, step.output) for step in job.steps]
    return json.loads((job.artifact / "results.json").read_text())


def _outcomes(results: dict) -> dict[str, str]:
    return {e["id"]: e["outcome"] for week in results["weeks"] for e in week["exercises"]}


def _annotations(job: Job) -> list[str]:
    """The commands that GitHub would obey: those outside of what is held back."""
    found, token = [], ""
    for line in job.output("Grade").splitlines():
        if token:
            token = "" if line == f"::{token}::" else token
        elif line.startswith("::stop-commands::"):
            token = line.removeprefix("::stop-commands::")
        elif line.startswith("::"):
            found.append(line)
    return found


def _steady(text: str) -> str:
    """Text without what differs from run to run: times, seeds, commits, what layers this machine has."""
    text = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?Z?( UTC)?", "DATE", text)
    text = re.sub(r"\b[0-9a-f]{40}\b", "COMMIT", text)
    text = re.sub(r"\b0{10}\b", "COMMIT", text)
    text = re.sub(r"(--seed |seed |seed=)\d+", r"\1N", text)
    text = re.sub(r"\b0\.\d{4,}\b", "0.N", text)
    text = re.sub(r"\b\d+(\.\d+)? (s|min)\b", "N s", text)
    text = re.sub(r"commit `[0-9a-f]{12}`", "commit `COMMIT`", text)
    return re.sub(r"(?s)<details><summary>How learner code was held.*?</details>", "ISOLATION", text)


def _golden(name: str, text: str) -> None:
    steady = _steady(text)
    file = GOLDEN / name
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(steady)
        pytest.fail(f"{file} was not there and is written now: read it")
    assert steady == file.read_text()


def test_all_right(runner, fork):
    job = _push(runner, fork)
    assert job.failed == "", job.steps
    results = _results(job)
    assert _outcomes(results) == {"mark-missing": "passed", "first-model": "passed"}
    assert results["grader"]["release"] == "v0.1.0"
    assert results["grader"]["commit"] == git(fork, "rev-parse", "v0.1.0")
    assert (results["exit_code"], results["differs"]) == (0, [])
    assert "process" in results["isolation"]
    assert _annotations(job) == []
    _golden("all_right.md", job.summary)
    assert job.summary == (job.artifact / "summary.md").read_text()
    assert json.loads((job.artifact / "badge.json").read_text())["message"].startswith("2 of ")
    assert {step.name for step in job.steps if step.outcome == "skipped"} == {
        "Say that nothing was graded",
        "Not passed yet",
        "Could not be graded (not a fault of the work)",
    }


def test_one_wrong(runner, fork):
    wrong = fork / WEEK1 / "first-model" / "wrong" / "scores_on_training_rows.py"
    (fork / "workspace" / "week01" / "first_model.py").write_text(wrong.read_text())
    job = _push(runner, fork)
    assert job.failed == "Not passed yet"
    results = _results(job)
    assert _outcomes(results) == {"mark-missing": "passed", "first-model": "failed"}
    assert results["exit_code"] == 1
    (annotation,) = _annotations(job)
    assert annotation.startswith("::error file=workspace/week01/first_model.py,line=")
    assert "training" in annotation
    _golden("one_wrong.md", job.summary)
    _golden("one_wrong.annotations", annotation + "\n")


HOSTILE = '''\
"""Tries to be graded as passed."""
import os, sys

print("::error file=workspace/week01/first_model.py::forged")
print("::set-output name=code::0")
for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_TOKEN", "RUNNER_TEMP"):
    print(name, os.environ.get(name))
try:
    open("WORKSPACE/conftest.py", "a").write("# touched")
except OSError as error:
    print(error)

def split_patients(*_, **__):
    raise ValueError("\\n::error::forged\\n<img src=x onerror=1> @everyone [x](javascript:1)\\x1b[2J")

def first_model(*_, **__):
    os._exit(0)
'''

TOLD_TO_PASS = """\
import pytest

@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item):
    item.obj = lambda **k: None
"""


def _plant(fork: Path) -> None:
    """What would have a say in a plain pytest run in this repository."""
    for folder in (fork, fork / "workspace", fork / "workspace" / "week01"):
        (folder / "conftest.py").write_text(TOLD_TO_PASS)
        (folder / "sitecustomize.py").write_text("raise SystemExit('sitecustomize ran')\n")
        (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
        for name in ("pip", "venv", "medai", "pandas", "pytest"):
            (folder / f"{name}.py").write_text("raise SystemExit('shadowed')\n")


def test_hostile(runner, fork):
    _plant(fork)
    (fork / "workspace" / "week01" / "first_model.py").write_text(
        HOSTILE.replace("WORKSPACE", str(fork.parent / "checkout"))
    )
    job = _push(runner, fork)
    assert job.failed == "Not passed yet"
    results = _results(job)
    assert _outcomes(results) == {"mark-missing": "passed", "first-model": "failed"}
    for line in _annotations(job):
        assert line.startswith("::error file=workspace/week01/first_model.py,line=")
    assert (fork.parent / "checkout" / "conftest.py").read_text() == TOLD_TO_PASS
    assert "forged" in job.summary
    for harm in ("<img", "@everyone", "](javascript", "\x1b"):
        assert harm not in re.sub(r"(?s)```.*?```|`[^`\n]*`", "", job.summary)  # harmless where shown as code
    _golden("hostile.annotations", "\n".join(_annotations(job)) + "\n")


def test_a_fork_that_edits_its_graders_and_its_workflow_is_graded_by_the_release_and_told_so(runner, fork):
    (fork / "workspace" / "week01" / "first_model.py").write_text("def load():\n    return 1\n")
    for grader in fork.glob(f"{WEEK1}/*/grade.py"):
        grader.write_text("def test_everything_is_fine():\n    pass\n")
    _plant(fork)
    pyproject = fork / "pyproject.toml"
    pyproject.write_text(pyproject.read_text() + "\n[tool.medai]\nexit = 0\n")
    (fork / "src" / "medai" / "__main__.py").write_text("def main(): raise SystemExit(0)\n")
    workflow = fork / WORKFLOW
    workflow.write_text(
        workflow.read_text().replace("  WORKSPACE: workspace\n", "  WORKSPACE: workspace\n  PYTHONPATH: .\n")
    )
    job = _push(runner, fork)
    results = _results(job)
    assert job.failed == "Not passed yet"
    assert _outcomes(results) == {"mark-missing": "passed", "first-model": "failed"}
    assert set(results["differs"]) >= {
        WORKFLOW,
        f"{WEEK1}/first-model/grade.py",
        f"{WEEK1}/mark-missing/grade.py",
        "src/medai/__main__.py",
    }
    for name in (WORKFLOW, f"{WEEK1}/first-model/grade.py"):
        assert name in job.summary


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "medai start week1"),
        ('[medai]\nrelease = "v0.1.0; rm -rf /"\n', "names no sound release"),
        ('[medai]\nrelease = "v0.1.0"\nsource = "https://e.org/$(id)"\n', "names no sound release"),
        ("release = \n", "names no sound release"),
    ],
)
def test_a_workspace_without_a_sound_release_is_told_what_to_do(runner, fork, text, words):
    file = fork / "workspace" / "medai.toml"
    if text is None:
        file.unlink()
    else:
        file.write_text(text)
    job = _push(runner, fork)
    assert job.failed == "Find the release that medai.toml names"
    assert words in job.output("Find the release that medai.toml names")
    assert "Not graded" in job.summary
    assert job.artifact is None


def test_a_release_that_cannot_be_installed_is_nobodys_failure(runner, fork):
    (fork / "workspace" / "medai.toml").write_text(f'[medai]\nrelease = "v99.0"\nsource = "{ADDRESS}"\n')
    job = _push(runner, fork)
    assert job.failed == "Install that release"
    assert "says nothing about the work" in job.summary
    assert job.artifact is None
