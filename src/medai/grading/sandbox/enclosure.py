"""The layers around one worker, put there in order; what the zygote prepares for them once."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from medai.grading.sandbox import account, kernel, landlock, limits, namespaces, reach, seccomp, view

OF_A_WORKER = ("namespaces", "disk quota", "view", "user", "files", "network")  # what can be left out for one
OF_A_ZYGOTE = ("mounts", "process tree")  # what only a zygote started without it can do without


class Ground:
    """What a zygote has for its workers: facts (of namespaces.settle), a view, accounts, readable paths.

    Accounts are tried out while the process is small; the rest is prepared once the libraries are imported.
    """

    def __init__(self, facts: frozenset[str], accounts: account.Accounts) -> None:
        self.facts = facts
        self.accounts = accounts
        self.readable: list[str] = []
        self.view: view.View | None = None
        self._closed: dict[bool, str | None] = {}  # by whether the folders above count

    def prepare(self, folder: str) -> None:
        """Find out what workers may read, and put their view together in folder."""
        self.readable = reach.readable_paths()
        if "mounts" in self.facts:
            with contextlib.suppress(OSError):
                self.view = view.View(os.path.join(folder, "view"), self.readable, reach.roots())
        if self.accounts:
            roots = [path for path in self.readable if not path.startswith("/proc")]
            below = account.closed_to_others(account.samples(), with_parents=False)
            for parents in (True, False):
                self._closed[parents] = below or account.closed_to_others(roots, with_parents=parents)

    def open_to_others(self, data: list[str], *, in_view: bool) -> bool:
        """Whether an account of its own would let a worker read the libraries and its data."""
        parents = not in_view
        return not self._closed[parents] and account.closed_to_others(data, with_parents=parents) is None

    def notes(self) -> dict[str, str]:
        """Why a layer is not to be had, in words, by its name."""
        closed = self._closed.get(self.view is None)
        why = self.accounts.why_none or (f"other accounts cannot read {closed}" if closed else "")
        return {"user": why} if why else {}


def enclose(settings: dict[str, Any], ground: Ground) -> tuple[str, ...]:
    """Put every layer that this system has around the calling, single-threaded process; their names.

    settings: folder, file_mb, disk_mb, cpu_seconds, memory_mb, readable and writable (lists of paths), account,
    disable (names of layers to leave out, for the tests that prove what each one does). The process stands
    in folder afterwards. A layer that the kernel refuses is left out, and not among the names.
    """
    disabled = set(settings.get("disable", ()))
    folder = settings["folder"]
    layers = ["process"]
    if kernel.LINUX:
        layers.append("limits")
        layers += [name for name in ("bubblewrap", "process tree") if name in ground.facts]
        layers += _own_places(settings, ground, disabled)
    os.chdir(folder)
    if not kernel.LINUX:
        if limits.set_resource_limits(settings):
            layers.append("limits")
        return tuple(layers)
    kernel.bound_capabilities()
    number: int | None = None if "user" in disabled else settings.get("account")
    if number is not None and ground.open_to_others(settings["readable"], in_view="view" in layers):
        view.give(folder, number)
        account.change_to(number)
        layers.append("user")
    with contextlib.suppress(OSError):
        kernel.drop_capabilities()
    limits.set_resource_limits(settings)
    with contextlib.suppress(OSError):
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS)
    # A change of account clears it, so it comes after.
    kernel.prctl(kernel.PR_SET_PDEATHSIG, 9)
    if "files" not in disabled:
        with contextlib.suppress(OSError):
            if landlock.restrict([*ground.readable, *settings["readable"]], settings["writable"]):
                layers.append("files")
    if "network" not in disabled:
        with contextlib.suppress(OSError):
            if seccomp.restrict():
                layers.append("network")
    return tuple(layers)


def _own_places(settings: dict[str, Any], ground: Ground, disabled: set[str]) -> list[str]:
    """Namespaces, a scratch folder of limited size, and a file system view of the worker's own."""
    layers = []
    if "namespaces" not in disabled and (namespaces.separate() or "namespaces" in ground.facts):
        layers.append("namespaces")
    if "mounts" not in ground.facts:
        return layers
    try:
        namespaces.own_mounts()
    except OSError:
        return layers
    if "disk quota" not in disabled:
        with contextlib.suppress(OSError):
            view.mount_scratch(settings["folder"], settings["disk_mb"])
            layers.append("disk quota")
    if ground.view is not None and "view" not in disabled:
        with contextlib.suppress(OSError):
            ground.view.enter(settings["folder"], settings["readable"])
            layers.append("view")
    return layers
