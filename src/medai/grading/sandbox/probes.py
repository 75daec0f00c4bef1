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

_MOST = 100_000


def picture(figure: Any) -> bytes:
    """The figure as PNG, for the learner to look at."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=100, bbox_inches="tight")
    return file.getvalue()


def figure(figure: Any) -> dict[str, Any]:
    """What a matplotlib figure shows: its axes, each with labels, limits, scales, and the data drawn."""
    figure.canvas.draw()  # tick labels and data limits exist only once drawn
    top = figure.figure if figure.figure is not None else figure
    return {
        "title": top.get_suptitle(),
        "texts": [text.get_text() for text in (*figure.texts, *_legend_texts(figure))],
        "axes": [_axes(axes) for axes in figure.axes],
    }


def _legend_texts(figure: Any) -> list[Any]:
    return [text for legend in figure.legends for text in legend.get_texts()]


def _axes(axes: Any) -> dict[str, Any]:
    legend = axes.get_legend()
    bars = [patch for patch in axes.patches if hasattr(patch, "get_width") and hasattr(patch, "get_xy")]
    return {
        "colorbar": axes.get_label() == "<colorbar>",
        "title": next((t for t in (axes.get_title(where) for where in ("center", "left", "right")) if t), ""),
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "xlim": [float(edge) for edge in axes.get_xlim()],
        "ylim": [float(edge) for edge in axes.get_ylim()],
        "xscale": axes.get_xscale(),
        "yscale": axes.get_yscale(),
        "xticks": _floats(axes.get_xticks()),
        "yticks": _floats(axes.get_yticks()),
        "xticklabels": [label.get_text() for label in axes.get_xticklabels()],
        "yticklabels": [label.get_text() for label in axes.get_yticklabels()],
        "legend": [] if legend is None else [text.get_text() for text in legend.get_texts()],
        "texts": [text.get_text() for text in (*axes.texts, *_table_texts(axes))],
        "lines": [_line(line) for line in axes.get_lines()],
        "bars": [_bar(patch) for patch in bars],
        "points": [_points(thing) for thing in axes.collections if type(thing).__name__ == "PathCollection"],
        "meshes": [_mesh(thing) for thing in (*axes.images, *axes.collections) if _is_mesh(thing)],
        "patches": [_patch(patch) for patch in axes.patches if patch not in bars],
        "collections": [
            _collection(thing)
            for thing in axes.collections
            if type(thing).__name__ != "PathCollection" and not _is_mesh(thing)
        ],
    }


def _table_texts(axes: Any) -> list[Any]:
    return [cell.get_text() for table in axes.tables for cell in table.get_celld().values()]


def _hex(color: Any) -> str:
    from matplotlib.colors import to_hex

    try:
        return str(to_hex(color, keep_alpha=True))
    except (TypeError, ValueError):
        return ""


def _line(line: Any) -> dict[str, Any]:
    return {
        "x": _floats(line.get_xdata(orig=False)),
        "y": _floats(line.get_ydata(orig=False)),
        "label": str(line.get_label()),
        "style": str(line.get_linestyle()),
        "marker": str(line.get_marker()),
        "color": _hex(line.get_color()),
        "drawstyle": str(line.get_drawstyle()),
    }


def _bar(patch: Any) -> dict[str, Any]:
    box = (patch.get_x(), patch.get_y(), patch.get_width(), patch.get_height())
    return {
        "box": [float(v) for v in box],
        "color": _hex(patch.get_facecolor()),
        "label": str(patch.get_label()),
    }


def _points(collection: Any) -> dict[str, Any]:
    return {
        "xy": [[float(x), float(y)] for x, y in collection.get_offsets()[:_MOST]],
        "colors": sorted({_hex(color) for color in collection.get_facecolor()[:_MOST]}),
        "label": str(collection.get_label()),
    }


def _is_mesh(thing: Any) -> bool:
    return type(thing).__name__ in ("QuadMesh", "AxesImage", "PolyQuadMesh")


def _mesh(thing: Any) -> dict[str, Any]:
    array = thing.get_array()
    low, high = thing.get_clim()
    return {
        "shape": list(array.shape),
        "values": _floats(array.filled(float("nan")) if hasattr(array, "filled") else array),
        "cmap": thing.get_cmap().name,
        "low": None if low is None else float(low),
        "high": None if high is None else float(high),
    }


def _patch(patch: Any) -> dict[str, Any]:
    vertices = patch.get_path().vertices[:_MOST] if hasattr(patch, "get_path") else []
    return {
        "kind": type(patch).__name__,
        "vertices": [[float(x), float(y)] for x, y in vertices],
        "color": _hex(patch.get_facecolor()),
        "label": str(patch.get_label()),
    }


def _collection(thing: Any) -> dict[str, Any]:
    paths = [[[float(x), float(y)] for x, y in path.vertices[:_MOST]] for path in thing.get_paths()[:1000]]
    return {"kind": type(thing).__name__, "paths": paths, "label": str(thing.get_label())}


def _floats(values: Any) -> list[float]:
    import numpy as np

    try:
        return [float(value) for value in np.asarray(values, dtype=float).ravel()[:_MOST]]
    except (TypeError, ValueError):
        return []


def self_test(canary: str, writable: str, port: int) -> dict[str, str]:
    """What this worker can do that it should not: read a file, write one, connect, start a process.

    Run in a worker that never saw learner code; each answer is "" where it was refused.
    """
    return {
        "read": _attempt(lambda: Path(canary).read_text()),
        "write": _attempt(lambda: str(Path(writable).write_text("written"))),
        "connect": _attempt(lambda: _connect(port)),
        "fork": _attempt(_fork),
    }


def _attempt(action: Callable[[], str]) -> str:
    try:
        return action() or "done"
    except OSError:
        return ""


def _connect(port: int) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=2):
        return "connected"


def _fork() -> str:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return "forked"
