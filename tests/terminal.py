"""A program in a pseudo-terminal: keys in, screen text out."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path


class Terminal:
    """Runs a command in a terminal of 80 columns and 30 lines."""

    def __init__(self, command: Sequence[str], cwd: Path, env: Mapping[str, str]) -> None:
        self._master, slave = pty.openpty()
        self.resize(80, 30)
        # login_tty makes it the controlling terminal, so that Ctrl-C arrives as a signal.
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            preexec_fn=lambda: os.login_tty(slave),  # noqa: PLW1509
            pass_fds=(slave,),
        )
        os.close(slave)
        self.output = ""

    def resize(self, columns: int, rows: int) -> None:
        """Another window size; the program is told as a terminal does."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if hasattr(self, "process"):
            self.process.send_signal(signal.SIGWINCH)

    def press(self, keys: str) -> None:
        """Type."""
        os.write(self._master, keys.encode())

    def forget(self) -> None:
        """Drop what was printed so far."""
        self._read(0.0)
        self.output = ""

    def wait_for(self, words: str, seconds: float = 20.0) -> str:
        """The output since the last forget, once it holds the words; an AssertionError where it never does."""
        until = time.monotonic() + seconds
        while words not in self.text:
            left = until - time.monotonic()
            assert left > 0, f"{words!r} never came. The terminal says:\n{self.text}"
            self._read(min(left, 0.05))
        return self.text

    @property
    def text(self) -> str:
        """The output without colours and cursor movements, wrapped lines joined by single blanks."""
        return re.sub(r"\s+", " ", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", self.output))

    def _read(self, seconds: float) -> None:
        while select.select([self._master], [], [], seconds)[0]:
            try:
                data = os.read(self._master, 65536)
            except OSError:
                time.sleep(0.01)
                return
            self.output += data.decode(errors="replace")
            seconds = 0.0

    def close(self) -> int:
        """Wait for the program's end; its exit code."""
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            os.close(self._master)
