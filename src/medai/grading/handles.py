"""Objects that stay in the worker, and what a worker answers."""

from __future__ import annotations

import weakref
from typing import Any, NoReturn, Protocol

from medai.grading.codec import HandleInfo
from medai.grading.faults import BadReply
from medai.grading.sandbox.worker import Reference
from medai.grading.text import clean, describe, describe_call


class Requests(Protocol):
    """A worker that answers requests: a Link, or the same operations in this process."""

    alive: bool
    layers: tuple[str, ...]

    def request(self, operation: str, *arguments: Any, seconds: float | None = None, call: str = "") -> Any:
        """The value of one operation."""
        ...

    def sound(self) -> bool:
        """False once it is gone, or has answered what was not asked."""
        ...

    def forget(self, number: int) -> None:
        """The handle of that number is no longer held."""
        ...

    def close(self, grace: float = 0.0) -> int | None:
        """End the worker."""
        ...


def lower(value: Any) -> Any:
    """Handles among arguments become references to the worker's own objects."""
    kind = type(value)
    if kind is Handle:
        return Reference(object.__getattribute__(value, "_info").number)
    if kind in (list, tuple):
        return kind(lower(item) for item in value)
    if kind is dict:
        return {key: lower(item) for key, item in value.items()}
    return value


class Handle:
    """An object that stays in the worker. Methods can be called and attributes read; it is never compared.

    A comparison would ask the learner's own __eq__ for the verdict, so ==, <, bool(), float() and iteration
    are refused with a BadReply, which the check reports as the learner's to mend.
    """

    __slots__ = ("__weakref__", "_info", "_link", "_shown")

    def __init__(self, link: Requests, info: HandleInfo) -> None:
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_info", info)
        object.__setattr__(self, "_shown", f"<{clean(info.type_name.rpartition('.')[2], 80)}>")
        weakref.finalize(self, link.forget, info.number)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._link.request("get", self._info.number, name, call=f"{self}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        call = describe_call(self._info.type_name.rpartition(".")[2], args, kwargs)
        return self._link.request("call", self._info.number, None, lower(args), lower(kwargs), "", call=call)

    def __getitem__(self, key: Any) -> Any:
        return self._link.request("item", self._info.number, lower(key), call=f"{self}[{describe(key)}]")

    def __len__(self) -> int:
        length = self._link.request("length", self._info.number, call=f"len({self})")
        if type(length) is not int or length < 0:
            raise BadReply("len() of it is no number")
        return length

    def __repr__(self) -> str:
        shown: str = self._shown
        return shown

    def __setattr__(self, name: str, value: Any) -> None:
        self._no()

    def _no(self, *_: Any) -> NoReturn:
        raise BadReply(f"a {clean(self._info.type_name, 80)} came back where a plain value was due")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _no
    __bool__ = __float__ = __int__ = __index__ = __iter__ = __contains__ = __array__ = _no
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __abs__ = _no
    __hash__ = object.__hash__


def holds_handle(value: Any) -> bool:
    """True where the value, or something in it, stayed in a worker."""
    kind = type(value)
    if kind in (list, tuple):
        return any(holds_handle(item) for item in value)
    if kind is dict:
        return any(holds_handle(item) for item in value.values())
    return kind is Handle


def show_as(handle: Handle, shown: str) -> None:
    """In the words of feedback, the handle stands for this."""
    object.__setattr__(handle, "_shown", shown)


def is_handle(value: Any) -> bool:
    """True where the value stayed in the worker."""
    return type(value) is Handle


def type_name(value: Any) -> str:
    """The short name of the value's type, of a handle's too, such as "RandomForestClassifier"."""
    if type(value) is Handle:
        return clean(object.__getattribute__(value, "_info").type_name.rpartition(".")[2], 80)
    return type(value).__name__


def is_a(value: Any, *names: str) -> bool:
    """True where the handle's type, or an ancestor of it, has one of the names (short or dotted)."""
    if type(value) is not Handle:
        return False
    ancestors = object.__getattribute__(value, "_info").ancestors
    return any(a == name or a.rpartition(".")[2] == name for a in ancestors for name in names)


def items(handle: Handle, limit: int = 1000) -> list[Any]:
    """The first items of an iterable that lives in the worker."""
    link, info = object.__getattribute__(handle, "_link"), object.__getattribute__(handle, "_info")
    found = link.request("items", info.number, limit, call=f"iterating {handle!r}")
    if type(found) is not list or len(found) > limit:
        raise BadReply("iterating it gave no items")
    return found
