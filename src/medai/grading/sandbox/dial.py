"""Connections where none can be inherited (Windows): the new process dials back, with a token used for one role once.

The token reaches it by its standard input or by a message, never by its command line, which others can read.
Tried on Linux only.
"""

from __future__ import annotations

import hmac
import json
import secrets
import socket
import subprocess
import sys
import time
from typing import Any

HANDS_OVER = hasattr(socket, "send_fds") and sys.platform != "win32"  # descriptors can be inherited and sent

_TOKEN_BYTES = 32
_LINE = 2 * _TOKEN_BYTES
_INTRODUCTION_SECONDS = 2.0


class Exchange:
    """Waits on this machine's own address for those who hold a token. Close it once all have come."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._tokens: dict[str, str] = {}  # by role

    def invite(self, role: str) -> dict[str, Any]:
        """What dial() needs to come as role, once."""
        token = self._tokens[role] = secrets.token_hex(_TOKEN_BYTES)
        return {"port": self._listener.getsockname()[1], "token": token}

    def accept(self, role: str, seconds: float) -> socket.socket:
        """The connection of whoever was invited as role; strangers are hung up on. Raises TimeoutError."""
        until = time.monotonic() + seconds
        wanted = self._tokens.pop(role).encode()
        while (left := until - time.monotonic()) > 0:
            self._listener.settimeout(left)
            channel, _ = self._listener.accept()
            channel.settimeout(min(left, _INTRODUCTION_SECONDS))
            try:
                shown = _exactly(channel, _LINE)
            except OSError:
                shown = b""
            if hmac.compare_digest(shown, wanted):
                channel.settimeout(None)
                return channel
            channel.close()
        raise TimeoutError(f"nobody came as {role}")

    def close(self) -> None:
        """Take no more calls."""
        self._listener.close()


def dial(invitation: dict[str, Any]) -> socket.socket:
    """Come to an Exchange as the one who was invited. Raises OSError."""
    channel = socket.create_connection(("127.0.0.1", invitation["port"]), timeout=_INTRODUCTION_SECONDS)
    channel.settimeout(None)
    channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    channel.sendall(invitation["token"].encode())
    return channel


def _exactly(channel: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        part = channel.recv(size - len(data))
        if not part:
            break
        data += part
    return data


def start_process(
    command: list[str], role: str, seconds: float, **options: Any
) -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start command, whose first argument says how to reach us: a descriptor, or "-" for standard input.

    options: of subprocess.Popen. The process, and our end of the connection. Raises OSError.
    """
    if HANDS_OVER:
        ours, theirs = socket.socketpair()
        try:
            number = theirs.fileno()
            words = [part.format(number) if part == "{}" else part for part in command]
            return subprocess.Popen(words, pass_fds=[number], stdin=subprocess.DEVNULL, **options), ours
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
    exchange = Exchange()
    try:
        invitation = json.dumps(exchange.invite(role)).encode()
        words = ["-" if part == "{}" else part for part in command]
        process = subprocess.Popen(words, stdin=subprocess.PIPE, **options)
        with process.stdin as stdin:  # type: ignore[union-attr]
            stdin.write(invitation + b"\n")
        try:
            return process, exchange.accept(role, seconds)
        except OSError:
            process.kill()
            process.wait()
            raise
    finally:
        exchange.close()


def started_by(argument: str) -> socket.socket:
    """The other end of start_process, in the new process, from its first argument."""
    if argument != "-":
        return socket.socket(fileno=int(argument))
    return dial(json.loads(sys.stdin.readline()))
