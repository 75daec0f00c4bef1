"""What is drawn on matplotlib axes, as plain values. Runs in the worker, for the probes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

_MOST = 100_000
_RAMP = 65  # colours read from a colour map, from its lowest value to its highest
_MESHES = ("QuadMesh", "AxesImage", "PolyQuadMesh")


def _color_bars(figure: Any) -> list[Any]:
    """Axes of colour bars, also of those drawn on axes that the learner made for them."""
    things = [thing for axes in figure.axes for thing in (*axes.images, *axes.collections)]
    bars: list[Any] = [getattr(thing, "colorbar", None) for thing in things]
    own = [axes for axes in figure.axes if axes.get_label() == "<colorbar>"]
    return [*own, *(bar.ax for bar in bars if getattr(bar, "ax", None) is not None)]


def axes_of(figure: Any) -> list[dict[str, Any]]:
    """Each of the figure's axes: labels, limits, scales, legend, and the data drawn on it."""
    bars = _color_bars(figure)
    return [_axes(axes, figure, bars) for axes in figure.axes]


def _axes(axes: Any, figure: Any, bars: list[Any]) -> dict[str, Any]:
    own = axes.get_legend()
    legends = [own] if own is not None else []
    seen = [thing for thing in axes.get_children() if thing.get_visible()]
    order = {id(thing): n for n, thing in enumerate(sorted(seen, key=lambda thing: thing.get_zorder()))}
    lines = [line for line in axes.get_lines() if id(line) in order]
    patches = [patch for patch in axes.patches if id(patch) in order]
    collections = [thing for thing in axes.collections if id(thing) in order]
    images = [thing for thing in axes.images if id(thing) in order]
    boxes = [patch for patch in patches if hasattr(patch, "get_width") and hasattr(patch, "get_xy")]
    return {
        "colorbar": any(axes is bar for bar in bars),
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
        "legend": [text.get_text() for legend in legends for text in legend.get_texts()],
        "keys": [key for legend in (legends or figure.legends) for key in _keys(legend)],
        "texts": [text.get_text() for text in (*axes.texts, *_table_texts(axes)) if text.get_visible()],
        "lines": [{**_line(line, axes), "layer": order[id(line)]} for line in lines],
        "bars": [{**_bar(patch, axes), "layer": order[id(patch)]} for patch in boxes],
        "points": [
            {**_points(thing, axes), "layer": order[id(thing)]} for thing in collections if _is_scatter(thing)
        ],
        "meshes": [_mesh(thing) for thing in (*images, *collections) if _is_mesh(thing)],
        "patches": [
            {**_patch(patch, axes), "layer": order[id(patch)]} for patch in patches if patch not in boxes
        ],
        "collections": [
            {**_collection(thing, axes), "layer": order[id(thing)]}
            for thing in collections
            if not _is_scatter(thing) and not _is_mesh(thing)
        ],
    }


def _in_data_units(transform: Any, axes: Any) -> bool:
    """False for what is placed by a share of the axes, in whole or in one direction (axhline, a rug)."""
    return bool(all(transform.contains_branch_seperately(axes.transData)))


def _keys(legend: Any) -> list[dict[str, str]]:
    """Each entry of a legend: its words and the colour of its sample."""
    texts, samples = legend.get_texts(), getattr(legend, "legend_handles", [])
    return [
        {"text": text.get_text(), "color": _sample_color(sample)}
        for text, sample in zip(texts, samples, strict=False)
    ]


def _sample_color(sample: Any) -> str:
    """The colour that fills a legend's sample, or else that of its outline; the marker's where there is no line."""
    if hasattr(sample, "get_markerfacecolor"):
        bare = str(sample.get_linestyle()) in ("None", "", " ") and _marker(sample) != "None"
        return _hex(sample.get_markerfacecolor() if bare else sample.get_color(), sample.get_alpha())
    if hasattr(sample, "get_facecolor"):
        return _first(sample.get_facecolor()) or _first(sample.get_edgecolor())
    return ""


def _first(colors: Any) -> str:
    """The first colour of one or many, as hex; "" where there is none or it cannot be seen."""
    import numpy as np

    if isinstance(colors, str):
        return _hex(colors)
    many: Any = np.atleast_2d(np.asarray(colors, dtype=float))
    seen = [_hex(color) for color in many if len(color) and color[-1] > 0]
    return seen[0] if seen else ""


def _marker(line: Any) -> str:
    """The marker's name, "None" where nothing can be seen of it."""
    marker = str(line.get_marker())
    unseen = marker in ("None", "none", "", " ") or not line.get_markersize() > 0
    return "None" if unseen else marker


def _table_texts(axes: Any) -> list[Any]:
    return [cell.get_text() for table in axes.tables for cell in table.get_celld().values()]


def _hex(color: Any, alpha: float | None = None) -> str:
    from matplotlib.colors import to_rgba

    try:
        parts = to_rgba(color, alpha if isinstance(alpha, (int, float)) else None)
    except (TypeError, ValueError):
        return ""
    return "#" + "".join(f"{round(255 * part):02x}" for part in parts)


