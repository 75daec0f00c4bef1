"""Whether the bytes on this machine are the ones that the registry knows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from medai.datasets.model import Archive, DataFile, Dataset, Form


@dataclass(frozen=True, slots=True)
class FileState:
    """One file of a dataset in the cache. detail says what is wrong, in words; it is "" where all is well."""

    name: str
    state: Literal["ok", "absent", "damaged"]
    path: Path
    detail: str


def folder_of(dataset: Dataset, cache: Path) -> Path:
    """Where the files of a dataset are kept: cache/datasets/NAME."""
    return cache / "datasets" / dataset.name


def fault(path: Path, expected: DataFile | Archive) -> str | None:
    """What differs between the file at path and what is expected of it, or None where it is proved.

    Size first, because it is free; then sha256, or md5 where the host publishes no other.
    Raises OSError where the file cannot be read.
    """
    found_size = path.stat().st_size
    if expected.size is not None and found_size != expected.size:
        return f"it has {found_size:,} bytes, expected {expected.size:,}"
    kind, wanted = ("sha256", expected.sha256) if expected.sha256 else ("md5", expected.md5)
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, kind).hexdigest()
    if found != wanted:
        return f"its {kind} is {found[:12]}..., expected {str(wanted)[:12]}..."
    return None


def file_state(path: Path, expected: DataFile) -> FileState:
    """State of one file at path."""
    if not path.exists():
        return FileState(expected.name, "absent", path, "not fetched yet")
    try:
        detail = fault(path, expected)
    except OSError as error:
        detail = f"it cannot be read: {error.strerror}"
    return FileState(expected.name, "damaged" if detail else "ok", path, detail or "")


def form_states(form: Form, folder: Path) -> tuple[FileState, ...]:
    """States of the files of one form, in order."""
    return tuple(file_state(folder / file.name, file) for file in form.files)


def whole_form(dataset: Dataset, cache: Path) -> Form | None:
    """The first form whose files are all here and proved, or None."""
    folder = folder_of(dataset, cache)
    for form in dataset.forms:
        if all(file_state(folder / file.name, file).state == "ok" for file in form.files):
            return form
    return None


def verify(dataset: Dataset, cache: Path) -> tuple[FileState, ...]:
    """States of the files of the form that is here; of the preferred form where none is whole.

    A form that is partly here goes before one of which nothing is here. Empty for gated data without forms.
    """
    folder = folder_of(dataset, cache)
    all_states = [form_states(form, folder) for form in dataset.forms]
    if not all_states:
        return ()

    def closeness(states: tuple[FileState, ...]) -> tuple[bool, bool]:
        return all(s.state == "ok" for s in states), any(s.state != "absent" for s in states)

    return max(all_states, key=closeness)  # the first of equals, which is the preferred form
