"""The same plot drawn with matplotlib, seaborn and pandas is read alike, through the sandbox."""

from __future__ import annotations

import math
import textwrap

import numpy as np
import pandas as pd
import pytest

from medai.grading import check
from medai.grading.assignment import CallLimits
from medai.grading.checks.labels import spelled
from medai.grading.forkserver import Zygote
from medai.grading.link import Link, Output, Place
from medai.grading.proxy import Solution

LIMITS = CallLimits(call_seconds=20, import_seconds=20, memory_mb=1500)
IMPORTS = """\
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns

"""


@pytest.fixture(scope="module")
def zygote():
    with Zygote(("pandas", "matplotlib.pyplot", "seaborn")) as warm:
        yield warm


@pytest.fixture
def drawn(zygote):
    """Draws with a function body of table and returns what check.figure reads of it."""
    opened: list[Solution] = []

    def draw(body: str, table: pd.DataFrame) -> check.Figure:
        source = IMPORTS + "def draw(table):\n" + textwrap.indent(textwrap.dedent(body), "    ")
        place = Place({"week07/drawn.py": source.encode()}, {})
        request = ("load", source, "week07/drawn.py", "drawn")
        solution = Solution(lambda: Link(zygote, LIMITS, place, 1, Output()).arrive(), request, 20.0)
        opened.append(solution)
        return check.figure(solution, solution.draw(table))

    yield draw
    for solution in opened:
        solution.close()


@pytest.fixture
def patients() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    group = np.repeat(["a", "b"], [40, 25])
    return pd.DataFrame({"group": group, "value": (100 + 15 * rng.normal(size=65)).round(1)})


def by_group(table: pd.DataFrame) -> dict[str, np.ndarray]:
    return {name: part["value"].to_numpy() for name, part in table.groupby("group")}


BOXES = {
    "matplotlib": """\
        fig, ax = plt.subplots()
        groups = [part["value"] for _, part in table.groupby("group")]
        ax.boxplot(groups, tick_labels=["a", "b"], showfliers=False)
        for place, values in enumerate(groups, start=1):
            ax.scatter(np.full(len(values), place), values)
        return fig
    """,
    "matplotlib, filled": """\
        fig, ax = plt.subplots()
        groups = [part["value"] for _, part in table.groupby("group")]
        for place, values in enumerate(groups, start=1):
            ax.plot(np.full(len(values), place), values, "o", zorder=1)
        ax.boxplot(groups, tick_labels=["a", "b"], showfliers=False, patch_artist=True, notch=True)
        return ax
    """,
    "seaborn": """\
        ax = sns.boxplot(table, x="group", y="value", showfliers=False)
        sns.stripplot(table, x="group", y="value", ax=ax)
        return ax
    """,
    "seaborn, unfilled": """\
        ax = sns.boxplot(table, x="group", y="value", hue="group", fill=False, fliersize=0)
        sns.swarmplot(table, x="group", y="value", ax=ax)
        return ax.figure
    """,
    "seaborn's grid": """\
        grid = sns.catplot(table, x="group", y="value", kind="box", showfliers=False)
        grid.map_dataframe(sns.stripplot, x="group", y="value")
        return grid
    """,
    "pandas": """\
        ax = table.boxplot(column="value", by="group", showfliers=False)
        table.assign(place=table["group"].map({"a": 1, "b": 2})).plot.scatter(x="place", y="value", ax=ax)
        ax.set_xticks([1, 2], ["a", "b"])
        return ax
    """,
}


@pytest.mark.parametrize("style", BOXES)
def test_a_box_plot_has_the_same_boxes_and_points_in_every_style(drawn, patients, style):
    (axes,) = drawn(BOXES[style], patients).axes
    boxes, marks = check.boxes(axes), check.marks(axes)
    assert [box.label for box in boxes] == ["a", "b"]
    for box, values in zip(boxes, by_group(patients).values(), strict=True):
        low, median, high = np.percentile(values, [25, 50, 75])
        assert (box.low, box.high) == pytest.approx((low, high))
        assert any(line == pytest.approx(median) for line in box.lines)
        near = sorted(mark.y for mark in marks if abs(mark.x - box.x) < 0.5)
        assert near == pytest.approx(sorted(values))