def _line(line: Any, axes: Any) -> dict[str, Any]:
    return {
        "x": _floats(line.get_xdata(orig=False)),
        "y": _floats(line.get_ydata(orig=False)),
        "label": str(line.get_label()),
        "style": str(line.get_linestyle()),
        "marker": _marker(line),
        "color": _hex(line.get_color(), line.get_alpha()),
        "drawstyle": str(line.get_drawstyle()),
        "in_data_units": _in_data_units(line.get_transform(), axes),
    }


def _outline(patch: Any) -> str:
    return _first(patch.get_edgecolor()) if patch.get_linewidth() > 0 else ""


def _bar(patch: Any, axes: Any) -> dict[str, Any]:
    box = (patch.get_x(), patch.get_y(), patch.get_width(), patch.get_height())
    return {
        "box": [float(v) for v in box],
        "color": _hex(patch.get_facecolor()),
        "edge": _outline(patch),
        "label": str(patch.get_label()),
        "in_data_units": _in_data_units(patch.get_data_transform(), axes),
    }


def _is_scatter(collection: Any) -> bool:
    return type(collection).__name__ == "PathCollection"


def _points(collection: Any, axes: Any) -> dict[str, Any]:
    import numpy as np

    places: Any = np.ma.filled(np.ma.asarray(collection.get_offsets(), dtype=float), float("nan"))[:_MOST]
    return {
        "xy": [[float(x), float(y)] for x, y in places],
        "colors": sorted({_hex(color) for color in collection.get_facecolor()[:_MOST]}),
        "label": str(collection.get_label()),
        "in_data_units": _in_data_units(collection.get_offset_transform(), axes),
    }


def _is_mesh(thing: Any) -> bool:
    return type(thing).__name__ in _MESHES


def _mesh(thing: Any) -> dict[str, Any]:
    import numpy as np

    array = thing.get_array()
    values = _floats(array.filled(float("nan")) if hasattr(array, "filled") else array)
    low, high = thing.get_clim()
    ramp: list[str] = []
    if low is not None and high is not None and np.isfinite([low, high]).all():
        ramp = [_hex(color) for color in thing.get_cmap()(thing.norm(np.linspace(low, high, _RAMP)))]
    x, y = _centres(thing)
    if len(x) != len(values):  # PolyQuadMesh, masked cells are not drawn as polygons; or an image of colours
        values, x, y = (values, [], []) if len(x) > len(values) else (values[: len(x)], x, y)
    return {
        "shape": list(array.shape),
        "values": values,
        "x": x,
        "y": y,
        "cmap": thing.get_cmap().name,
        "low": None if low is None else float(low),
        "high": None if high is None else float(high),
        "ramp": ramp,
    }


def _centres(thing: Any) -> tuple[list[float], list[float]]:
    """The middle of each cell in data units, in the order of the values."""
    import numpy as np

    if hasattr(thing, "get_extent"):
        rows, columns = thing.get_array().shape[:2]
        left, right, bottom, top = thing.get_extent()
        if thing.origin == "upper":
            bottom, top = top, bottom
        across = left + (np.arange(columns) + 0.5) * (right - left) / columns
        up = bottom + (np.arange(rows) + 0.5) * (top - bottom) / rows
        x, y = np.meshgrid(across, up)
    else:
        corners = np.asarray(
            thing.get_coordinates() if hasattr(thing, "get_coordinates") else thing._coordinates
        )
        if corners.shape[:2] == thing.get_array().shape:  # shading="gouraud": values stand at the corners
            middles = corners
        else:
            middles = (corners[:-1, :-1] + corners[1:, :-1] + corners[:-1, 1:] + corners[1:, 1:]) / 4
        x, y = middles[..., 0], middles[..., 1]
    return _floats(x), _floats(y)


def _patch(patch: Any, axes: Any) -> dict[str, Any]:
    path = patch.get_path() if hasattr(patch, "get_path") else None
    vertices = path.vertices[:_MOST] if path is not None else []
    return {
        "kind": type(patch).__name__,
        "vertices": [[float(x), float(y)] for x, y in vertices],
        "color": _hex(patch.get_facecolor()),
        "edge": _outline(patch),
        "label": str(patch.get_label()),
        "in_data_units": _in_data_units(patch.get_data_transform(), axes),
    }


def _collection(thing: Any, axes: Any) -> dict[str, Any]:
    paths = [[[float(x), float(y)] for x, y in path.vertices[:_MOST]] for path in thing.get_paths()[:1000]]
    return {
        "kind": type(thing).__name__,
        "paths": paths,
        "label": str(thing.get_label()),
        "color": _first(thing.get_facecolor()),
        "edge": _first(thing.get_edgecolor()),
        "in_data_units": _in_data_units(thing.get_transform(), axes),
    }


def _floats(values: Iterable[Any]) -> list[float]:
    import numpy as np

    try:
        return [float(value) for value in np.asarray(values, dtype=float).ravel()[:_MOST]]
    except (TypeError, ValueError):
        return []
