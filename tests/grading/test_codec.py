"""Round trips of every kind of value, and bytes that are no message."""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import warnings

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import HealthCheck, given, settings
from hypothesis.extra import numpy as hnp
from hypothesis.extra import pandas as hpd

from medai.grading.codec import BadMessage, HandleInfo, NotByValue, decode, encode, wire

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


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


FRAMES = list(_frames())


@pytest.mark.parametrize(("name", "frame"), FRAMES)
def test_every_kind_of_column_comes_back(name, frame):
    back = there_and_back(frame)
    pd.testing.assert_frame_equal(back, frame, check_freq=False)


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
        ["zz"],
        [],
        {"a": 1},
    ],
)
def test_malformed_bodies_are_refused(body):
    import msgpack

    with pytest.raises(BadMessage):
        decode(msgpack.packb(body), [bytearray(8)])


def test_bytes_that_are_no_truth_value_or_character_are_refused():
    import msgpack

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
