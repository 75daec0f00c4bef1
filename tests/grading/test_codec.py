"""Round trips of every kind of value, and bytes that are no message."""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import struct
import warnings
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import msgpack
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import HealthCheck, given, settings
from hypothesis.extra import numpy as hnp
from hypothesis.extra import pandas as hpd

from medai.grading.codec import BadMessage, HandleInfo, NotByValue, decode, encode, tabular, wire

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def there_and_back(value, handle=None):
    head, buffers = encode(value, handle)
    return decode(head, [bytearray(buffer) for buffer in buffers], lambda info: info)


def same(a, b) -> bool:
    if isinstance(a, float) and isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    if isinstance(a, (list, tuple)) and type(a) is type(b):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return type(a) is type(b) and a == b


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.dates()
    | st.datetimes()
    | st.timedeltas()
    | st.complex_numbers(allow_nan=False)
)
nested = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=4)
    ),
    max_leaves=20,
)


@QUICK
@given(nested)
def test_nested_plain_values_come_back(value):
    assert same(there_and_back(value), value)


@QUICK
@given(hnp.arrays(hnp.scalar_dtypes(), hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)))
def test_arrays_come_back(array):
    if array.dtype.kind == "V" or array.dtype.kind not in "biufcSUmM":
        return
    back = there_and_back(array)
    assert back.dtype == array.dtype
    assert back.shape == array.shape
    assert back.tobytes() == np.ascontiguousarray(array).tobytes()


@QUICK
@given(
    hpd.data_frames(
        [
            hpd.column("i", dtype=int),
            hpd.column("f", dtype=float),
            hpd.column("b", dtype=bool),
            hpd.column("s", elements=st.text(max_size=6) | st.none(), dtype=object),
            hpd.column("t", dtype="datetime64[ns]"),
        ],
        index=hpd.range_indexes(max_size=6) | hpd.indexes(dtype=int, max_size=6),
    )
)
def test_random_frames_come_back(frame):
    pd.testing.assert_frame_equal(there_and_back(frame), frame)


