"""A file system of the worker's own: what it may read, read-only, its scratch folder, and nothing else.

The zygote builds it once, in mounts that only it sees; each worker adds its scratch folder and its data, and
moves in. Graders, references, the home folder and what others left in /tmp are not in it. Source: mount(2),
pivot_root(2), mount_namespaces(7).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable

from medai.grading.sandbox import kernel

_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
_DETACH = 2
_KEPT = 0b1110 | 1024 | 2048  # nosuid, nodev, noexec, noatime, nodiratime: a remount must not ask for less
_ST_RELATIME, _MS_RELATIME = 4096, 1 << 21


class View:
    """root: the folder under which the view is put together. Raises OSError where mounting is refused."""

    def __init__(self, root: str, readable: Iterable[str], names: Iterable[str]) -> None:
        os.mkdir(root, 0o755)
        kernel.mount("tmpfs", root, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=16m,mode=755")
        self.root = root
        self._bound: list[str] = []
        for path in sorted((*readable, "/proc", *_DEVICES)):
            self.show(path)
        for name in names:
            self._links(name)
        # There, so that whoever asks for shared memory is refused rather than told that there is no such file.
        os.mkdir(f"{root}/dev/shm", 0o555)

    def show(self, path: str) -> None:
        """Bind a real file or folder at its own place, read-only; what does not exist is passed over."""
        path = os.path.realpath(path) if not path.startswith("/proc") else path
        if any(path == other or path.startswith(f"{other}/") for other in self._bound):
            return
        if not os.path.exists(path):
            return
        target = self.root + path
        _make_place(path, target)
        kernel.mount(path, target, None, kernel.MS_BIND | kernel.MS_REC)
        if not path.startswith(("/proc", "/dev")):
            try:
                kernel.make_readonly_below(target)
            except OSError:  # an older kernel: what is mounted below keeps its own rights
                _make_readonly(target)
        self._bound.append(path)

    def _links(self, name: str) -> None:
        """Repeat the symbolic links on the way to name, so that it leads to the same place."""
        parts = os.path.normpath(name).strip("/").split("/") if os.path.exists(name) else []
        for count in range(1, len(parts) + 1):
            link = "/" + "/".join(parts[:count])
            if not os.path.islink(link) or link.startswith("/proc"):
                continue
            if not os.path.lexists(self.root + link):
                os.makedirs(os.path.dirname(self.root + link), exist_ok=True)
                os.symlink(os.readlink(link), self.root + link)
            self._links(os.path.join(os.path.dirname(link), os.readlink(link), *parts[count:]))
            return

    def enter(self, scratch: str, data: Iterable[str]) -> None:
        """Move the calling process in, for good. scratch is writable; its mounts must be its own already."""
        for path in data:
            self.show(path)
        target = self.root + scratch
        os.makedirs(target, exist_ok=True)
        kernel.mount(scratch, target, None, kernel.MS_BIND | kernel.MS_REC)
        _make_readonly(self.root)
        os.chdir(self.root)
        # pivot_root(".", ".") stacks the old root on the new one, from where it is taken off.
        kernel.call("pivot_root", b".", b".")
        kernel.call("umount2", b".", _DETACH)
        os.chdir("/")

    def tidy(self, scratch: str) -> None:
        """Take away the place of a worker's scratch folder once the worker has ended."""
        with contextlib.suppress(OSError):
            os.rmdir(self.root + scratch)

    def take_down(self) -> None:
        """Unmount all of it, in the process that built it. Raises OSError."""
        kernel.call("umount2", os.fsencode(self.root), _DETACH)
        os.rmdir(self.root)


def mount_scratch(folder: str, megabytes: int) -> None:
    """Put a folder in memory, of limited size, over the folder, with the same contents. Raises OSError."""
    before = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        options = f"size={megabytes * 10**6},nr_inodes={megabytes * 100},mode=700"
        kernel.mount("tmpfs", folder, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, options)
        _copy(before, folder)
    finally:
        os.close(before)


def give(folder: str, owner: int) -> None:
    """Hand the folder and all in it to another account."""
    for path, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.lchown(os.path.join(path, name), owner, owner)
    os.lchown(folder, owner, owner)


def _copy(source: int, target: str) -> None:
    for name in os.listdir(source):
        place = os.path.join(target, name)
        with contextlib.suppress(OSError):
            os.symlink(os.readlink(name, dir_fd=source), place)
            continue
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=source)
        try:
            if os.path.isdir(f"/proc/self/fd/{opened}"):
                os.mkdir(place)
                _copy(opened, place)
            else:
                with open(place, "wb") as file:
                    while part := os.read(opened, 1 << 20):
                        file.write(part)
        finally:
            os.close(opened)


def _make_place(path: str, target: str) -> None:
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.isdir(path):
        os.makedirs(target, exist_ok=True)
    else:
        with open(target, "ab"):
            pass


def _make_readonly(target: str) -> None:
    found = os.statvfs(target).f_flag
    flags = found & _KEPT | (_MS_RELATIME if found & _ST_RELATIME else 0)
    kernel.mount(
        "none", target, None, flags | kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY | kernel.MS_NOSUID
    )
