"""A dataset's files on this machine: found, brought, proved and only then put in place."""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlsplit

from medai.datasets.archive import MemberError, extract
from medai.datasets.failure import Failure, explain, gated
from medai.datasets.integrity import FileState, fault, file_state, folder_of, verify, whole_form
from medai.datasets.lock import held
from medai.datasets.model import Archive, DataFile, Dataset, Form, Progress, parse_source
from medai.datasets.transfer import TransferError, download
from medai.errors import OUR_FAULT, MedaiError

__all__ = ["FileState", "get", "verify"]


def get(
    dataset: Dataset,
    cache: Path,
    *,
    mirror: str | None,
    offline: bool,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Paths of the dataset's files, in order, in cache/datasets/NAME; every one is proved by its checksum.

    What is here and whole is used as it is. Otherwise each form is tried in order, and for each of its files
    each source in order: the mirror (a folder or an http root laid out DATASET/FILE) goes before the first
    address on the network. A damaged file is never used and never returned; it is replaced.
    offline: use no network, an http mirror included. Raises MedaiError that names every place tried.
    """
    if dataset.access == "gated":
        raise gated(dataset)
    folder = folder_of(dataset, cache)
    form = whole_form(dataset, cache)
    if form is None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with held(folder / ".lock") as locked:
                suffix = "" if locked else f".{secrets.token_hex(4)}"
                errand = _Errand(dataset, folder, mirror, offline, progress, suffix)
                # Another process may have brought everything while this one waited.
                form = whole_form(dataset, cache) or _bring(errand)
        except OSError as error:
            where = error.filename or folder
            message = f"Could not write the dataset {dataset.name} to {where}: {error.strerror or error}."
            hint = "Make room or make the folder writable, or name another with MEDAI_CACHE."
            raise MedaiError(message, hint, OUR_FAULT) from None
    return tuple(folder / file.name for file in form.files)


class _NotGivenError(Exception):
    """A place did not give the bytes wanted."""

    def __init__(self, reason: str, kind: Literal["offline", "unreachable", "absent", "differs"]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind


@dataclass
class _Errand:
    """One fetch: where from, where to, and what is already known not to work."""

    dataset: Dataset
    folder: Path
    mirror: str | None
    offline: bool
    progress: Progress | None
    suffix: str  # keeps two processes apart where the file system knows no locks
    failures: list[Failure] = field(default_factory=list)
    silent_hosts: dict[str, str] = field(default_factory=dict)
    archives: dict[str, Path | _NotGivenError] = field(default_factory=dict)

    def part(self, name: str, place: str) -> Path:
        """Hidden file beside the target that collects the bytes from one place; a later call finds it."""
        return self.folder / f".{name}.{sha256(place.encode()).hexdigest()[:8]}{self.suffix}.part"


def _bring(errand: _Errand) -> Form:
    try:
        for form in errand.dataset.forms:
            if all(_bring_file(errand, form, file) for file in form.files):
                leftovers = errand.folder.glob(".*.part") if not errand.suffix else ()
                for leftover in leftovers:
                    leftover.unlink(missing_ok=True)
                return form
    finally:
        for archive in errand.archives.values():
            if isinstance(archive, Path):
                archive.unlink(missing_ok=True)
    raise explain(errand.dataset, errand.failures)


def _bring_file(errand: _Errand, form: Form, file: DataFile) -> bool:
    target = errand.folder / file.name
    state = file_state(target, file)
    if state.state == "ok":
        return True
    if state.state == "damaged":
        errand.failures.append(Failure(file.name, str(target), f"damaged: {state.detail}", "differs"))
    for place, member in _places(errand, form, file):
        label = f"{place}#{member}" if member else place
        part = errand.part(file.name, label)
        try:
            if member:
                extract(_archive(errand, form, place, member), member, part)
            else:
                _transfer(errand, place, part, file)
            _prove(part, file)
        except MemberError as error:
            part.unlink(missing_ok=True)
            errand.failures.append(Failure(file.name, label, str(error), "differs"))
        except _NotGivenError as error:
            errand.failures.append(Failure(file.name, label, error.reason, error.kind))
        else:
            os.replace(part, target)
            return True
    return False


def _places(errand: _Errand, form: Form, file: DataFile) -> Iterator[tuple[str, str | None]]:
    """(place, member) in the order to try; a place is a path, a source as written, or an address."""
    sources = [parse_source(text) for text in file.sources]
    first_url = next((i for i, source in enumerate(sources) if source.kind == "url"), len(sources))
    for i, source in enumerate([*sources, None]):
        if i == first_url and errand.mirror:
            yield _on_mirror(errand, file.name), None
            for archive in form.archives:
                for packed in sources:
                    if packed.member and packed.place == archive.url:
                        yield _on_mirror(errand, archive.name), packed.member
        if source is not None:
            yield (source.place if source.kind == "url" else str(source)), source.member


def _on_mirror(errand: _Errand, name: str) -> str:
    mirror = str(errand.mirror)
    if mirror.startswith(("http://", "https://")):
        return f"{mirror.rstrip('/')}/{errand.dataset.name}/{quote(name)}"
    return str(Path(mirror).expanduser() / errand.dataset.name / name)


def _archive(errand: _Errand, form: Form, place: str, member: str) -> Path:
    """The proved archive at place; brought once for all its members, and given up once."""
    known = errand.archives.get(place)
    if known is None:
        archive = next(a for a in form.archives if a.url == place or place == _on_mirror(errand, a.name))
        part = errand.part(archive.name, place)
        try:
            _transfer(errand, place, part, archive)
            _prove(part, archive)
            known = part
        except _NotGivenError as error:
            known = error
        errand.archives[place] = known
    if isinstance(known, _NotGivenError):
        raise _NotGivenError(known.reason, known.kind)
    return known


def _transfer(errand: _Errand, place: str, part: Path, wanted: DataFile | Archive) -> None:
    """Bytes from place into part."""
    url = place if place.startswith(("http://", "https://")) else None
    host = urlsplit(url).netloc if url else ""
    if url and errand.offline:
        raise _NotGivenError("not asked: offline", "offline")
    if host in errand.silent_hosts:
        raise _NotGivenError(errand.silent_hosts[host], "unreachable")
    if errand.progress:
        errand.progress.start(wanted.name, wanted.size)
    try:
        if url:
            _download(errand, url, part, wanted)
        else:
            _copy(_local(errand, place), part, errand.progress)
    except TransferError as error:
        if error.host_unreachable:
            errand.silent_hosts[host] = error.reason
        raise _NotGivenError(error.reason, "unreachable") from None
    finally:
        if errand.progress:
            errand.progress.finish()


def _download(errand: _Errand, url: str, part: Path, wanted: DataFile | Archive) -> None:
    begun_earlier = part.exists()
    download(url, part, wanted.size, errand.progress)
    if begun_earlier and fault(part, wanted):  # a bad beginning spoils the rest: once more, from the start
        begun = part.stat().st_size
        part.unlink()
        if errand.progress:
            errand.progress.advance(-begun)
        download(url, part, wanted.size, errand.progress)


def _local(errand: _Errand, place: str) -> Path:
    kind, _, rest = place.partition(":")
    if kind == "embedded":
        return errand.dataset.folder / rest
    if kind == "package":
        package, _, inside = rest.partition("/")
        spec = importlib.util.find_spec(package)  # finds the folder without importing the package
        if spec is None or not spec.submodule_search_locations:
            raise _NotGivenError(f"the package {package} is not installed", "absent")
        return Path(spec.submodule_search_locations[0]) / inside
    return Path(place)


def _copy(source: Path, part: Path, progress: Progress | None) -> None:
    try:
        stream = source.open("rb")
    except FileNotFoundError:
        raise _NotGivenError("no such file", "absent") from None
    except OSError as error:
        raise _NotGivenError(f"it cannot be read: {error.strerror}", "absent") from None
    with stream, part.open("wb") as sink:
        shutil.copyfileobj(stream, sink)
        if progress:
            progress.advance(sink.tell())


def _prove(part: Path, wanted: DataFile | Archive) -> None:
    """Refuse bytes that are not the expected ones, and remove them."""
    wrong = fault(part, wanted)
    if wrong:
        part.unlink()
        raise _NotGivenError(f"refused: {wrong}", "differs")
