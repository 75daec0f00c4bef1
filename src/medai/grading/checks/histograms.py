"""Histograms as drawn, whichever library drew them: bars, filled steps, or the outline of steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from medai.grading.checks.colours import difference
from medai.grading.checks.figures import Axes

_SAME = 4.0  # colours that differ by less in CIELAB are one colour


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar: from left to right in data units, from base up to top."""

    left: float
    right: float
    base: float
    top: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """The bars of one colour (#rrggbb, without its transparency), and what the legend says of that colour."""

    color: str
    label: str
    bins: tuple[Bin, ...]

    @property
    def edges(self) -> tuple[float, ...]:
        """The edges of its bins, ascending."""
        return tuple(sorted({edge for each in self.bins for edge in (each.left, each.right)}))


def histograms(axes: Axes) -> tuple[Histogram, ...]:
    """The histograms on the axes, one a colour, in the order drawn. Bins without patients may be absent."""
    pieces = [*_bars(axes), *_shapes(axes)]
    filled = {color for color, _ in pieces}
    for line in axes.lines:  # seaborn's unfilled steps; beside a filled shape a line is its outline
        color = line.color[:7]
        if line.in_data_units and line.drawstyle.startswith("steps") and color not in filled:
            pieces.append((color, tuple(_steps(line.x, line.y, line.drawstyle))))
    by_color: dict[str, list[Bin]] = {}
    for color, bins in pieces:
        known = next((other for other in by_color if difference(other, color) < _SAME), color)
        by_color.setdefault(known, []).extend(bins)
    return tuple(
        Histogram(color, _said_of(axes, color), tuple(sorted(set(bins), key=lambda each: each.left)))
        for color, bins in by_color.items()
        if bins
    )


def _said_of(axes: Axes, color: str) -> str:
    near = [(difference(key.color[:7], color), key.text) for key in axes.keys if key.color]
    best = min(near, default=(_SAME, ""))
    return best[1] if best[0] < _SAME else ""


def _seen(color: str, edge: str) -> str:
    """The colour of a shape: that of its fill, or of its outline where it is not filled."""
    empty = not color or (len(color) == 9 and color.endswith("00"))
    return (edge if empty else color)[:7]


def _bars(axes: Axes) -> Iterable[tuple[str, tuple[Bin, ...]]]:
    for bar in axes.bars:
        color = _seen(bar.color, bar.edge)
        if color and bar.in_data_units and bar.width:
            left, right = sorted((bar.x, bar.x + bar.width))
            yield color, (Bin(left, right, bar.y, bar.y + bar.height),)


def _shapes(axes: Axes) -> Iterable[tuple[str, tuple[Bin, ...]]]:
    for patch in axes.patches:
        color = _seen(str(patch["color"]), str(patch["edge"]))
        if color and patch["in_data_units"] and patch["kind"] in ("Polygon", "StepPatch"):
            yield color, tuple(_level_tops([patch["vertices"]]))
    for collection in axes.collections:
        color = _seen(str(collection["color"]), str(collection["edge"]))
        if color and collection["in_data_units"] and "PolyCollection" in collection["kind"]:
            yield color, tuple(_level_tops(collection["paths"]))


def _level_tops(paths: Sequence[Sequence[Sequence[float]]]) -> Iterable[Bin]:
    """The level pieces of outlines made of steps; what lies on zero is the base. A curve has none.

    Where two pieces lie over each other, as in a stack of filled steps, the lower one is the base.
    """
    for path in paths:
        pairs = list(pairwise(path))
        moving = [(a, b) for a, b in pairs if a[0] != b[0]]
        if any(a[1] != b[1] for a, b in moving):
            continue  # sloping: a density curve, not a histogram
        pieces: dict[tuple[float, float], list[float]] = {}
        for a, b in moving:
            pieces.setdefault((min(a[0], b[0]), max(a[0], b[0])), []).append(a[1])
        for (left, right), heights in pieces.items():
            base = min(heights) if len(heights) > 1 else 0.0
            if max(heights, key=abs) != 0:
                yield Bin(left, right, base, max(heights, key=abs))


def _steps(x: Sequence[float], y: Sequence[float], drawstyle: str) -> Iterable[Bin]:
    if drawstyle == "steps-mid":
        return
    heights = y[:-1] if drawstyle == "steps-post" else y[1:]
    for left, right, height in zip(x, x[1:], heights, strict=False):
        if right > left and height != 0:
            yield Bin(left, right, 0.0, height)
