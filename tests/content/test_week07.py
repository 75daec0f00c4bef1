"""Week 7: the references on the Pima table and on random tables, against scipy, numpy and plain counting."""

from __future__ import annotations

import importlib.util
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from medai.datasets import fetch, registry, tables
from medai.grading import check
from medai.grading.here import LocalWorker
from medai.grading.proxy import Solution

# seaborn 0.13 calls boxplot with an argument that matplotlib 3.11 gives another name
pytestmark = pytest.mark.filterwarnings("ignore::matplotlib.MatplotlibDeprecationWarning")

ROOT = Path(__file__).parents[2]
WEEK = ROOT / "curriculum" / "core" / "week07"
SEEDS = range(12)
NEVER_ZERO = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
LEAST = 15  # CIELAB


def reference(exercise: str) -> ModuleType:
    path = WEEK / exercise / "solution.py"
    spec = importlib.util.spec_from_file_location(f"week07_{exercise.replace('-', '_')}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def no_window():
    mpl.use("Agg")
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def pima(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    dataset = registry.load_registry(ROOT / "datasets")["pima"]
    cache = tmp_path_factory.mktemp("cache")
    fetch.get(dataset, cache, mirror=None, offline=True)
    return tables.read_table(dataset, cache)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """What check.figure reads of the reference's figure, drawn in this process."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def look(exercise: str, function: str, *arguments: object) -> check.Figure:
        source = (WEEK / exercise / "solution.py").read_text()
        request = ("load", source, str(tmp_path / "solution.py"), "week07_under_test")
        solution = Solution(LocalWorker, request, 20.0)
        return check.figure(solution, getattr(solution, function)(*arguments))

    return look


def table_with_gaps(seed: int, n: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.normal(size=(n, 4)) @ rng.normal(size=(4, 4)), columns=list("abcd"))
    table = table.mask(rng.random(table.shape) < 0.2)
    table["ward"] = rng.choice(["north", "south", "west"], n)
    return table.set_axis(rng.permutation(1000)[:n], axis=0)


class TestBoxPlots:
    solution = reference("box-plots")

    def test_patients_with_a_measured_glucose(self, pima: pd.DataFrame) -> None:
        """266 with diabetes, 497 without: 268 and 500 less five zeros."""
        measured = pima.assign(Glucose=pima["Glucose"].where(pima["Glucose"] > 0))
        assert self.solution.count_measured(measured, "Glucose", "Outcome") == {0: 497, 1: 266}

    def test_quartiles_of_glucose(self, pima: pd.DataFrame, seen) -> None:
        """Medians of 140 and 107 mg/dL."""
        (axes,) = seen("box-plots", "glucose_figure", pima).axes
        boxes = {box.label: (box.low, box.high) for box in check.boxes(axes)}
        assert boxes == {"with diabetes\n(n = 266)": (119, 167), "without diabetes\n(n = 497)": (93, 125)}
        medians = [line for box in check.boxes(axes) for line in box.lines]
        assert {140, 107} <= set(medians)
        assert len(check.marks(axes)) == 763
        assert axes.ylabel == "Glucose (mg/dL)"

    @pytest.mark.parametrize("seed", SEEDS)
    def test_random_tables(self, seed: int, seen) -> None:
        table = table_with_gaps(seed)
        (axes,) = seen("box-plots", "box_plot", table, "a", "ward", "mm").axes
        for box in check.boxes(axes):
            name = box.label.partition("\n")[0]
            values = table.loc[table["ward"] == name, "a"].dropna()
            assert (box.low, box.high) == pytest.approx(tuple(np.percentile(values, [25, 75])))
            assert f"n = {len(values)}" in box.label
        assert len(check.marks(axes)) == table["a"].notna().sum()


class TestHeatmap:
    solution = reference("heatmap")

    @pytest.mark.parametrize("seed", SEEDS)
    def test_pairs_against_scipy(self, seed: int) -> None:
        table = table_with_gaps(seed)
        table["constant"] = 3
        got = self.solution.correlations(table)
        assert list(got.columns) == list(got.index) == ["a", "b", "c", "d", "constant"]
        for one in "abcd":
            for other in "abcd":
                both = table[[one, other]].dropna().to_numpy()
                assert got.loc[one, other] == pytest.approx(stats.pearsonr(both[:, 0], both[:, -1]).statistic)
        assert got["constant"].drop("constant").isna().all()

    @pytest.mark.parametrize(
        ("one", "other", "zeros_in", "measured", "n"),
        [
            ("Insulin", "Glucose", 0.33, 0.58, 393),
            ("SkinThickness", "BMI", 0.39, 0.65, 539),
            ("SkinThickness", "Age", -0.11, 0.17, 541),
        ],
    )
    def test_zeros_distort(
        self, pima: pd.DataFrame, one: str, other: str, zeros_in: float, measured: float, n: int
    ) -> None:
        """The table of the lesson."""
        cleaned = pima.copy()
        cleaned[NEVER_ZERO] = cleaned[NEVER_ZERO].where(cleaned[NEVER_ZERO] > 0)
        assert self.solution.correlations(pima).loc[one, other] == pytest.approx(zeros_in, abs=0.005)
        assert self.solution.correlations(cleaned).loc[one, other] == pytest.approx(measured, abs=0.005)
        assert len(cleaned[[one, other]].dropna()) == n

    def test_map_of_pima(self, pima: pd.DataFrame, seen) -> None:
        figure = seen("heatmap", "pima_heatmap", pima)
        (axes,) = figure.axes
        mesh = check.heat_map(axes)
        assert mesh is not None
        shown = {(c.row, c.column): c.value for c in check.cells(axes, mesh) if not np.isnan(c.value)}
        assert len(shown) == 8 * 7 / 2
        assert shown["Insulin", "Glucose"] == pytest.approx(0.581, abs=0.0005)
        assert (mesh.low, mesh.high) == (-1, 1)
        assert check.map_kind(mesh.cmap, mesh.ramp) == "diverging"
        assert figure.colorbars == ("Pearson correlation r",)

    def test_the_patients_own_table_is_not_changed(self, pima: pd.DataFrame) -> None:
        before = pima.copy()
        self.solution.pima_heatmap(pima)
        pd.testing.assert_frame_equal(pima, before)


class TestDistributions:
    solution = reference("distributions")

    @pytest.mark.parametrize("seed", SEEDS)
    def test_shares_against_counting(self, seed: int) -> None:
        table = table_with_gaps(seed)
        table["a"] = table["a"].round(1)
        edges = np.unique(np.quantile(table["a"].dropna(), [0.1, 0.3, 0.5, 0.9])).tolist()
        got = self.solution.group_shares(table, "a", "ward", edges)
        for name, part in table.groupby("ward"):
            values = part["a"].dropna().tolist()
            for place, (low, high) in enumerate(pairwise(edges)):
                last = place == len(edges) - 2
                count = sum(low <= value < high or (last and value == high) for value in values)
                assert got[name][place] == pytest.approx(count / len(values))

    def test_counts_and_shares_of_bmi_say_opposite_things(self, pima: pd.DataFrame) -> None:
        """The worked example of the lesson: 123 against 101 women, 25 against 38 %, from 30 to under 35 kg/m²."""
        measured = pima[pima["BMI"] > 0]
        shares = self.solution.group_shares(measured, "BMI", "Outcome", [20, 25, 30, 35, 40])
        sizes = measured["Outcome"].value_counts()
        assert [round(shares[outcome][2] * sizes[outcome]) for outcome in (0, 1)] == [123, 101]
        assert [shares[outcome][2] for outcome in (0, 1)] == pytest.approx([0.251, 0.380], abs=0.0005)

    def test_histograms_of_pima(self, pima: pd.DataFrame, seen) -> None:
        (axes,) = seen("distributions", "bmi_figure", pima).axes
        found = {histogram.label: histogram for histogram in check.histograms(axes)}
        assert set(found) == {"with diabetes", "without diabetes"}
        for histogram in found.values():
            assert sum(each.top for each in histogram.bins) == pytest.approx(100)
            assert histogram.edges[0] >= 18.2
        check.told_apart({name: each.color for name, each in found.items()}, least=LEAST)
        assert axes.xlabel == "BMI (kg/m²)"

    def test_three_groups_keep_their_colours_apart(self, seen) -> None:
        (axes,) = seen("distributions", "distribution_plot", table_with_gaps(3), "a", "ward", "mm").axes
        found = check.histograms(axes)
        assert sorted(histogram.label for histogram in found) == ["north", "south", "west"]
        check.told_apart({each.label: each.color for each in found}, least=LEAST)
