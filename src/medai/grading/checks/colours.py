"""Colours as people see them, those who confuse red and green too; and what a colour map says about its values."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from medai.grading.checks.core import fail

# How the red, green and blue light of a screen looks to someone without one kind of cone (severity 1.0):
# Machado, Oliveira, Fernandes: A physiologically-based model for simulation of color vision deficiency.
# IEEE Transactions on Visualization and Computer Graphics 2009; 15: 1291-1298. doi:10.1109/TVCG.2009.113
DEFICIENCIES: Mapping[str, tuple[tuple[float, float, float], ...]] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}

# Linear sRGB to CIE XYZ under daylight (D65), IEC 61966-2-1.
_TO_XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
_WHITE = (0.9505, 1.0, 1.089)

RAINBOWS = frozenset(
    (
        *("jet", "rainbow", "hsv", "gist_rainbow", "nipy_spectral", "gist_ncar", "turbo", "prism", "flag"),
        *("gist_stern", "brg", "hls", "husl"),
    )
)
_TURN = 6.0  # a fall or rise in lightness (0 to 100) that is smaller than this does not count as one
_NEUTRAL = 45.0  # the middle of a diverging map is paler than this: white, grey, or a pale yellow (chroma 38)

Array = Any  # an array of floats; numpy is imported late


def rgb(color: str) -> tuple[float, float, float]:
    """A colour #rrggbb or #rrggbbaa as red, green, blue from 0 to 1, as it looks on white paper."""
    parts = [int(color[i : i + 2], 16) / 255 for i in range(1, len(color), 2)]
    alpha = parts[3] if len(parts) > 3 else 1.0
    red, green, blue = (alpha * part + 1 - alpha for part in parts[:3])
    return red, green, blue


def lab(color: str, deficiency: str | None = None) -> tuple[float, float, float]:
    """CIELAB: lightness 0 to 100, red against green, yellow against blue; as seen with that deficiency."""
    import numpy as np

    encoded = np.array(rgb(color))
    light = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    if deficiency is not None:
        light = np.clip(np.array(DEFICIENCIES[deficiency]) @ light, 0, 1)
    ratio = np.array(_TO_XYZ) @ light / np.array(_WHITE)
    x, y, z = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return float(116 * y - 16), float(500 * (x - y)), float(200 * (y - z))


def difference(one: str, other: str, deficiency: str | None = None) -> float:
    """How far apart two colours look: their distance in CIELAB (CIE 1976). 2 is just visible, 100 black to white."""
    a, b = lab(one, deficiency), lab(other, deficiency)
    return float(sum((p - q) ** 2 for p, q in zip(a, b, strict=True)) ** 0.5)


def told_apart(colors: Mapping[str, str], *, least: float, next_step: str = "") -> None:
    """Fails where two of the colours (by what they stand for) look too alike to some reader."""
    for one, other in itertools.combinations(colors, 2):
        plain = difference(colors[one], colors[other])
        if plain < least:
            fail(
                f"{one!r} and {other!r} have nearly the same colour (a difference of {plain:.0f} in CIELAB, where "
                f"{least:g} is due): nobody can tell them apart.",
                next_step or "Take colours of a colour-blind safe palette, and do not make them too pale.",
                shown=f"{_opaque(colors[one])} and {_opaque(colors[other])}",
            )
        for deficiency in DEFICIENCIES:
            seen = difference(colors[one], colors[other], deficiency)
            if seen < least:
                fail(
                    f"The colours of {one!r} and {other!r} look alike to a colour-blind reader: with {deficiency} "
                    f"they differ by {seen:.0f} in CIELAB, where {least:g} is due (in full colour {plain:.0f}). "
                    "About one man in twelve confuses red and green.",
                    next_step or "Take blue and orange, or another colour-blind safe palette.",
                    shown=f"{_opaque(colors[one])} and {_opaque(colors[other])}",
                    kind="misconception",
                )


def _opaque(color: str) -> str:
    return "#" + "".join(f"{round(255 * part):02x}" for part in rgb(color))


def map_kind(name: str, ramp: Sequence[str]) -> str:
    """What kind of colour map this is: "diverging", "sequential", "rainbow" or "other".

    ramp: its colours at equal steps. sequential: lightness only rises or only falls. diverging: it rises to the
    middle and falls again (or the reverse), the middle is pale or grey, and the ends differ in hue. rainbow: known by
    name, or its lightness goes up and down in any other way while it runs through many hues.
    """
    import numpy as np

    if name.removesuffix("_r") in RAINBOWS:
        return "rainbow"
    colors = np.array([lab(color) for color in ramp])
    if len(colors) < 3:
        return "other"
    lightness, chroma = colors[:, 0], np.hypot(colors[:, 1], colors[:, 2])
    turns = _turns(lightness)
    if not turns:
        return "sequential" if abs(lightness[-1] - lightness[0]) > _TURN else "other"
    level = np.flatnonzero(np.abs(lightness - lightness[turns[0]]) < 0.5)  # a map of few steps is level there
    middle = float(level.mean()) / (len(ramp) - 1)
    if len(turns) == 1 and 0.4 <= middle <= 0.6 and chroma[turns[0]] < _NEUTRAL:
        apart = float(np.hypot(*(colors[0, 1:] - colors[-1, 1:])))
        return "diverging" if apart > 20 else "other"
    hues = np.unwrap(np.arctan2(colors[:, 2], colors[:, 1])[chroma > 20])
    return "rainbow" if len(hues) and np.ptp(hues) > np.pi else "other"


def _turns(lightness: Array) -> list[int]:
    """Where lightness turns from rising to falling or back by more than _TURN: positions of the extremes."""
    turns: list[int] = []
    low = high = 0  # positions of the darkest and the lightest colour since the last turn
    heading = 0
    for here, value in enumerate(lightness):
        if heading >= 0 and value < lightness[high] - _TURN:
            turns += [high] if heading else []
            heading, low = -1, here
        elif heading <= 0 and value > lightness[low] + _TURN:
            turns += [low] if heading else []
            heading, high = 1, here
        low = here if value < lightness[low] else low
        high = here if value > lightness[high] else high
    return turns
