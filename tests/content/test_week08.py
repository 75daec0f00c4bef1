"""Week 8: the references on the four hospitals and the trial, and against lifelines, statsmodels and plain counting."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter, KaplanMeierFitter
from statsmodels.stats.contingency_tables import StratifiedTable, Table2x2
from statsmodels.stats.meta_analysis import combine_effects

from medai.datasets import fetch, registry, tables

ROOT = Path(__file__).parents[2]
SEEDS = range(20)
MONTH = 365.25 / 12
SITES = ["cleveland", "hungarian", "switzerland", "va"]


def reference(exercise: str) -> ModuleType:
    path = ROOT / "curriculum" / "core" / "week08" / exercise / "solution.py"
    spec = importlib.util.spec_from_file_location(f"week08_{exercise.replace('-', '_')}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


def table(name: str, cache: Path) -> pd.DataFrame:
    dataset = registry.load_registry(ROOT / "datasets")[name]
    fetch.get(dataset, cache, mirror=None, offline=True)
    return tables.read_table(dataset, cache)


@pytest.fixture(scope="module")
def heart(cache: Path) -> pd.DataFrame:
    return table("heart", cache)


@pytest.fixture(scope="module")
def gbsg2(cache: Path) -> pd.DataFrame:
    return table("gbsg2", cache)


class TestTableOne:
    solution = reference("table-one")

    def test_known_counts_of_the_four_hospitals(self, heart: pd.DataFrame) -> None:
        """Positives 139/303, 106/294, 115/123, 149/200."""
        found = self.solution.table_one(heart)
        assert found.loc["n"].to_dict() == dict(
            zip([*SITES, "all"], ["303", "294", "123", "200", "920"], strict=True)
        )
        assert found.loc["disease"].tolist() == [
            "139 (46%)",
            "106 (36%)",
            "115 (93%)",
            "149 (74%)",
            "509 (55%)",
        ]

    def test_what_was_not_measured(self, heart: pd.DataFrame) -> None:
        """chol = 0 in all 123 Swiss and 49 VA rows (7 more are empty); ca missing in 611 of 920."""
        zeros = (heart["chol"] == 0).groupby(heart["site"]).sum()
        assert zeros[SITES].tolist() == [0, 0, 123, 49]
        found = self.solution.missing_table(heart)
        assert found.loc["chol"].tolist() == [0, 23, 123, 56, 202]
        assert found.loc["ca"].tolist() == [4, 291, 118, 198, 611]
        assert found.loc["trestbps", "va"] == 57
        assert self.solution.table_one(heart).loc["chol", "switzerland"] == "not measured"

    def test_every_cell_is_text_without_nan(self, heart: pd.DataFrame) -> None:
        found = self.solution.table_one(heart)
        assert found.shape == (15, 5)
        assert all(isinstance(cell, str) and "nan" not in cell for cell in found.to_numpy().ravel())

    def test_the_zeros_move_the_mean(self, heart: pd.DataFrame) -> None:
        """The worked example of the lesson."""
        marked = self.solution.mark_unmeasured(heart)
        assert heart["chol"].mean() == pytest.approx(199.1, abs=0.05)
        assert marked["chol"].mean() == pytest.approx(246.8, abs=0.05)
        share = self.solution.summarise_share((heart["ca"] >= 1).where(heart["ca"].notna()))
        assert (share["known"], share["count"]) == (309, 128)
        assert share["percent"] == pytest.approx(41.4, abs=0.05)
        assert 100 * share["count"] / 920 == pytest.approx(13.9, abs=0.05)

    @pytest.mark.parametrize("seed", SEEDS)
    def test_numbers_agree_with_numpy(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        values = rng.normal(5, 20, int(rng.integers(1, 40))).round(1)
        values[rng.random(len(values)) < 0.3] = np.nan
        found, known = self.solution.summarise_number(values), values[~np.isnan(values)]
        assert (found["known"], found["missing"]) == (len(known), len(values) - len(known))
        if len(known) == 0:
            assert all(math.isnan(found[name]) for name in ("mean", "sd", "median", "q1", "q3"))
            return
        assert found["mean"] == pytest.approx(known.mean())
        assert [found[name] for name in ("q1", "median", "q3")] == pytest.approx(
            np.quantile(known, [0.25, 0.5, 0.75])
        )
        due = known.std(ddof=1) if len(known) > 1 else math.nan
        assert found["sd"] == pytest.approx(due, nan_ok=True)


class TestForestPlot:
    solution = reference("forest-plot")

    def test_sex_and_disease_in_four_hospitals(self, heart: pd.DataFrame) -> None:
        found = self.solution.forest_table(heart, "sex")
        assert found.index.tolist() == [*SITES, "all sites"]
        assert found["n"].tolist() == [303, 294, 123, 200, 920]
        assert found["odds_ratio"].round(2).tolist() == [3.57, 4.54, 0.59, 3.04, 3.72]
        assert found["low"].round(2).tolist() == [2.10, 2.32, 0.03, 0.59, 2.50]
        assert found["high"].round(2).tolist() == [6.07, 8.88, 10.98, 15.57, 5.55]

    def test_risks_of_men_and_women_in_cleveland_of_the_task(self, heart: pd.DataFrame) -> None:
        own = heart[heart["site"] == "cleveland"]
        risk = (own["num"] > 0).groupby(own["sex"]).mean()
        assert risk[1] / risk[0] == pytest.approx(2.15, abs=0.005)

    def test_crude_and_mantel_haenszel_of_the_lesson(self, heart: pd.DataFrame) -> None:
        """All patients in one table, and statsmodels' Mantel-Haenszel ratio over the sites."""
        disease = heart["num"] > 0
        assert self.solution.odds_ratio(heart["sex"], disease)["odds_ratio"] == pytest.approx(4.95, abs=0.005)
        strata = [
            pd.crosstab(own["sex"] == 1, own["num"] > 0).to_numpy()[::-1, ::-1]
            for _, own in heart.groupby("site")
        ]
        assert StratifiedTable(strata).oddsratio_pooled == pytest.approx(3.72, abs=0.005)

    def test_compares_those_of_whom_both_are_known(self) -> None:
        """The one patient who is not exposed has an unknown disease: nothing is left to compare."""
        found = self.solution.odds_ratio([1, 1, 1, 0], [1, 0, 1, math.nan])
        assert found["n"] == 3
        assert all(math.isnan(found[name]) for name in ("odds_ratio", "low", "high"))

    @pytest.mark.parametrize("seed", SEEDS)
    def test_intervals_agree_with_statsmodels(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        cells = rng.integers(0, 12, (2, 2)) if seed % 2 else rng.integers(1, 60, (2, 2))
        exposed, disease = np.repeat([1, 1, 0, 0], cells.ravel()), np.repeat([1, 0, 1, 0], cells.ravel())
        order = rng.permutation(len(exposed))
        found = self.solution.odds_ratio(exposed[order], disease[order])
        assert found["n"] == cells.sum()
        if 0 in cells.sum(axis=0) or 0 in cells.sum(axis=1):
            assert all(math.isnan(found[name]) for name in ("odds_ratio", "low", "high"))
            return
        due = Table2x2(cells + 0.5 * (cells == 0).any())
        assert found["odds_ratio"] == pytest.approx(due.oddsratio)
        assert (found["low"], found["high"]) == pytest.approx(due.oddsratio_confint(), rel=1e-6)

    @pytest.mark.parametrize("seed", SEEDS)
    def test_pooling_agrees_with_statsmodels(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        logs, errors = rng.normal(0, 1, 6), rng.uniform(0.1, 1, 6)
        rows = pd.DataFrame(
            {
                name: np.exp(logs + k * 1.959964 * errors)
                for name, k in (("odds_ratio", 0), ("low", -1), ("high", 1))
            }
        )
        rows.loc[len(rows)] = math.nan
        found = self.solution.pool(rows)
        due = combine_effects(logs, errors**2, method_re="dl").summary_frame().loc["fixed effect"]
        assert found["odds_ratio"] == pytest.approx(math.exp(due["eff"]))
        assert (found["low"], found["high"]) == pytest.approx(
            np.exp([due["ci_low"], due["ci_upp"]]), rel=1e-5
        )


class TestKaplanMeierFigure:
    solution = reference("km-figure")

    def test_numbers_at_risk_by_hormone_therapy(self, gbsg2: pd.DataFrame) -> None:
        """At 0, 12, ... 84 months; counted here in whole days, and by lifelines' event table."""
        due = {"no": [440, 379, 281, 195, 124, 63, 18, 1], "yes": [246, 223, 177, 136, 104, 58, 18, 2]}
        for therapy, numbers in due.items():
            own = gbsg2[gbsg2["horTh"] == therapy]
            months = own["time"] / MONTH
            ticks = range(0, 96, 12)
            assert self.solution.numbers_at_risk(months, ticks).tolist() == numbers
            assert [sum(1 for day in own["time"] if day * 12 >= tick * 365.25) for tick in ticks] == numbers
            events = KaplanMeierFitter().fit(months, own["cens"]).event_table
            by_lifelines = [int(events.loc[events.index >= tick, "at_risk"].iloc[0]) for tick in ticks]
            assert by_lifelines == numbers

    def test_patients_and_events_of_the_trial(self, gbsg2: pd.DataFrame) -> None:
        """686 women, 299 recurrences or deaths: 94 of 246 with hormone therapy, 205 of 440 without."""
        found = self.solution.survival_table(gbsg2["time"], gbsg2["cens"])
        assert (found["at_risk"].iloc[0], found["events"].sum(), found["censored"].sum()) == (686, 299, 387)
        assert gbsg2.groupby("horTh")["cens"].agg(["size", "sum"]).to_numpy().tolist() == [
            [440, 205],
            [246, 94],
        ]

    def test_survival_at_one_three_and_five_years(self, gbsg2: pd.DataFrame) -> None:
        """The worked example of the lesson."""
        due = {"no": [0.897, 0.606, 0.437], "yes": [0.950, 0.708, 0.581]}
        for therapy, survival in due.items():
            own = gbsg2[gbsg2["horTh"] == therapy]
            found = self.solution.survival_at(own["time"] / MONTH, own["cens"], [12, 36, 60])
            assert found == pytest.approx(survival, abs=0.0006)
            fitter = KaplanMeierFitter().fit(own["time"] / MONTH, own["cens"])
            assert found == pytest.approx(fitter.survival_function_at_times([12, 36, 60]).to_numpy())

    def test_five_years_with_three_mistakes(self, gbsg2: pd.DataFrame) -> None:
        """The table of the lesson: censored taken as events, left out, or taken as well to the end."""
        due = {"no": [0.437, 0.143, 0.029, 0.548], "yes": [0.581, 0.236, 0.085, 0.650]}
        for therapy, survival in due.items():
            own = gbsg2[gbsg2["horTh"] == therapy]
            months, dead = own["time"] / MONTH, own["cens"] == 1
            found = [
                self.solution.survival_at(months, own["cens"], [60])[0],
                self.solution.survival_at(months, np.ones(len(own)), [60])[0],
                self.solution.survival_at(months[dead], np.ones(dead.sum()), [60])[0],
                1 - (dead & (months <= 60)).mean(),
            ]
            assert found == pytest.approx(survival, abs=0.0006)

    def test_crude_hazard_ratio_of_the_lesson(self, gbsg2: pd.DataFrame) -> None:
        """0.69 (0.54 to 0.89), and how the groups differ in age and menopause."""
        yes = gbsg2["horTh"] == "yes"
        columns = pd.DataFrame({"time": gbsg2["time"], "event": gbsg2["cens"], "therapy": yes.astype(int)})
        fitted = CoxPHFitter().fit(columns, "time", "event")
        found = [fitted.hazard_ratios_["therapy"], *np.exp(fitted.confidence_intervals_.loc["therapy"])]
        assert found == pytest.approx([0.69, 0.54, 0.89], abs=0.005)
        assert gbsg2.groupby(yes)["age"].median().tolist() == [50, 58]
        assert (gbsg2["menostat"] == "Post").groupby(yes).mean().tolist() == pytest.approx(
            [0.475, 0.76], abs=0.0005
        )

    def test_the_five_patients_of_the_lesson(self) -> None:
        found = self.solution.survival_table([3, 5, 5, 8, 12], [1, 1, 0, 0, 1])
        assert found["at_risk"].tolist() == [5, 4, 2, 1]
        assert found["survival"].tolist() == pytest.approx([0.8, 0.6, 0.6, 0.0])

    @pytest.mark.parametrize("seed", range(60))
    def test_agrees_with_lifelines_with_ties_and_censoring(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        n = int(rng.integers(1, 60))
        time = rng.integers(0, 15, n) if seed % 2 else rng.exponential(20, n)
        event = rng.random(n) < rng.choice([0.0, 0.3, 0.7, 1.0])
        found = self.solution.survival_table(time, event)
        fitter = KaplanMeierFitter().fit(time, event)
        events = fitter.event_table.loc[found["time"]]
        for ours, theirs in (("at_risk", "at_risk"), ("events", "observed"), ("censored", "censored")):
            assert found[ours].tolist() == events[theirs].tolist()
        assert found["survival"].to_numpy() == pytest.approx(
            fitter.survival_function_["KM_estimate"].loc[found["time"]].to_numpy(), abs=1e-12
        )
        at = rng.uniform(0, time.max(), 10)
        assert self.solution.survival_at(time, event, at) == pytest.approx(
            fitter.survival_function_at_times(at).to_numpy(), abs=1e-12
        )

    def test_beyond_the_longest_time(self) -> None:
        assert math.isnan(self.solution.survival_at([3, 5], [1, 0], [6])[0])
        assert self.solution.survival_at([3, 5], [1, 1], [6])[0] == 0

    @pytest.mark.parametrize(
        ("time", "event"),
        [([-1], [1]), ([math.nan], [1]), ([1], [2]), ([1], [math.nan]), ([1, 2], [1])],
        ids=str,
    )
    def test_impossible_follow_up_is_refused(self, time: list[float], event: list[float]) -> None:
        with pytest.raises(ValueError, match=r".+"):
            self.solution.survival_table(time, event)