def _frames():
    index = pd.Index(["p1", "p2", "p3"], name="patient")
    yield "categories", pd.DataFrame({"sex": pd.Categorical(["f", None, "m"], ["m", "f"], ordered=True)})
    yield (
        "time zones",
        pd.DataFrame({"t": pd.date_range("2020-03-28", periods=3, freq="12h", tz="Europe/Berlin")}),
    )
    yield "time units", pd.DataFrame({"t": pd.to_datetime(["2020", "2021"]).as_unit("s")})
    yield "durations", pd.DataFrame({"los": pd.to_timedelta([1, None, 3], unit="D")})
    for dtype in ("Int8", "UInt64", "Float32", "boolean", "string"):
        values = ["a", None] if dtype == "string" else [1, None]
        yield f"nullable {dtype}", pd.DataFrame({"x": pd.array(values, dtype=dtype)})
    yield "arrow", pd.DataFrame({"x": pd.array([1, None], dtype="int64[pyarrow]")})
    yield "arrow text", pd.DataFrame({"x": pd.array(["a", None], dtype="string[pyarrow]")})
    yield "periods", pd.DataFrame({"m": pd.period_range("2020-01", periods=3, freq="M")})
    yield "intervals", pd.DataFrame({"band": pd.cut([1.0, 5.0, 9.0], [0, 4, 10])})
    yield "bins", pd.DataFrame({"band": pd.arrays.IntervalArray.from_breaks([0, 1, 2])})
    yield "sparse", pd.DataFrame({"x": pd.arrays.SparseArray([0, 0, 7])})
    yield "empty", pd.DataFrame()
    yield "no rows", pd.DataFrame({"a": pd.Series(dtype=float), "b": pd.Series(dtype=object)})
    yield "no columns", pd.DataFrame(index=index)
    yield "duplicate names", pd.DataFrame([[1, "x"], [2, "y"]], columns=["a", "a"])
    yield "named index", pd.DataFrame({"x": [1.5, 2.5, np.nan]}, index=index)
    yield (
        "two levels",
        pd.DataFrame(
            {"x": [1, 2, 3]},
            index=pd.MultiIndex.from_tuples([("a", 1), ("a", 2), ("b", 1)], names=["site", None]),
        ),
    )
    yield (
        "two header rows",
        pd.DataFrame(
            np.arange(4.0).reshape(2, 2), columns=pd.MultiIndex.from_product([["glucose"], ["mean", "sd"]])
        ),
    )
    yield "fortran order", pd.DataFrame(np.asfortranarray(np.arange(6.0).reshape(2, 3)))
    yield "lists in cells", pd.DataFrame({"codes": [["401.9"], [], ["250.00", "V45"]]})
    yield "mixed objects", pd.DataFrame({"x": [1, "a", None]}, dtype=object)
    yield "float16", pd.DataFrame({"x": np.array([1, 2], dtype="float16"), "y": [1, 2]})
    yield "other frequencies", pd.DataFrame({"w": pd.period_range("2020-01", periods=3, freq="W-SUN")})
    yield "two-hourly", pd.DataFrame({"h": pd.period_range("2020-01-01", periods=3, freq="2h")})
    yield "fixed offset", pd.DataFrame({"t": pd.to_datetime(["2020-01-01 10:00+01:00", None])})
    yield "sparse counts", pd.DataFrame({"x": pd.arrays.SparseArray([0.0, 0.0, 7.5], fill_value=0.0)})
    yield "sparse flags", pd.DataFrame({"x": pd.arrays.SparseArray([True, False])})
    yield "band categories", pd.DataFrame({"x": pd.cut([1.0, 5.0], [0, 4, 10]).add_categories([])})
    yield "date categories", pd.DataFrame({"x": pd.Categorical(pd.to_datetime(["2020", "2021", "2020"]))})
    yield "no categories", pd.DataFrame({"x": pd.Categorical([None, None], categories=[])})
    yield "text with nan", pd.DataFrame({"x": pd.array(["a", None], dtype=_text_with_nan())})
    yield "names of any kind", pd.DataFrame([[1, "a", 2.5, None]], columns=[1, ("a", 2), pd.NaT, None])
    yield (
        "names that are pairs",
        pd.DataFrame([[1, 2]], columns=pd.Index([("a", 1), ("b", 2)], tupleize_cols=False)),
    )
    yield "nullable index", pd.DataFrame({"x": [1, 2]}, index=pd.Index([1, None], dtype="Int64", name="id"))
    yield "timedelta index", pd.DataFrame({"x": [1, 2]}, index=pd.to_timedelta([1, 2], unit="h"))
    yield "no rows, two levels", pd.DataFrame({"x": [1], "y": [2], "z": [3.0]}).set_index(["x", "y"]).iloc[:0]


def _text_with_nan():
    with warnings.catch_warnings(action="ignore"):
        return pd.StringDtype("pyarrow_numpy")


FRAMES = list(_frames())


@pytest.mark.parametrize(("name", "frame"), FRAMES)
def test_every_kind_of_column_comes_back(name, frame):
    back = there_and_back(frame)
    pd.testing.assert_frame_equal(back, frame, check_freq=False)


def _units(*kinds):
    return [f"{kind}[{unit}]" for kind in kinds for unit in ("s", "ms", "us", "ns")]


