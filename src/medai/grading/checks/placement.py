"""Where on a figure its words stand, and what its legends say: for tables and row names drawn as text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from medai.grading.checks.core import fail
from medai.grading.checks.figures import Figure, _figure_handle
from medai.grading.proxy import Handle, Solution, is_a, is_handle
from medai.grading.text import clean

_MOST = 2000  # artists of a figure that are looked at


@dataclass(frozen=True, slots=True)
class PlacedText:
    """One line of text. left, right and middle (its height) in pixels, from the lower left corner."""

    text: str
    left: float
    right: float
    middle: float
    in_legend: bool = False

    @property
    def centre(self) -> float:
        """Halfway between left and right."""
        return (self.left + self.right) / 2


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A line of a legend: its words, and colour (#rrggbb, "" where unknown) and line style of its sample."""

    text: str
    color: str
    style: str


def axes_handles(figure: Figure, value: Any, what: str = "the result") -> list[Handle]:
    """The axes in the worker of each plot of figure = check.figure(solution, value), in the same order.

    So what is a colour bar, and thus no plot, is decided once, where the figure was read. That also laid it out.
    """
    found = _figure_handle(value, what).axes
    count = len(found) if isinstance(found, list) else 0
    if any(axes.number >= count or not is_handle(found[axes.number]) for axes in figure.axes):
        fail("The figure does not say where its parts are.", "Return a plain matplotlib Figure or Axes.")
    return [found[axes.number] for axes in figure.axes]


def pixels(axes: Handle, points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points in data units of the axes as pixels."""
    wanted = [[float(x), float(y)] for x, y in points]
    return [(x, y) for x, y in _plain(axes.transData.transform(wanted), (len(wanted), 2))]


def placed_texts(value: Any, what: str = "the result") -> tuple[PlacedText, ...]:
    """Every visible line of text on the figure: titles, labels, tick labels, texts, cells of tables."""
    _lay_out(value, what)
    artists = _artists(value, what)
    legends = [_box(artist) for artist in artists if is_a(artist, "Legend")]
    found: list[PlacedText] = []
    cells = [artist.get_text() for artist in artists if is_a(artist, "matplotlib.table.Cell")]
    for artist in (*artists, *cells):  # a cell does not count its text among its children
        if not is_a(artist, "Text"):
            continue
        words = artist.get_text()
        if not isinstance(words, str) or not words.strip() or artist.get_visible() is not True:
            continue
        left, low, right, high = _box(artist)
        inside = any(a <= (left + right) / 2 <= c and b <= (low + high) / 2 <= d for a, b, c, d in legends)
        lines = [clean(words, 4000)]
        if (
            "\n" in lines[0] and artist.get_rotation() == 0
        ):  # asked only where it matters: each question is a trip
            lines = lines[0].split("\n")
        step = (high - low) / len(lines)
        found += [
            PlacedText(line.strip(), left, right, high - step * (number + 0.5), inside)
            for number, line in enumerate(lines)
            if line.strip()
        ]
    return tuple(found)


def legend_entries(solution: Solution, value: Any, what: str = "the result") -> tuple[LegendEntry, ...]:
    """The entries of all legends of the figure and its axes."""
    found: list[LegendEntry] = []
    for legend in (artist for artist in _artists(value, what) if is_a(artist, "Legend")):
        texts, samples = legend.get_texts(), legend.legend_handles
        for text, sample in zip(texts, [*samples, *[None] * len(texts)], strict=False):
            color, style = _look(solution, sample)
            found.append(LegendEntry(clean(text.get_text(), 500), color, style))
    return tuple(found)


def _lay_out(value: Any, what: str) -> None:
    """Places are known once the figure was drawn; the canvas of a bare Figure() draws nothing by itself."""
    _figure_handle(value, what).figure.draw_without_rendering()


def _artists(value: Any, what: str) -> list[Handle]:
    found = _figure_handle(value, what).findobj()
    return [artist for artist in found[:_MOST] if is_handle(artist)] if isinstance(found, list) else []


def _box(artist: Handle) -> tuple[float, float, float, float]:
    left, low, right, high = _plain(artist.get_window_extent().extents, (4,))
    return left, low, right, high


def _plain(numbers: Any, shape: tuple[int, ...]) -> Any:
    """The array as lists of floats; a figure whose methods were replaced by others fails here."""
    import numpy as np

    if not isinstance(numbers, np.ndarray) or numbers.shape != shape or numbers.dtype.kind != "f":
        fail("The figure does not say where its parts are.", "Return a plain matplotlib Figure or Axes.")
    return numbers.tolist()


def _look(solution: Solution, sample: Any) -> tuple[str, str]:
    if is_a(sample, "Line2D"):
        if sample.get_linestyle() == "None" and sample.get_marker() != "None":
            return _hex(solution, sample.get_markerfacecolor()), ""
        return _hex(solution, sample.get_color()), str(sample.get_linestyle())
    if is_a(sample, "LineCollection"):
        return _hex(solution, sample.get_color()), ""
    if is_a(sample, "Patch", "Collection"):
        return _hex(solution, sample.get_facecolor()), ""
    return "", ""


def _hex(solution: Solution, color: Any) -> str:
    import numpy as np

    if isinstance(color, np.ndarray) and color.ndim == 2:
        if not len(color):
            return ""
        color = color[0]
    if isinstance(color, np.ndarray):
        color = tuple(float(part) for part in color)
    if not isinstance(color, (str, tuple)):
        return ""
    named = solution.library("matplotlib.colors.to_hex", color)
    return named if isinstance(named, str) else ""