def test_points_below_a_filled_box_are_hidden_and_above_it_are_not(drawn, patients):
    (axes,) = drawn(BOXES["matplotlib, filled"], patients).axes
    box = check.boxes(axes)[0]
    assert box.opaque
    assert all(mark.layer < box.layer for mark in check.marks(axes))
    (axes,) = drawn(BOXES["seaborn"], patients).axes
    assert all(mark.layer > check.boxes(axes)[0].layer for mark in check.marks(axes))


def test_a_bar_from_zero_and_a_band_over_the_plot_are_no_boxes(drawn, patients):
    (axes,) = drawn(
        """\
        ax = sns.barplot(table, x="group", y="value")
        ax.axvspan(0.2, 0.4)
        ax.axhline(3)
        return ax
        """,
        patients,
    ).axes
    assert check.boxes(axes) == ()
    assert sum(bar.in_data_units for bar in axes.bars) == 2
    assert [line.in_data_units for line in axes.lines if line.y == (3, 3)] == [False]


EDGES = "edges = np.linspace(table['value'].min(), table['value'].max(), 9)\n"
HISTOGRAMS = {
    "matplotlib": """\
        fig, ax = plt.subplots()
        for (name, part), colour in zip(table.groupby("group"), ["#0072b2", "#e69f00"]):
            ax.hist(part["value"], bins=edges, density=True, color=colour, alpha=0.5, label=name)
        ax.legend()
        return fig
    """,
    "matplotlib, steps": """\
        fig, ax = plt.subplots()
        for (name, part), colour in zip(table.groupby("group"), ["#0072b2", "#e69f00"]):
            ax.hist(part["value"], bins=edges, density=True, color=colour, histtype="step", label=name)
        fig.legend()
        return fig
    """,
    "matplotlib, stairs": """\
        fig, ax = plt.subplots()
        for (name, part), colour in zip(table.groupby("group"), ["#0072b2", "#e69f00"]):
            heights = np.histogram(part["value"], bins=edges, density=True)[0]
            ax.stairs(heights, edges, fill=True, color=colour, alpha=0.3, label=name)
        ax.legend()
        return ax
    """,
    "matplotlib, a line of steps": """\
        for (name, part), colour in zip(table.groupby("group"), ["#0072b2", "#e69f00"]):
            heights = np.histogram(part["value"], bins=edges, density=True)[0]
            plt.step(edges, [0, *heights], where="pre", color=colour, label=name)
        plt.legend()
        return plt.gcf()
    """,
    "seaborn": """\
        return sns.histplot(table, x="value", hue="group", bins=edges, stat="density", common_norm=False,
                            palette=["#0072b2", "#e69f00"], kde=True)
    """,
    "seaborn, steps": """\
        return sns.histplot(table, x="value", hue="group", bins=edges, stat="density", common_norm=False,
                            palette=["#0072b2", "#e69f00"], element="step")
    """,
    "seaborn, outlines": """\
        return sns.histplot(table, x="value", hue="group", bins=edges, stat="density", common_norm=False,
                            palette=["#0072b2", "#e69f00"], element="step", fill=False)
    """,
    "seaborn's grid": """\
        return sns.displot(table, x="value", hue="group", bins=edges, stat="density", common_norm=False,
                           palette=["#0072b2", "#e69f00"], fill=False)
    """,
    "pandas": """\
        wide = pd.DataFrame({name: part["value"].reset_index(drop=True) for name, part in table.groupby("group")})
        return wide.plot.hist(bins=edges, density=True, alpha=0.5, color=["#0072b2", "#e69f00"])
    """,
}


