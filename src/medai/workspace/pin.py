"""Which release of medai grades this workspace on every push: medai.toml, committed with the solutions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard

from medai.errors import MedaiError
from medai.workspace.find import PIN, Workspace, is_checkout
from medai.workspace.writing import explained, inside, replace

FILE = PIN

_RELEASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}")
_SOURCE = re.compile(r"https://[A-Za-z0-9][A-Za-z0-9./_-]*")
_LARGEST = 100_000  # bytes
_HEADER = re.compile(r"\s*\[\s*medai\s*\]\s*(#.*)?")
_TABLE = re.compile(r"\s*\[")
_TEXT = """\
# The release of medai that grades this workspace on every push. Change it with: medai update
[medai]
"""
_ANEW = f"Mend {FILE}, or have it written anew: medai update"


@dataclass(frozen=True, slots=True)
class Pin:
    """release: a git tag of source; without a source, a version in the package index. source: https://..."""

    release: str
    source: str | None = None


def read_pin(root: Path) -> Pin | None:
    """What the workspace's medai.toml says, or None where there is no such file.

    root: absolute and resolved. Raises MedaiError for a file that is no TOML or names no sound release: file,
    line or key, and what to do. A sound pin holds nothing that a shell or pip could misread.
    """
    text = _text(inside(root, FILE))
    if text is None:
        return None
    table = _parsed(text).get("medai")
    if not isinstance(table, dict):
        raise MedaiError(f"{FILE} has no table [medai].", _ANEW)
    release, source = table.get("release"), table.get("source")
    if not is_release(release):
        raise MedaiError(f'{FILE}: release: expected a tag or a version such as "v0.1.0".', _ANEW)
    if source is not None and not is_source(source):
        raise MedaiError(
            f"{FILE}: source: expected an address such as https://github.com/OWNER/medai, without a name, "
            "a password or a port.",
            _ANEW,
        )
    return Pin(release, source)


def write_pin(root: Path, pin: Pin) -> Path | None:
    """Write medai.toml in one step; comments and other tables stay.

    Returns the copy in .medai/backups of a file that could not be kept so, else None. Raises ValueError for a
    pin that read_pin would refuse.
    """
    if not is_release(pin.release) or not (pin.source is None or is_source(pin.source)):
        raise ValueError(f"{pin} is no sound pin")
    path = inside(root, FILE)
    kept = None
    try:
        before = _text(path)
        after = _fresh(pin) if before is None else _edited(before, pin)
    except MedaiError:
        before, after = "", None
    if after is None:
        from medai.workspace.backup import back_up

        kept = back_up(Workspace(root), path)
        after = _fresh(pin)
    if after != before:
        replace(path, after.encode())
    return kept


def default_pin(root: Path, version: str) -> Pin:
    """The pin of a new workspace: the installed version, from where this course comes.

    That is the git remote "upstream" of the checkout around root, else the package's own repository; where
    neither is known, a version of the package index.
    """
    source = next((upstream(folder) for folder in (root, *root.parents) if is_checkout(folder)), None)
    source = source or _repository()
    return Pin(version if source is None else f"v{version}", source)


def upstream(checkout: Path) -> str | None:
    """The https address of the git remote "upstream", or None: never with a name or a token in it."""
    inside_remote = False
    for line in _git_config(checkout).splitlines():
        stripped = line.strip()
        if stripped.startswith("["):
            inside_remote = stripped == '[remote "upstream"]'
        key, _, value = stripped.partition("=")
        if inside_remote and key.strip().lower() == "url":
            return https(value.strip().strip('"'))
    return None


def https(url: str) -> str | None:
    """A git address, of whatever form, as https://host/owner/name; None where that cannot be said."""
    found = re.fullmatch(r"(?:https?|ssh|git)://(?:[^@/]*@)?([^/:@]+)(?::\d+)?/(.+)", url)
    # git@host:owner/name; a host without a dot is a nickname from the learner's ssh settings.
    found = found or re.fullmatch(r"(?:[^@/:]+@)?([^/:@]+\.[^/:@]+):(?!//)(.+)", url)
    if found is None:
        return None
    path = found[2].strip("/").removesuffix(".git")
    address = f"https://{found[1]}/{path}"
    return address if "." in found[1] and is_source(address) else None


