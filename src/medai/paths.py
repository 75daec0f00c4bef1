"""Where content, caches and logs are; the only reader of environment variables."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _setting(name: str) -> str | None:
    return os.environ.get(name) or None


def content_dir(kind: str) -> Path:
    """Folder of the shipped content: kind is "curriculum", "datasets" or "workflows".

    An installed wheel carries it in medai/_content, a checkout has it at the top level (or in .github).
    MEDAI_CURRICULUM and MEDAI_DATASETS name another course (an author's, or a test's miniature one).
    """
    named = _setting(f"MEDAI_{kind.upper()}")
    if named:
        return Path(named).expanduser().resolve()
    packed = _PACKAGE / "_content" / kind
    if packed.is_dir():
        return packed
    top = _PACKAGE.parent.parent
    return top / ".github" / kind if kind == "workflows" else top / kind


def content_moved() -> dict[str, str]:
    """The variables that name another course or other datasets than the shipped ones."""
    found = {name: _setting(name) for name in ("MEDAI_CURRICULUM", "MEDAI_DATASETS")}
    return {name: value for name, value in found.items() if value is not None}


def cache_dir() -> Path:
    """Folder for fetched data and derived files; MEDAI_CACHE moves it."""
    named = _setting("MEDAI_CACHE")
    if named:
        return Path(named).expanduser().resolve()
    from platformdirs import user_cache_path

    return user_cache_path("medai")


def log_file() -> Path:
    """File that keeps the traceback of an unexpected fault."""
    return cache_dir() / "log" / "medai.log"


def mirror() -> str | None:
    """Folder or http root laid out DATASET/FILE, asked before the upstream hosts."""
    return _setting("MEDAI_MIRROR")


def offline() -> bool:
    """True where MEDAI_OFFLINE says that no network may be used."""
    return (_setting("MEDAI_OFFLINE") or "0").lower() not in {"0", "false", "no"}


def numeric_settings() -> dict[str, str]:
    """The few variables that choose a numeric kernel and hold no secret; a sandbox needs them too.

    SYSTEMROOT: without it Python opens no socket on Windows.
    """
    return {
        name: os.environ[name]
        for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "SYSTEMROOT")
        if name in os.environ
    }


def github() -> dict[str, str]:
    """What GitHub Actions says of this run, without GITHUB_ before the names; {} elsewhere. No token is among it."""
    if _setting("GITHUB_ACTIONS") != "true":
        return {}
    names = ("REPOSITORY", "SHA", "REF", "ACTOR", "SERVER_URL", "RUN_ID", "STEP_SUMMARY")
    found = {name: _setting(f"GITHUB_{name}") for name in names}
    return {name: value for name, value in found.items() if value is not None}


def package_dir() -> Path:
    """Folder of the installed package."""
    return _PACKAGE


def standby_wanted() -> bool:
    """False where MEDAI_STANDBY=0 or a CI system says that no warm grader may be left behind."""
    return (_setting("MEDAI_STANDBY") or "1") != "0" and not _setting("CI")


def bubblewrap_wanted() -> bool:
    """True where MEDAI_BWRAP=1 asks for bubblewrap around the grading sandbox."""
    return _setting("MEDAI_BWRAP") == "1"


def runtime_dir() -> Path:
    """Folder of this user for sockets, short enough for one: XDG_RUNTIME_DIR/medai or a temporary folder's."""
    named = _setting("XDG_RUNTIME_DIR")
    if named and len(named) < 60 and Path(named).is_dir():
        return Path(named) / "medai"
    return Path(_setting("TMPDIR") or "/tmp") / f"medai-{os.getuid()}"


def standby_environment() -> dict[str, str]:
    """What a warm grader inherits: where things are, and nothing secret."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "TZ", "XDG_RUNTIME_DIR", "XDG_CACHE_HOME")
    names = [name for name in os.environ if name.startswith("MEDAI_") or name in kept]
    return {**{name: os.environ[name] for name in names}, **numeric_settings()}
