"""`medai ci init`: a workflow that grades every push, for a repository that is not a fork of medai."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from medai import __version__, paths
from medai.errors import OUR_FAULT, MedaiError
from medai.workspace.backup import keep
from medai.workspace.find import find_workspace, is_checkout
from medai.workspace.pin import Pin, default_pin, read_pin, write_pin
from medai.workspace.writing import explained, replace

FILE = ".github/workflows/medai.yml"
_OWN_FILE = ".github/workflows/autograde.yml"

# What the shipped workflow says for a fork, and what it says elsewhere; each stands in it exactly once.
_FORK_HEAD = """\
# Grades workspace/ in a fork, with the release of medai that workspace/medai.toml names: never with files of the
# fork itself. Does nothing in the upstream repository. The token may only read, and learner code sees no secret.
"""
_HEAD = """\
# Grades {place} on every push, with the release of medai that its medai.toml names. The token may only read, and
# learner code sees no secret. Written by `medai ci init`.
#
# To collect the results of a class, with GitHub's own command line, one line a repository:
#   gh run download --repo OWNER/REPOSITORY --name medai-results --dir results/REPOSITORY
"""
_FORK_ONLY = "    if: github.event.repository.fork\n"
_WATCHED = 'paths: ["workspace/**"]'
_NAMED = "  WORKSPACE: workspace\n"


@dataclass(frozen=True, slots=True)
class CiInit:
    """What was written. workspace: its folder within the repository, "." for the whole. kept: copy of an older file."""

    repository: Path
    file: str
    workspace: str
    pin: Pin
    pin_file: str
    again: bool
    kept: Path | None


def init(cwd: Path, *, force: bool = False) -> CiInit:
    """Write the workflow, and medai.toml where there is none. Raises MedaiError where there is no repository around
    cwd, it is a checkout of medai itself, or another file of that name is there and force is not given.
    """
    repository = _repository(cwd)
    workspace = find_workspace(cwd)
    if workspace is None or not workspace.root.is_relative_to(repository):
        raise MedaiError("There is no workspace in this repository.", "Make one first: medai start week1")
    place = workspace.root.relative_to(repository).as_posix()
    target = repository / FILE
    text = workflow(place)
    before = _text(target)
    kept = None
    if before is not None and before != text:
        if not force:
            raise MedaiError(
                f"{FILE} is there already, and says something else.",
                "Keep it, or have it written anew (a copy is kept): medai ci init --force",
            )
        kept = keep(workspace, FILE, before.encode())
    if before != text:
        with explained(target):
            target.parent.mkdir(parents=True, exist_ok=True)
        replace(target, text.encode())
    pin = read_pin(workspace.root)
    if pin is None:
        pin = default_pin(workspace.root, __version__)
        write_pin(workspace.root, pin)
    return CiInit(
        repository=repository,
        file=FILE,
        workspace=place,
        pin=pin,
        pin_file="medai.toml" if place == "." else f"{place}/medai.toml",
        again=before == text,
        kept=kept,
    )


def workflow(place: str) -> str:
    """The workflow for a workspace in that folder of the repository, "." for the whole of it."""
    text = (paths.content_dir("workflows") / "autograde.yml").read_text(encoding="utf-8")
    watched = (
        "paths: ['**.py', '**.ipynb', '**/medai.toml', 'medai.toml', '**/progress.json', 'progress.json']"
    )
    if place != ".":
        watched = f'paths: ["{place}/**"]'
    for old, new, times in (
        (_FORK_HEAD, _HEAD.format(place="the workspace" if place == "." else f"{place}/"), 1),
        (_FORK_ONLY, "", 1),
        (_WATCHED, watched, 2),
        (_NAMED, f"  WORKSPACE: {place}\n", 1),
        ("name: autograde\n", "name: medai\n", 1),
        ("group: autograde-", "group: medai-", 1),
        ("file of the fork is imported", "file of the repository is imported", 1),
    ):
        if text.count(old) != times:
            raise MedaiError(
                "The workflow that medai ships is not as expected.", "Reinstall medai.", OUR_FAULT
            )
        text = text.replace(old, new)
    return text


def _repository(cwd: Path) -> Path:
    here = cwd.resolve()
    found = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), None)
    if found is None:
        raise MedaiError("There is no git repository in this folder or above it.", "Make one first: git init")
    if is_checkout(found):
        raise MedaiError(
            f"This is a copy of medai itself: {_OWN_FILE} grades it on every push already.",
            "In a fork, commit workspace/ and push. Elsewhere, run this in a repository of your own.",
        )
    return found


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise MedaiError(f"{path} cannot be read: {error}.", "Move it away, then try again.") from error