@pytest.mark.parametrize("style", HISTOGRAMS)
def test_histograms_have_the_same_bins_colours_and_names_in_every_style(drawn, patients, style):
    (axes,) = drawn(textwrap.indent(EDGES, " " * 8) + HISTOGRAMS[style], patients).axes
    found = {histogram.label: histogram for histogram in check.histograms(axes)}
    assert {name: each.color for name, each in found.items()} == {"a": "#0072b2", "b": "#e69f00"}
    edges = np.linspace(patients["value"].min(), patients["value"].max(), 9)
    for name, values in by_group(patients).items():
        due = dict(zip(edges[:-1].round(6), np.histogram(values, bins=edges, density=True)[0], strict=True))
        have = {round(each.left, 6): each.top for each in found[name].bins}
        assert {left: top for left, top in have.items() if top} == pytest.approx(
            {left: top for left, top in due.items() if top}
        )
        assert all(each.base == 0 for each in found[name].bins)


def test_a_density_curve_is_no_histogram_and_a_stack_shows_its_bases(drawn, patients):
    (axes,) = drawn('return sns.kdeplot(table, x="value", hue="group", fill=True)\n', patients).axes
    assert check.histograms(axes) == ()
    for element in ("bars", "step"):
        body = f'return sns.histplot(table, x="value", hue="group", multiple="stack", bins=8, element="{element}")\n'
        (axes,) = drawn(body, patients).axes
        stacked = [each for histogram in check.histograms(axes) for each in histogram.bins]
        assert any(each.base > 0 for each in stacked)
        spans = {}  # the pieces of a stack lie on one another, none within another
        for each in sorted(stacked, key=lambda one: one.base):
            place = round((each.left + each.right) / 2, 6)
            assert each.base == pytest.approx(spans.get(place, 0.0))
            spans[place] = each.top


MAPS = {
    "imshow": """\
        fig, ax = plt.subplots()
        image = ax.imshow(table.where(np.tri(3, k=-1) == 1), cmap="RdBu_r", vmin=-1, vmax=1)
        ax.set_xticks(range(3), table.columns)
        ax.set_yticks(range(3), table.index)
        fig.colorbar(image, label="correlation")
        return fig
    """,
    "imshow from the bottom": """\
        fig, ax = plt.subplots()
        image = ax.imshow(table.where(np.tri(3, k=-1) == 1), cmap="RdBu_r", vmin=-1, vmax=1, origin="lower",
                          extent=(0, 30, 0, 30))
        ax.set_xticks([5, 15, 25], table.columns)
        ax.set_yticks([5, 15, 25], table.index)
        fig.colorbar(image, cax=fig.add_axes([0.9, 0.1, 0.02, 0.8]), label="correlation")
        return fig
    """,
    "matshow": """\
        fig, ax = plt.subplots()
        image = ax.matshow(table.where(np.tri(3, k=-1) == 1), cmap="RdBu_r", vmin=-1, vmax=1)
        ax.set_xticks(range(3), table.columns)
        ax.set_yticks(range(3), table.index)
        plt.colorbar(image).ax.set_title("correlation")
        return fig
    """,
    "pcolormesh": """\
        fig, ax = plt.subplots()
        edges = np.arange(4)
        mesh = ax.pcolormesh(edges, edges, table.where(np.tri(3, k=-1) == 1), cmap="RdBu_r", vmin=-1, vmax=1)
        ax.set_xticks([0.5, 1.5, 2.5], table.columns)
        ax.set_yticks([0.5, 1.5, 2.5], table.index)
        fig.colorbar(mesh, location="bottom", label="correlation")
        return fig
    """,
    "pcolor": """\
        fig, ax = plt.subplots()
        mesh = ax.pcolor(table.where(np.tri(3, k=-1) == 1), cmap="RdBu_r", vmin=-1, vmax=1)
        ax.set_xticks([0.5, 1.5, 2.5], table.columns)
        ax.set_yticks([0.5, 1.5, 2.5], table.index)
        fig.colorbar(mesh, label="correlation")
        return fig
    """,
    "seaborn": """\
        return sns.heatmap(table, mask=np.triu(np.ones((3, 3), dtype=bool)), cmap="RdBu_r", vmin=-1, vmax=1, annot=True,
                           cbar_kws={"label": "correlation"})
    """,
}


