"""`medai ci init` writes a workflow that GitHub takes, for any repository but a copy of medai, and loses nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from medai.actions.ci.init import FILE, init, workflow
from medai.errors import MedaiError
from medai.workspace.find import create_workspace

ROOT = Path(__file__).resolve().parents[2]
MEDAI = str(Path(sys.executable).with_name("medai"))


@pytest.fixture
def repository(tmp_path) -> Path:
    """A class repository with a workspace in a folder of its own."""
    root = tmp_path / "course"
    create_workspace(root / "students" / "work")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def test_it_watches_grades_and_names_the_workspace(repository):
    done = init(repository / "students" / "work")
    written = yaml.safe_load((repository / FILE).read_text())
    assert (done.workspace, done.pin_file, done.again) == ("students/work", "students/work/medai.toml", False)
    assert written["env"] == {"WORKSPACE": "students/work"}
    assert written[True]["push"] == {"paths": ["students/work/**"]} == written[True]["pull_request"]
    assert "pull_request_target" not in (repository / FILE).read_text()
    assert written["permissions"] == {"contents": "read"}
    assert "if" not in written["jobs"]["grade"]
    assert (repository / done.pin_file).exists()


def test_steps_are_those_of_a_fork(repository):
    shipped = yaml.safe_load((ROOT / ".github" / "workflows" / "autograde.yml").read_text())
    for place in (".", "work"):
        assert yaml.safe_load(workflow(place))["jobs"]["grade"]["steps"] == shipped["jobs"]["grade"]["steps"]


@pytest.mark.parametrize("place", [".", "work", "students/work"])
def test_github_takes_it(place, tmp_path):
    file = tmp_path / "medai.yml"
    file.write_text(workflow(place))
    check = [
        str(Path(sys.executable).with_name("check-jsonschema")),
        "--builtin-schema",
        "vendor.github-workflows",
    ]
    done = subprocess.run([*check, str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_again_changes_nothing_and_another_file_is_kept(repository):
    init(repository / "students" / "work")
    assert init(repository / "students" / "work").again
    (repository / FILE).write_text("name: mine\n")
    with pytest.raises(MedaiError, match="says something else"):
        init(repository / "students" / "work")
    assert (repository / FILE).read_text() == "name: mine\n"
    done = init(repository / "students" / "work", force=True)
    assert done.kept.read_text() == "name: mine\n"
    assert "medai ci grade" in (repository / FILE).read_text()


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda root: None, "no git repository"),
        (lambda root: subprocess.run(["git", "init", "-q", str(root)], check=True), "no workspace"),
    ],
    ids=["no repository", "no workspace"],
)
def test_what_is_missing_is_said(tmp_path, prepare, words):
    prepare(tmp_path)
    with pytest.raises(MedaiError, match=words):
        init(tmp_path)


def test_a_copy_of_medai_has_its_workflow(tmp_path):
    (tmp_path / "curriculum").mkdir()
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "medai"\n')
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    with pytest.raises(MedaiError, match="copy of medai itself"):
        init(tmp_path)


def test_the_command_says_what_to_do_next(repository):
    folder = repository / "students" / "work"
    said = subprocess.run(
        [MEDAI, "ci", "init"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout
    assert "git add .github/workflows/medai.yml students/work/medai.toml" in said
    assert "gh run download --repo OWNER/REPOSITORY --name medai-results --dir results/REPOSITORY\n" in said
    told = subprocess.run(
        [MEDAI, "ci", "init", "--json"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout
    assert json.loads(told)["data"]["again"] is True