def is_release(value: object) -> TypeGuard[str]:
    """True for text that may stand as a release."""
    return isinstance(value, str) and _RELEASE.fullmatch(value) is not None


def is_source(value: object) -> TypeGuard[str]:
    """True for text that may stand as a source."""
    return isinstance(value, str) and _SOURCE.fullmatch(value) is not None


def _text(path: Path) -> str | None:
    with explained(path):
        try:
            with path.open("rb") as file:
                content = file.read(_LARGEST + 1)
        except FileNotFoundError:
            return None
    if len(content) > _LARGEST:
        raise MedaiError(f"{FILE} is larger than {_LARGEST // 1000} kB.", _ANEW)
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise MedaiError(f"{FILE}, line {line}: a character that is not UTF-8.", _ANEW) from error


def _parsed(text: str) -> dict[str, Any]:
    import tomllib

    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(("<<<<<<< ", ">>>>>>> ")):
            raise MedaiError(f"{FILE}, line {number}: the mark of a git merge that was left open.", _ANEW)
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MedaiError(f"{FILE} is not TOML: {error}.", _ANEW) from error


def _fresh(pin: Pin) -> str:
    return _TEXT + "".join(f'{name} = "{value}"\n' for name, value in _values(pin).items())


def _values(pin: Pin) -> dict[str, str]:
    return {"release": pin.release} | ({} if pin.source is None else {"source": pin.source})


def _edited(text: str, pin: Pin) -> str | None:
    """The file with another pin and all else as it stands, or None where it is written in some other way."""
    lines = text.split("\n")
    start = next((at for at, line in enumerate(lines) if _HEADER.fullmatch(line)), None)
    if start is None:
        return None
    end = next((at for at in range(start + 1, len(lines)) if _TABLE.match(lines[at])), len(lines))
    section = lines[start + 1 : end]
    for name, value in reversed({"release": pin.release, "source": pin.source}.items()):
        wanted = re.compile(rf"""\s*{name}\s*=\s*("[^"]*"|'[^']*')(\s*(?:#.*)?)""")
        found = [(at, match) for at, line in enumerate(section) if (match := wanted.fullmatch(line))]
        for at, match in found:
            section[at : at + 1] = [] if value is None else [f'{name} = "{value}"{match[2]}']
        if not found and value is not None:
            section.insert(0, f'{name} = "{value}"')
    after = "\n".join([*lines[: start + 1], *section, *lines[end:]])
    expected = _parsed(text)
    if not isinstance(expected.get("medai"), dict):
        return None
    others = {key: value for key, value in expected["medai"].items() if key not in {"release", "source"}}
    expected["medai"] = others | _values(pin)
    try:
        return after if _parsed(after) == expected else None
    except MedaiError:
        return None


def _git_config(checkout: Path) -> str:
    folder = checkout / ".git"
    try:
        if folder.is_file():  # a second working tree: .git says where the repository is
            pointer = folder.read_text(encoding="utf-8").strip().removeprefix("gitdir:").strip()
            folder = checkout / pointer
            common = folder / "commondir"
            if common.is_file():
                folder /= common.read_text(encoding="utf-8").strip()
        return (folder / "config").read_text(encoding="utf-8", errors="replace")
    except (OSError, UnicodeDecodeError):
        return ""


def _repository() -> str | None:
    """The address that the installed package gives for its repository."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        entries = metadata("medai").get_all("Project-URL") or []
    except PackageNotFoundError:
        return None
    for entry in entries:
        name, _, url = entry.partition(",")
        if name.strip().lower() == "repository":
            return https(url.strip())
    return None
