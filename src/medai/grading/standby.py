"""A warm process that the last grading left behind: the next `medai grade` needs no imports.

A process of the same user that listens on a socket in a folder of that user's, and ends by itself after ten
idle minutes. A client hands it its arguments, environment, folder and terminal; a fork of the warm process,
with everything imported, runs the command there as the client would have done, and sends the exit code. Its
address is a digest of everything that decides a verdict (medai's own files, Python, installed packages,
content, settings), so a changed release never meets an old one. It is trusted as `medai grade` itself is:
learner code runs in its workers.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import select
import signal
import socket
import stat
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from medai import __version__, paths
from medai.grading.sandbox import control

IDLE_SECONDS = 600.0
_HELLO_SECONDS = 0.5
_CLIENT_SECONDS = 5.0
_MAX_MESSAGE = 16 << 20
_BROKE = -1  # in place of an exit code: the fork was killed


def fingerprint() -> str:
    """A digest of all that decides a verdict besides the command."""
    facts: list[Any] = [__version__, sys.executable, sys.version, os.getuid()]
    facts += [str(paths.content_dir(kind)) for kind in ("curriculum", "datasets")]
    facts += [str(paths.cache_dir()), paths.mirror(), paths.offline(), paths.bubblewrap_wanted()]
    for folder in sys.path:
        if folder.endswith(("site-packages", "dist-packages")):
            with contextlib.suppress(OSError):
                facts.append((folder, os.stat(folder).st_mtime_ns))  # changes with what pip installs
    waiting = [str(paths.package_dir())]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in sorted(entries, key=lambda found: found.name):
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in ("_content", "__pycache__"):
                        waiting.append(entry.path)
                else:
                    found = entry.stat()
                    facts.append((entry.name, found.st_size, found.st_mtime_ns))
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:24]


def address(digest: str) -> Path | None:
    """The socket of the process with that fingerprint; None where this user has no safe folder for it."""
    folder = paths.runtime_dir()
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        own = found.st_uid == os.getuid() and stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077
        path = folder / f"{digest}.sock"
        if own and len(str(path)) < 100:
            return path
    return None


# ---- the client


def run_elsewhere(arguments: list[str], digest: str) -> int | None:
    """Have a warm process run `medai arguments` on this terminal; its exit code.

    None where there is none, or it is busy or broken: then nothing has happened and the caller does the work.
    """
    path = address(digest)
    if path is None or not path.exists():
        return None
    with contextlib.suppress(OSError, EOFError, ValueError), socket.socket(socket.AF_UNIX) as channel:
        channel.settimeout(_HELLO_SECONDS)
        channel.connect(str(path))
        if _peer(channel) not in (None, os.getuid()):
            return None
        if _receive(channel).get("medai") != digest:
            return None
        folder = os.open(".", os.O_RDONLY)
        try:
            control.send(channel, _errand(arguments), (0, 1, 2, folder))
        finally:
            os.close(folder)
        channel.settimeout(_CLIENT_SECONDS)
        pid = int(_receive(channel)["pid"])
        channel.settimeout(None)
        code = _await_exit(channel, pid)
        return None if code == _BROKE else code
    return None


def _errand(arguments: list[str]) -> dict[str, Any]:
    mask = os.umask(0o077)
    os.umask(mask)
    return {
        "arguments": arguments,
        "environment": dict(os.environ),
        "umask": mask,
        "encoding": getattr(sys.stdout, "encoding", None) or "utf-8",
    }


def _await_exit(channel: socket.socket, pid: int) -> int:
    """The exit code. Ctrl-C is handed on once; the second one ends it."""
    signals = [signal.SIGINT, signal.SIGKILL]
    while True:
        try:
            return int(_receive(channel)["exit"])
        except KeyboardInterrupt:
            with contextlib.suppress(OSError):
                os.kill(pid, signals.pop(0))
            if not signals:
                return 130
        except (OSError, EOFError, ValueError, KeyError):
            return _BROKE


def _receive(channel: socket.socket) -> dict[str, Any]:
    return control.receive(channel, _MAX_MESSAGE)[0]


def _peer(channel: socket.socket) -> int | None:
    """The user id on the other side; None where the system does not tell."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    credentials = channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", credentials)[1])


# ---- the warm process


class Errand(NamedTuple):  # a dataclass would cost each client the import of inspect
    """What a client wants: `medai arguments`, as if typed there."""

    arguments: tuple[str, ...]
    environment: dict[str, str]
    umask: int
    encoding: str

    @classmethod
    def read(cls, message: dict[str, Any]) -> Errand:
        """From a message. Raises KeyError, TypeError or ValueError where it is malformed."""
        environment = {str(name): str(value) for name, value in message["environment"].items()}
        arguments = tuple(str(argument) for argument in message["arguments"])
        return cls(arguments, environment, int(message["umask"]) & 0o777, str(message["encoding"]))