NUMBERS = [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
PLAIN_DTYPES = [*NUMBERS, "float16", "float32", "float64", "complex64", "complex128", "bool", "object"]
PLAIN_DTYPES += _units("datetime64", "timedelta64")
MASKED_DTYPES = [f"{sign}nt{bits}" for sign in ("I", "UI") for bits in (8, 16, 32, 64)]
MASKED_DTYPES += ["Float32", "Float64", "boolean"]
ZONES = [
    "UTC",
    "Europe/Berlin",
    "Asia/Kolkata",
    dt.timezone(dt.timedelta(hours=-5, minutes=-30)),
    ZoneInfo("Asia/Tokyo"),
]
# Not "B": pandas itself warns that it will be gone.
FREQUENCIES = ["Y-DEC", "Q-MAR", "M", "W-TUE", "D", "h", "min", "s", "ms", "us", "ns", "3D"]

_numbers = st.integers(-(2**63) + 1, 2**63 - 1)  # the one below is "not a time"
_text = st.text(st.characters(codec="utf-8"), max_size=5)
_cells = (
    st.none()
    | st.booleans()
    | _numbers
    | st.floats()
    | _text
    | st.binary(max_size=3)
    | st.tuples(_text, _numbers)
)


@st.composite
def columns(draw, size: int):
    """An array of any type that a pandas column may have, of that many values."""

    def some(inner, **options):
        return draw(st.lists(inner, min_size=size, max_size=size, **options))

    def numbers(dtype):
        return draw(hnp.arrays(dtype, size))

    kind = draw(
        st.sampled_from(["plain", "masked", "text", "categories", "zone", "period", "interval", "sparse"])
    )
    if kind == "plain":
        name = draw(st.sampled_from(PLAIN_DTYPES))
        if name != "object":
            return numbers(name)
        cells = np.empty(size, dtype=object)
        for place, cell in enumerate(some(_cells)):
            cells[place] = cell
        return cells
    if kind == "masked":
        name = draw(st.sampled_from(MASKED_DTYPES))
        dtype = pd.api.types.pandas_dtype(name)
        values = np.nan_to_num(numbers(dtype.numpy_dtype))
        array = pd.array(values, dtype=dtype)
        array[np.array(some(st.booleans()), dtype=bool)] = pd.NA
        return array
    if kind == "text":
        return pd.array(
            some(_text | st.none()), dtype=f"string[{draw(st.sampled_from(['python', 'pyarrow']))}]"
        )
    if kind == "categories":
        values = draw(
            st.lists(_text, min_size=1, max_size=4, unique=True) | st.lists(_numbers, min_size=1, unique=True)
        )
        codes = some(st.integers(-1, len(values) - 1))
        return pd.Categorical.from_codes(
            np.array(codes, dtype="int8"), pd.Index(values), ordered=draw(st.booleans())
        )
    if kind == "zone":
        unit = draw(st.sampled_from(["s", "ms", "us", "ns"]))
        times = np.array(some(st.integers(-(10**9), 10**10)), dtype="M8[s]").astype(f"M8[{unit}]")
        return pd.DatetimeIndex(times).tz_localize("UTC").tz_convert(draw(st.sampled_from(ZONES))).array
    if kind == "period":
        dtype = pd.PeriodDtype(draw(st.sampled_from(FREQUENCIES)))
        return pd.arrays.PeriodArray(np.array(some(st.integers(-1000, 20_000)), dtype="i8"), dtype=dtype)
    if kind == "interval":
        ends = sorted(draw(st.lists(st.integers(-99, 99), min_size=size + 1, max_size=size + 1, unique=True)))
        closed = draw(st.sampled_from(["left", "right", "both", "neither"]))
        return pd.arrays.IntervalArray.from_breaks(
            np.array(ends, dtype=draw(st.sampled_from(["i8", "f8"]))), closed=closed
        )
    values = np.array(some(st.sampled_from([0, 1])), dtype=draw(st.sampled_from(["i8", "f8", "?"])))
    return pd.arrays.SparseArray(values, fill_value=values.dtype.type(draw(st.sampled_from([0, 1]))))


_names = st.none() | _text | st.integers(-5, 5) | st.booleans() | st.tuples(_text, st.integers(0, 3))


@st.composite
def indexes(draw, size: int):
    """An index of any kind, of that many labels."""
    kind = draw(st.sampled_from(["range", "column", "levels"]))
    if kind == "range":
        start, step = draw(st.integers(-5, 5)), draw(st.sampled_from([-2, 1, 3]))
        return pd.RangeIndex(start, start + step * size, step, name=draw(_names))
    if kind == "column":
        column = draw(columns(size))
        if column.dtype == "float16":  # pandas has no such index
            column = column.astype("float32")
        return pd.Index(column, dtype=column.dtype, name=draw(_names), tupleize_cols=False)
    levels = [draw(st.lists(st.integers(0, 3), min_size=size, max_size=size)) for _ in range(2)]
    return pd.MultiIndex.from_arrays(levels, names=draw(st.tuples(_names, _names)))


@st.composite
def frames(draw):
    """A table with columns of any types, any names (the same twice, too), any index, and perhaps no rows or columns."""
    rows, width = draw(st.integers(0, 4)), draw(st.integers(0, 4))
    index = draw(indexes(rows))
    frame = pd.DataFrame({place: draw(columns(rows)) for place in range(width)}, index=index)
    frame.columns = draw(indexes(width))
    return frame


@MANY
@given(frames())
def test_tables_of_every_type_come_back(frame):
    back = there_and_back(frame)
    pd.testing.assert_frame_equal(back, frame, check_freq=False, check_column_type="exact", rtol=0, atol=0)
    assert back.dtypes.tolist() == frame.dtypes.tolist()
    assert (type(back.index), type(back.columns)) == (type(frame.index), type(frame.columns))
    if frame.shape[1]:
        column = frame.iloc[:, 0]
        pd.testing.assert_series_equal(there_and_back(column), column, check_freq=False, rtol=0, atol=0)


def test_notes_on_a_table_stay_behind():
    frame = pd.DataFrame({"glucose": [148]})
    frame.attrs["source"] = object()
    assert there_and_back(frame).attrs == {}


def test_a_masked_value_that_is_no_number_stays_one():
    column = pd.arrays.FloatingArray(np.array([np.nan, 1.0]), np.array([False, True]))
    back = there_and_back(column)
    assert np.isnan(back._data[0])
    assert back.isna().tolist() == [False, True]


@pytest.mark.parametrize(
    "array",
    [
        np.arange(4, dtype=">f8"),
        np.arange(4, dtype=">i2")[::-2],
        np.asfortranarray(np.arange(12).reshape(3, 4)),
        np.arange(24).reshape(2, 3, 4).transpose(1, 2, 0),
        np.arange(12).reshape(3, 4)[:, ::2],
        np.array(3.5),
        np.zeros((0, 3)),
        np.zeros((3, 0), dtype="U4"),
        np.array(["é", "日本"], dtype="U3"),
        np.array(["é", "b"], dtype=">U3"),
        np.array([b"ab", b"c"]),
        np.array(["", ""]),
        np.array(["2020-01-01", "NaT"], dtype="M8[D]"),
        np.array([1, 2], dtype="m8[h]"),
        np.array(["2020"], dtype="M8[Y]"),
        np.broadcast_to(np.arange(3), (2, 3)),
        np.array([(1, 2.5, "a"), (3, 4.5, "b")], dtype=[("n", "<i4"), ("x", ">f8"), ("s", "U2")]),
        np.zeros((2, 2), dtype=[("a", "?"), ("t", "M8[s]")]),
        np.zeros(0, dtype=[("a", "f4")]),
        np.array([[1, "a"], [None, (2, 3)]], dtype=object),
        np.array([True, False]),
        np.array([1 + 2j], dtype="c8"),
        np.float16([1.5, np.nan, np.inf]),
    ],
    ids=lambda array: f"{array.dtype.str}{array.shape}",
)
def test_arrays_of_every_kind_come_back(array):
    back = there_and_back(array)
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    assert back.tolist() == array.tolist() or np.isnan(array).any()
    assert array.dtype.hasobject or back.tobytes() == array.tobytes()


@pytest.mark.parametrize("dtype", ["V4", [("a", "f8", (2,))], [("a", object)], "longdouble", "clongdouble"])
def test_arrays_that_have_no_plain_form_are_refused_or_kept_whole(dtype):
    array = np.zeros(2, dtype=dtype)
    try:
        back = there_and_back(array)
    except NotByValue:
        return
    assert back.dtype == array.dtype
    assert back.tolist() == array.tolist()


@pytest.mark.parametrize(
    "value",
    [
        pd.Series([1, 2], index=["a", "b"], name="x"),
        pd.Series([True, None], dtype="boolean"),
        pd.Index([1.5, 2.5], name="q"),
        pd.RangeIndex(2, 10, 3, name="r"),
        pd.MultiIndex.from_product([[1, 2], ["x"]], names=["a", "b"]),
    ],
)
def test_series_and_indexes_come_back(value):
    back = there_and_back(value)
    assert back.equals(value)
    assert type(back) is type(value)
    assert back.name == value.name


@pytest.mark.parametrize(
    "value",
    [
        pd.Timestamp("2020-02-29 12:00", tz="America/New_York"),
        pd.Timestamp("1900-01-01"),
        pd.Timedelta("3 days 4 h"),
        pd.Timestamp("3020-01-01"),
        pd.Timestamp("2020-01-01", tz=dt.timezone(dt.timedelta(hours=-5, minutes=-30))),
        pd.Timestamp("2020-01-01", tz=ZoneInfo("Asia/Tokyo")),
        pd.Timedelta(np.timedelta64(10**6, "D")),
        pd.Period("2020-03-01 10:00", freq="2h"),
        pd.Interval(1, 2, closed="both"),
        pd.Period("2020-03", freq="M"),
        np.float32(1.5),
        np.datetime64("2020-01-01"),
        np.bool_(True),
        2**200,
        -(2**63) - 1,
        {1, 2, 3},
        frozenset({"a"}),
    ],
)
def test_single_values_come_back(value):
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)


