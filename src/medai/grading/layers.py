"""Which layers hold learner code on this machine, proved by trying rather than by asking."""

from __future__ import annotations

import secrets
import socket
import tempfile
from dataclasses import dataclass
from pathlib import Path

from medai.grading.assignment import CallLimits
from medai.grading.forkserver import Zygote


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of isolation: whether it holds here, and what that means in plain words."""

    name: str
    active: bool
    detail: str


_WORDS = {
    "process": (
        "learner code runs in a process of its own; it cannot reach the verdict",
        "learner code does not start here",
    ),
    "limits": (
        "time, memory, output and file size are limited for each call",
        "no memory limit on this system; time and output are limited",
    ),
    "files": (
        "it reads and writes its own scratch folder only; graders and references are unreadable",
        "it can read and change what you can: a learner could cheat themselves by reading a reference",
    ),
    "network": ("it reaches no network", "it can reach the network"),
    "processes": ("it starts no other process", "it can start processes; they are ended with it"),
    "disk quota": ("", "many files together can fill the disk until the worker ends; one file cannot"),
}


def layers() -> tuple[Layer, ...]:
    """Start a worker that never saw learner code, let it try what it must not, and judge from here.

    Raises MedaiError (our fault) where no worker starts at all.
    """
    from medai.grading.link import Link, Output, Place

    token = secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="medai-canary-") as name, Zygote(()) as zygote:
        canary, writable = Path(name, "canary"), Path(name, "written")
        canary.write_text(token)
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(0.2)
            link = Link(zygote, CallLimits(), Place({}, {}), 0, Output())
            try:
                port = listener.getsockname()[1]
                seen = link.request("probe", "self_test", (str(canary), str(writable), port))
            finally:
                link.close()
            try:
                listener.accept()[0].close()
                connected = True
            except TimeoutError:
                connected = False
        answers = seen if isinstance(seen, dict) else {}
        states = {
            "process": True,
            "limits": "limits" in link.layers,
            "files": answers.get("read") != token and not writable.exists(),
            "network": not connected,
            "processes": answers.get("fork") == "",
            "disk quota": False,
        }
    return tuple(Layer(key, state, _WORDS[key][0 if state else 1]) for key, state in states.items())
