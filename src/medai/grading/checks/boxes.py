"""Box plots as drawn, whichever library drew them: the boxes, and the marks of single values beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan

from medai.grading.checks.figures import Axes

Outline = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Box:
    """An upright box. x: its middle; low, high: its lower and upper edge in data units.

    lines: heights of the level lines across it (the median is one). label: the words of its tick. opaque: what
    lies below it cannot be seen. layer: what has a higher one is drawn on top of it.
    """

    x: float
    low: float
    high: float
    left: float
    right: float
    lines: tuple[float, ...]
    label: str
    opaque: bool
    layer: int


@dataclass(frozen=True, slots=True)
class Mark:
    """One symbol, of a scatter or of a line that has symbols only. layer: as that of a box."""

    x: float
    y: float
    layer: int


def boxes(axes: Axes) -> tuple[Box, ...]:
    """The boxes on the axes, from left to right: outlines of lines, filled shapes, or rectangles off zero."""
    found: list[tuple[Outline, bool, int]] = []
    for line in axes.lines:
        path = tuple(zip(line.x, line.y, strict=False))
        if line.in_data_units and len(path) >= 5 and path[0] == path[-1] and line.style not in _NO_LINE:
            found.append((path, False, line.layer))
    for patch in axes.patches:
        if patch["kind"] == "PathPatch" and patch["in_data_units"]:
            path = tuple((float(x), float(y)) for x, y in patch["vertices"])
            found.append((path, _is_opaque(str(patch["color"])), int(patch["layer"])))
    for bar in axes.bars:
        if bar.in_data_units and bar.y != 0 and bar.width > 0:
            low, high, left, right = bar.y, bar.y + bar.height, bar.x, bar.x + bar.width
            path = ((left, low), (right, low), (right, high), (left, high), (left, low))
            found.append((path, _is_opaque(bar.color), bar.layer))
    outlines = [
        (*edges, opaque, layer) for path, opaque, layer in found if (edges := _edges(path)) is not None
    ]
    middles = sorted((left + right) / 2 for left, right, *_ in outlines)
    gaps = [b - a for a, b in pairwise(middles) if b > a]
    reach = min(gaps) / 2 if gaps else 0.5
    made = [
        Box(
            x=(left + right) / 2,
            low=low,
            high=high,
            left=left,
            right=right,
            lines=_lines_across(axes, left, right, low, high),
            label=axes.column_at((left + right) / 2, reach),
            opaque=opaque,
            layer=layer,
        )
        for left, right, low, high, opaque, layer in outlines
    ]
    return tuple(sorted(made, key=lambda box: box.x))


_NO_LINE = ("None", "none", "", " ")


def _edges(path: Outline) -> tuple[float, float, float, float] | None:
    """(left, right, low, high) of an outline that has level edges at one or two heights; None of any other."""
    level = {a[1] for a, b in pairwise(path) if a[1] == b[1] and a[0] != b[0]}
    if not 1 <= len(level) <= 2:
        return None
    across = [x for x, _ in path]
    return min(across), max(across), min(level), max(level)


def _lines_across(axes: Axes, left: float, right: float, low: float, high: float) -> tuple[float, ...]:
    """Heights of two-point level lines within the box; the ends of whiskers may be among them."""
    slack = 1e-9 * max(1.0, abs(low), abs(high))
    pieces = [(line.x, line.y) for line in axes.lines if line.in_data_units and len(line.x) == 2]
    for collection in axes.collections:
        if collection["kind"] == "LineCollection" and collection["in_data_units"]:
            pieces += [
                (tuple(x for x, _ in path), tuple(y for _, y in path))
                for path in collection["paths"]
                if len(path) == 2
            ]
    return tuple(
        y[0]
        for x, y in pieces
        if y[0] == y[1]
        and left <= sum(x) / 2 <= right
        and x[0] != x[1]
        and low - slack <= y[0] <= high + slack
    )


def _is_opaque(color: str) -> bool:
    """A fill through which nothing can be seen; see-through is an alpha of 0.9 or less."""
    return len(color) < 9 or int(color[7:9], 16) > 230


def marks(axes: Axes) -> tuple[Mark, ...]:
    """Every symbol drawn in data units: scatters, and lines drawn as symbols without a line."""
    found = [
        Mark(x, y, points.layer)
        for points in axes.points
        if points.in_data_units
        for x, y in points.xy
        if not (isnan(x) or isnan(y))  # a point with NaN is not drawn
    ]
    found += [
        Mark(x, y, line.layer)
        for line in axes.lines
        if line.in_data_units and line.style in _NO_LINE and line.marker not in _NO_LINE
        for x, y in zip(line.x, line.y, strict=False)
        if not (isnan(x) or isnan(y))
    ]
    return tuple(found)
