"""Scalars, containers and numpy arrays. pandas objects are in tabular."""

from __future__ import annotations

import datetime as dt
import gc
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgpack

from medai.grading.codec.errors import BadMessage, NotByValue
from medai.grading.codec.wire import Buffer

MAX_DEPTH = 40
MAX_ITEMS = 2_000_000
ARRAY_KINDS = frozenset("biufcSUmM")
_MAX_HEX_DIGITS = 3000  # 3,613 decimal digits: Python shows up to 4,300
_MOST_LISTS = 2 * MAX_ITEMS  # a value is a tag and, for a container, one list more
_MOST_IN_LISTS = 4 * MAX_ITEMS
_INT64 = range(-(2**63), 2**63)


@dataclass(frozen=True, slots=True)
class HandleInfo:
    """An object that stays in the worker: its number there, its type's name, its ancestors' names."""

    number: int
    type_name: str
    ancestors: tuple[str, ...]
    callable: bool


class Encoder:
    """One message under construction. handle(obj) may stand in for what has no plain form."""

    def __init__(self, handle: Callable[[Any], HandleInfo] | None = None) -> None:
        self.buffers: list[Buffer] = []
        self._handle = handle
        self._items = 0

    def value(self, obj: Any, depth: int = 0) -> Any:
        """The msgpack-ready form of obj."""
        self._items += 1
        if depth > MAX_DEPTH or self._items > MAX_ITEMS:
            raise NotByValue("nested too deep" if depth > MAX_DEPTH else f"more than {MAX_ITEMS} items")
        try:
            return self._value(obj, depth)
        except NotByValue:
            if self._handle is None or depth > MAX_DEPTH - 1 or self._items > MAX_ITEMS:
                raise
            if _is_container(obj):  # its items have had their chance: the container itself is at fault
                raise
            info = self._handle(obj)
            return ["H", info.number, info.type_name, list(info.ancestors), info.callable]

    def _value(self, obj: Any, depth: int) -> Any:
        kind = type(obj)
        if obj is None or kind is bool or kind is float or kind is str:
            return obj
        if kind is int:
            return obj if obj in _INT64 else ["I", _digits(obj)]
        if kind is bytes:
            return ["b", obj]
        if kind in _CONTAINERS:
            self._make_room(len(obj))
            return [_CONTAINERS[kind], [self.value(item, depth + 1) for item in obj]]
        if kind is dict:
            return self._dict(obj, depth)
        if kind is complex:
            return ["c", obj.real, obj.imag]
        if kind is dt.datetime and obj.tzinfo is None:
            return ["dt", obj.isoformat()]
        if kind is dt.date:
            return ["da", obj.isoformat()]
        if kind is dt.timedelta:
            return ["de", obj.days, obj.seconds, obj.microseconds]
        return self._library_value(obj, depth)

    def _make_room(self, count: int) -> None:
        """Refuse a long list at once, not after its first two million items."""
        if self._items + count > MAX_ITEMS:
            raise NotByValue(f"more than {MAX_ITEMS} items")

    def _dict(self, obj: dict[Any, Any], depth: int) -> Any:
        pairs = [[self.value(key, depth + 1), self.value(item, depth + 1)] for key, item in obj.items()]
        return ["d", pairs]

    def _library_value(self, obj: Any, depth: int) -> Any:
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            if isinstance(obj, numpy.generic):
                return self._numpy_scalar(obj)
            if isinstance(obj, numpy.ndarray):
                return self.array(numpy.asarray(obj), depth)
        if "pandas" in sys.modules:
            from medai.grading.codec import tabular

            encoded = tabular.encode(self, obj, depth)
            if encoded is not None:
                return encoded
        return self._base_value(obj, depth)

    def _base_value(self, obj: Any, depth: int) -> Any:
        """A subclass of a plain type travels as that plain type; its own methods are not asked."""
        if isinstance(obj, str):
            return str.__str__(obj)
        if isinstance(obj, int):
            return self.value(int.__add__(obj, 0), depth)
        if isinstance(obj, float):
            return float.__add__(obj, 0.0)
        if isinstance(obj, bytes):
            return ["b", bytes.__add__(obj, b"")]
        if isinstance(obj, dict):
            pairs = [[self.value(k, depth + 1), self.value(v, depth + 1)] for k, v in dict.items(obj)]
            return ["d", pairs]
        for base, tag in _CONTAINERS.items():
            if isinstance(obj, base):
                return [tag, [self.value(item, depth + 1) for item in base.__iter__(obj)]]  # type: ignore[attr-defined]
        module = type(obj).__module__.partition(".")[0]
        if module == "scipy" and hasattr(obj, "tocsr"):
            matrix = obj.tocsr()
            parts = (matrix.data, matrix.indices, matrix.indptr)
            return ["csr", list(matrix.shape), *(self.array(part, depth) for part in parts)]
        if module == "torch" and hasattr(obj, "detach"):
            return self.array(obj.detach().cpu().numpy(), depth)
        raise NotByValue(f"{type(obj).__module__}.{type(obj).__qualname__} has no plain form")

    def _numpy_scalar(self, obj: Any) -> Any:
        if obj.dtype.kind not in ARRAY_KINDS or obj.dtype.fields:
            raise NotByValue(f"a numpy scalar of dtype {obj.dtype}")
        return ["s", obj.dtype.str, obj.tobytes()]

    def array(self, array: Any, depth: int) -> Any:
        """A numpy array: its raw bytes as a buffer, or item by item where it holds objects."""
        import numpy as np

        if array.dtype.kind == "O":
            self._make_room(array.size)
            items = [self.value(item, depth + 1) for item in array.ravel().tolist()]
            return ["ao", list(array.shape), items]
        if array.dtype.names and not any(array.dtype[name].subdtype for name in array.dtype.names):
            fields = [[name, self.array(array[name], depth + 1)] for name in array.dtype.names]
            return ["rec", list(array.shape), fields]
        if array.dtype.kind not in ARRAY_KINDS:
            raise NotByValue(f"an array of dtype {array.dtype}")
        order = "C"
        if not array.flags.c_contiguous:
            if array.flags.f_contiguous:
                order, array = "F", array.T
            else:
                array = np.ascontiguousarray(array)
        flat = bool(array.size and array.dtype.itemsize and array.ndim)
        raw = memoryview(array.view("u1").reshape(-1)) if flat else memoryview(array.tobytes())
        self.buffers.append(raw)
        return ["a", array.dtype.str, list(array.shape), order, len(self.buffers) - 1]


