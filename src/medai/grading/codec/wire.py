"""Frames on a stream socket: lengths, head, then raw buffers."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Protocol

from medai.grading.codec.errors import BadMessage

MAX_HEAD = 64 << 20
MAX_BUFFERS = 20_000
MAX_TOTAL = 512 << 20
_FIXED = struct.Struct("<IIQ")

Buffer = bytes | bytearray | memoryview


class Receiver(Protocol):
    """The part of a socket that receiving needs."""

    def recv_into(self, buffer: memoryview, /) -> int:
        """Fill the buffer's start; 0 means end of stream."""
        ...


def pack(head: bytes, buffers: Sequence[Buffer]) -> list[Buffer]:
    """The byte strings that make up one frame, in order."""
    lengths = [len(buffer) for buffer in buffers]
    prefix = _FIXED.pack(len(head), len(lengths), sum(lengths)) + struct.pack(f"<{len(lengths)}Q", *lengths)
    return [prefix + head, *buffers]


def _exactly(source: Receiver, size: int, ready: Callable[[], None]) -> bytearray:
    data = bytearray(size)
    view = memoryview(data)
    filled = 0
    while filled < size:
        try:
            count = source.recv_into(view[filled:])
        except BlockingIOError:  # most of a frame is there already: asking first would double the cost
            ready()
            continue
        if not count:
            raise EOFError
        filled += count
    return data


def receive(source: Receiver, ready: Callable[[], None] = lambda: None) -> tuple[bytes, list[bytearray]]:
    """One frame: (head, buffers). ready() waits for the source, and may raise to give up.

    It is called first of all, and then where a source that does not block has nothing yet.

    Raises EOFError at the end of the stream and BadMessage where a length is over its limit.
    """
    ready()
    head_size, count, total = _FIXED.unpack(_exactly(source, _FIXED.size, ready))
    if head_size > MAX_HEAD or count > MAX_BUFFERS or total > MAX_TOTAL:
        raise BadMessage("the message is too large")
    lengths = struct.unpack(f"<{count}Q", _exactly(source, 8 * count, ready)) if count else ()
    if sum(lengths) != total:
        raise BadMessage("the lengths do not add up")
    head = bytes(_exactly(source, head_size, ready))
    return head, [_exactly(source, length, ready) for length in lengths]
