"""Messages of JSON with file descriptors on a stream socket: to the zygote, and to a warm grader."""

from __future__ import annotations

import array
import json
import socket
import struct
from typing import Any

_LENGTH = struct.Struct("<I")
_MAX_FDS = 4
_WITH_DESCRIPTORS = hasattr(socket, "CMSG_LEN")  # Windows has none
_MAX_MESSAGE = 1 << 20


def send(channel: socket.socket, message: dict[str, Any], descriptors: tuple[int, ...] = ()) -> None:
    """One message, with descriptors for the other side."""
    body = json.dumps(message).encode()
    data = _LENGTH.pack(len(body)) + body
    sent = socket.send_fds(channel, [data], list(descriptors)) if descriptors else channel.send(data)
    if sent < len(data):
        channel.sendall(data[sent:])


def receive(channel: socket.socket, most: int = _MAX_MESSAGE) -> tuple[dict[str, Any], list[int]]:
    """The next message, of at most so many bytes, and its descriptors.

    Raises EOFError where the other side is gone or sends more.
    """
    head, descriptors = _receive_with_descriptors(channel)
    (size,) = _LENGTH.unpack(head)
    if size > most:
        raise EOFError("a message that is too long")
    body = bytearray()
    while len(body) < size:
        part = channel.recv(min(size - len(body), 1 << 20))
        if not part:
            raise EOFError
        body += part
    message: dict[str, Any] = json.loads(body)
    return message, descriptors


def _exactly(channel: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = channel.recv(size - len(data))
        if not part:
            raise EOFError
        data += part
    return data


def _receive_with_descriptors(channel: socket.socket) -> tuple[bytes, list[int]]:
    if not _WITH_DESCRIPTORS:
        return _exactly(channel, _LENGTH.size), []
    data = b""
    descriptors = array.array("i")
    room = socket.CMSG_LEN(_MAX_FDS * descriptors.itemsize)
    while len(data) < _LENGTH.size:
        part, ancillary, _flags, _address = channel.recvmsg(_LENGTH.size - len(data), room)
        if not part:
            raise EOFError
        data += part
        for level, kind, content in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                descriptors.frombytes(content[: len(content) - len(content) % descriptors.itemsize])
    return data, list(descriptors)
