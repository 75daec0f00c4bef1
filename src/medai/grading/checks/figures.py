"""What a figure shows, read from the figure object in the worker: data drawn, axes, labels, scales. No pixels."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from medai.grading.checks.core import _wrong_type, fail
from medai.grading.proxy import Handle, Solution, is_a
from medai.grading.text import clean

_MAX_PICTURE = 8 << 20


@dataclass(frozen=True, slots=True)
class Curve:
    """A line as drawn; x and y in data units."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    label: str
    style: str
    marker: str
    color: str
    drawstyle: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle as drawn: left, bottom, width, height in data units."""

    x: float
    y: float
    width: float
    height: float
    color: str
    label: str


@dataclass(frozen=True, slots=True)
class Points:
    """A scatter: (x, y) of each point in data units, with the colours used."""

    xy: tuple[tuple[float, float], ...]
    colors: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class Mesh:
    """A heat map or image: its shape, values row by row (NaN where masked), colour map and colour limits."""

    shape: tuple[int, ...]
    values: tuple[float, ...]
    cmap: str
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Axes:
    """One plot of a figure."""

    title: str
    xlabel: str
    ylabel: str
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    xscale: str
    yscale: str
    xticks: tuple[float, ...]
    yticks: tuple[float, ...]
    xticklabels: tuple[str, ...]
    yticklabels: tuple[str, ...]
    legend: tuple[str, ...]
    texts: tuple[str, ...]
    lines: tuple[Curve, ...] = ()
    bars: tuple[Bar, ...] = ()
    points: tuple[Points, ...] = ()
    meshes: tuple[Mesh, ...] = ()
    patches: tuple[dict[str, Any], ...] = field(default=())  # other shapes: kind, vertices, color, label
    collections: tuple[dict[str, Any], ...] = field(
        default=()
    )  # line and fill collections: kind, paths, label

    @property
    def words(self) -> str:
        """All text on the plot in one string."""
        return " | ".join(
            (
                self.title,
                self.xlabel,
                self.ylabel,
                *self.legend,
                *self.texts,
                *self.xticklabels,
                *self.yticklabels,
            )
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as drawn; axes leaves out colour bars."""

    title: str
    axes: tuple[Axes, ...]
    texts: tuple[str, ...]

    @property
    def words(self) -> str:
        """All text on the figure in one string."""
        return " | ".join((self.title, *self.texts, *(axes.words for axes in self.axes)))


def figure(
    solution: Solution, value: Any, *, name: str = "figure", what: str = "the result", axes: int | None = None
) -> Figure:
    """The figure that the learner returned: a matplotlib Figure or Axes, or a seaborn grid.

    name: under which the picture is kept for the learner to look at. axes: how many plots it must hold at least.
    """
    handle = _figure_handle(value, what)
    seen = _figure(solution.probe("figure", handle))
    if name not in solution.pictures:
        picture = solution.probe("picture", handle)
        if isinstance(picture, bytes) and len(picture) <= _MAX_PICTURE:
            solution.pictures[name] = picture
    if not seen.axes:
        fail(f"{what} is a figure without any plot in it.", "Draw on its axes before you return it.")
    if axes is not None and len(seen.axes) < axes:
        fail(f"{what} holds {len(seen.axes)} plots, where {axes} are due.")
    return seen


def _figure_handle(value: Any, what: str) -> Handle:
    if not is_a(value, "FigureBase", "_AxesBase", "seaborn.axisgrid._BaseGrid"):
        _wrong_type(what, value, "a matplotlib Figure or Axes")
    handle: Handle = value if is_a(value, "FigureBase") else value.figure
    return handle


def _figure(seen: Any) -> Figure:
    plots = tuple(_axes(plot) for plot in seen["axes"] if not plot["colorbar"])
    return Figure(clean(seen["title"], 500), plots, _texts(seen["texts"]))


def _axes(plot: dict[str, Any]) -> Axes:
    return Axes(
        title=clean(plot["title"], 500),
        xlabel=clean(plot["xlabel"], 500),
        ylabel=clean(plot["ylabel"], 500),
        xlim=_pair(plot["xlim"]),
        ylim=_pair(plot["ylim"]),
        xscale=str(plot["xscale"]),
        yscale=str(plot["yscale"]),
        xticks=_numbers(plot["xticks"]),
        yticks=_numbers(plot["yticks"]),
        xticklabels=_texts(plot["xticklabels"]),
        yticklabels=_texts(plot["yticklabels"]),
        legend=_texts(plot["legend"]),
        texts=_texts(plot["texts"]),
        lines=tuple(_curve(line) for line in plot["lines"]),
        bars=tuple(_bar(bar) for bar in plot["bars"]),
        points=tuple(
            Points(
                tuple((float(x), float(y)) for x, y in p["xy"]), tuple(map(str, p["colors"])), str(p["label"])
            )
            for p in plot["points"]
        ),
        meshes=tuple(
            Mesh(tuple(m["shape"]), tuple(m["values"]), str(m["cmap"]), m["low"], m["high"])
            for m in plot["meshes"]
        ),
        patches=tuple(plot["patches"]),
        collections=tuple(plot["collections"]),
    )


def _curve(line: dict[str, Any]) -> Curve:
    words = {key: str(line[key]) for key in ("label", "style", "marker", "color", "drawstyle")}
    return Curve(x=_numbers(line["x"]), y=_numbers(line["y"]), **words)


def _bar(bar: dict[str, Any]) -> Bar:
    x, y, width, height = _numbers(bar["box"])
    return Bar(x, y, width, height, str(bar["color"]), str(bar["label"]))


def _numbers(values: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _pair(values: Any) -> tuple[float, float]:
    low, high = values
    return float(low), float(high)


def _texts(texts: Any) -> tuple[str, ...]:
    return tuple(clean(text, 500) for text in texts)


def names_quantity(label: str, quantity: str, unit: str | None, *, which: str, next_step: str = "") -> None:
    """The axis label names the quantity (a regular expression, case ignored) and its unit, such as mg/dL."""
    if not re.search(quantity, label, re.IGNORECASE):
        shown = repr(label) if label else "empty"
        fail(
            f"The {which} label is {shown}: it does not say what is measured.",
            next_step or f"Label the {which}.",
        )
    if unit is not None:
        squeezed = re.sub(r"[\s$\\{}^]", "", label).lower().replace("²", "2")
        if re.sub(r"\s", "", unit).lower().replace("²", "2") not in squeezed:
            fail(
                f"The {which} label {label!r} gives no unit; a number without its unit is no measurement.",
                next_step or f"Put the unit in the label: {unit}.",
            )