def test_missing_markers_come_back():
    assert there_and_back(pd.NaT) is pd.NaT
    assert there_and_back(pd.NA) is pd.NA


def test_sparse_matrices_come_back():
    matrix = sp.random(5, 4, density=0.4, format="csc", random_state=0)
    assert (there_and_back(matrix).toarray() == matrix.toarray()).all()


def test_subclasses_travel_as_their_plain_type():
    class Text(str):
        def __eq__(self, other):
            return True

        __hash__ = str.__hash__

    class Number(float):
        def __sub__(self, other):
            return 0.0

    class Table(pd.DataFrame):
        pass

    assert type(there_and_back(Text("a"))) is str
    assert type(there_and_back(Number(2))) is float
    assert type(there_and_back(Table({"a": [1]}))) is pd.DataFrame


def test_what_has_no_plain_form_becomes_a_handle_also_inside_containers():
    class Model:
        pass

    model = Model()
    info = HandleInfo(7, "m.Model", ("m.Model", "builtins.object"), False)
    back = there_and_back({"model": model, "rows": [1, model]}, lambda obj: info)
    assert back == {"model": info, "rows": [1, info]}
    with pytest.raises(NotByValue, match="no plain form"):
        encode(model)


def test_too_deep_and_endless_values_are_refused():
    deep: list = []
    for _ in range(100):
        deep = [deep]
    endless: list = []
    endless.append(endless)
    for value in (deep, endless):
        with pytest.raises(NotByValue, match="nested too deep"):
            encode(value, lambda obj: HandleInfo(1, "x", (), False))


