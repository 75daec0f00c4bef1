"""Which layers hold learner code on this machine, proved by trying rather than by asking."""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from medai.grading.assignment import CallLimits
from medai.grading.forkserver import Zygote
from medai.grading.sandbox.enclosure import OF_A_WORKER, OF_A_ZYGOTE

_LIMITS = CallLimits(memory_mb=100, file_mb=2, disk_mb=8)
_TRIED_MEMORY_MB, _TRIED_DISK_MB = 200, 16


@dataclass(frozen=True, slots=True)
class Layer:
    """One thing that isolation is to achieve: whether it holds here, what that means in plain words.

    held_by: what holds it, each proved by itself. Two are better than one.
    """

    name: str
    active: bool
    detail: str
    held_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a worker could do, told by it and judged from here."""

    layers: tuple[str, ...]
    answers: dict[str, str]
    read: bool
    written: bool
    connected: bool


_MECHANISMS = {
    "files": "Landlock",
    "view": "a file system of its own",
    "network": "seccomp",
    "namespaces": "a network of its own",
    "user": "another account",
    "process tree": "a process namespace",
    "disk quota": "a folder in memory",
    "limits": "resource limits",
}

# name: (mechanisms, what holds, what does not)
_WORDS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "process": (
        (),
        "learner code runs in a process of its own; it cannot reach the verdict",
        "learner code does not start here",
    ),
    "limits": (
        ("limits",),
        "time, memory, output and file size are limited for each call",
        "no memory limit on this system; time and output are limited",
    ),
    "user": (
        ("user",),
        "it runs under an account that owns nothing and has no rights",
        "it runs under your account",
    ),
    "files": (
        ("files", "view"),
        "it reads and writes its own scratch folder only; graders and references are unreadable",
        "it can read and change what you can: a learner could cheat themselves by reading a reference",
    ),
    "network": (
        ("network", "namespaces"),
        "it reaches no network",
        "it can reach the network",
    ),
    "processes": (
        ("network",),
        "it starts no other process",
        "it can start processes; they are ended with it",
    ),
    "process tree": (
        ("process tree",),
        "it sees and signals none of your processes; the system ends whatever it leaves",
        "it can see the names of other processes",
    ),
    "disk quota": (
        ("disk quota",),
        "its files together are limited",
        "many files together can fill the disk until the worker ends; one file cannot",
    ),
}


def layers(disable: Iterable[str] = ()) -> tuple[Layer, ...]:
    """Start workers that never saw learner code, let them try what they must not, and judge from here.

    Each mechanism is tried alone, so that none hides that another one does nothing. disable leaves some out.
    Raises MedaiError (our fault) where no worker starts at all.
    """
    off = frozenset(disable)
    with Zygote((), off & frozenset(OF_A_ZYGOTE)) as zygote:
        together = _try(zygote, off)
        notes = zygote.ready().get("notes", {})
        proved = {
            mechanism
            for mechanism, holds in _PROOFS.items()
            if mechanism in together.layers and holds(_alone(zygote, mechanism, together, off))
        }
    found = []
    for name, (mechanisms, words, otherwise) in _WORDS.items():
        held_by = tuple(_MECHANISMS[mechanism] for mechanism in mechanisms if mechanism in proved)
        active = bool(held_by) or not mechanisms
        if active and name in _BROKEN and _BROKEN[name](together):
            active, held_by = False, ()
        why = f": {notes[name]}" if name in notes else ""
        found.append(Layer(name, active, words if active else otherwise + why, held_by))
    return tuple(found)


def _alone(zygote: Zygote, mechanism: str, together: _Seen, off: frozenset[str]) -> _Seen:
    """A worker with no mechanism but that one, where it can be had alone."""
    if (
        mechanism not in OF_A_WORKER or mechanism == "user"
    ):  # another account may need the view to read libraries
        return together
    return _try(zygote, off | frozenset(OF_A_WORKER) - {mechanism})


def _changed_account(seen: _Seen) -> bool:
    numbers = seen.answers.get("ids", "").split()
    uid = str(os.getuid())
    return len(numbers) == 7 and not {uid, "0"} & set(numbers[:6]) and numbers[6] == "0"


_PROOFS: dict[str, Callable[[_Seen], bool]] = {
    "limits": lambda seen: seen.answers.get("memory") == "",
    "user": lambda seen: _changed_account(seen) and seen.answers.get("root") == "",
    "files": lambda seen: not seen.read and not seen.written,
    "view": lambda seen: not seen.read and not seen.written,
    "network": lambda seen: not seen.connected and seen.answers.get("fork") == "",
    "namespaces": lambda seen: not seen.connected,
    "process tree": lambda seen: seen.answers.get("processes") not in (None, "", _process_namespace()),
    "disk quota": lambda seen: seen.answers.get("disk") == "",
}

# What must not be possible with all of them together, whatever each one proved.
_BROKEN: dict[str, Callable[[_Seen], bool]] = {
    "files": lambda seen: seen.read or seen.written,
    "network": lambda seen: seen.connected,
    "processes": lambda seen: seen.answers.get("fork") != "",
    "disk quota": lambda seen: seen.answers.get("disk") != "",
}


def _process_namespace() -> str:
    return os.readlink("/proc/self/ns/pid")


def _try(zygote: Zygote, disable: Iterable[str]) -> _Seen:
    """What a fresh worker can do, with canaries that only this process knows."""
    from medai.grading.link import Link, Output, Place

    token = secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="medai-canary-") as name:
        canary, writable = Path(name, "canary"), Path(name, "written")
        canary.write_text(token)
        # Not kept by permissions alone: what is tried is whether the layers keep it.
        Path(name).chmod(0o755)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(0.05)
            link = Link(zygote, _LIMITS, Place({}, {}), 0, Output(), tuple(disable)).arrive()
            try:
                port = listener.getsockname()[1]
                tried = (str(canary), str(writable), port, _TRIED_MEMORY_MB, _TRIED_DISK_MB)
                seen = link.request("probe", "self_test", tried, seconds=20)
            finally:
                link.close()
            try:
                listener.accept()[0].close()
                connected = True
            except TimeoutError:
                connected = False
        answers = {key: str(value) for key, value in seen.items()} if isinstance(seen, dict) else {}
        read = answers.get("read", token) == token
        return _Seen(link.layers, answers, read, writable.exists(), connected)
