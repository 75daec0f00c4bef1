"""The datasets that medai knows. Light to import: YAML is loaded when an entry is read."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path

from medai.datasets.model import (
    Archive,
    Column,
    DataFile,
    Dataset,
    Form,
    Origin,
    Progress,
    Source,
    Table,
    parse_source,
)
from medai.errors import ContentError, MedaiError

__all__ = [
    "Archive",
    "Column",
    "DataFile",
    "Dataset",
    "Form",
    "Origin",
    "Progress",
    "Source",
    "Table",
    "dataset_names",
    "find",
    "load_dataset",
    "load_registry",
    "parse_source",
]

ENTRY = "dataset.yaml"


def dataset_names(root: Path) -> tuple[str, ...]:
    """Names of all datasets under root, sorted; reads no entry."""
    if not root.is_dir():
        raise ContentError(f"{root}: expected the folder of the datasets, found no folder")
    return tuple(sorted(folder.name for folder in root.iterdir() if _is_entry(folder)))


def load_registry(root: Path) -> dict[str, Dataset]:
    """All datasets by name. Raises ContentError naming file, line, key and what was expected."""
    from medai.datasets.entry import read_entry

    return {name: read_entry(root / name / ENTRY) for name in dataset_names(root)}


def load_dataset(root: Path, name: str) -> Dataset:
    """One dataset, reading no other entry. Raises MedaiError (with a near name) where there is none."""
    from medai.datasets.entry import read_entry

    names = dataset_names(root)
    if name not in names:
        raise _unknown(name, names)
    return read_entry(root / name / ENTRY)


def find(registry: Mapping[str, Dataset], name: str) -> Dataset:
    """The dataset of that name. Raises MedaiError that offers a near name."""
    if name not in registry:
        raise _unknown(name, tuple(registry))
    return registry[name]


def _is_entry(folder: Path) -> bool:
    return folder.is_dir() and not folder.name.startswith((".", "_"))


def _unknown(name: str, names: tuple[str, ...]) -> MedaiError:
    near = difflib.get_close_matches(name.lower(), names, 1, 0.5)
    guess = f"Did you mean {near[0]}? " if near else ""
    hint = f"{guess}`medai data list` shows all: {', '.join(names)}."
    return MedaiError(f'There is no dataset "{name}".', hint)
