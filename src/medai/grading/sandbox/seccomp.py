"""seccomp: no network, no new processes, no exec, no tracing, signals to oneself only, no memory beyond the limit.

A file in memory (memfd) would count against no limit of the process; real-time scheduling would starve the grader.

A classic BPF program, built here so that no libseccomp is needed. Source: seccomp(2), bpf filter layout of
struct seccomp_data (nr at 0, arch at 4, arguments from 16).
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct

from medai.grading.sandbox import kernel

_X86_64 = {
    "arch": 0xC000003E, "socket": 41, "connect": 42, "bind": 49, "ptrace": 101, "kill": 62, "tkill": 200,
    "tgkill": 234, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297, "pidfd_send_signal": 424,
    "pidfd_open": 434, "pidfd_getfd": 438, "clone": 56, "clone3": 435, "fork": 57, "vfork": 58, "execve": 59,
    "execveat": 322, "unshare": 272, "setns": 308, "mount": 165, "umount2": 166, "bpf": 321,
    "perf_event_open": 298, "io_uring_setup": 425, "keyctl": 250, "add_key": 248, "request_key": 249,
    "userfaultfd": 323, "process_vm_readv": 310, "process_vm_writev": 311, "setpriority": 141,
    "prlimit64": 302, "kcmp": 312, "shmget": 29, "msgget": 68, "semget": 64, "mq_open": 240,
    "personality": 135, "chroot": 161, "setsid": 112, "setpgid": 109, "init_module": 175,
    "finit_module": 313, "kexec_load": 246, "memfd_create": 319, "memfd_secret": 447, "io_uring_enter": 426,
    "io_uring_register": 427, "sched_setscheduler": 144, "sched_setparam": 142, "sched_setattr": 314,
    "ioprio_set": 251, "clock_settime": 227, "settimeofday": 164, "clock_adjtime": 305, "adjtimex": 159,
    "sethostname": 170, "setdomainname": 171, "mknod": 133, "mknodat": 259, "pivot_root": 155, "reboot": 169,
    "swapon": 167, "swapoff": 168, "iopl": 172, "ioperm": 173, "acct": 163, "quotactl": 179, "syslog": 103,
    "name_to_handle_at": 303, "open_by_handle_at": 304, "delete_module": 176, "kexec_file_load": 320,
    "fanotify_init": 300, "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432,
    "fspick": 433, "mount_setattr": 442,
}  # fmt: skip
_AARCH64 = {
    "arch": 0xC00000B7, "socket": 198, "connect": 203, "bind": 200, "ptrace": 117, "kill": 129, "tkill": 130,
    "tgkill": 131, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240, "pidfd_send_signal": 424,
    "pidfd_open": 434, "pidfd_getfd": 438, "clone": 220, "clone3": 435, "execve": 221, "execveat": 281,
    "unshare": 97, "setns": 268, "mount": 40, "umount2": 39, "bpf": 280, "perf_event_open": 241,
    "io_uring_setup": 425, "keyctl": 219, "add_key": 217, "request_key": 218, "userfaultfd": 282,
    "process_vm_readv": 270, "process_vm_writev": 271, "setpriority": 140, "prlimit64": 261, "kcmp": 272,
    "shmget": 194, "msgget": 186, "semget": 190, "mq_open": 180, "personality": 92, "chroot": 51,
    "setsid": 157, "setpgid": 154, "init_module": 105, "finit_module": 273, "kexec_load": 104,
    "memfd_create": 279, "memfd_secret": 447, "io_uring_enter": 426,
    "io_uring_register": 427, "sched_setscheduler": 119, "sched_setparam": 118, "sched_setattr": 274,
    "ioprio_set": 30, "clock_settime": 112, "settimeofday": 170, "clock_adjtime": 266, "adjtimex": 171,
    "sethostname": 161, "setdomainname": 162, "mknodat": 33, "pivot_root": 41, "reboot": 142, "swapon": 224,
    "swapoff": 225, "acct": 89, "quotactl": 60, "syslog": 116, "name_to_handle_at": 264,
    "open_by_handle_at": 265, "delete_module": 106, "kexec_file_load": 294, "fanotify_init": 262,
    "open_tree": 428, "move_mount": 429, "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433,
    "mount_setattr": 442,
}  # fmt: skip
_NUMBERS = {"x86_64": _X86_64, "aarch64": _AARCH64}

_LOAD, _JUMP_EQ, _JUMP_SET, _JUMP_GE, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_EPERM, _ENOSYS = 1, 38
_OFFSET_NUMBER, _OFFSET_ARCH, _OFFSET_FIRST_ARGUMENT = 0, 4, 16
_CLONE_THREAD = 0x10000
_X32_BIT = 0x40000000

_SIGNALS = ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")
_CONDITIONAL = frozenset({"arch", "clone", "clone3", "prlimit64", *_SIGNALS})


def available() -> bool:
    """True on Linux on an architecture whose call numbers are known."""
    return kernel.LINUX and platform.machine() in _NUMBERS


def _program(numbers: dict[str, int], own_pid: int) -> bytes:
    steps: list[bytes] = []

    def step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> None:
        steps.append(struct.pack("<HBBI", code, if_true, if_false, value))

    step(_LOAD, _OFFSET_ARCH)
    step(_JUMP_EQ, numbers["arch"], 1, 0)
    step(_RETURN, _KILL)
    step(_LOAD, _OFFSET_NUMBER)
    if numbers is _X86_64:  # the x32 interface would be a second set of numbers
        step(_JUMP_GE, _X32_BIT, 0, 1)
        step(_RETURN, _ERRNO | _EPERM)
    # clone3 hides its flags behind a pointer: "not implemented" makes the C library use clone instead.
    step(_JUMP_EQ, numbers["clone3"], 0, 1)
    step(_RETURN, _ERRNO | _ENOSYS)
    step(_JUMP_EQ, numbers["clone"], 0, 4)  # threads yes, processes no
    step(_LOAD, _OFFSET_FIRST_ARGUMENT)
    step(_JUMP_SET, _CLONE_THREAD, 0, 1)
    step(_RETURN, _ALLOW)
    step(_RETURN, _ERRNO | _EPERM)
    for name in _SIGNALS:
        step(_JUMP_EQ, numbers[name], 0, 4)
        step(_LOAD, _OFFSET_FIRST_ARGUMENT)
        step(_JUMP_EQ, own_pid, 0, 1)
        step(_RETURN, _ALLOW)
        step(_RETURN, _ERRNO | _EPERM)
    step(_JUMP_EQ, numbers["prlimit64"], 0, 5)
    step(_LOAD, _OFFSET_FIRST_ARGUMENT)
    step(_JUMP_EQ, 0, 1, 0)
    step(_JUMP_EQ, own_pid, 0, 1)
    step(_RETURN, _ALLOW)
    step(_RETURN, _ERRNO | _EPERM)
    for name, number in numbers.items():
        if name not in _CONDITIONAL:
            step(_JUMP_EQ, number, 0, 1)
            step(_RETURN, _ERRNO | _EPERM)
    step(_RETURN, _ALLOW)
    return b"".join(steps)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def restrict() -> bool:
    """Install the filter on the calling thread, for good; no_new_privs must be set. False where unknown."""
    if not available():
        return False
    code = _program(_NUMBERS[platform.machine()], os.getpid())
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.addressof(buffer))
    kernel.prctl(kernel.PR_SET_SECCOMP, 2, ctypes.byref(program))
    return True
