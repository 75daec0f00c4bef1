"""One dataset.yaml turned into a Dataset; every rule of the format is here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, cast

from medai.datasets.marks import Fields, Spot, read_marked
from medai.datasets.model import Archive, Column, DataFile, Dataset, Form, Origin, Source, Table, parse_source

_REQUIRED = ("name", "title", "licence", "licence_url", "citation", "homepage", "access", "traps")
_OPTIONAL = ("doi", "rows", "table", "forms", "columns")
_TABLE = ("names", "missing", "rename", "codes", "origin", "separate")
_HEX = {"sha256": 64, "md5": 32}
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")


def read_entry(path: Path) -> Dataset:
    """The dataset that path (DATASET/dataset.yaml) describes. Raises ContentError naming line and key."""
    top = read_marked(path).fields(_REQUIRED, _OPTIONAL)
    name = top["name"].text()
    if name != path.parent.name:
        raise top["name"].wrong(f"{path.parent.name}, the name of its folder")
    access = cast(Literal["open", "gated"], top["access"].choice(("open", "gated")))
    default = top.get("table")
    table = _table(default) if default else None
    forms_spot = top.get("forms")
    forms = tuple(_form(spot, table, path.parent) for spot in forms_spot.items()) if forms_spot else ()
    if access == "open" and not forms:
        raise (forms_spot or top["access"]).wrong("at least one form for an open dataset", "none")
    if forms_spot:
        _distinct(forms_spot, [form.id for form in forms])
    if default and not forms:
        raise default.wrong("a table only beside forms")
    columns_spot = top.get("columns")
    columns = tuple(_column(spot) for spot in columns_spot.items()) if columns_spot else ()
    if columns_spot:
        _distinct(columns_spot, [column.name for column in columns])
    doi, rows = top.get("doi"), top.get("rows")
    return Dataset(
        name=name,
        title=top["title"].text(),
        folder=path.parent,
        licence=top["licence"].text(),
        licence_url=_address(top["licence_url"]),
        citation=top["citation"].text(),
        doi=doi.text() if doi else None,
        homepage=_address(top["homepage"]),
        rows=rows.integer(1) if rows else None,
        access=access,
        forms=forms,
        columns=columns,
        traps=tuple(spot.text() for spot in top["traps"].items()),
    )


def _form(spot: Spot, default: Table | None, folder: Path) -> Form:
    fields = spot.fields(("id", "files"), ("archives", "table"))
    archives_spot, own = fields.get("archives"), fields.get("table")
    archives = tuple(_archive(at) for at in archives_spot.items()) if archives_spot else ()
    files = tuple(_file(at, archives, folder) for at in fields["files"].items(least=1))
    _distinct(fields["files"], [file.name for file in files])
    table = _table(own) if own else default
    if table and table.origin and {name for name, _ in table.origin.values} != {file.name for file in files}:
        expected = f"a value for each of {', '.join(file.name for file in files)}"
        raise (own or fields["files"]).wrong(expected, ", ".join(name for name, _ in table.origin.values))
    return Form(fields["id"].text(), files, archives, table)


def _file(spot: Spot, archives: tuple[Archive, ...], folder: Path) -> DataFile:
    fields = spot.fields(("name", "sources"), ("size", "withheld", *_HEX))
    name = fields["name"].text()
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*", name):
        raise fields["name"].wrong("a plain file name of letters, digits and . _ + -")
    sources = []
    for at in fields["sources"].items(least=1):
        source = _source(at)
        if source.member and source.place not in {archive.url for archive in archives}:
            raise at.wrong(f"{source.place} among the archives of this form", "no such archive")
        if source.kind == "embedded" and not (folder / source.place).is_file():
            raise at.wrong("a file beside dataset.yaml", f"no {source.place} there")
        sources.append(str(source))
    size, sha256, md5 = _proof(spot, fields)
    return DataFile(name, size, sha256, md5, tuple(sources), _yes(fields.get("withheld")))


def _yes(spot: Spot | None) -> bool:
    """True where the key is there and says true."""
    return spot is not None and spot.truth()


def _archive(spot: Spot) -> Archive:
    fields = spot.fields(("url",), ("size", *_HEX))
    source = _source(fields["url"])
    archive = Archive(source.place, *_proof(spot, fields))
    if source.kind != "url" or source.member or not archive.name.lower().endswith(_ARCHIVES):
        raise fields["url"].wrong("an https:// address of a .zip, .tar, .tar.gz or .tgz file")
    return archive


def _source(spot: Spot) -> Source:
    try:
        return parse_source(spot.text())
    except ValueError as error:
        raise spot.wrong(str(error)) from None


def _proof(spot: Spot, fields: Fields) -> tuple[int | None, str | None, str | None]:
    """Size, sha256 and md5; at least one checksum, or the bytes could be anybody's."""
    checksums: dict[str, str | None] = {}
    for kind, length in _HEX.items():
        at = fields.get(kind)
        if at and not re.fullmatch(f"[0-9a-f]{{{length}}}", at.raw()):
            raise at.wrong(f"{length} hexadecimal digits in lower case")
        checksums[kind] = at.raw() if at else None
    if not any(checksums.values()):
        at_proof = Spot(spot.file, f"{spot.key}.sha256", spot.node)
        raise at_proof.wrong("a checksum (sha256, or the host's md5)", "none")
    size = fields.get("size")
    return size.integer(1) if size else None, checksums["sha256"], checksums["md5"]


def _table(spot: Spot) -> Table:
    fields = spot.fields(("format",), _TABLE)
    names, missing, rename = fields.get("names"), fields.get("missing"), fields.get("rename")
    codes, origin = fields.get("codes"), fields.get("origin")
    separate = _yes(fields.get("separate"))
    if origin and separate:
        raise origin.wrong("no origin where the files are separate tables")
    columns = tuple(at.text() for at in names.items(least=1)) if names else ()
    if names:
        _distinct(names, list(columns))
    return Table(
        format=cast(Literal["csv", "arff"], fields["format"].choice(("csv", "arff"))),
        names=columns,
        missing=tuple(at.raw() for at in missing.items()) if missing else (),
        rename=tuple((name, at.text()) for name, at in rename.pairs()) if rename else (),
        codes=tuple((name, _codes(at)) for name, at in codes.pairs()) if codes else (),
        origin=_origin(origin) if origin else None,
        separate=separate,
    )


def _codes(spot: Spot) -> tuple[tuple[str, int], ...]:
    return tuple((text, at.integer(-1000)) for text, at in spot.pairs())


def _origin(spot: Spot) -> Origin:
    fields = spot.fields(("column", "values"))
    values = tuple((name, at.text()) for name, at in fields["values"].pairs())
    return Origin(fields["column"].text(), values)


def _column(spot: Spot) -> Column:
    fields = spot.fields(("name", "meaning"), ("unit", "low", "high"))
    unit, low_at, high_at = fields.get("unit"), fields.get("low"), fields.get("high")
    low, high = (at.number() if at else None for at in (low_at, high_at))
    if low is not None and high is not None and low > high and high_at:
        raise high_at.wrong(f"at least low, which is {low:g}")
    return Column(fields["name"].text(), unit.text() if unit else "", low, high, fields["meaning"].text())


def _address(spot: Spot) -> str:
    text = spot.text()
    if not re.match(r"https?://[^/\s]+", text):
        raise spot.wrong("an https:// address")
    return text


def _distinct(spot: Spot, names: list[str]) -> None:
    twice = next((name for i, name in enumerate(names) if name in names[:i]), None)
    if twice is not None:
        raise spot.wrong("each name once", f"{twice} more than once")
