"""What a dataset is. Plain frozen values: no YAML, no files and no network here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Column:
    """One column. unit is "" where it has none; low and high bound what is plausible in its patients.

    A value outside low..high is not an error of the file: it is something to look at, often a code for
    "not measured". None leaves that side open.
    """

    name: str
    unit: str
    low: float | None
    high: float | None
    meaning: str


@dataclass(frozen=True, slots=True)
class Source:
    """One place to get bytes from, parsed from "embedded:FILE", "package:PACKAGE/PATH" or "https://...#MEMBER".

    member is the path inside the archive at that address, or None where the address is the file itself.
    """

    kind: Literal["embedded", "package", "url"]
    place: str
    member: str | None = None

    def __str__(self) -> str:
        if self.kind != "url":
            return f"{self.kind}:{self.place}"
        return self.place if self.member is None else f"{self.place}#{self.member}"


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file: its name in the cache, its size in bytes if known, its checksums, its sources in order.

    At least one of sha256 and md5 is given; sha256 rules where both are (some hosts publish only md5).
    withheld: graders read it, such as the labels of a competition, and learners are not handed it.
    """

    name: str
    size: int | None
    sha256: str | None
    md5: str | None
    sources: tuple[str, ...]
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip or tar file that members are taken from; proved by its own checksum before it is opened."""

    url: str
    size: int | None
    sha256: str | None
    md5: str | None

    @property
    def name(self) -> str:
        """File name at the end of the address, as it is called on a mirror."""
        return unquote(urlsplit(self.url).path.rsplit("/", 1)[-1])


@dataclass(frozen=True, slots=True)
class Origin:
    """A column that says which file a row came from: column name, and (file name, value) pairs."""

    column: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """How the files of a form become one table.

    names: column names, given where the file has no header row. missing: the markers that mean "missing";
    nothing else but an empty field does. rename: (name in the file, name in the table). codes: (column,
    ((text in the file, number), ...)). separate: each file is a table of its own, with its own columns.
    """

    format: Literal["csv", "arff"]
    names: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    rename: tuple[tuple[str, str], ...] = ()
    codes: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = ()
    origin: Origin | None = None
    separate: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One shape that the dataset comes in; every form of a dataset holds the same rows."""

    id: str
    files: tuple[DataFile, ...]
    archives: tuple[Archive, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """One dataset. folder holds its dataset.yaml and embedded files; rows is None if it is no table."""

    name: str
    title: str
    folder: Path
    licence: str
    licence_url: str
    citation: str
    doi: str | None
    homepage: str
    rows: int | None
    access: Literal["open", "gated"]
    forms: tuple[Form, ...]
    columns: tuple[Column, ...]
    traps: tuple[str, ...]

    @property
    def table(self) -> Table | None:
        """How the preferred form is read, or None where the dataset is not a table."""
        return self.forms[0].table if self.forms else None

    @property
    def size(self) -> int | None:
        """Bytes of the preferred form, or None where a size is unknown."""
        sizes = [file.size for form in self.forms[:1] for file in form.files]
        known = [size for size in sizes if size is not None]
        return sum(known) if known and len(known) == len(sizes) else None

    def handed_out(self, files: Iterable[Path]) -> tuple[Path, ...]:
        """Those of the dataset's files that a learner is given: all that are not withheld."""
        kept = {file.name for form in self.forms for file in form.files if file.withheld}
        return tuple(path for path in files if path.name not in kept)

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)


class Progress(Protocol):
    """Told how a fetch is getting on; a view implements it."""

    def start(self, name: str, total_bytes: int | None) -> None:
        """A file begins; total_bytes is None where its size is unknown."""

    def advance(self, n: int) -> None:
        """n more bytes are here; n is negative where a broken transfer is taken up again."""

    def finish(self) -> None:
        """The file is done or given up."""


def parse_source(text: str) -> Source:
    """Source written as text. Raises ValueError that says what was expected."""
    kind, _, place = text.partition(":")
    if kind in {"http", "https"}:
        address, _, member = text.partition("#")
        if not urlsplit(address).netloc:
            raise ValueError("an address with a host, such as https://example.org/file.csv")
        return Source("url", address, member or None)
    if kind == "embedded" and place and "/" not in place and "\\" not in place:
        return Source("embedded", place)
    if kind == "package" and "/" in place and ".." not in place.split("/") and not place.startswith("/"):
        return Source("package", place)
    raise ValueError("embedded:FILE, package:PACKAGE/PATH or an https:// address (#MEMBER for an archive)")