@QUICK
@given(st.binary(max_size=200), st.lists(st.binary(max_size=40), max_size=3))
def test_random_bytes_are_refused_and_nothing_else(head, buffers):
    with contextlib.suppress(BadMessage):
        decode(head, [bytearray(b) for b in buffers], lambda info: info)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_mutated_messages_are_refused_or_give_plain_values(data):
    """Flip bytes of a real message with every column type; the result may be wrong, it may not break us."""
    frame = FRAMES[data.draw(st.integers(0, len(FRAMES) - 1))][1]
    head, buffers = encode({"table": frame, "list": [1, "a", np.arange(3)]})
    mutated = bytearray(head)
    for _ in range(data.draw(st.integers(1, 4))):
        mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(st.integers(0, 255))
    copies = [bytearray(buffer) for buffer in buffers]
    for copy in copies:
        if copy:
            copy[data.draw(st.integers(0, len(copy) - 1))] = data.draw(st.integers(0, 255))
    try:
        back = decode(bytes(mutated), copies, lambda info: info)
    except BadMessage:
        return
    with warnings.catch_warnings(action="ignore"):
        repr(back)


@pytest.mark.parametrize(
    "body",
    [
        ["a", "|O", [1], "C", 0],
        ["a", "<f8", [-1], "C", 0],
        ["a", "<f8", [1], "C", 5],
        ["a", "V8", [1], "C", 0],
        ["cat", ["a", "<i8", [1], "C", 0], ["ri", 0, 0, 1, None], False],
        ["I", "9" * 5000],
        ["ma", "object", ["a", "<i8", [1], "C", 0], ["a", "|b1", [1], "C", 0]],
        ["ar", "int64; import os", []],
        ["pe", 1, "M; x"],
        ["ts", 1, "ns", "dateutil//tmp/fifo"],
        ["ts", 1, "ns", "../../etc/localtime"],
        ["ts", 2**63, "ns", None],
        ["td", 1, "Y"],
        ["ri", 0, 10**12, 1, None],
        ["ix", ["l", []], None],
        ["ix", ["ao", [1], [["l", []]]], None],
        ["ri", 0, 1, 0, None],
        ["df", ["2", ["a", "<f8", [1, 1], "C", 0]], ["ri", 0, 9, 1, None], ["ri", 0, 1, 1, None]],
        ["rec", [2], [["a", ["a", "<f8", [1], "C", 0]]]],
        ["rec", [1], [["a", ["a", "<f8", [1], "C", 0]], ["a", ["a", "<f8", [1], "C", 0]]]],
        ["ma", "Int64", ["a", "<f8", [1], "C", 0], ["a", "|b1", [1], "C", 0]],
        ["I", "f" * 3001],
        ["csr", [1, 1], ["a", "<f8", [1], "C", 0], ["a", "<i8", [1], "C", 0], ["a", "<i8", [1], "C", 0]],
        ["se", ["a", "<f8", [1], "C", 0], ["ri", 0, 1, 1, None], ["l", []]],
        ["zz"],
        [],
        {"a": 1},
    ],
)
def test_malformed_bodies_are_refused(body):
    with pytest.raises(BadMessage):
        decode(msgpack.packb(body), [bytearray(8)])