@pytest.mark.parametrize("style", MAPS)
def test_a_heat_map_has_the_same_cells_and_colours_in_every_style(drawn, style):
    names = ["age", "bmi", "glucose"]
    table = pd.DataFrame([[1, 0.5, -0.25], [0.5, 1, 0.75], [-0.25, 0.75, 1]], index=names, columns=names)
    seen = drawn(MAPS[style], table)
    (axes,) = seen.axes
    assert seen.colorbars == ("correlation",)
    mesh = check.heat_map(axes)
    assert mesh is not None
    cells = {(each.row, each.column): each.value for each in check.cells(axes, mesh)}
    shown = {key: value for key, value in cells.items() if not math.isnan(value)}
    assert shown == {("bmi", "age"): 0.5, ("glucose", "age"): -0.25, ("glucose", "bmi"): 0.75}
    assert (mesh.low, mesh.high) == (-1, 1)
    assert check.map_kind(mesh.cmap, mesh.ramp) == "diverging"


def test_a_norm_that_is_not_centred_shows_in_the_colours(drawn):
    table = pd.DataFrame(np.linspace(-1, 1, 9).reshape(3, 3))
    (axes,) = drawn(
        """\
        from matplotlib.colors import TwoSlopeNorm
        return plt.imshow(table, cmap="RdBu_r", norm=TwoSlopeNorm(0.5, -1, 1)).axes
        """,
        table,
    ).axes
    mesh = check.heat_map(axes)
    assert check.map_kind(mesh.cmap, mesh.ramp) == "other"


def test_invisible_things_are_not_seen(drawn, patients):
    (axes,) = drawn(
        """\
        ax = sns.boxplot(table, x="group", y="value", showfliers=False)
        sns.stripplot(table, x="group", y="value", ax=ax)
        ax.collections[1].set_visible(False)
        ax.plot([0], [100], marker="o", markersize=0, linestyle="")
        return ax
        """,
        patients,
    ).axes
    assert len(check.marks(axes)) == 40


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("plt.plot([1, 2])", "nothing was returned"),
        ("fig, ax = plt.subplots()\nreturn ax.boxplot([[1, 2]])", "dict of lines"),
        ("return plt", "module"),
        ("return 'box'", "str"),
        ("return plt.figure()", "without any plot"),
    ],
)
def test_what_is_no_figure_is_refused_in_words(drawn, patients, body, words):
    with pytest.raises(check.CheckFailed) as caught:
        drawn(body + "\n", patients)
    assert words in caught.value.feedback.why


@pytest.mark.parametrize(
    "body",
    [
        "return plt.subplots(1, 2)",
        "return plt.subplots(1, 2)[1]",
        "return table.groupby('group').boxplot()",
        "return table.hist(column='value', by='group')",
    ],
)
def test_axes_in_a_tuple_array_or_series_stand_for_their_figure(drawn, patients, body):
    assert len(drawn(body + "\n", patients).axes) == 2


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("Glucose (mg/dL)", "mg/dL"),
        ("glucose, mg/dl", "mg/dL"),
        (r"BMI [kg/m$^2$]", "kg/m²"),
        (r"BMI in $\mathrm{kg/m^{2}}$", "kg/m²"),
        ("BMI kg/m^2", "kg/m²"),
        ("creatinine in \u03bcmol/L", "\u00b5mol/L"),
        (r"creatinine, $\mu$mol/L", "µmol/L"),
        ("Blood pressure / mmHg", "mm Hg"),
    ],
)
def test_a_unit_is_found_however_it_is_set(label, unit):
    check.names_quantity(label, ".", unit, which="y axis")


@pytest.mark.parametrize("label", ["Glucose", "Glucose (mmol/L)", "glucose mg"])
def test_a_missing_unit_is_missed_and_another_one_is_not_called_none(label):
    with pytest.raises(check.CheckFailed) as caught:
        check.names_quantity(label, spelled("Glucose"), "mg/dL", which="y axis")
    assert "does not give the unit, mg/dL" in caught.value.feedback.why


@pytest.mark.parametrize("label", ["BloodPressure", "Blood pressure", "blood_pressure", "BLOOD\nPRESSURE"])
def test_a_columns_name_may_be_written_as_words(label):
    check.names_quantity(label, spelled("BloodPressure"), None, which="x axis")
