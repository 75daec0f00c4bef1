"""Where the learner's workspace is, and making one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from medai.errors import MedaiError
from medai.workspace.writing import explained, write_new

STATE = ".medai"
PIN = "medai.toml"  # committed: which release grades this workspace
IN_CHECKOUT = "workspace"
BESIDE = "medai-workspace"

# A folder that holds only these was made for the course: `git init`, `python -m venv .venv`, an editor.
_SET_UP = frozenset({".git", ".venv", "venv", ".idea", ".vscode", ".DS_Store"})

_GITIGNORE = """\
# Progress, backups and downloaded data stay on this computer; your solutions are yours to commit.
/.medai/
/data/
"""

_README = """\
# My medai workspace

One folder a week, one file an exercise. Edit a file, save it, then run in this folder:

    medai          where you are and what to do next
    medai grade    grade the exercise whose file you saved last
    medai hint     a nudge, one at a time

The files here are yours: medai never overwrites one without keeping a copy in `.medai/backups`.
Your progress is in `.medai/progress.db`. Data sets are in `data/`; they can be fetched again at any time.

Two files are for git; commit both with your solutions:

- `medai.toml`: the release of medai that grades this workspace on every push
- `progress.json`: what you have passed
"""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A learner's folder. root is absolute and free of symbolic links."""

    root: Path

    @property
    def state_dir(self) -> Path:
        """Folder of what medai keeps for itself."""
        return self.root / STATE

    @property
    def progress_db(self) -> Path:
        """The progress database."""
        return self.state_dir / "progress.db"

    @property
    def backups_dir(self) -> Path:
        """Folder of copies of files that were replaced."""
        return self.state_dir / "backups"

    @property
    def data_dir(self) -> Path:
        """Folder of the data sets, one folder each."""
        return self.root / "data"


def find_workspace(start: Path) -> Workspace | None:
    """The nearest workspace, from start upwards, or None.

    At each level the folder itself counts first, then the place where `medai start` puts a workspace when it
    is run there. A fresh clone has no .medai yet: there medai.toml with its [medai] table tells. Nothing is
    written. Raises MedaiError where the .medai folder is a link that leads elsewhere.
    """
    with explained(start):
        here = start.resolve()
    for folder in (here, *here.parents):
        for root in (folder, folder / BESIDE, *([folder / IN_CHECKOUT] if is_checkout(folder) else [])):
            # os.path.isdir, unlike Path.is_dir, also where the folder may not be read
            if os.path.isdir(root / STATE) or _is_pinned(root):
                return _opened(root)
    return None


def default_root(start: Path) -> Path:
    """Where `medai start` makes a workspace when it is run in start and there is none yet.

    In a checkout of medai it is workspace/ at its top, which upstream never has; an empty folder becomes the
    workspace itself; anywhere else it is medai-workspace/ in it. What a tool has set up counts as nothing.
    """
    with explained(start):
        here = start.resolve()
    for folder in (here, *here.parents):
        if is_checkout(folder):
            return folder / IN_CHECKOUT
    with explained(here):
        empty = here.is_dir() and all(entry.name in _SET_UP for entry in here.iterdir())
    return here if empty else here / BESIDE


def create_workspace(root: Path) -> Workspace:
    """Make root a workspace; what is there already stays as it is. Safe to call again."""
    for folder in (root, root / STATE):
        with explained(folder):
            folder.mkdir(parents=True, exist_ok=True)
    workspace = _opened(root)
    # Two ignore files: the second one holds even where the learner replaces the first.
    write_new(workspace.root / ".gitignore", _GITIGNORE.encode())
    prepare_state(workspace)
    write_new(workspace.root / "README.md", _README.encode())
    return workspace


def prepare_state(workspace: Workspace) -> None:
    """Make .medai/ where a fresh clone lacks it, with the file that keeps it out of git."""
    if not (workspace.state_dir / ".gitignore").exists():
        write_new(workspace.state_dir / ".gitignore", b"*\n")


def is_checkout(folder: Path) -> bool:
    """True for the top folder of a copy of medai's repository."""
    if not os.path.isdir(folder / "curriculum"):
        return False
    import tomllib  # only in a checkout, as it takes longer than the rest of this module

    try:
        with (folder / "pyproject.toml").open("rb") as file:
            return bool(tomllib.load(file).get("project", {}).get("name") == "medai")
    except (OSError, ValueError):
        return False


def _is_pinned(root: Path) -> bool:
    """True where medai.toml has a [medai] table; the rest of the file may be broken, which read_pin tells."""
    try:
        with (root / PIN).open("rb") as file:
            text = file.read(100_000)
    except OSError:
        return False
    return any(line.split(b"#")[0].replace(b" ", b"").strip() == b"[medai]" for line in text.splitlines())


def _opened(root: Path) -> Workspace:
    workspace = Workspace(root.resolve())
    if not workspace.state_dir.resolve().is_relative_to(workspace.root):
        raise MedaiError(
            f"{workspace.state_dir} is a link to a folder outside the workspace.",
            "Replace the link by the folder itself; medai writes only inside the workspace.",
        )
    return workspace
