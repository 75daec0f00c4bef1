"""Trusted functions that look at objects inside the worker, in one request instead of hundreds.

Their answers come from a process that learner code shares, so they are claims about the learner's objects:
good enough to describe a figure, never a verdict by themselves.
"""

from __future__ import annotations

import io
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

from medai.grading.sandbox import drawn

_MOST_ARTISTS = 2000  # of a figure, that are looked at


def picture(figure: Any) -> bytes:
    """The figure as PNG, for the learner to look at."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=100, bbox_inches="tight")
    return file.getvalue()


def figure(figure: Any) -> dict[str, Any]:
    """What a matplotlib figure shows: its axes, each with labels, limits, scales, and the data drawn."""
    top = _laid_out(figure)
    return {
        "title": top.get_suptitle(),
        "texts": [text.get_text() for text in (*figure.texts, *_legend_texts(figure))],
        "axes": drawn.axes_of(figure),
    }


def _laid_out(figure: Any) -> Any:
    """The whole figure of a part, drawn: places, tick labels and data limits exist only then. The canvas of a bare
    Figure() draws nothing by itself.
    """
    top = figure.figure if figure.figure is not None else figure
    top.draw_without_rendering()
    return top


def texts(figure: Any) -> dict[str, Any]:
    """Every visible text of the figure, cells of tables too: words, box in pixels, whether it is turned; and the
    boxes of its legends.
    """
    _laid_out(figure)
    artists = figure.findobj()[:_MOST_ARTISTS]
    kinds = {artist: {kind.__name__ for kind in type(artist).__mro__} for artist in artists}
    # A cell does not count its text among its children.
    cells = [artist.get_text() for artist in artists if "Cell" in kinds[artist]]
    found = [artist for artist in artists if "Text" in kinds[artist]]
    return {
        "texts": [
            [artist.get_text(), _extent(artist), artist.get_rotation() != 0]
            for artist in (*found, *cells)
            if artist.get_visible() and artist.get_text().strip()
        ],
        "legends": [_extent(artist) for artist in artists if "Legend" in kinds[artist]],
    }


def _extent(artist: Any) -> list[float]:
    return [float(edge) for edge in artist.get_window_extent().extents]


def _legend_texts(figure: Any) -> list[Any]:
    return [text for legend in figure.legends for text in legend.get_texts()]


def self_test(canary: str, writable: str, port: int, memory_mb: int, disk_mb: int) -> dict[str, str]:
    """What this worker can do that it should not: read a file, write one, connect, start a process, become
    another user, use so much memory, fill so much disk. Run in a worker that never saw learner code; each answer
    is "" where it was refused. "ids" and "processes" say who it is and which processes it belongs to.
    """
    return {
        "read": _attempt(lambda: Path(canary).read_text()),
        "write": _attempt(lambda: str(Path(writable).write_text("written"))),
        "connect": _attempt(lambda: _connect(port)),
        "fork": _attempt(_fork),
        "root": _attempt(_become_root),
        "memory": _attempt(lambda: str(len(bytearray(memory_mb * 10**6)))),
        "disk": _attempt(lambda: _fill(disk_mb)),
        "ids": _attempt(lambda: " ".join(map(str, (*os.getresuid(), *os.getresgid(), len(os.getgroups()))))),
        "processes": _attempt(lambda: os.readlink("/proc/self/ns/pid")),
    }


def _attempt(action: Callable[[], str]) -> str:
    try:
        return action() or "done"
    except (OSError, MemoryError, AttributeError):
        return ""


def _become_root() -> str:
    os.setresuid(0, 0, 0)
    return "root"


def _fill(megabytes: int) -> str:
    """Many files of one MB in the current folder."""
    files = [Path(f"part{number}") for number in range(megabytes)]
    try:
        for file in files:
            file.write_bytes(bytes(10**6))
    finally:
        for file in files:
            file.unlink(missing_ok=True)
    return "filled"


def _connect(port: int) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=2):
        return "connected"


def _fork() -> str:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return "forked"
