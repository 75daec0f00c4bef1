"""Where a run takes place: the repository, what GitHub says of the run, which medai is installed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from medai import __version__, paths
from medai.actions.ci.report import Grader, Scene
from medai.workspace.find import is_checkout
from medai.workspace.pin import https, read_pin

_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}")
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_SERVER = re.compile(r"https?://[A-Za-z0-9.:-]{1,200}")


def repository_root(workspace: Path) -> Path:
    """Top of the repository around the workspace; the workspace itself where there is none."""
    for folder in (workspace, *workspace.parents):
        if (folder / ".git").exists() or is_checkout(folder):
            return folder
    return workspace


def scene_of(workspace: Path, repository: Path) -> Scene:
    """What is known of this run. Whatever does not look as it should is left out."""
    said = paths.github()
    name = _sound(_REPOSITORY, said.get("REPOSITORY"))
    commit = _sound(_COMMIT, said.get("SHA"))
    server = _sound(_SERVER, said.get("SERVER_URL", "https://github.com"))
    run = _sound(re.compile(r"[0-9]{1,20}"), said.get("RUN_ID"))
    home = f"{server}/{name}" if server and name else None
    inside = workspace.relative_to(repository).as_posix() if workspace.is_relative_to(repository) else ""
    return Scene(
        repository=name,
        commit=commit,
        ref=said.get("REF"),
        actor=said.get("ACTOR"),
        run_url=f"{home}/actions/runs/{run}" if home and run else None,
        files_url=f"{home}/blob/{commit}" if home and commit else None,
        workspace="" if inside == "." else inside,
    )


def file_url(scene: Scene, file: str, line: int | None) -> str | None:
    """Address of a file of the workspace at the commit, at a line; None where there is no such place."""
    if scene.files_url is None:
        return None
    anchor = f"#L{line}" if line and not file.endswith(".ipynb") else ""
    return f"{scene.files_url}/{quote(scene.path(file))}{anchor}"


def grader_of(workspace: Path, repository: Path) -> Grader:
    """Which medai this is, and which one medai.toml asks for. Raises MedaiError for a broken medai.toml."""
    pin = read_pin(workspace)
    origin = _origin()
    vcs = origin.get("vcs_info")
    commit = vcs.get("commit_id") if isinstance(vcs, dict) else None
    url = origin.get("url")
    source = pin.source if pin is not None else None
    if source is None and isinstance(url, str):
        source = https(url)
    return Grader(
        version=__version__,
        release=None if pin is None else pin.release,
        source=source,
        commit=_sound(_COMMIT, commit),
        own_checkout=is_own_checkout(repository),
    )


def is_own_checkout(repository: Path) -> bool:
    """True where medai runs from the source in this repository."""
    return paths.package_dir() == (repository / "src" / "medai").resolve()


def _origin() -> dict[str, Any]:
    """What the installer wrote down on where the package came from (PEP 610); {} where it came from an index."""
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        text = distribution("medai").read_text("direct_url.json")
        found = json.loads(text or "{}")
    except (PackageNotFoundError, OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _sound(pattern: re.Pattern[str], value: object) -> str | None:
    return value if isinstance(value, str) and pattern.fullmatch(value) else None
