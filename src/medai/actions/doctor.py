"""Is everything here that medai needs? Each finding in plain words, with what to do."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from medai import __version__, paths
from medai.errors import OUR_FAULT, PASSED, MedaiError

_LIBRARIES = ("numpy", "pandas", "scikit-learn", "scipy", "statsmodels", "matplotlib", "lifelines", "pytest")
_OLDEST = (3, 11)
_UNTRIED = "on this system processes are started ahead instead of forked, which was tried on Linux only"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. state: ok, note (works, but know it) or bad (something will not work)."""

    name: str
    state: str
    detail: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """All findings."""

    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """0, or 3 where something will not work."""
        return OUR_FAULT if any(finding.state == "bad" for finding in self.findings) else PASSED


def examine(cwd: Path) -> Health:
    """Look at everything. Raises nothing: what goes wrong becomes a finding."""
    found: list[Finding] = []
    for name, look in _LOOKS:
        try:
            found += look(cwd)
        except MedaiError as error:
            found.append(Finding(name, "bad", error.message, error.hint))
        except Exception as error:
            found.append(Finding(name, "bad", f"{type(error).__name__}: {error}", "Reinstall medai."))
    return Health(tuple(found))


def _python(_: Path) -> Iterator[Finding]:
    detail = f"{platform.python_version()} ({sys.executable}), {platform.system()} {platform.machine()}"
    if sys.version_info < _OLDEST:
        yield Finding("Python", "bad", detail, "Install Python 3.11 or newer.")
    else:
        yield Finding("Python", "ok", detail)


def _libraries(_: Path) -> Iterator[Finding]:
    from importlib.metadata import PackageNotFoundError, version

    present, absent = [f"medai {__version__}"], []
    for name in _LIBRARIES:
        try:
            present.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            absent.append(name)
    yield Finding("Libraries", "ok", ", ".join(present))
    if absent:
        fix = "python -m pip install --force-reinstall medai"
        yield Finding("Libraries", "bad", f"not installed: {', '.join(absent)}", fix)


def _course(_: Path) -> Iterator[Finding]:
    from medai.curriculum.load import cached_course

    root = paths.content_dir("curriculum")
    course = cached_course(root, paths.cache_dir())
    written = sum(week.status == "ready" for week in course.weeks)
    detail = f"{course.title}; weeks written: {written} of {len(course.weeks)}"
    yield Finding("Course", "ok", f"{detail}, exercises: {len(course.exercises())} ({root})")


def _workspace(cwd: Path) -> Iterator[Finding]:
    from medai.workspace.find import find_workspace

    workspace = find_workspace(cwd)
    if workspace is None:
        yield Finding("Workspace", "note", "none in this folder or above it", "medai start week1 makes one.")
        return
    yield Finding("Workspace", "ok", str(workspace.root))
    if not workspace.progress_db.exists():
        yield Finding("Progress", "note", "nothing recorded yet")
        return
    from medai.progress.store import Store

    with Store(workspace.progress_db) as store:
        tried, passed = len(store.attempts()), len(store.passed())
    yield Finding(
        "Progress", "ok", f"attempts: {tried}, exercises passed: {passed} ({workspace.progress_db})"
    )


def _data(cwd: Path) -> Iterator[Finding]:
    from medai.actions.data import list_data
    from medai.actions.desk import open_desk

    found = list_data(open_desk(cwd))
    here = [dataset.name for dataset in found.datasets if dataset.state == "ok"]
    absent = [dataset.name for dataset in found.datasets if dataset.state == "absent"]
    detail = f"here: {', '.join(here) or 'none yet'}; fetched when needed: {', '.join(absent) or 'none'}"
    yield Finding("Data", "ok", f"{detail} ({found.cache})")
    if found.damaged:
        fix = f"medai data get {' '.join(found.damaged)}"
        yield Finding("Data", "bad", f"damaged: {', '.join(found.damaged)}", fix)


def _network(_: Path) -> Iterator[Finding]:
    mirror = paths.mirror()
    if mirror is not None and "://" not in mirror and not Path(mirror).is_dir():
        yield Finding(
            "Mirror", "bad", f"MEDAI_MIRROR names {mirror}, which is no folder", "Mend or unset it."
        )
    elif mirror is not None:
        yield Finding("Mirror", "ok", f"data comes from {mirror} first")
    if paths.offline():
        yield Finding(
            "Network", "note", "MEDAI_OFFLINE is set: only data that is here or on a mirror is used"
        )
    else:
        yield Finding("Network", "ok", "used for data that is not here yet, and for nothing else")


def _sandbox(_: Path) -> Iterator[Finding]:
    from medai.grading.layers import layers

    if sys.platform != "linux":
        yield Finding("Isolation", "note", _UNTRIED)
    missing = []
    for layer in layers():
        name = f"Isolation: {layer.name}"
        if layer.active:
            by = f" ({' and '.join(layer.held_by)})" if layer.held_by else ""
            yield Finding(name, "ok", layer.detail + by)
        else:
            missing.append(layer.name)
            yield Finding(name, "note", f"not here: {layer.detail}")
    if missing:
        remark = "your own work is graded just as well; it matters only when you grade other people's code"
        untried = "process tree" in missing and shutil.which("bwrap") and not paths.bubblewrap_wanted()
        fix = "MEDAI_BWRAP=1 medai doctor shows what bubblewrap, which is installed, adds." if untried else ""
        yield Finding("Isolation", "note", f"without {', '.join(missing)}: {remark}", fix)


_LOOKS: tuple[tuple[str, Callable[[Path], Iterator[Finding]]], ...] = (
    ("Python", _python),
    ("Libraries", _libraries),
    ("Course", _course),
    ("Workspace", _workspace),
    ("Data", _data),
    ("Network", _network),
    ("Isolation", _sandbox),
)
