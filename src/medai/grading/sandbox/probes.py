"""Trusted functions that look at objects inside the worker, in one request instead of hundreds.

Their answers come from a process that learner code shares, so they are claims about the learner's objects:
good enough to describe a figure, never a verdict by themselves.
"""

from __future__ import annotations

from typing import Any


def figure(figure: Any) -> dict[str, Any]:
    """What a matplotlib figure shows: its axes, each with labels, limits, scales, and the data drawn."""
    return {"axes": [_axes(axes) for axes in figure.axes], "title": figure.get_suptitle()}


def _axes(axes: Any) -> dict[str, Any]:
    legend = axes.get_legend()
    return {
        "title": axes.get_title(),
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "xlim": [float(edge) for edge in axes.get_xlim()],
        "ylim": [float(edge) for edge in axes.get_ylim()],
        "xscale": axes.get_xscale(),
        "yscale": axes.get_yscale(),
        "xticklabels": [label.get_text() for label in axes.get_xticklabels()],
        "yticklabels": [label.get_text() for label in axes.get_yticklabels()],
        "legend": [] if legend is None else [text.get_text() for text in legend.get_texts()],
        "texts": [text.get_text() for text in axes.texts],
        "lines": [
            {"x": _floats(line.get_xdata()), "y": _floats(line.get_ydata()), "label": str(line.get_label())}
            for line in axes.get_lines()
        ],
        "bars": [
            [float(v) for v in (patch.get_x(), patch.get_y(), patch.get_width(), patch.get_height())]
            for patch in axes.patches
            if hasattr(patch, "get_width")
        ],
        "points": [_offsets(collection) for collection in axes.collections if hasattr(collection, "get_offsets")],
        "meshes": [_mesh(thing) for thing in (*axes.images, *axes.collections) if hasattr(thing, "get_array")],
    }


def _floats(values: Any) -> list[float]:
    import numpy as np

    try:
        return [float(value) for value in np.asarray(values, dtype=float).ravel()[:100_000]]
    except (TypeError, ValueError):
        return []


def _offsets(collection: Any) -> list[list[float]]:
    return [[float(x), float(y)] for x, y in collection.get_offsets()[:100_000]]


def _mesh(thing: Any) -> dict[str, Any]:
    array = thing.get_array()
    if array is None:
        return {"values": [], "cmap": "", "clim": [None, None]}
    low, high = thing.get_clim()
    return {
        "values": _floats(array.filled(float("nan")) if hasattr(array, "filled") else array),
        "cmap": thing.get_cmap().name,
        "clim": [None if low is None else float(low), None if high is None else float(high)],
    }
