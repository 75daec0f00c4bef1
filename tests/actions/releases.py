"""Two releases of a miniature course in a repository, and a learner's fork of it. For tests of updates."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

COURSE = Path(__file__).parent.parent / "course"
ADDRESS = "https://github.com/OWNER/medai"


def git(where: Path, *words: str) -> str:
    """Run git in a folder, as nobody in particular; returns what it printed."""
    settings = ("user.name=L", "user.email=l@example.org", "commit.gpgsign=false", "init.defaultBranch=main")
    options = [part for setting in settings for part in ("-c", setting)]
    done = subprocess.run(
        ["git", *options, *words], cwd=where, check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, f"git {' '.join(words)}: {done.stdout}{done.stderr}"
    return done.stdout


@dataclass(frozen=True)
class Upstream:
    """The course's own repository. It is published with release_1 and goes on with release_2."""

    root: Path

    @property
    def course(self) -> Path:
        return self.root / "curriculum"

    def release_1(self) -> None:
        """Week 1: add-two, mean-age, join-doses. Week 2: count-rows."""
        shutil.copytree(COURSE, self.course, ignore=shutil.ignore_patterns("__pycache__"))
        (self.root / "pyproject.toml").write_text('[project]\nname = "medai"\n')
        (self.root / ".gitignore").write_text(".medai/\n")
        self._clone("add-two", "join-doses")
        self._list("core/week01", "add-two, mean-age, join-doses")
        git(self.root, "init")
        self._publish("v0.1.0")

    def release_2(self) -> None:
        """Weeks 1 and 2 change places, mean-age is mean-years, join-doses is gone, dose-per-kg is new, add-two
        is checked more strictly."""
        for folder, week in (("core/week01", "week2"), ("core/week02", "week1")):
            self._edit(f"{folder}/week.yaml", r"^id: week\d$", f"id: {week}")
        self._edit("path.yaml", "folder: core/week01", "folder: core/week0X")
        self._edit("path.yaml", "folder: core/week02", "folder: core/week01")
        self._edit("path.yaml", "folder: core/week0X", "folder: core/week02")
        folder = self.course / "core/week01"
        (folder / "mean-age").rename(folder / "mean-years")
        yaml = "core/week01/mean-years/exercise.yaml"
        self._edit(yaml, "^id: mean-age$", "id: mean-years\nformerly: [mean-age]")
        self._edit(yaml, "^file: mean_age.py$", "file: mean_years.py")
        self._clone("add-two", "dose-per-kg")
        shutil.rmtree(folder / "join-doses")
        self._edit("core/week01/add-two/grade.py", r"\(-4, 9\)", "(-4, 9), (1e-4, 0)")
        self._list("core/week01", "add-two, mean-years, dose-per-kg")
        self._publish("v0.2.0")

    def _edit(self, relative: str, pattern: str, replacement: str) -> None:
        file = self.course / relative
        text, times = re.subn(pattern, replacement, file.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert times == 1, f"{pattern} stands {times} times in {relative}"
        file.write_text(text, encoding="utf-8")

    def _clone(self, name: str, other: str) -> None:
        """An exercise once more, under another name."""
        folder = self.course / "core/week01" / other
        shutil.copytree(self.course / "core/week01" / name, folder)
        for path in folder.rglob("*.*"):
            text = path.read_text(encoding="utf-8").replace(name, other)
            path.write_text(text.replace(name.replace("-", "_"), other.replace("-", "_")), encoding="utf-8")

    def _list(self, folder: str, exercises: str) -> None:
        self._edit(f"{folder}/week.yaml", r"^exercises: \[.*\]$", f"exercises: [{exercises}]")

    def _publish(self, tag: str) -> None:
        git(self.root, "add", "-A")
        git(self.root, "commit", "-m", tag)
        git(self.root, "tag", tag)


@dataclass(frozen=True)
class Fork:
    """A learner's clone; pulls from upstream by its public address."""

    root: Path

    @property
    def workspace(self) -> Path:
        return self.root / "workspace"

    def solve(self, exercise_id: str, place: str, *, wrong: str | None = None) -> None:
        """Put a shipped solution where the learner's file is."""
        folder = next((self.root / "curriculum").rglob(exercise_id))
        file = folder / (f"wrong/{wrong}" if wrong else "solution.py")
        (self.workspace / place).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")

    def files(self) -> dict[str, str]:
        """The learner's solutions, by path."""
        return {
            path.relative_to(self.workspace).as_posix(): path.read_text(encoding="utf-8")
            for path in sorted(self.workspace.glob("*/*.py"))
        }

    def commit(self, what: str) -> None:
        git(self.root, "add", "-A")
        git(self.root, "commit", "-m", what)

    def pull(self) -> None:
        """Merge upstream's newest commit; fails where there is a conflict."""
        git(self.root, "fetch", "upstream")
        git(self.root, "merge", "--no-edit", "upstream/main")
        assert git(self.root, "status", "--porcelain") == ""


def fork(upstream: Upstream, place: Path) -> Fork:
    """Clone upstream as a learner does who has forked it."""
    git(place.parent, "clone", str(upstream.root), str(place))
    git(place, "remote", "rename", "origin", "upstream")
    git(place, "config", f"url.{upstream.root}.insteadOf", f"{ADDRESS}.git")
    git(place, "remote", "set-url", "upstream", f"{ADDRESS}.git")
    return Fork(place)
