"""The zygote seen from the trusted side: start it early, ask it for workers, stop them."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import medai
from medai.errors import OUR_FAULT, MedaiError
from medai.grading import bubblewrap
from medai.grading.sandbox import control, dial

_READY_SECONDS = 120.0
_ANSWER_SECONDS = 15.0
_END_SECONDS = 0.5
_REAPED_SECONDS = 0.1  # from hanging up to being gone
_SOURCE_ROOT = str(Path(medai.__file__).resolve().parent.parent)
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[2]); "
    "from medai.grading.sandbox.zygote import main; main(sys.argv[1], sys.argv[2])"
)


def environment(scratch: str) -> dict[str, str]:
    """The whole environment of zygote and workers: nothing of the caller's, so no tokens.

    One thread each for the numeric libraries: forks of a process with threads hang, and spinning threads on
    two cores made 1.2 s of training 27 s.
    """
    threads = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "NUMBA", "VECLIB_MAXIMUM")
    return {
        **{f"{name}_NUM_THREADS": "1" for name in threads},
        "PATH": "/usr/bin:/bin",
        "HOME": scratch,
        "TMPDIR": scratch,
        "USER": "learner",
        "LOGNAME": "learner",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "OMP_WAIT_POLICY": "PASSIVE",
        "LOKY_MAX_CPU_COUNT": "1",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": scratch,
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "JE_ARROW_MALLOC_CONF": "background_thread:false",
        "OBJC_DISABLE_INITIALIZE_FORK_SAFETY": "YES",
    }


class Order:
    """A worker that was asked for and need not be there yet."""

    def __init__(self, zygote: Zygote, number: int) -> None:
        self._zygote = zygote
        self.number = number
        self._pid: int | None = None
        self.wanted = True

    def pid(self) -> int:
        """Wait for it; its process id. Raises MedaiError where the zygote did not come up, or answers no more."""
        while self._pid is None:
            self._zygote.hear()
        return self._pid

    def drop(self) -> None:
        """It is not needed after all: ended now, or when it comes where the zygote is at its imports still."""
        self.wanted = False
        with contextlib.suppress(MedaiError):
            if self._zygote.is_ready:
                self.pid()

    def come(self, answer: dict[str, Any]) -> int:
        """Take in the zygote's answer; the process id."""
        self._pid = int(answer["pid"])
        return self._pid