def test_bytes_that_are_no_truth_value_or_character_are_refused():
    with pytest.raises(BadMessage, match="truth"):
        decode(msgpack.packb(["a", "|b1", [1], "C", 0]), [bytearray(b"\x02")])
    with pytest.raises(BadMessage, match="Unicode"):
        decode(msgpack.packb(["a", "<U1", [1], "C", 0]), [bytearray(b"\xff\xff\xff\x7f")])


def test_frames_on_the_wire_are_bounded():
    class Stream:
        def __init__(self, data):
            self._data = data

        def recv_into(self, view):
            part, self._data = self._data[: len(view)], self._data[len(view) :]
            view[: len(part)] = part
            return len(part)

    parts = wire.pack(b"head", [b"abc", b""])
    head, buffers = wire.receive(Stream(b"".join(bytes(p) for p in parts)))
    assert (head, [bytes(b) for b in buffers]) == (b"head", [b"abc", b""])
    with pytest.raises(BadMessage, match="too large"):
        wire.receive(Stream(b"\xff" * 16))
    with pytest.raises(EOFError):
        wire.receive(Stream(b"\x01\x00"))
    lying = bytearray(b"".join(bytes(p) for p in parts))
    lying[16] = 9
    with pytest.raises(BadMessage, match="add up"):
        wire.receive(Stream(bytes(lying)))


def test_time_zone_names_are_kept():
    assert there_and_back(dt.datetime(2020, 1, 1)) == dt.datetime(2020, 1, 1)
    aware = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    with pytest.raises(NotByValue):
        encode(aware)


def test_times_in_a_zone_without_a_name_are_refused():
    class Local(dt.tzinfo):
        def utcoffset(self, when):
            return None if when is None else dt.timedelta(hours=1)

    with pytest.raises(NotByValue, match="zone"):
        tabular._zone(Local())


def test_an_index_without_end_stays_where_it_is():
    with pytest.raises(NotByValue, match="rows"):
        encode(pd.DataFrame(index=pd.RangeIndex(10**12)))


_MANY = b"\xdd" + struct.pack(">I", 200_000)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (
            b"\xdd\xff\xff\xff\xff" * 1000 + bytes(1000),
            "OutOfData",
        ),  # each promises four thousand million items
        (_MANY + b"\x90" * 200_000, "items|exceeds"),
        (b"\xdd\x00\x01\xe8\x48" + b"\x90" * 125_000, "items"),
        (_MANY + b"\xc0" * 200_000, "items|exceeds"),
        (b"\x91" * 5000 + b"\xc0", "Stack"),
        (b"\xdf\xff\xff\xff\xff", "OutOfData"),
        (b"\xc6\xff\xff\xff\xff", "OutOfData"),
        (b"\x91" + msgpack.packb(msgpack.ExtType(5, b"x")), "tag"),
        (b"\xc0\xc0", "extra"),
        (b"", "OutOfData"),
    ],
    ids=[
        "promises",
        "long list",
        "lists",
        "items",
        "depth",
        "map",
        "bytes",
        "extension",
        "two values",
        "none",
    ],
)
def test_messages_that_ask_for_memory_are_refused_before_it_is_given(head, words, monkeypatch):
    monkeypatch.setattr("medai.grading.codec.plain._MOST_LISTS", 100_000)
    monkeypatch.setattr("medai.grading.codec.plain._MOST_IN_LISTS", 150_000)
    with pytest.raises(BadMessage, match=words):
        decode(head, [])