def leave_behind(module: str, digest: str, preload: tuple[str, ...]) -> None:
    """Start a warm process in the background that outlives this command: python -m module DIGEST PRELOAD..."""
    path = address(digest)
    if path is None or path.exists():
        return
    command = [sys.executable, "-P", "-m", module, digest, *preload]
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    environment = paths.standby_environment()
    with contextlib.suppress(OSError):
        try:  # of a session of its own from the first moment: the terminal may be closed before the process has begun
            os.posix_spawn(sys.executable, command, environment, file_actions=quiet, setsid=True)
        except NotImplementedError:
            os.posix_spawn(sys.executable, command, environment, file_actions=quiet, setpgroup=0)


def serve(
    digest: str,
    run: Callable[[Errand], tuple[int, dict[str, Any]]],
    learn: Callable[[dict[str, Any] | None], None],
    idle: float = IDLE_SECONDS,
) -> None:
    """Run errands, one at a time, until idle seconds pass without any or the fingerprint changes.

    run: called in a fork, with the client's terminal, folder and environment in place; its exit code, and
    what the warm process should learn from it. learn: gets that afterwards, or None where the fork was killed.
    """
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
            with channel:  # the client has just found the same fingerprint: it is in the address
                if _peer(channel) in (None, os.getuid()):
                    _attend(channel, listener, digest, run, learn)
            if digest != fingerprint():
                return
    except OSError:  # idle for long enough
        return
    finally:
        listener.close()
        with contextlib.suppress(OSError):
            if path.stat().st_ino == own:
                path.unlink()


def _listen(path: Path) -> socket.socket:
    """A listening socket; one that a killed process left is replaced, a live one is not."""
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
        os.link(temporary, path)  # fails where another one has just taken the address
    finally:
        temporary.unlink()
    return listener


def _attend(
    channel: socket.socket,
    listener: socket.socket,
    digest: str,
    run: Callable[[Errand], tuple[int, dict[str, Any]]],
    learn: Callable[[dict[str, Any] | None], None],
) -> None:
    descriptors: list[int] = []
    try:
        channel.settimeout(_CLIENT_SECONDS)
        control.send(channel, {"medai": digest})
        message, descriptors = control.receive(channel, _MAX_MESSAGE)
        errand = Errand.read(message)
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            listener.close()
            os.close(reading)
            _become_client(channel, errand, descriptors, writing, run)
        os.close(writing)
        descriptors = _closed(descriptors)
        with contextlib.suppress(OSError):
            control.send(channel, {"pid": pid})
        learned = _outcome(reading, channel, pid)
        with contextlib.suppress(OSError):
            control.send(channel, {"exit": _BROKE if learned is None else learned["exit"]})
        os.waitpid(pid, 0)
        learn(learned)
    except (OSError, EOFError, ValueError, TypeError, KeyError, AttributeError):
        return  # the client does its own work then
    finally:
        _closed(descriptors)


def _closed(descriptors: list[int]) -> list[int]:
    for number in descriptors:
        with contextlib.suppress(OSError):
            os.close(number)
    return []


def _become_client(
    channel: socket.socket,
    errand: Errand,
    descriptors: list[int],
    report: int,
    run: Callable[[Errand], tuple[int, dict[str, Any]]],
) -> None:
    try:
        channel.close()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for target, number in enumerate(descriptors[:3]):
            os.dup2(number, target)
        os.fchdir(descriptors[3])
        for number in descriptors:
            os.close(number)
        os.umask(errand.umask)
        os.environ.clear()
        os.environ.update(errand.environment)
        # They stay open for the life of the process, so no context manager.
        sys.stdin = open(0, closefd=False, encoding=errand.encoding)  # noqa: SIM115
        sys.stdout = open(1, "w", closefd=False, encoding=errand.encoding)  # noqa: SIM115
        sys.stderr = open(2, "w", 1, closefd=False, encoding=errand.encoding)  # noqa: SIM115
        code, lesson = run(errand)
        os.write(report, json.dumps({**lesson, "exit": code}).encode())
        os.close(report)  # giving back this process's memory takes a while, and nobody has to wait for it
    finally:
        os._exit(0)


def _outcome(reading: int, channel: socket.socket, pid: int) -> dict[str, Any] | None:
    """What the fork reported as its last act; None where it was killed. A client that is gone ends it."""
    told = b""
    poll = select.poll()
    poll.register(reading, select.POLLIN)
    poll.register(channel, select.POLLIN)
    while True:
        ready = {number for number, _ in poll.poll()}
        if channel.fileno() in ready:
            poll.unregister(channel)
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        if reading in ready:
            part = os.read(reading, 1 << 16)
            told += part
            if not part:
                break
    os.close(reading)
    try:
        learned: dict[str, Any] = json.loads(told)
        return {**learned, "exit": int(learned["exit"])}
    except (ValueError, KeyError, TypeError):
        return None
