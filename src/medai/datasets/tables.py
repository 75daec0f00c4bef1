"""A dataset's files read as one pandas table, with only the markers of its entry taken for missing."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from medai.datasets.integrity import folder_of, verify, whole_form
from medai.datasets.model import Dataset, Form, Table
from medai.errors import ContentError, MedaiError

if TYPE_CHECKING:
    import pandas as pd

_ATTRIBUTE = re.compile(r"@attribute\s+(?:'([^']+)'|\"([^\"]+)\"|(\S+))", re.IGNORECASE)


def read_table(dataset: Dataset, cache: Path) -> pd.DataFrame:
    """The rows of the dataset, files of a form one after the other, index 0 .. rows - 1.

    Every file is proved by its checksum before it is read. An empty field and the markers that the entry
    lists become NaN; words such as "None" or "NA" stay what they are. Raises MedaiError where the files are
    absent or damaged, or where the dataset is not a table.
    """
    import pandas as pd

    form, table = _form_here(dataset, cache)
    if table.separate:
        hint = "read_tables gives each of them."
        raise MedaiError(f"{dataset.name} is not one table: each of its files is one.", hint)
    origins = dict(table.origin.values) if table.origin else {}
    frames = []
    for file in form.files:
        frame = _read_file(folder_of(dataset, cache) / file.name, table)
        if table.origin:
            frame[table.origin.column] = origins[file.name]
        frames.append(frame)
    rows = _recoded(frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True), table)
    _compare(dataset, set(map(str, rows.columns)), len(rows))
    return rows


def read_tables(dataset: Dataset, cache: Path) -> dict[str, pd.DataFrame]:
    """Each file of a dataset of separate tables, by its name without the ending; withheld ones included.

    Read and proved as by read_table. The entry's rows count those of the files that are not withheld.
    Raises MedaiError where the files are absent or damaged, or where they are not separate tables.
    """
    form, table = _form_here(dataset, cache)
    if not table.separate:
        raise MedaiError(f"The files of {dataset.name} are one table.", "read_table gives it.")
    folder = folder_of(dataset, cache)
    tables = {
        Path(file.name).stem: _recoded(_read_file(folder / file.name, table), table) for file in form.files
    }
    columns = {str(column) for rows in tables.values() for column in rows.columns}
    _compare(
        dataset, columns, sum(len(tables[Path(file.name).stem]) for file in form.files if not file.withheld)
    )
    return tables


def _form_here(dataset: Dataset, cache: Path) -> tuple[Form, Table]:
    form = whole_form(dataset, cache)
    if form is None:
        raise _not_ready(dataset, cache)
    if form.table is None:
        hint = f"Its files are in {folder_of(dataset, cache)}."
        raise MedaiError(f"{dataset.name} is not a table: it has to be read file by file.", hint)
    return form, form.table


def _recoded(rows: pd.DataFrame, table: Table) -> pd.DataFrame:
    rows = rows.rename(columns=dict(table.rename))
    for column, codes in table.codes:
        if column in rows.columns or not table.separate:
            rows[column] = rows[column].map(dict(codes))
    return rows


def _read_file(path: Path, table: Table) -> pd.DataFrame:
    import pandas as pd

    names, skip = list(table.names), 0
    if table.format == "arff":
        found, skip = _arff_header(path)
        names = names or found
    return pd.read_csv(
        path,
        names=names or None,
        header=None if names else 0,
        skiprows=skip,
        na_values=["", *table.missing],
        keep_default_na=False,
        skipinitialspace=True,
        quotechar="'" if table.format == "arff" else '"',
        comment="%" if table.format == "arff" else None,
    )


def _arff_header(path: Path) -> tuple[list[str], int]:
    """Attribute names, and the number of lines up to and with @data."""
    names: list[str] = []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            attribute = _ATTRIBUTE.match(line.strip())
            if attribute:
                names.append(next(name for name in attribute.groups() if name))
            elif line.strip().lower() == "@data":
                return names, number
    raise ContentError(f"{path}: expected a line @data, found none")


def _compare(dataset: Dataset, columns: set[str], rows: int) -> None:
    """The checksums held, so a difference is a mistake in the entry."""
    absent = [column.name for column in dataset.columns if column.name not in columns]
    if absent:
        found = ", ".join(sorted(columns))
        raise ContentError(f"{dataset.name}: expected the columns {', '.join(absent)}, found only {found}")
    if dataset.rows is not None and rows != dataset.rows:
        raise ContentError(f"{dataset.name}: expected {dataset.rows} rows, found {rows}")


def _not_ready(dataset: Dataset, cache: Path) -> MedaiError:
    hint = f"Type `medai data get {dataset.name}`."
    damaged = next((state for state in verify(dataset, cache) if state.state == "damaged"), None)
    if damaged:
        return MedaiError(f"{damaged.path} is damaged: {damaged.detail}. It was not read.", hint)
    return MedaiError(f"The dataset {dataset.name} is not on this machine yet.", hint)
