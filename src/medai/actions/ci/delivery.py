"""Where a run's files go: whole or not at all, and the job summary to the place that GitHub names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from medai import paths
from medai.errors import MedaiError
from medai.workspace.find import STATE
from medai.workspace.writing import explained, replace, write_new


def deliver(out: Path, files: Mapping[str, str]) -> None:
    """Write the files into out, which is made where it is missing. Raises MedaiError where that cannot be done."""
    with explained(out):
        out.mkdir(parents=True, exist_ok=True)
    if out.parent.name == STATE:
        write_new(out.parent / ".gitignore", b"*\n")
    for name, content in files.items():
        replace(out / name, content.encode("utf-8", "backslashreplace"))


def append_summary(text: str) -> None:
    """Add the summary to GitHub's job summary; nothing is done elsewhere."""
    named = paths.github().get("STEP_SUMMARY")
    if named is None:
        return
    try:
        with Path(named).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError as error:
        raise MedaiError(f"The job summary cannot be written: {named}: {error.strerror}.") from error
