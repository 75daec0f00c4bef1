"""A warm grader that the last grading left behind: the next verdict needs no imports.

A process of the same user that listens on a socket in a folder of that user's, grades what the client sends,
and ends by itself after ten idle minutes. Its address is a digest of everything that decides a verdict
besides the request (medai's own files, Python, content, settings), so a changed release never meets an old
grader. It is trusted as `medai grade` itself is: it runs pytest, and learner code runs in its workers.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import stat
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from medai import __version__, paths
from medai.grading.rebuild import plain, rebuild
from medai.grading.result import GradeResult
from medai.grading.sandbox import control

IDLE_SECONDS = 600.0
_HELLO_SECONDS = 0.5
_ANSWER_SECONDS = 300.0
_CLIENT_SECONDS = 5.0
_MAX_MESSAGE = 64 << 20


def fingerprint() -> str:
    """A digest of all that decides a verdict besides the request."""
    facts: list[Any] = [__version__, sys.executable, sys.version, os.getuid()]
    facts += [str(paths.content_dir(kind)) for kind in ("curriculum", "datasets")]
    facts += [str(paths.cache_dir()), paths.mirror(), paths.offline()]
    package = paths.package_dir()
    for folder, folders, files in os.walk(package):
        folders[:] = sorted(name for name in folders if name not in ("_content", "__pycache__"))
        for name in sorted(files):
            entry = os.stat(os.path.join(folder, name))
            facts.append((name, entry.st_size, entry.st_mtime_ns))
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:24]


def address(digest: str) -> Path | None:
    """The socket of the grader with that fingerprint; None where this user has no safe folder for it."""
    folder = paths.runtime_dir()
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        own = found.st_uid == os.getuid() and stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
        path = folder / f"{digest}.sock"
        if own and len(str(path)) < 100:
            return path
    return None


def ask(request: dict[str, Any], digest: str) -> GradeResult | None:
    """The verdict of a warm grader; None where there is none, it is busy, or it fails in any way."""
    path = address(digest)
    if path is None or not path.exists():
        return None
    try:
        with socket.socket(socket.AF_UNIX) as channel:
            channel.settimeout(_HELLO_SECONDS)
            channel.connect(str(path))
            if _peer(channel) not in (None, os.getuid()):
                return None
            if _receive(channel).get("medai") != digest:
                return None
            channel.settimeout(_ANSWER_SECONDS)
            control.send(channel, request)
            answer = _receive(channel)
        if "result" not in answer:
            return None
        result: GradeResult = rebuild(GradeResult, answer["result"])
    except (OSError, EOFError, ValueError, TypeError, KeyError):
        return None
    return result


def _receive(channel: socket.socket) -> dict[str, Any]:
    return control.receive(channel, _MAX_MESSAGE)[0]


def _peer(channel: socket.socket) -> int | None:
    """The user id on the other side; None where the system does not tell."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    credentials = channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", credentials)[1])


def leave_behind(module: str, digest: str, preload: tuple[str, ...]) -> None:
    """Start a grader in the background that outlives this command: python -m module DIGEST PRELOAD..."""
    path = address(digest)
    if path is None or path.exists():
        return
    command = [sys.executable, "-P", "-m", module, digest, *preload]
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    with contextlib.suppress(OSError):
        os.posix_spawn(sys.executable, command, paths.standby_environment(), file_actions=quiet)


def serve(digest: str, grade: Callable[[dict[str, Any]], GradeResult], idle: float = IDLE_SECONDS) -> None:
    """Answer requests, one at a time, until idle seconds pass without any or the fingerprint changes."""
    path = address(digest)
    if path is None or digest != fingerprint():
        return
    try:
        listener = _listen(path)
    except OSError:
        return  # another one was quicker
    own = path.stat().st_ino
    listener.settimeout(idle)
    try:
        while path.exists() and path.stat().st_ino == own:
            channel, _ = listener.accept()
            if digest != fingerprint():
                channel.close()
                return
            with channel, contextlib.suppress(OSError, EOFError, ValueError):
                if _peer(channel) in (None, os.getuid()):
                    channel.settimeout(_CLIENT_SECONDS)
                    control.send(channel, {"medai": digest})
                    control.send(channel, _answer(grade, _receive(channel)))
    except OSError:  # idle for long enough
        return
    finally:
        listener.close()
        with contextlib.suppress(OSError):
            if path.stat().st_ino == own:
                path.unlink()


def _listen(path: Path) -> socket.socket:
    """A listening socket; one that a killed grader left is replaced, a live one is not."""
    listener = socket.socket(socket.AF_UNIX)
    temporary = path.with_name(f"{path.stem[:8]}-{os.getpid()}")
    with socket.socket(socket.AF_UNIX) as probe:
        if path.exists():
            with contextlib.suppress(ConnectionRefusedError, FileNotFoundError):
                probe.connect(str(path))
                raise FileExistsError(path)
            path.unlink(missing_ok=True)
    listener.bind(str(temporary))
    listener.listen(8)
    try:
        os.link(temporary, path)  # fails where another grader has just taken the address
    finally:
        temporary.unlink()
    return listener


def _answer(grade: Callable[[dict[str, Any]], GradeResult], request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"result": plain(grade(request))}
    except Exception as error:
        # The client grades by itself then, and meets the same error where people see it.
        return {"error": str(error)}
