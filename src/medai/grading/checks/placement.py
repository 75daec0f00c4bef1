"""Where on a figure its words stand, and what its legends say: for tables and row names drawn as text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from medai.grading.checks.core import fail
from medai.grading.checks.figures import Figure, _figure_handle
from medai.grading.handles import Handle, is_a, is_handle
from medai.grading.proxy import Solution
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
        _unreadable()
    return [found[axes.number] for axes in figure.axes]


def pixels(axes: Handle, points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points in data units of the axes as pixels."""
    wanted = [[float(x), float(y)] for x, y in points]
    return [(x, y) for x, y in _plain(axes.transData.transform(wanted), (len(wanted), 2))]


def placed_texts(solution: Solution, value: Any, what: str = "the result") -> tuple[PlacedText, ...]:
    """Every visible line of text on the figure: titles, labels, tick labels, texts, cells of tables."""
    told = solution.probe("texts", _figure_handle(value, what))
    try:
        legends = [_box(edges) for edges in told["legends"]]
        texts = [(clean(words, 4000), _box(edges), bool(turned)) for words, edges, turned in told["texts"]]
    except (AttributeError, KeyError, TypeError, ValueError):
        _unreadable()
    found: list[PlacedText] = []
    for words, (left, low, right, high), turned in texts:
        inside = any(a <= (left + right) / 2 <= c and b <= (low + high) / 2 <= d for a, b, c, d in legends)
        lines = [words] if turned else words.split("\n")
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


def _artists(value: Any, what: str) -> list[Handle]:
    found = _figure_handle(value, what).findobj()
    return [artist for artist in found[:_MOST] if is_handle(artist)] if isinstance(found, list) else []


def _box(edges: Any) -> tuple[float, float, float, float]:
    left, low, right, high = (float(edge) for edge in edges)
    return left, low, right, high


def _unreadable() -> NoReturn:
    fail("The figure does not say where its parts are.", "Return a plain matplotlib Figure or Axes.")


def _plain(numbers: Any, shape: tuple[int, ...]) -> Any:
    """The array as lists of floats; a figure whose methods were replaced by others fails here."""
    import numpy as np

    if not isinstance(numbers, np.ndarray) or numbers.shape != shape or numbers.dtype.kind != "f":
        _unreadable()
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
