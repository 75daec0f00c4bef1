"""Heat maps as drawn: the number in each cell, found by the names on the axes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from medai.grading.checks.figures import Axes, Mesh


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. row, column: the words of the ticks beside it, "" where it has none. value: NaN where masked."""

    row: str
    column: str
    value: float


def heat_map(axes: Axes) -> Mesh | None:
    """The largest map of numbers on the axes, or None."""
    maps = [mesh for mesh in axes.meshes if mesh.x and len(mesh.x) == len(mesh.values)]
    return max(maps, key=lambda mesh: len(mesh.values), default=None)


def cells(axes: Axes, mesh: Mesh) -> tuple[Cell, ...]:
    """Each cell of the map with the names of its row and column."""
    reach_x, reach_y = _half_step(mesh.x), _half_step(mesh.y)
    columns = {x: axes.column_at(x, reach_x) for x in set(mesh.x)}
    rows = {y: axes.row_at(y, reach_y) for y in set(mesh.y)}
    return tuple(
        Cell(rows[y], columns[x], value) for x, y, value in zip(mesh.x, mesh.y, mesh.values, strict=True)
    )


def _half_step(places: tuple[float, ...]) -> float:
    ordered = sorted(set(places))
    steps = [b - a for a, b in pairwise(ordered) if b - a > 1e-9]
    return min(steps) / 2 if steps else 0.5
