"""Checks on pandas tables, series and numpy arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from medai.grading.checks.core import _reason, _wrong_type, fail, number
from medai.grading.text import clean, describe

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def frame(
    value: Any,
    *,
    what: str = "the result",
    columns: Iterable[str] | None = None,
    rows: int | None = None,
    exactly: bool = False,
) -> pd.DataFrame:
    """The value as a DataFrame that has the columns (exactly: no others) and that many rows."""
    import pandas as pd

    if not isinstance(value, pd.DataFrame):
        _wrong_type(what, value, "a pandas DataFrame")
    table: pd.DataFrame = value
    if not table.columns.is_unique:
        twice = table.columns[table.columns.duplicated()][0]
        fail(f"{what} has more than one column called {clean(twice, 80)!r}.", kind="type")
    wanted = list(columns or ())
    missing = [name for name in wanted if name not in table.columns]
    if missing:
        fail(
            f"{what} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(map(repr, missing))}; it has "
            f"{', '.join(repr(clean(c, 40)) for c in list(table.columns)[:12])}.",
            "Use exactly the column names that the task gives.",
            got=table,
            kind="type",
        )
    extra = [clean(name, 40) for name in table.columns if name not in wanted] if exactly else []
    if extra:
        fail(
            f"{what} has columns that the task does not ask for: {', '.join(extra[:8])}.",
            got=table,
            kind="type",
        )
    if rows is not None and len(table) != rows:
        fail(f"{what} has {len(table)} rows, where {rows} are due.", got=table)
    return table


def series(value: Any, *, what: str = "the result", length: int | None = None) -> pd.Series[Any]:
    """The value as a Series; an array, list or one-column table is taken as one."""
    import numpy as np
    import pandas as pd

    if isinstance(value, pd.DataFrame) and value.shape[1] == 1:
        value = value.iloc[:, 0]
    if isinstance(value, (list, tuple, pd.Index)) or (isinstance(value, np.ndarray) and value.ndim == 1):
        try:
            value = pd.Series(value)
        except (TypeError, ValueError):
            _wrong_type(what, value, "a Series or array of numbers")
    if not isinstance(value, pd.Series):
        _wrong_type(what, value, "a pandas Series or a one-dimensional array")
    if length is not None and len(value) != length:
        fail(f"{what} has {len(value)} values, where {length} are due.", got=value)
    return value


def array(
    value: Any, *, what: str = "the result", shape: Sequence[int | None] | None = None
) -> np.ndarray[Any, Any]:
    """The value as a float array; lists, Series and tables of numbers are taken. None in shape fits any size."""
    import numpy as np
    import pandas as pd

    if not isinstance(value, (np.ndarray, list, tuple, pd.Series, pd.Index, pd.DataFrame)):
        _wrong_type(what, value, "an array of numbers")
    try:
        numbers = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        fail(f"{what} holds something that is no number.", got=value, kind="type")
    if shape is not None:
        fits = numbers.ndim == len(shape) and all(
            want is None or want == have for want, have in zip(shape, numbers.shape, strict=True)
        )
        if not fits:
            due = " x ".join("any" if size is None else str(size) for size in shape)
            have = " x ".join(map(str, numbers.shape)) or "a single number"
            fail(f"{what} has shape {have}, where {due} is due.", got=value, kind="type")
    return numbers


def missing_counts(table: Any, expected: Mapping[str, int], *, because: str, next_step: str = "") -> None:
    """Each named column has that many missing values."""
    checked = frame(table, columns=expected)
    for column, wanted in expected.items():
        have = int(checked[column].isna().sum())
        if have != wanted:
            fail(
                f"{column} has {have} missing values, where {wanted} are due: {because.rstrip('.')}.",
                next_step,
                shown=str(have),
                expected=str(wanted),
            )


def same_values(
    got: Any,
    expected: pd.DataFrame,
    *,
    columns: Iterable[str] | None = None,
    what: str = "the result",
    because: str = "",
    next_step: str = "",
    abs_tol: float = 1e-9,
    rel_tol: float = 1e-9,
) -> None:
    """Column by column, row by row, the same values in the same order, missing where missing.

    dtypes are free: 1 and 1.0 are the same value. All rows are compared. Names the first column that differs,
    in how many rows, and the first such row.
    """
    import numpy as np
    import pandas as pd

    names = list(expected.columns if columns is None else columns)
    table = frame(got, what=what, columns=names, rows=len(expected))
    reason = _reason(because)
    for name in names:
        have, want = table[name], expected[name]
        gone, due = have.isna().to_numpy(), want.isna().to_numpy()
        if pd.api.types.is_numeric_dtype(want):
            numbers = pd.to_numeric(have, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
            right = np.isclose(
                numbers,
                want.to_numpy(dtype=float, na_value=np.nan),
                rtol=rel_tol,
                atol=abs_tol,
                equal_nan=True,
            ) & (gone == due)
        else:
            same = [type(a) is type(b) and a == b for a, b in zip(have.tolist(), want.tolist(), strict=True)]
            right = np.where(gone | due, gone == due, same)
        if not right.all():
            row = int(np.flatnonzero(~right)[0])
            fail(
                f"{what} differs in column {name!r} in {int((~right).sum())} of {len(right)} rows{reason}",
                next_step or f"Row {row} (counted from 0) is the first.",
                shown=f"{_cell(have.iloc[row])} in row {row}",
                expected=_cell(want.iloc[row]),
            )


def _cell(value: Any) -> str:
    import pandas as pd

    try:
        return "missing" if pd.isna(value) else describe(value)
    except (TypeError, ValueError):
        return describe(value)


def unchanged(before: pd.DataFrame, after: Any, *, what: str = "the table that was passed in") -> None:
    """The caller's table is as it was: same columns, index and values."""
    import pandas as pd

    fix = "Work on a copy: start with table = table.copy()."
    same_shape = isinstance(after, pd.DataFrame) and after.shape == before.shape
    if not same_shape or list(after.columns) != list(before.columns):
        fail(f"{what} was changed in place: its columns or rows are not what they were.", fix)
    for position, name in enumerate(before.columns):
        old, new = before.iloc[:, position], after.iloc[:, position]
        if not pd.Series(old.to_numpy()).equals(pd.Series(new.to_numpy())) and not _equal_loosely(old, new):
            fail(f"{what} was changed in place: column {name!r} has other values than before the call.", fix)
    if not before.index.equals(after.index):
        fail(f"{what} was changed in place: its index is not what it was.", fix)