class Zygote:
    """A fork server process with the named modules imported. Constructing it returns at once.

    disable leaves out "process tree" or "mounts" (on which "view" and "disk quota" stand), for tests of what
    the other layers hold. fork: whether workers are forks of it, or processes that it started ahead; by default
    what suits the system.
    """

    def __init__(
        self,
        preload: Iterable[str] = ("pandas",),
        disable: Iterable[str] = (),
        *,
        fork: bool = sys.platform == "linux",
    ) -> None:
        self.preload = tuple(preload)
        self.disabled = frozenset(disable)
        self._owner = os.getpid()
        self._scratch = tempfile.mkdtemp(prefix="medai-zygote-")
        wrapped = bubblewrap.prefix(self._scratch)
        self._wrapped = bool(wrapped)
        self._process, self._channel = dial.start_process(
            [*wrapped, sys.executable, "-I", "-c", _BOOT, "{}", _SOURCE_ROOT],
            "zygote",
            _READY_SECONDS,
            env={**environment(self._scratch), **_processor_settings()},
            start_new_session=True,
            cwd=self._scratch,
        )
        self._ready: dict[str, Any] | None = None
        self._orders: list[Order] = []  # not answered yet, the oldest first
        # Only folders of installed packages (a user's own, say): never the current folder or the learner's.
        paths = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
        first: dict[str, Any] = {
            "paths": paths,
            "preload": list(self.preload),
            "disable": sorted(self.disabled),
        }
        first["fork"] = fork
        first["given"] = ["bubblewrap", "namespaces", "process tree"] if wrapped else []
        control.send(self._channel, first)

    def ready(self) -> dict[str, Any]:
        """Wait until the libraries are imported. Raises MedaiError where the zygote did not come up."""
        if self._ready is None:
            self._channel.settimeout(_READY_SECONDS)
            try:
                self._ready, _ = control.receive(self._channel)
            except (EOFError, OSError) as error:
                self.close()
                raise MedaiError(
                    "The grading sandbox did not start.", "Run: medai doctor", OUR_FAULT
                ) from error
        return self._ready

    @property
    def is_ready(self) -> bool:
        """True once ready() has returned."""
        return self._ready is not None

    def fileno(self) -> int:
        """Readable as soon as ready() returns at once."""
        return self._channel.fileno()

    @property
    def alive(self) -> bool:
        """False once the process has ended or was closed. A fork of the owner sees only the latter."""
        mine = self._owner == os.getpid()
        return self._channel.fileno() >= 0 and (not mine or self._process.poll() is None)

    @property
    def pid(self) -> int:
        """The process that forks the workers, or that they end with; waits until it is ready."""
        if self._wrapped:
            return self._process.pid
        return int(self.ready()["ready"])

    def order(self, settings: dict[str, Any], descriptors: tuple[int, ...]) -> Order:
        """Have a worker forked that takes over the two descriptors (requests, output), and go on meanwhile."""
        self._orders.append(Order(self, self._say({"spawn": settings}, descriptors)))
        return self._orders[-1]

    def hear(self) -> None:
        """Wait for the answer to the oldest order. A worker that nobody wants any more is ended."""
        self.ready()
        answer = self._answer(self._orders[0].number)
        order = self._orders.pop(0)
        pid = order.come(answer)
        if not order.wanted:
            self.stop(pid)

    def stop(self, pid: int, grace: float = 0.0) -> int | None:
        """End a worker and all that it left; its exit code, -signal, or None where the zygote is gone."""
        try:
            status = self._ask({"stop": pid, "grace": grace})["status"]
        except MedaiError:
            return None
        return None if status is None else int(status)

    def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        while self._orders:
            self.hear()
        return self._answer(self._say(message))

    def _say(self, message: dict[str, Any], descriptors: tuple[int, ...] = ()) -> int:
        """Send it; the number that its answer will have."""
        number = secrets.randbits(53)
        try:
            self._channel.settimeout(_ANSWER_SECONDS)
            control.send(self._channel, {**message, "number": number}, descriptors)
        except (OSError, ValueError) as error:
            raise self._silent() from error
        return number

    def _answer(self, number: int) -> dict[str, Any]:
        try:
            self._channel.settimeout(_ANSWER_SECONDS)
            while True:  # an interrupted command may have left the answer to its last question
                answer, _ = control.receive(self._channel)
                if answer["number"] == number:
                    return answer
        except (EOFError, OSError, ValueError) as error:
            raise self._silent() from error

    def _silent(self) -> MedaiError:
        self.close()  # stopped or killed by what it started: never wait for the untrusted side
        return MedaiError("The grading sandbox stopped answering.", "Grade again.", OUR_FAULT)

    def close(self) -> None:
        """End the zygote and every worker; in a fork of the owner, only let go of it."""
        if self._owner != os.getpid():
            self._channel.close()
            return
        self._hang_up()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_REAPED_SECONDS)
        with contextlib.suppress(OSError):
            os.killpg(self._process.pid, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _hang_up(self) -> None:
        """It takes its workers along, and hangs up as it ends: heard sooner than by asking Popen.wait."""
        until = time.monotonic() + _END_SECONDS
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_WR)
            while (left := until - time.monotonic()) > 0:
                self._channel.settimeout(left)
                if not self._channel.recv(1 << 16):  # else an answer that nobody waits for any more
                    break
        self._channel.close()

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _processor_settings() -> dict[str, str]:
    # Where a system names OpenBLAS's kernel it does so because detection is wrong on that processor.
    from medai import paths

    return paths.numeric_settings()
