"""pandas objects: frames, series, indexes and every column type that pandas 2 has."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from medai.grading.codec.errors import BadMessage, NotByValue

if TYPE_CHECKING:
    from medai.grading.codec.plain import Decoder, Encoder

_UNITS = frozenset({"s", "ms", "us", "ns"})
_MASKED = re.compile(r"(U?Int(8|16|32|64)|Float(32|64)|boolean)")
_ARROW = re.compile(
    r"(u?int(8|16|32|64)|float|double|halffloat|bool|string|large_string|binary|date32\[day\]|date64\[ms\]"
    r"|(timestamp|duration)\[(s|ms|us|ns)(, tz=[A-Za-z0-9_/+:-]{1,40})?\])\[pyarrow\]"
)
_FREQUENCY = re.compile(r"[0-9]{0,4}[A-Za-z]{1,3}(-[A-Z]{3})?")
_ZONE = re.compile(r"(?!dateutil)[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}")  # never a path of a file
_OFFSET = re.compile(r"UTC([+-])([0-9]{2}):([0-5][0-9])")
_MOST_ROWS = 20_000_000  # of an index that is no more than its ends: as a list it would fill the memory here


# ---- towards the wire


def encode(encoder: Encoder, obj: Any, depth: int) -> Any:
    """The tagged form of a pandas object, or None where obj is not one."""
    if isinstance(obj, pd.DataFrame):
        return _frame(encoder, obj, depth)
    if isinstance(obj, pd.Series):
        return [
            "se",
            _column(encoder, obj.array, depth),
            _index(encoder, obj.index, depth),
            encoder.value(obj.name, depth + 1),
        ]
    if isinstance(obj, pd.Index):
        return _index(encoder, obj, depth)
    if obj is pd.NaT:
        return ["NaT"]
    if obj is pd.NA:
        return ["NA"]
    if isinstance(obj, pd.Timestamp):
        return ["ts", int(obj.asm8.view("i8")), obj.unit, _zone(obj.tz)]
    if isinstance(obj, pd.Timedelta):
        return ["td", int(obj.asm8.view("i8")), obj.unit]
    if isinstance(obj, pd.Interval):
        return ["iv", encoder.value(obj.left, depth + 1), encoder.value(obj.right, depth + 1), obj.closed]
    if isinstance(obj, pd.Period):
        return ["pe", obj.ordinal, obj.freqstr]
    if isinstance(obj, pd.api.extensions.ExtensionArray):
        return _column(encoder, obj, depth)
    return None


def _column(encoder: Encoder, x: Any, depth: int) -> Any:  # one branch a column type
    if isinstance(x.dtype, pd.StringDtype):  # asked first: pandas' own string array is a numpy one, too
        items = [None if pd.isna(item) else str(item) for item in x.astype(object)]
        return ["str", items, x.dtype.storage.removesuffix("_numpy"), x.dtype.na_value is pd.NA]
    if isinstance(x, pd.arrays.NumpyExtensionArray):
        return encoder.array(x.to_numpy(), depth)
    if isinstance(x, pd.Categorical):
        return ["cat", encoder.array(x.codes, depth), _index(encoder, x.categories, depth), bool(x.ordered)]
    if isinstance(x, pd.arrays.DatetimeArray):
        return ["dtz", encoder.array(x.asi8, depth), x.unit, _zone(x.tz)]
    if isinstance(x, pd.arrays.TimedeltaArray):
        return ["tda", encoder.array(x.asi8, depth), x.unit]
    if isinstance(x, pd.arrays.PeriodArray):
        return ["per", encoder.array(x.asi8, depth), x.freqstr]
    if isinstance(x, pd.arrays.IntervalArray):
        return ["ivs", _index(encoder, x.left, depth), _index(encoder, x.right, depth), x.closed]
    if isinstance(x, pd.arrays.SparseArray):
        return ["spa", encoder.array(x.to_dense(), depth), encoder.value(x.fill_value, depth + 1)]
    if isinstance(x.dtype, pd.ArrowDtype):
        if not _ARROW.fullmatch(str(x.dtype)):
            raise NotByValue(f"a column of dtype {x.dtype}")
        items = [None if pd.isna(item) else encoder.value(item, depth + 1) for item in x.astype(object)]
        return ["ar", str(x.dtype), items]
    if _MASKED.fullmatch(str(x.dtype)):
        mask = x.isna()
        data = x.to_numpy(dtype=x.dtype.numpy_dtype, na_value=x.dtype.numpy_dtype.type(0))
        return ["ma", str(x.dtype), encoder.array(data, depth), encoder.array(mask, depth)]
    raise NotByValue(f"a column of dtype {x.dtype}")


def _zone(tz: Any) -> str | None:
    """A time zone's name, or its fixed distance from UTC."""
    if tz is None:
        return None
    if isinstance(tz, ZoneInfo) and tz.key:
        return f"{tz.key}:"  # pandas holds a zone of the standard library apart from one of pytz
    name = getattr(tz, "zone", None)
    if isinstance(name, str):
        return name
    offset = tz.utcoffset(None)
    if offset is None or offset % dt.timedelta(minutes=1):
        raise NotByValue(f"times in the zone {tz}")
    hours, minutes = divmod(abs(offset) // dt.timedelta(minutes=1), 60)
    return f"UTC{'-' if offset < dt.timedelta(0) else '+'}{hours:02}:{minutes:02}" if offset else "UTC"


def _index(encoder: Encoder, index: Any, depth: int) -> Any:
    if isinstance(index, pd.MultiIndex):
        levels = [_index(encoder, level, depth) for level in index.levels]
        codes = [encoder.array(code.copy(), depth) for code in (pd.Index(c).to_numpy() for c in index.codes)]
        return ["mi", levels, codes, [encoder.value(name, depth + 1) for name in index.names]]
    name = encoder.value(index.name, depth + 1)
    if not _hashable(index):
        raise NotByValue("an index whose labels cannot be looked up")
    if type(index) is pd.RangeIndex:
        if len(index) > _MOST_ROWS:
            raise NotByValue(f"an index of more than {_MOST_ROWS} rows")
        return ["ri", index.start, index.stop, index.step, name]
    return ["ix", _column(encoder, index.array, depth), name]


def _hashable(index: pd.Index[Any]) -> bool:
    """False where a label is a list or the like: pandas would break on it only when it is used."""
    if index.dtype == object:
        try:
            set(map(hash, index))
        except TypeError:
            return False
    return True


def _frame(encoder: Encoder, frame: pd.DataFrame, depth: int) -> Any:
    dtypes = frame.dtypes.tolist()
    body: list[Any]
    first = dtypes[0] if dtypes else None
    uniform = first is not None and getattr(first, "kind", "O") in "biufc" and all(d == first for d in dtypes)
    if uniform and not isinstance(first, pd.api.extensions.ExtensionDtype):
        body = ["2", encoder.array(frame.to_numpy(), depth)]
    else:
        columns = [_column(encoder, frame.iloc[:, k].array, depth) for k in range(frame.shape[1])]
        body = ["n", columns]
    return ["df", body, _index(encoder, frame.columns, depth), _index(encoder, frame.index, depth)]


# ---- from the wire, on the trusted side


def decode(decoder: Decoder, body: Any) -> Any:
    """The pandas object of a tagged body. Raises BadMessage for an unknown tag."""
    tag = body[0]
    if not isinstance(tag, str):
        raise BadMessage("a tag that is none")
    if tag in _COLUMNS:
        return _decode_column(decoder, body)
    if tag in _OTHERS:
        return _OTHERS[tag](decoder, body)
    raise BadMessage(f"an unknown tag {tag[:20]!r}")


def _known(value: Any, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or len(value) > 80 or not pattern.fullmatch(value):
        raise BadMessage("a type name that is none")
    return value


def _unit(value: Any) -> Any:
    if value not in _UNITS:
        raise BadMessage("a time unit that is none")
    return str(value)


def _decode_column(decoder: Decoder, body: Any) -> Any:
    tag = body[0]
    if tag in ("a", "ao"):
        return decoder.array(body)
    column = _COLUMNS.get(tag) if isinstance(tag, str) else None
    if column is None:
        raise BadMessage("a column that is none")
    return column(decoder, body)


def _datetimes(decoder: Decoder, body: Any) -> Any:
    times = pd.DatetimeIndex(decoder.array(body[1]).view(f"M8[{_unit(body[2])}]"))
    return times.array if body[3] is None else times.tz_localize("UTC").tz_convert(_named_zone(body[3])).array


def _named_zone(name: Any) -> Any:
    if isinstance(name, str) and (away := _OFFSET.fullmatch(name)):
        offset = dt.timedelta(hours=int(away[2]), minutes=int(away[3]))
        return dt.timezone(-offset if away[1] == "-" else offset)
    if isinstance(name, str) and name.endswith(":"):
        return ZoneInfo(_known(name[:-1], _ZONE))
    return _known(name, _ZONE)


def _masked(decoder: Decoder, body: Any) -> Any:
    dtype = _known(body[1], _MASKED)
    values, mask = decoder.array(body[2]), decoder.array(body[3])
    if values.ndim != 1 or values.shape != mask.shape or mask.dtype != bool:
        raise BadMessage("a mask that does not fit its column")
    if values.dtype != pd.api.types.pandas_dtype(dtype).numpy_dtype:
        raise BadMessage("a column of another type than it says")
    kind = {"b": pd.arrays.BooleanArray, "f": pd.arrays.FloatingArray}.get(
        values.dtype.kind, pd.arrays.IntegerArray
    )
    return kind(values.copy(), mask.copy())


def _strings(decoder: Decoder, body: Any) -> Any:
    if body[2] not in ("python", "pyarrow"):
        raise BadMessage("text stored nowhere")
    dtype = pd.StringDtype(body[2]) if body[3] else _text_with_nan(body[2])
    return pd.array([None if item is None else str(item) for item in body[1]], dtype=dtype)


def _text_with_nan(storage: Any) -> Any:
    """The text type whose missing values are NaN; pandas before 2.3 has it for pyarrow only."""
    try:
        return pd.StringDtype(storage, na_value=np.nan)
    except TypeError:
        return pd.StringDtype("pyarrow_numpy")


def _period(decoder: Decoder, body: Any) -> Any:
    return pd.arrays.PeriodArray(
        decoder.array(body[1]).copy(), dtype=pd.PeriodDtype(_known(body[2], _FREQUENCY))
    )


def _closed(value: Any) -> Any:
    if value not in ("left", "right", "both", "neither"):
        raise BadMessage("an interval that is closed nowhere")
    return value


_COLUMNS: dict[str, Callable[[Decoder, Any], Any]] = {
    "cat": lambda d, b: pd.Categorical.from_codes(d.array(b[1]), _decode_index(d, b[2]), ordered=bool(b[3])),
    "dtz": _datetimes,
    "tda": lambda d, b: pd.TimedeltaIndex(d.array(b[1]).view(f"m8[{_unit(b[2])}]")).array,
    "per": _period,
    "ivs": lambda d, b: pd.arrays.IntervalArray.from_arrays(
        _decode_index(d, b[1]), _decode_index(d, b[2]), closed=_closed(b[3])
    ),
    "spa": lambda d, b: pd.arrays.SparseArray(d.array(b[1]), fill_value=d.value(b[2])),
    "str": _strings,
    "ar": lambda d, b: pd.array(d.items(b[2]), dtype=_known(b[1], _ARROW)),
    "ma": _masked,
}


def _decode_index(decoder: Decoder, body: Any) -> pd.Index[Any]:
    tag = body[0]
    if tag == "ri":
        start, stop, step = (int(number) for number in body[1:4])
        if len(range(start, stop, step)) > _MOST_ROWS:
            raise BadMessage("an index without end")
        return pd.RangeIndex(start, stop, step, name=decoder.value(body[4]))
    if tag == "mi":
        return pd.MultiIndex(
            levels=[_decode_index(decoder, level) for level in body[1]],
            codes=[decoder.array(code) for code in body[2]],
            names=decoder.items(body[3]),
            verify_integrity=True,
        )
    if tag == "ix":
        column = _decode_column(decoder, body[1])
        index = pd.Index(column, dtype=column.dtype, name=decoder.value(body[2]), tupleize_cols=False)
        if not _hashable(index):
            raise BadMessage("an index whose labels cannot be looked up")
        return index
    raise BadMessage("an index that is none")


def _decode_frame(decoder: Decoder, body: Any) -> pd.DataFrame:
    layout, columns, index = body[1], _decode_index(decoder, body[2]), _decode_index(decoder, body[3])
    if layout[0] == "2":
        return pd.DataFrame(decoder.array(layout[1]), columns=columns, index=index, copy=False)
    parts = [_decode_column(decoder, part) for part in layout[1]]
    if len(parts) != len(columns) or any(len(part) != len(index) for part in parts):
        raise BadMessage("columns that do not fit the table")
    frame = pd.DataFrame(dict(enumerate(parts)), index=index)
    frame.columns = columns
    return frame


def _decode_series(decoder: Decoder, body: Any) -> pd.Series[Any]:
    values, index = _decode_column(decoder, body[1]), _decode_index(decoder, body[2])
    if len(values) != len(index):
        raise BadMessage("a series that does not fit its index")
    return pd.Series(values, index=index, name=decoder.value(body[3]), copy=False)


def _timestamp(decoder: Decoder, body: Any) -> pd.Timestamp:
    time = pd.Timestamp(np.datetime64(int(body[1]), _unit(body[2])))
    return time if body[3] is None else time.tz_localize("UTC").tz_convert(_named_zone(body[3]))


_OTHERS: dict[str, Callable[[Decoder, Any], Any]] = {
    "df": _decode_frame,
    "se": _decode_series,
    "ri": _decode_index,
    "mi": _decode_index,
    "ix": _decode_index,
    "NaT": lambda d, b: pd.NaT,
    "NA": lambda d, b: pd.NA,
    "ts": _timestamp,
    "td": lambda d, b: pd.Timedelta(np.timedelta64(int(b[1]), _unit(b[2]))),
    "iv": lambda d, b: pd.Interval(d.value(b[1]), d.value(b[2]), closed=_closed(b[3])),
    "pe": lambda d, b: pd.Period(ordinal=int(b[1]), freq=_known(b[2], _FREQUENCY)),
}
