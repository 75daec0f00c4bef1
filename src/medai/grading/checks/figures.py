"""What a figure shows, read from the figure object in the worker: data drawn, axes, labels, scales. No pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NoReturn

from medai.grading.checks.core import _wrong_type, fail
from medai.grading.handles import Handle, is_a
from medai.grading.proxy import Solution
from medai.grading.text import clean

_MAX_PICTURE = 8 << 20


@dataclass(frozen=True, slots=True)
class Curve:
    """A line as drawn. in_data_units: False where x or y are shares of the axes, as those of axhline are."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    label: str
    style: str
    marker: str
    color: str
    drawstyle: str
    in_data_units: bool = True
    layer: int = 0  # what is drawn later lies on top


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle as drawn: left, bottom, width, height in data units."""

    x: float
    y: float
    width: float
    height: float
    color: str
    label: str
    edge: str = ""  # colour of the outline, "" where there is none
    in_data_units: bool = True
    layer: int = 0


@dataclass(frozen=True, slots=True)
class Points:
    """A scatter: (x, y) of each point in data units, with the colours used."""

    xy: tuple[tuple[float, float], ...]
    colors: tuple[str, ...]
    label: str
    in_data_units: bool = True
    layer: int = 0


@dataclass(frozen=True, slots=True)
class Mesh:
    """A heat map or image: its shape, values row by row (NaN where masked), colour map and colour limits.

    x, y: the middle of each cell in data units, empty where unknown. ramp: the colours of equally spaced values
    from low to high.
    """

    shape: tuple[int, ...]
    values: tuple[float, ...]
    cmap: str
    low: float | None
    high: float | None
    x: tuple[float, ...] = ()
    y: tuple[float, ...] = ()
    ramp: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """An entry of a legend: its words, and the colour (#rrggbbaa, "" where unknown) of its sample."""

    text: str
    color: str


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
    # other shapes: kind, vertices, color, edge, label, in_data_units, layer
    patches: tuple[dict[str, Any], ...] = field(default=())
    # line and fill collections: kind, paths, label, color, edge, in_data_units, layer
    collections: tuple[dict[str, Any], ...] = field(default=())
    keys: tuple[Key, ...] = ()  # of the plot's legend, or else of the figure's
    number: int = 0  # its place among all axes of the figure, colour bars included

    def column_at(self, x: float, reach: float) -> str:
        """The words of the tick nearest to x on the x axis, "" where none is within reach."""
        return _nearest(self.xticks, self.xticklabels, x, reach)

    def row_at(self, y: float, reach: float) -> str:
        """The words of the tick nearest to y on the y axis, "" where none is within reach."""
        return _nearest(self.yticks, self.yticklabels, y, reach)

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


def _nearest(ticks: tuple[float, ...], labels: tuple[str, ...], place: float, reach: float) -> str:
    near = [
        (abs(tick - place), label)
        for tick, label in zip(ticks, labels, strict=False)
        if abs(tick - place) < reach
    ]
    return min(near)[1] if near else ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as drawn; axes leaves out colour bars. colorbars: the label and title of each colour bar."""

    title: str
    axes: tuple[Axes, ...]
    texts: tuple[str, ...]
    colorbars: tuple[str, ...] = ()

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
    report = solution.probe("figure", handle)
    try:
        seen = _figure(report)
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError):
        fail(f"{what} is a figure that cannot be read.", "Return a plain matplotlib Figure or Axes.")
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
    first: Handle = _first(value)
    if not is_a(first, "FigureBase", "_AxesBase", "seaborn.axisgrid._BaseGrid"):
        _no_figure(value, what)
    if not is_a(first, "FigureBase"):
        first = first.figure
    return first


def _no_figure(value: Any, what: str) -> NoReturn:
    if isinstance(value, dict) and "boxes" in value:
        fail(
            f"{what} is the dict of lines that boxplot gives back, not the figure.",
            "Keep the figure, as in fig, ax = plt.subplots(), and return it.",
            kind="type",
        )
    _wrong_type(what, value, "a matplotlib Figure or Axes")


def _first(value: Any) -> Any:
    """The first of several axes, as pandas returns them, and of (figure, axes); else the value itself."""
    import numpy as np
    import pandas as pd

    if isinstance(value, pd.Series):
        value = value.to_numpy()
    if isinstance(value, np.ndarray) and value.dtype == object and value.size:
        return value.ravel()[0]
    return value[0] if isinstance(value, (list, tuple)) and value else value


def _figure(seen: Any) -> Figure:
    plots = tuple(_axes(plot, number) for number, plot in enumerate(seen["axes"]) if not plot["colorbar"])
    bars = tuple(
        " | ".join(clean(bar[key], 500) for key in ("xlabel", "ylabel", "title") if bar[key])
        for bar in seen["axes"]
        if bar["colorbar"]
    )
    return Figure(clean(seen["title"], 500), plots, _texts(seen["texts"]), bars)


def _axes(plot: dict[str, Any], number: int) -> Axes:
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
                tuple((float(x), float(y)) for x, y in p["xy"]),
                tuple(map(str, p["colors"])),
                str(p["label"]),
                bool(p["in_data_units"]),
                int(p["layer"]),
            )
            for p in plot["points"]
        ),
        meshes=tuple(_mesh(mesh) for mesh in plot["meshes"]),
        patches=tuple(plot["patches"]),
        collections=tuple(plot["collections"]),
        keys=tuple(Key(clean(key["text"], 500), str(key["color"])) for key in plot["keys"]),
        number=number,
    )


def _curve(line: dict[str, Any]) -> Curve:
    words = {key: str(line[key]) for key in ("label", "style", "marker", "color", "drawstyle")}
    return Curve(
        x=_numbers(line["x"]),
        y=_numbers(line["y"]),
        **words,
        in_data_units=bool(line["in_data_units"]),
        layer=int(line["layer"]),
    )


def _bar(bar: dict[str, Any]) -> Bar:
    x, y, width, height = _numbers(bar["box"])
    words = {key: str(bar[key]) for key in ("color", "label", "edge")}
    return Bar(
        x, y, width, height, **words, in_data_units=bool(bar["in_data_units"]), layer=int(bar["layer"])
    )


def _mesh(mesh: dict[str, Any]) -> Mesh:
    return Mesh(
        shape=tuple(mesh["shape"]),
        values=_numbers(mesh["values"]),
        cmap=clean(mesh["cmap"], 80),
        low=mesh["low"],
        high=mesh["high"],
        x=_numbers(mesh["x"]),
        y=_numbers(mesh["y"]),
        ramp=tuple(map(str, mesh["ramp"])),
    )


def _numbers(values: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _pair(values: Any) -> tuple[float, float]:
    low, high = values
    return float(low), float(high)


def _texts(texts: Any) -> tuple[str, ...]:
    return tuple(clean(text, 500) for text in texts)
