"""Namespaces: a zygote that may mount, in a process tree of its own; workers without network and shared memory.

Root may do this anywhere that a container lets it; others need a user namespace, which some systems refuse.
So nothing is assumed: what the kernel refuses is left out. Source: namespaces(7), user_namespaces(7).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from medai.grading.sandbox import kernel

_OWN = kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS
_SYS_ADMIN = 1 << 21


@dataclass(frozen=True, slots=True)
class Settled:
    """What a zygote stands on: facts, and its process id as seen from outside."""

    facts: frozenset[str]
    pid: int


def settle(leave: Callable[[], None], disable: Collection[str] = ()) -> Settled:
    """Give the calling process, early and single-threaded, what later layers stand on; what there is then.

    "mounts": mounts that nobody else sees. "process tree": the caller goes on as the first process of a process
    namespace, so that the kernel ends all others with it; the process that called stays outside, waits, and
    ends with the same exit code. leave is called there: it must let go of what the caller holds.
    """
    if not kernel.LINUX or "mounts" in disable:
        return Settled(frozenset(), os.getpid())
    able = os.geteuid() == 0 or kernel.capabilities() & _SYS_ADMIN
    user = 0 if able else kernel.CLONE_NEWUSER
    if user and not kernel.works(lambda: _part(user)):
        return Settled(frozenset(), os.getpid())
    try:
        _part(user)
    except OSError:
        return Settled(frozenset(), os.getpid())
    pid = None if "process tree" in disable else _lead(leave)
    if pid is None:
        return Settled(frozenset({"mounts"}), os.getpid())
    return Settled(frozenset({"mounts", "process tree"}), pid)


def separate() -> bool:
    """A network without a way out, no shared memory or host name with others; False where it is refused."""
    try:
        kernel.call("unshare", _OWN)
    except OSError:
        return False
    return True


def own_mounts() -> None:
    """Mounts from now on are the calling process's own. Raises OSError."""
    kernel.call("unshare", kernel.CLONE_NEWNS)


def _part(user: int) -> None:
    """Own mounts, as root of a user namespace where user says so; proved by mounting something."""
    uid, gid = os.geteuid(), os.getegid()
    kernel.call("unshare", kernel.CLONE_NEWNS | user)
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    # Slaves, not private: what is unmounted outside must not stay in use here.
    kernel.mount("none", "/", None, kernel.MS_SLAVE | kernel.MS_REC)
    if user:
        kernel.mount("tmpfs", os.getcwd(), "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV)
        kernel.call("umount2", os.fsencode(os.getcwd()), 2)


def _lead(leave: Callable[[], None]) -> int | None:
    """Go on as the first process of a process namespace; its id outside, or None where that is refused."""
    if not kernel.works(_mount_proc_elsewhere):  # there is no way back from half of it
        return None
    kernel.call("unshare", kernel.CLONE_NEWPID)
    pid = os.fork()
    if pid:
        leave()
        os._exit(_exit_code(pid))
    kernel.prctl(kernel.PR_SET_PDEATHSIG, 9)
    outside = int(os.readlink("/proc/self"))  # /proc is still the one that was mounted outside
    _mount_proc()
    return outside


def _mount_proc() -> None:
    flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    kernel.mount("proc", "/proc", "proc", flags)


def _mount_proc_elsewhere() -> None:
    """Raises OSError where a process namespace gets no /proc: a container that hides parts of its own does that."""
    kernel.call("unshare", kernel.CLONE_NEWPID | kernel.CLONE_NEWNS)
    if not kernel.works(_mount_proc):
        raise OSError("refused")


def _exit_code(pid: int) -> int:
    status = os.waitpid(pid, 0)[1]
    return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 1
