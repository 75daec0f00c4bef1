"""The datasets of the course: list them, get them, prove that the files are what they should be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from medai import paths
from medai.curriculum.graph import resolve
from medai.curriculum.model import Week
from medai.datasets.registry import dataset_names, load_dataset
from medai.errors import MedaiError

if TYPE_CHECKING:
    from medai.actions.desk import Desk
    from medai.datasets.model import Dataset, Progress
    from medai.workspace.find import Workspace


@dataclass(frozen=True, slots=True)
class DataFileState:
    """One file: state is ok, absent or damaged."""

    name: str
    state: str
    path: Path | None
    detail: str


@dataclass(frozen=True, slots=True)
class DataState:
    """One dataset and its files here. state: ok (all files good), absent, damaged, or gated (needs your own copy).

    size in bytes, None where unknown.
    """

    name: str
    title: str
    licence: str
    homepage: str
    citation: str
    access: str
    rows: int | None
    size: int | None
    state: str
    weeks: tuple[str, ...]
    traps: tuple[str, ...]
    files: tuple[DataFileState, ...]


@dataclass(frozen=True, slots=True)
class DataList:
    """All datasets, and the folder that fetched files are kept in."""

    cache: Path
    datasets: tuple[DataState, ...]

    @property
    def damaged(self) -> tuple[str, ...]:
        """Names of the datasets with a damaged file."""
        return tuple(dataset.name for dataset in self.datasets if dataset.state == "damaged")


def obtain(dataset: Dataset, progress: Progress | None = None) -> tuple[Path, ...]:
    """The dataset's files in the cache, fetched where they are not there. Raises MedaiError."""
    from medai.datasets.fetch import get

    return get(dataset, paths.cache_dir(), mirror=paths.mirror(), offline=paths.offline(), progress=progress)


def obtain_into(workspace: Workspace, dataset: Dataset, progress: Progress | None = None) -> tuple[Path, ...]:
    """Fetch the dataset and put its files into the workspace's data folder; returns the files in the cache.

    Withheld files, such as a competition's labels, stay out of the workspace.
    """
    from medai.workspace.data import link_data

    files = obtain(dataset, progress)
    link_data(workspace, dataset.name, dataset.handed_out(files))
    return files


def list_data(desk: Desk) -> DataList:
    """Every dataset that medai knows, with the state of its files here."""
    root = paths.content_dir("datasets")
    return _states(desk, dataset_names(root))


def get_data(desk: Desk, names: Iterable[str], progress: Progress | None = None) -> DataList:
    """Fetch datasets, named themselves or by a week or exercise; into the workspace too where there is one."""
    wanted = datasets_named(desk, names)
    root = paths.content_dir("datasets")
    for name in wanted:
        dataset = load_dataset(root, name)
        if desk.workspace is not None:
            obtain_into(desk.workspace, dataset, progress)
        else:
            obtain(dataset, progress)
    return _states(desk, wanted)


def verify_data(desk: Desk, names: Iterable[str]) -> DataList:
    """Compare files with their checksums: the named datasets, or all that are here."""
    wanted = datasets_named(desk, names)
    if wanted:
        return _states(desk, wanted)
    found = list_data(desk)
    return DataList(found.cache, tuple(d for d in found.datasets if d.state in {"ok", "damaged"}))


def datasets_named(desk: Desk, names: Iterable[str]) -> tuple[str, ...]:
    """Names of datasets; a week or an exercise stands for all that it uses. Raises MedaiError for the unknown."""
    known = dataset_names(paths.content_dir("datasets"))
    wanted: dict[str, None] = {}
    for name in names:
        if name in known:
            wanted[name] = None
            continue
        try:
            found = resolve(desk.course, name, desk.track)
        except MedaiError:
            load_dataset(paths.content_dir("datasets"), name)  # raises, with a near name
            raise
        used = week_datasets(found) if isinstance(found, Week) else found.datasets
        wanted.update(dict.fromkeys(used))
    return tuple(wanted)


def week_datasets(week: Week) -> tuple[str, ...]:
    """Names of all datasets of a week, its exercises' included, each once."""
    names = [*week.datasets, *(name for exercise in week.exercises for name in exercise.datasets)]
    return tuple(dict.fromkeys(names))


def _states(desk: Desk, names: Iterable[str]) -> DataList:
    from medai.datasets.fetch import verify

    root, cache = paths.content_dir("datasets"), paths.cache_dir()
    states = []
    for name in names:
        dataset = load_dataset(root, name)
        files = tuple(
            DataFileState(file.name, file.state, file.path, file.detail) for file in verify(dataset, cache)
        )
        states.append(
            DataState(
                name=dataset.name,
                title=dataset.title,
                licence=dataset.licence,
                homepage=dataset.homepage,
                citation=dataset.citation,
                access=dataset.access,
                rows=dataset.rows,
                size=dataset.size,
                state=_overall(dataset, files),
                weeks=tuple(week.id for week in desk.course.weeks if name in week_datasets(week)),
                traps=dataset.traps,
                files=files,
            )
        )
    return DataList(cache, tuple(states))


def _overall(dataset: Dataset, files: tuple[DataFileState, ...]) -> str:
    found = {file.state for file in files}
    if "damaged" in found:
        return "damaged"
    if files and found == {"ok"}:
        return "ok"
    return "gated" if dataset.access == "gated" else "absent"