_CONTAINERS: dict[type, str] = {list: "l", tuple: "t", set: "S", frozenset: "F"}


def _is_container(obj: Any) -> bool:
    return isinstance(obj, (list, tuple, set, frozenset, dict))


def _digits(number: int) -> str:
    if number.bit_length() > (_MAX_HEX_DIGITS - 3) * 4:  # "-0x" takes three
        raise NotByValue("an integer of more than 3,600 digits")
    return hex(number)


def encode(obj: Any, handle: Callable[[Any], HandleInfo] | None = None) -> tuple[bytes, list[Buffer]]:
    """(head, buffers) of obj. Raises NotByValue where obj, or something in it, has no plain form."""
    encoder = Encoder(handle)
    try:
        body = encoder.value(obj)
    except RecursionError:
        raise NotByValue("nested too deep") from None
    return msgpack.packb(body, use_bin_type=True, unicode_errors="surrogatepass"), encoder.buffers


class Decoder:
    """Rebuilds one message on the trusted side; every shape, tag and dtype is checked."""

    def __init__(self, buffers: Sequence[Buffer], handle: Callable[[HandleInfo], Any] | None = None) -> None:
        self._buffers = buffers
        self._handle = handle

    def value(self, body: Any) -> Any:
        """The plain value of a msgpack body."""
        if type(body) is not list:
            if body is None or type(body) in (bool, int, float, str):
                return body
            raise BadMessage("a value without a tag")
        tag = body[0]
        known = _DECODERS.get(tag) if isinstance(tag, str) else None
        if known is not None:
            return known(self, body)
        from medai.grading.codec import tabular

        return tabular.decode(self, body)

    def items(self, body: Any) -> list[Any]:
        """The values of a list of bodies."""
        return [self.value(item) for item in body]

    def array(self, body: Any) -> Any:
        """A numpy array, its size and its bytes checked against its dtype."""
        import numpy as np

        if body[0] == "ao":
            values = self.items(body[2])
            array = np.empty(len(values), dtype=object)
            for position, item in enumerate(values):  # not array[:] = values: equal-length lists would nest
                array[position] = item
            return array.reshape(_shape(body[1]))
        if body[0] == "rec":
            return self.records(body)
        if body[0] != "a":
            raise BadMessage("not an array")
        _, dtype_name, shape, order, number = body
        if type(number) is not int or not 0 <= number < len(self._buffers):
            raise BadMessage("no such buffer")
        array = np.frombuffer(self._buffers[number], dtype=_dtype(dtype_name)).reshape(_shape(shape))
        _check_bytes(array)
        return array.T if order == "F" else array

    def records(self, body: Any) -> Any:
        """A numpy array with named fields."""
        import numpy as np

        fields = [(str(name)[:200], self.array(part)) for name, part in body[2]]
        array = np.empty(_shape(body[1]), dtype=[(name, part.dtype) for name, part in fields])
        for name, part in fields:
            if part.shape != array.shape:
                raise BadMessage("a field that does not fit its array")
            array[name] = part
        return array

    def handle(self, body: Any) -> Any:
        """What stands for an object that stayed in the worker."""
        if self._handle is None:
            raise BadMessage("an object where a plain value was due")
        _, number, type_name, ancestors, is_callable = body
        names = tuple(str(name)[:200] for name in ancestors[:30])
        return self._handle(HandleInfo(int(number), str(type_name)[:200], names, bool(is_callable)))

    def sparse(self, body: Any) -> Any:
        """A scipy CSR matrix whose indices are proved to lie inside its shape."""
        import scipy.sparse as sp

        data, indices, indptr = (self.array(part) for part in body[2:5])
        matrix = sp.csr_matrix((data, indices, indptr), shape=tuple(_shape(body[1])))
        matrix.check_format(full_check=True)
        return matrix

    def scalar(self, body: Any) -> Any:
        """A numpy scalar."""
        import numpy as np

        array = np.frombuffer(bytes(body[2]), dtype=_dtype(body[1]), count=1)
        _check_bytes(array)
        return array[0]


