"""Optional parts of medai: whether what an exercise needs is installed, and the one command that installs it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from medai.errors import MedaiError


@dataclass(frozen=True, slots=True)
class MissingExtra:
    """An extra that is not installed: the packages that are missing, and the command to type."""

    extra: str
    packages: tuple[str, ...]
    command: str


def install_command(extra: str) -> str:
    """The one command that installs an extra."""
    return f'python -m pip install "medai[{extra}]"'


def missing_extra(extra: str | None) -> MissingExtra | None:
    """What is missing of the extra, or None where nothing is (or where there is no extra of that name)."""
    if extra is None:
        return None
    absent = tuple(name for name in _packages(extra) if not _is_installed(name))
    return MissingExtra(extra, absent, install_command(extra)) if absent else None


def require_extra(exercise_id: str, extra: str | None) -> None:
    """Raise MedaiError with the one command where an exercise's extra is not installed."""
    missing = missing_extra(extra)
    if missing is not None:
        raise MedaiError(
            f'{exercise_id} needs medai\'s extra "{missing.extra}" ({", ".join(missing.packages)} not installed).',
            f"Install it with: {missing.command}",
        )


def _packages(extra: str) -> tuple[str, ...]:
    from importlib.metadata import PackageNotFoundError, requires

    try:
        listed = requires("medai") or []
    except PackageNotFoundError:
        return ()
    marker = re.compile(rf"""extra\s*==\s*["']{re.escape(extra)}["']""")
    names = (re.match(r"[A-Za-z0-9._-]+", line) for line in listed if marker.search(line))
    return tuple(found.group() for found in names if found is not None and found.group() != "medai")


def _is_installed(package: str) -> bool:
    from importlib.metadata import PackageNotFoundError, version

    try:
        version(package)
    except PackageNotFoundError:
        return False
    return True