def _equal_loosely(old: pd.Series[Any], new: pd.Series[Any]) -> bool:
    return bool(old.isna().tolist() == new.isna().tolist() and old.dropna().tolist() == new.dropna().tolist())


def close_array(
    got: Any,
    expected: Any,
    *,
    what: str = "the result",
    abs_tol: float = 1e-9,
    rel_tol: float = 1e-6,
    because: str = "",
    next_step: str = "",
) -> None:
    """An array of numbers within max(abs_tol, rel_tol * |expected|) of the expected one, NaN where NaN is due."""
    import numpy as np

    wanted = np.asarray(expected, dtype=float)
    have = array(got, what=what, shape=wanted.shape)
    margin = np.maximum(abs_tol, rel_tol * np.abs(wanted))
    with np.errstate(invalid="ignore"):
        right = (np.abs(have - wanted) <= margin) | (np.isnan(have) & np.isnan(wanted)) | (have == wanted)
    if not right.all():
        place = tuple(int(i) for i in np.argwhere(~right)[0])
        at = place[0] if len(place) == 1 else place
        reason = _reason(because)
        fail(
            f"{what} is off in {int((~right).sum())} of {right.size} places{reason}",
            next_step,
            shown=f"{have[place]:.6g} at position {at}",
            expected=f"{wanted[place]:.6g} ± {float(margin[place]):.2g}",
        )


def probabilities(value: Any, *, length: int, what: str = "the result") -> np.ndarray[Any, Any]:
    """A one-dimensional array of that many numbers from 0 to 1."""
    numbers = array(series(value, what=what, length=length), what=what)
    bad = numbers[~((numbers >= 0) & (numbers <= 1))]
    if bad.size:
        fail(f"{what} holds {number(float(bad[0])):g}, which is no probability (0 to 1).", got=value)
    return numbers