def _shape(shape: Any) -> list[int]:
    if not all(type(size) is int and size >= 0 for size in shape) or len(shape) > 32:
        raise BadMessage("a shape that is none")
    return list(shape)


def _dtype(name: Any) -> Any:
    import numpy as np

    if not isinstance(name, str) or len(name) > 16:
        raise BadMessage("a dtype that is none")
    dtype = np.dtype(name)
    if dtype.kind not in ARRAY_KINDS or dtype.hasobject or dtype.fields or dtype.subdtype:
        raise BadMessage(f"a dtype that cannot travel: {name}")
    return dtype


def _check_bytes(array: Any) -> None:
    # numpy trusts these bytes blindly: a "true" of 2, or a character beyond Unicode, misbehaves only later.
    if array.dtype.kind == "b" and array.size and array.view("u1").max() > 1:
        raise BadMessage("a truth value that is neither")
    if array.dtype.kind == "U" and array.size and array.dtype.itemsize:
        codes = array.reshape(-1).view(array.dtype.str[0] + "u4")
        if codes.max() > sys.maxunicode:
            raise BadMessage("a character beyond Unicode")


def _big_int(body: Any) -> int:
    text = body[1]
    if not isinstance(text, str) or len(text) > _MAX_HEX_DIGITS:
        raise BadMessage("an integer that is none")
    return int(text, 16)


_DECODERS: dict[str, Callable[[Decoder, Any], Any]] = {
    "l": lambda d, body: d.items(body[1]),
    "t": lambda d, body: tuple(d.items(body[1])),
    "S": lambda d, body: set(d.items(body[1])),
    "F": lambda d, body: frozenset(d.items(body[1])),
    "d": lambda d, body: {d.value(key): d.value(item) for key, item in body[1]},
    "b": lambda d, body: bytes(body[1]),
    "I": lambda d, body: _big_int(body),
    "c": lambda d, body: complex(float(body[1]), float(body[2])),
    "s": lambda d, body: d.scalar(body),
    "a": lambda d, body: d.array(body),
    "ao": lambda d, body: d.array(body),
    "rec": lambda d, body: d.array(body),
    "dt": lambda d, body: dt.datetime.fromisoformat(body[1]),
    "da": lambda d, body: dt.date.fromisoformat(body[1]),
    "de": lambda d, body: dt.timedelta(int(body[1]), int(body[2]), int(body[3])),
    "csr": lambda d, body: d.sparse(body),
    "H": lambda d, body: d.handle(body),
}


def decode(head: bytes, buffers: Sequence[Buffer], handle: Callable[[HandleInfo], Any] | None = None) -> Any:
    """The value of a message. Raises BadMessage for whatever is not well formed, and nothing else."""
    collecting = gc.isenabled()
    gc.disable()  # a message of millions of small lists would be walked over and over while it is read
    try:
        return Decoder(buffers, handle).value(_unpacked(head))
    except BadMessage:
        raise
    except (Exception, RecursionError) as error:
        text = str(error)[:200] if not isinstance(error, RecursionError) else "nested too deep"
        raise BadMessage(f"{type(error).__name__}: {text}") from None
    finally:
        if collecting:
            gc.enable()


def _unpacked(head: bytes) -> Any:
    """The msgpack body of a head that holds exactly one, of lists and scalars, their number bounded."""
    # Walk first, without building: a few bytes may announce a list of any length, for which room would be made.
    walk = msgpack.Unpacker(max_buffer_size=max(len(head), 1))
    walk.feed(head)
    walk.skip()
    lists, inside = _MOST_LISTS, _MOST_IN_LISTS

    def count(items: list[Any]) -> list[Any]:
        nonlocal lists, inside
        lists, inside = lists - 1, inside - len(items)
        if lists < 0 or inside < 0:
            raise BadMessage(f"more than {MAX_ITEMS} items")
        return items

    return msgpack.unpackb(
        head, raw=False, unicode_errors="surrogatepass", max_array_len=_MOST_IN_LISTS, list_hook=count,
        object_hook=_refuse, ext_hook=_refuse,
    )  # fmt: skip


def _refuse(*_: Any) -> Any:
    raise BadMessage("a value without a tag")
