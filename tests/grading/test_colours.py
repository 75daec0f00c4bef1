"""Colours as colour-blind readers see them, and what kind a colour map is."""

from __future__ import annotations

import itertools

import matplotlib as mpl
import numpy as np
import pytest
import seaborn as sns
from matplotlib.colors import to_hex

from medai.grading import check
from medai.grading.checks.colours import DEFICIENCIES, lab, rgb

OKABE_ITO = ["#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"]


def ramp(cmap, steps=65):
    return [to_hex(color) for color in mpl.colormaps.get_cmap(cmap)(np.linspace(0, 1, steps))]


def least_difference(one, other):
    return min(check.difference(one, other, deficiency) for deficiency in (None, *DEFICIENCIES))


@pytest.mark.parametrize(
    ("color", "due"),
    [
        ("#ffffff", (100, 0, 0)),
        ("#000000", (0, 0, 0)),
        ("#ff0000", (53.24, 80.09, 67.20)),
        ("#00ff00", (87.73, -86.18, 83.18)),
        ("#0000ff", (32.30, 79.19, -107.86)),
    ],
)
def test_cielab_of_known_colours(color, due):
    assert lab(color) == pytest.approx(due, abs=0.1)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_greys_look_the_same_to_everybody(deficiency):
    for grey in ("#000000", "#808080", "#ffffff"):
        assert check.difference(grey, grey) == 0
        assert lab(grey, deficiency) == pytest.approx(lab(grey), abs=0.5)


def test_transparent_colours_are_seen_on_white():
    assert rgb("#00000080") == pytest.approx((0.498, 0.498, 0.498), abs=1e-3)
    assert check.difference("#ff000000", "#ffffff") == pytest.approx(0, abs=0.1)


def test_the_palette_of_okabe_and_ito_is_told_apart():
    check.told_apart({color: color for color in OKABE_ITO}, least=15)


@pytest.mark.parametrize(
    "colors",
    [
        ("#ff0000", "#008000"),
        ("#d62728", "#2ca02c"),
        ("#ff7f0e", "#2ca02c"),
        tuple(sns.color_palette("deep").as_hex()[2:4]),
    ],
)
def test_red_and_green_are_told_apart_by_full_colour_vision_alone(colors):
    assert check.difference(*colors) > 50
    with pytest.raises(check.CheckFailed) as caught:
        check.told_apart({"ill": colors[0], "well": colors[1]}, least=15)
    assert "colour-blind" in caught.value.feedback.why


def test_shades_that_nobody_can_tell_apart_are_said_to_be_so():
    with pytest.raises(check.CheckFailed) as caught:
        check.told_apart({"ill": "#1f77b4", "well": "#2277b0"}, least=15)
    assert "nobody" in caught.value.feedback.why


@pytest.mark.parametrize("palette", ["colorblind", "tab10"])
def test_the_first_two_colours_of_common_palettes_pass(palette):
    check.told_apart(dict(enumerate(sns.color_palette(palette).as_hex()[:2])), least=15)


@pytest.mark.parametrize(
    "name",
    [
        "PiYG",
        "PRGn",
        "BrBG",
        "PuOr",
        "RdGy",
        "RdBu",
        "RdYlBu",
        "RdYlGn",
        "coolwarm",
        "bwr",
        "seismic",
        "berlin",
        "managua",
        "vanimo",
        "icefire",
        "vlag",
    ],
)
def test_diverging_maps_are_known_in_both_directions_and_without_their_name(name):
    if name not in mpl.colormaps:
        pytest.skip("younger than this matplotlib")
    assert check.map_kind("from_list", ramp(name)) == "diverging"
    assert check.map_kind(name + "_r", ramp(name)[::-1]) == "diverging"


@pytest.mark.parametrize("steps", [5, 7, 8, 11])
def test_diverging_maps_of_few_steps_are_known(steps):
    few = sns.color_palette("vlag", steps).as_hex()
    assert check.map_kind("", [few[min(i * steps // 65, steps - 1)] for i in range(65)]) == "diverging"


@pytest.mark.parametrize(
    "name",
    [
        "viridis",
        "magma",
        "cividis",
        "Blues",
        "YlOrRd",
        "gray",
        "hot",
        "rocket",
        "mako",
        "crest",
        "flare",
        "binary",
        "copper",
    ],
)
def test_sequential_maps_are_known(name):
    assert check.map_kind(name, ramp(name)) == "sequential"


@pytest.mark.parametrize(
    "name",
    [
        "jet",
        "rainbow",
        "hsv",
        "gist_rainbow",
        "nipy_spectral",
        "turbo",
        "gist_ncar",
        "prism",
        "tab10",
        "Set1",
    ],
)
def test_rainbows_are_known_by_name_and_by_their_colours(name):
    assert check.map_kind(name, ramp(name)) == "rainbow"
    assert check.map_kind("from_list", ramp(name)) == "rainbow"


@pytest.mark.parametrize("name", ["twilight", "cool"])
def test_other_maps_are_none_of_these(name):
    assert check.map_kind(name, ramp(name)) == "other"


def test_maps_for_signs_keep_their_ends_apart_unless_red_stands_against_green():
    apart = {name: least_difference(ramp(name)[0], ramp(name)[-1]) for name in mpl.colormaps}
    safe = ["RdBu", "coolwarm", "vlag", "PuOr", "PiYG", "BrBG", "PRGn", "RdYlBu", "bwr", "seismic"]
    assert all(apart[name] > 20 for name in safe)
    assert apart["RdYlGn"] < 20


def test_the_matrices_leave_white_white():
    for matrix, row in itertools.product(DEFICIENCIES.values(), range(3)):
        assert sum(matrix[row]) == pytest.approx(1, abs=1e-5)
