"""Checks of table-one: summaries of columns, then the cells of the table, however they are punctuated."""

import math
import re

import numpy as np
import pandas as pd

from medai.grading import check

VARIABLES = ("age", "sex", "cp", "trestbps", "chol", "fbs", "thalach", "exang", "oldpeak", "ca", "num")
NUMBERS = ("mean", "sd", "median", "q1", "q3")
MEANS = ("age", "trestbps", "thalach")
MEDIANS = {"chol": 0, "oldpeak": 1}
SHARES = {
    "male": ("sex", lambda v: v == 1),
    "cp_1": ("cp", lambda v: v == 1),
    "cp_2": ("cp", lambda v: v == 2),
    "cp_3": ("cp", lambda v: v == 3),
    "cp_4": ("cp", lambda v: v == 4),
    "fbs": ("fbs", lambda v: v == 1),
    "exang": ("exang", lambda v: v == 1),
    "ca": ("ca", lambda v: v >= 1),
    "disease": ("num", lambda v: v > 0),
}
ROWS = ("n", *MEANS, *MEDIANS, *SHARES)
CALLED = {"chol": "cholesterol", "trestbps": "blood pressure"}
UNITS = {"age": "years", "trestbps": "mm Hg", "thalach": "beats/min", "chol": "mg/dL", "oldpeak": "mm"}


# ---- what is due


def _known(values):
    values = np.asarray(values, dtype=float)
    return values[~np.isnan(values)]


def _summary(values):
    known = _known(values)
    out = dict.fromkeys(NUMBERS, math.nan)
    if known.size:
        out |= {"mean": known.mean(), "median": np.median(known)}
        out |= {"q1": np.quantile(known, 0.25), "q3": np.quantile(known, 0.75)}
    if known.size > 1:
        out["sd"] = known.std(ddof=1)
    return out


def _marked(patients):
    return patients.assign(**{name: patients[name].where(patients[name] != 0) for name in ("chol", "trestbps")})


def _sites(patients):
    return {**{str(site): own for site, own in patients.groupby("site")}, "all": patients}


def _yes(own, row):
    """(how many are known, how many of them count) of a row of counts."""
    column, is_yes = SHARES[row]
    known = _known(own[column])
    return len(known), int(is_yes(known).sum())


# ---- inputs


def _patients(heart, rng):
    """Patients like these, of three sites with other names, with gaps, an index of text, columns in any order."""
    parts = []
    for name, origin in zip(rng.permutation(["Basel", "Cork", "Delft", "Evora"]), ("cleveland", "hungarian", "va"), strict=False):
        own = heart[heart["site"] == origin]
        own = own.sample(int(rng.integers(45, 90)), random_state=int(rng.integers(2**31))).assign(site=str(name))
        for column in ("age", "sex", "cp", "exang", "fbs", "oldpeak", "chol", "num"):
            gaps = rng.permutation(own.index)[: int(rng.integers(3, 12))]
            own.loc[gaps, column] = math.nan
        own.loc[rng.permutation(own.index)[:4], "cp"] = (1.0, 2.0, 3.0, 4.0)  # nobody with a kind: in table_gaps
        own.loc[rng.permutation(own.index)[:4], "trestbps"] = 0.0
        own.loc[rng.permutation(own.index)[:6], "chol"] = 0.0
        parts.append(own)
    return _shuffled(pd.concat(parts), rng)


def _shuffled(table, rng):
    table = table.iloc[rng.permutation(len(table))][rng.permutation(table.columns).tolist()]
    return table.set_axis([f"P{number:04d}" for number in rng.permutation(9000)[: len(table)]], axis=0)


def _many(heart, rng):
    """More than a thousand patients, so that n has four digits."""
    return _shuffled(pd.concat([heart, heart.sample(int(rng.integers(120, 400)), random_state=int(rng.integers(2**31)))]), rng)


def _columns(rng):
    yield "a skewed column with gaps", pd.Series(np.where(rng.random(25) < 0.2, math.nan, rng.lognormal(3, 1, 25)))
    labels = rng.permutation(9).astype(str)
    yield "whole numbers with an index of text", pd.Series(rng.integers(-5, 90, 9), index=labels)
    yield "an array with true zeros", np.concatenate([np.zeros(4), rng.normal(5, 2, 7), [math.nan]])
    yield "one known value", [float(rng.integers(2, 90)), math.nan, math.nan]
    yield "no known value", pd.Series([math.nan] * 3)


# ---- the five functions


def _labels_are_no_patients(table, patients):
    """Fail where the zero of one row has blanked all rows of that label."""
    zero = (patients["chol"] == 0).to_numpy()
    sharing = patients.index.isin(patients.index[zero]) & ~zero & patients["chol"].notna().to_numpy()
    check.that(
        not sharing.any() or not table["chol"].isna().to_numpy()[sharing].all(),
        "Whoever shares an index label with an unmeasured patient lost the cholesterol too. Labels may repeat, as those of several "
        "visits do.",
        "Look at the values row by row, as mask or where does, and not at labels.",
        kind="misconception",
    )


def test_zeros_marked(solution, heart, rng):
    made_up = _patients(heart, rng)
    visits = made_up.set_axis(np.resize(made_up.index[::3], len(made_up)), axis=0)  # each label three times
    for patients in (heart, made_up, visits):
        value, after = solution.mark_unmeasured.with_arguments(patients)
        check.unchanged(patients, after[0])
        table = check.frame(value, what="the result of mark_unmeasured", columns=list(patients.columns))
        check.that(
            len(table) == len(patients),
            f"{len(patients)} patients went in and {len(table)} came back. One whose cholesterol was not measured still took part.",
            "Keep every row; turn only the zeros into NaN.",
            kind="misconception",
        )
        for name in ("chol", "trestbps"):
            zeros = int((pd.to_numeric(table[name], errors="coerce") == 0).sum())
            check.that(
                zeros == 0,
                f"{name} is still 0 in {zeros} patient{'' if zeros == 1 else 's'}. Nobody lives with a {CALLED[name]} of 0: it was not measured.",
                "Turn the zeros of chol and trestbps into NaN.",
                kind="misconception",
            )
        _labels_are_no_patients(table, patients)
        for name in patients.columns:
            if name not in ("chol", "trestbps") and table[name].isna().sum() > patients[name].isna().sum():
                check.fail(
                    f"Zeros of {name} became missing as well. There a true 0 is an answer"
                    + (" (no disease)." if name == "num" else " (no)." if name in ("sex", "fbs", "exang") else "."),
                    "Name the two columns, chol and trestbps.",
                    kind="misconception",
                )
        check.same_values(
            table,
            _marked(patients),
            what="the result of mark_unmeasured",
            because="only the zeros of chol and trestbps change",
        )
        check.that(
            table.index.equals(patients.index), "The rows carry other labels than before.", "Keep the index as it is."
        )


def test_number_summary(solution, rng):
    for what, values in _columns(rng):
        value = check.answers(solution.summarise_number, values, because=f"{what} can be summarised (NaN where nothing is known)")
        found = check.mapping(value, "the result of summarise_number", ("known", "missing", *NUMBERS))
        _counts(found, values, what)
        due, known = _summary(values), _known(values)
        with np.errstate(invalid="ignore"):
            slips = {
                "sd": [
                    check.Slip(due["sd"] / math.sqrt(max(len(known), 1)), "This is the standard error of the mean, sd / √n: how sure the mean is. A table of patients says how different they are.", "Return the standard deviation, without dividing by √n."),
                    check.Slip(known.std(), "This standard deviation has n in its denominator.", "Use n - 1: std of pandas, ddof=1 of numpy.")
                    if len(known) > 1
                    else check.Slip(
                        0.0,
                        "A single value has no standard deviation: n - 1 is 0. An SD of 0 would say that patients do not differ, where nobody knows.",
                        "Return NaN for sd where one value is known (as std of pandas does).",
                    ),
                ],
                "mean": [check.Slip(due["median"], "This is the median.", "Return the mean.")],
                "median": [check.Slip(due["mean"], "This is the mean.", "Return the median.")],
                "q1": [check.Slip(due["q3"], "This is the upper quartile.", "q1 is the 25th percentile."), *_other_quartiles(known, 0.25)],
                "q3": [check.Slip(due["q1"], "This is the lower quartile.", "q3 is the 75th percentile."), *_other_quartiles(known, 0.75)],
            }  # fmt: skip
        for name in NUMBERS:
            filled = _summary(np.nan_to_num(np.asarray(values, dtype=float)))[name]
            check.close(
                found[name],
                due[name],
                what=f"{name} of {what}",
                abs_tol=1e-6,
                because=f"of the {len(known)} known values" if known.size else "nothing is known, so it is NaN",
                next_step="Return NaN where nothing is known."
                if not known.size
                else "Leave out NaN, and nothing else (a 0 is a value here)."
                if name not in ("q1", "q3")
                else "Take the quartiles of the known values by linear interpolation, as quantile does unless told otherwise.",
                slips=[*slips[name], check.Slip(filled, "Missing values took part as zeros.", "Leave them out.")] if known.size else (),
            )


def _other_quartiles(known, share):
    """What the quartile is not: other percentiles, and the quartile by other rules."""
    if len(known) < 2:
        return
    for percent in (5, 10) if share < 0.5 else (95, 90):
        yield check.Slip(np.percentile(known, percent), f"This is the {percent}th percentile.", f"Take the {100 * share:g}th.")
    for method in ("lower", "higher", "nearest", "midpoint", "weibull", "hazen", "median_unbiased", "inverted_cdf"):
        value = np.quantile(known, share, method=method)
        if abs(value - np.quantile(known, share)) > 1e-3:
            yield check.Slip(
                value,
                "This is the quartile by another rule than linear interpolation (there are nine; statistics.quantiles has another default).",
                "Use quantile of pandas or numpy as it is.",
            )


def _counts(found, values, what):
    known = len(_known(values))
    for name, due in (("known", known), ("missing", len(values) - known)):
        check.equal(
            check.whole_number(found[name], name),
            due,
            what=f"{name} of {what}",
            because="missing is NaN, and nothing else",
            next_step="Count with count or notna, not with len.",
            slips=[
                check.Slip(len(values), "Everybody was counted, NaN included.", "Count with count or notna, not with len.")
                if name == "known"
                else check.Slip(known, "These are the known ones.", "Count those that are NaN.")
            ],
        )


def test_share_summary(solution, rng):
    gaps = np.where(rng.random(30) < 0.3, math.nan, rng.integers(0, 2, 30))
    gaps[:3] = (1.0, math.nan, 0.0)
    for what, values in (
        ("a column with gaps", pd.Series(gaps, index=rng.permutation(30))),
        ("a complete column", rng.integers(0, 2, 12)),
        ("a column in which nobody is 1", [0, math.nan, 0]),
        ("a column in which nothing is known", pd.Series([math.nan, math.nan])),
    ):
        value = check.answers(solution.summarise_share, values, because=f"{what} can be summarised (percent NaN where nothing is known)")
        found = check.mapping(value, "the result of summarise_share", ("known", "missing", "count", "percent"))
        _counts(found, values, what)
        known = _known(values)
        count = int(known.sum())
        check.equal(check.whole_number(found["count"], "count"), count, what=f"count of {what}", because="it counts the ones")
        due = 100 * count / len(known) if len(known) else math.nan
        if not len(known) and not math.isnan(check.number(found["percent"], "percent")):
            check.fail(
                f"percent is {check.describe(found['percent'])} where nobody was asked. 0 % would say that all were asked and none has it.",
                "Return NaN where nothing is known.",
                kind="misconception",
            )
        check.close(
            found["percent"],
            due,
            what=f"percent of {what}",
            abs_tol=1e-6,
            because=f"{count} of {len(known)} known" if len(known) else "nothing is known, so it is NaN",
            next_step="Divide by the number known.",
            slips=[
                check.Slip(
                    100 * count / len(values),
                    "This is the percent of all, those not asked included: it takes every unknown for a no.",
                    "Divide by the number known.",
                ),
                check.Slip(due / 100, "This is a fraction.", "Multiply it by 100."),
                *(
                    check.Slip(round(due, places), "The percent was rounded already.", "Round when you print, not before.")
                    for places in (0, 1, 2)
                    if len(known) and abs(due - round(due, places)) > 1e-3
                ),
            ],
        )


def test_missing_counts(solution, heart, rng):
    for patients in (heart, _patients(heart, rng)):
        value = check.answers(solution.missing_table, patients, because="every site has a number of missing values, 0 included")
        sites = _sites(_marked(patients))
        _upright(value, "the missing table", sites)
        table = check.frame(value, what="the missing table", columns=sites)
        _has_rows(table, VARIABLES, "the missing table")
        for site, own in sites.items():
            raw = _sites(patients)[site]
            for name in VARIABLES:
                before, absent = int(raw[name].isna().sum()), int(own[name].isna().sum())
                shown = check.number(table.loc[name, site], f"{name} at {site}")
                for factor, word in ((1, "share"), (100, "percent")):
                    if absent and absent != len(own) and abs(shown - factor * absent / len(own)) < 1e-3:
                        check.fail(
                            f"{name} at {site} is {shown:.4g}: the {word} of those missing. The table counts them.",
                            "Use sum instead of mean.",
                            kind="misconception",
                        )
                check.equal(
                    check.whole_number(shown, f"{name} at {site}"),
                    absent,
                    what=f"the number of missing {name} at {site}",
                    because="it counts NaN after mark_unmeasured",
                    next_step="Call mark_unmeasured first, then count the missing of each site.",
                    slips=[
                        check.Slip(
                            before,
                            f"The zeros of {name} at {site} were not counted: they are missing as well.",
                            "Call mark_unmeasured first.",
                        ),
                        check.Slip(
                            len(own) - absent, "These are the known ones.", "Count the missing."
                        ),
                    ],
                )


def _upright(value, what, columns):
    """Fail where the table lies on its side, the sites as its rows."""
    if not isinstance(value, pd.DataFrame):
        return
    names, rows = [str(name) for name in value.columns], [str(name) for name in value.index]
    if not set(columns) & set(names) and set(columns) <= set(rows):
        check.fail(
            f"Rows and columns of {what} are exchanged: the sites stand in its index.",
            "One column for each site and one called all; turn the table round with .T.",
            kind="misconception",
        )


def _has_rows(table, rows, what):
    names = [check.clean(name, 40) for name in table.index]
    check.that(table.index.is_unique, f"{what} has two rows of the same name.", "One row for each name.")
    missing = [row for row in rows if row not in names]
    check.that(
        not missing,
        f"{what} lacks the row{'s' if len(missing) > 1 else ''} {', '.join(missing)}; its index holds {', '.join(names[:15]) or 'nothing'}.",
        "Name the rows in the index exactly as the task does.",
        kind="type",
    )


# ---- the cells


def _table(solution, patients):
    value = check.answers(
        solution.table_one, patients, because="it is a table like the one of the four hospitals, sites with other names included"
    )
    _upright(value, "table one", _sites(patients))
    return check.frame(value, what="table one", columns=_sites(patients))


def _cell(table, row, site):
    cell = table.loc[row, site]
    if isinstance(cell, float) and math.isnan(cell) and row in SHARES:
        check.fail(
            f"The cell of {row} at {site} is empty (NaN). That nobody has it is a finding; that nobody was asked is another.",
            "Fill every cell yourself: 0 (0%) where nobody has it, words where nothing is known.",
            kind="misconception",
        )
    if not isinstance(cell, str):
        check.fail(
            f"The cell of {row} at {site} is no text but {check.describe(cell)}.",
            'Make every cell a str: f"{mean:.1f} ({sd:.1f})".',
            kind="type",
        )
    return str(cell)


def _rounds(each, number, place):
    return each.rounds(number, place)


def _within(have, due, places):
    """True where the numbers that are due stand among others, in their order."""
    rest = iter(have)
    return all(any(each.rounds(number, place) for each in rest) for number, place in zip(due, places, strict=True))


def _stands(table, row, site, due, decimals, slips=(), what="", next_step=""):
    """The cell holds these numbers in this order, rounded; slips: (numbers of a known mistake, why, what to do)."""
    cell = _cell(table, row, site)
    have = check.numbers_in(cell)
    places = decimals if isinstance(decimals, tuple) else (decimals,) * len(due)

    def holds(numbers):
        return len(have) >= len(numbers) and all(
            each.rounds(number, place) for each, number, place in zip(have, numbers, places, strict=False)
        )

    def reads(numbers):
        """As holds, at the precision that is written."""
        return len(have) >= len(numbers) and all(
            each.rounds(number, each.decimals) for each, number in zip(have, numbers, strict=False)
        )

    if holds(due) and len(have) == len(due):
        return
    shown = ", ".join(f"{number:.{place}f}" for number, place in zip(due, places, strict=True))
    plain = check.numbers_in(re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", cell))
    if len(plain) < len(have) and len(plain) == len(due) and all(map(_rounds, plain, due, places)):
        check.fail(
            f"The cell of {row} at {site} has a comma within a number, which half of Europe reads as a decimal point.",
            f"Write {shown}.",
            got=cell,
        )
    for wrong, why, todo in slips:
        if all(math.isfinite(number) for number in wrong) and holds(wrong) and not holds(due):
            check.fail(f"{why} ({row} at {site}: {shown} are due.)", todo, got=cell, kind="misconception")
    if len(have) > len(due) and _within(have, due, places):
        check.fail(
            f"The cell of {row} at {site} holds more numbers than {shown}.", "Give just these numbers; words are free.", got=cell
        )
    if len(have) == len(due) and reads(due):
        many = any(each.decimals > place for each, place in zip(have, places, strict=True))
        check.fail(
            f"The cell of {row} at {site} has more decimals than the measurement is worth."
            if many
            else f"The cell of {row} at {site} is rounded to fewer decimals than are due.",
            f"Round for print: {shown}.",
            got=cell,
            kind="misconception",
        )
    cut = [math.trunc(number * 10**place) / 10**place for number, place in zip(due, places, strict=True)]
    if len(have) == len(due) and holds(cut) and all(each.value == number for each, number in zip(have, cut, strict=True)):
        check.fail(
            f"The numbers of {row} at {site} were cut off, not rounded: {shown} are due.",
            "int() and // drop what stands behind the point; format rounds, as in f'{x:.0f}'.",
            got=cell,
            kind="misconception",
        )
    for wrong, why, todo in slips:
        if all(math.isfinite(number) for number in wrong) and len(have) == len(wrong) and reads(wrong):
            check.fail(f"{why} ({row} at {site}: {shown} are due.)", todo, got=cell, kind="misconception")
    check.fail(f"The cell of {row} at {site} should hold {what}: {shown}, in this order.", next_step, got=cell)


def test_table_shape(solution, heart, rng):
    for patients in (heart, _patients(heart, rng), _many(heart, rng)):
        table = _table(solution, patients)
        _has_rows(table, ROWS, "table one")
        sites = _sites(patients)
        for site, own in sites.items():
            for row in ROWS:
                _cell(table, row, site)
            known = int(own.notna().all(axis=1).sum())
            slips = [((known,), f"Only the {known} patients of whom everything is known were counted.", "Count all rows of the site.")]
            if site == "all":
                slips.append(((len(sites) - 1,), "The sites were counted, not the patients.", "Summarise all patients for the column all, not the sites' means."))
            _stands(table, "n", site, (len(own),), 0, slips, what="the number of patients", next_step="Count the rows of the site.")


def test_table_means(solution, heart, rng):
    for patients in (heart, _patients(heart, rng)):
        table = _table(solution, patients)
        raw = _sites(patients)
        for site, own in _sites(_marked(patients)).items():
            for row in MEANS:
                due, zeros = _summary(own[row]), _summary(raw[site][row])
                slips = [
                    ((zeros["mean"], zeros["sd"]), f"The zeros took part in {row}: nobody has a {CALLED.get(row, row)} of 0, it was not measured.", "Call mark_unmeasured in table_one."),
                    ((due["median"],), f"This is the median of {row}, which is roughly symmetric.", "Give mean and SD."),
                    ((due["mean"], due["sd"] / math.sqrt(max(len(_known(own[row])), 1))), "This is the standard error, not the standard deviation.", "Give the SD."),
                ]  # fmt: skip
                _stands(
                    table, row, site, (due["mean"], due["sd"]), 1, slips,
                    what=f"mean and SD of {row} ({UNITS[row]}) with one decimal",
                    next_step="Take them from summarise_number of the site's column.",
                )  # fmt: skip


def test_table_medians(solution, heart, rng):
    for patients in (heart, _patients(heart, rng)):
        table = _table(solution, patients)
        raw = _sites(patients)
        for site, own in _sites(_marked(patients)).items():
            for row, decimals in MEDIANS.items():
                due, zeros = _summary(own[row]), _summary(raw[site][row])
                if math.isnan(due["median"]):
                    cell = _cell(table, row, site)
                    seen = check.numbers_in(cell)
                    zero = bool(seen) and all(number.value == 0 for number in seen)
                    check.that(
                        not seen,
                        (f"{row} at {site} is given as 0, from zeros that were" if zero else f"{row} at {site} is given in numbers, though it was")
                        + " not measured in anybody there.",
                        "Call mark_unmeasured in table_one, and say in words that it was not measured.",
                        got=cell,
                        kind="misconception",
                    )  # fmt: skip
                    continue
                quartiles = (due["median"], due["q1"], due["q3"])
                slips = [
                    ((zeros["median"], zeros["q1"], zeros["q3"]), f"The zeros took part in {row}: nobody has a {CALLED.get(row, row)} of 0, it was not measured.", "Call mark_unmeasured in table_one."),
                    ((due["mean"], due["sd"]), f"This is the mean of {row}, which is skewed: a few high values pull the mean away from the typical patient, and mean minus SD may be a value that nobody can have.", "Give the median and the quartiles."),
                    ((due["median"], due["q3"], due["q1"]), "The quartiles stand the wrong way round.", "Give the median, then q1, then q3."),
                    ((due["q1"], due["median"], due["q3"]), "The median stands between the quartiles; it is due first.", "Give the median, then q1, then q3."),
                    *_other_medians(own[row], row),
                    ((due["median"], due["q3"] - due["q1"]), "This is the width between the quartiles; a reader cannot tell from it where they are.", "Give q1 and q3."),
                ]  # fmt: skip
                _stands(
                    table, row, site, quartiles, decimals, slips,
                    what=f"median, q1 and q3 of {row} ({UNITS[row]}) with {decimals} decimal{'' if decimals == 1 else 's'}",
                    next_step="Take them from summarise_number of the site's column.",
                )  # fmt: skip


def _other_medians(column, row):
    """The same of too few patients, and the range for the quartiles."""
    known = _known(column)
    if not known.size:
        return
    yield (np.median(known), known.min(), known.max()), "These are the lowest and the highest value, which one odd patient can move.", "Give q1 and q3."
    for kept, why in (
        (known[known >= 0], f"Values of {row} below 0 were left out. They were measured: an ST segment may be raised as well."),
        (known[known != 0], f"The zeros of {row} were left out. A 0 is a true measurement there."),
    ):
        if row == "oldpeak" and 0 < len(kept) < len(known):
            summary = _summary(kept)
            yield (summary["median"], summary["q1"], summary["q3"]), why, "Leave out NaN, and nothing else."


def test_table_shares(solution, heart, rng):
    for patients in (heart, _patients(heart, rng)):
        table = _table(solution, patients)
        for site, own in _sites(patients).items():
            for row in SHARES:
                _share(table, row, site, own)


def _share(table, row, site, own):
    known, count = _yes(own, row)
    if known == 0:
        return
    everybody = len(own)
    column = own[SHARES[row][0]]
    slips = [
        ((count, 100 * count / everybody), f"This is the percent of all {everybody} patients of {site}, but {row} is known in only {known}: it takes every unknown for a no.", "Divide by the number known: put NaN back where the column is missing before you take the mean."),
        ((count, count / known), "This is a fraction.", "Give the percent."),
    ]  # fmt: skip
    if row == "disease":
        only = int((column == 1).sum())
        slips.append(((only, 100 * only / known), "Disease was counted only where num is 1. num runs to 4, and everything above 0 is disease.", "Count num > 0."))  # fmt: skip
    if row == "ca":
        one = int((column == 1).sum())
        slips += [
            ((known, 100.0), "Everybody in whom vessels were looked at was counted, also those with none; one vessel or more is asked for.", "Count ca >= 1."),
            ((known, 100 * known / everybody), "Everybody in whom vessels were looked at was counted, also those with none; one vessel or more is asked for.", "Count ca >= 1, of those known."),
            (((column > 1).sum(), 100 * (column > 1).sum() / known), "Those with more than one vessel were counted; one vessel or more is asked for.", "Count ca >= 1."),
            ((one, 100 * one / known), "Those with exactly one vessel were counted; one vessel or more is asked for.", "Count ca >= 1."),
        ]  # fmt: skip
    if row == "male":
        women = known - count
        slips.append(((women, 100 * women / known), "These are the women: 1 is male.", "Count sex == 1."))
    if not count and not check.numbers_in(_cell(table, row, site)):
        check.fail(
            f"Of the {known} known at {site} nobody counts for {row}, and the cell does not say so. That nobody has it is a finding.",
            "Write 0 (0%), and words only where nothing is known.",
            got=_cell(table, row, site),
            kind="misconception",
        )
    _stands(
        table, row, site, (count, 100 * count / known), 0, slips,
        what=f"count and percent of the {known} known",
        next_step="Take them from summarise_share.",
    )  # fmt: skip


def test_table_gaps(solution, heart, rng):
    patients = _patients(heart, rng)
    single = patients.iloc[[0]].assign(
        site="Zug", age=61.0, trestbps=0.0, chol=0.0, thalach=math.nan, oldpeak=-0.5, ca=math.nan, cp=4.0, num=0
    )
    patients = pd.concat([patients[patients["cp"] != 3], single.set_axis(["P9999"], axis=0)])
    table = _table(solution, patients)
    if "cp_3" not in list(table.index):
        check.fail(
            "Nobody among these patients has chest pain of kind 3, and the table has no row cp_3. That nobody has it is a finding.",
            "Make the four rows by hand, not from the kinds that occur: 0 (0%).",
            kind="misconception",
        )
    _has_rows(table, ROWS, "table one")
    for site in _sites(patients):
        for row in ROWS:
            cell = _cell(table, row, site)
            bare = set(re.findall(r"[a-z]+", cell.casefold())) - {"to"}  # "none recorded" are words, "None (None)" is none
            said = "nan" if "nan" in bare else "None" if bare == {"none"} else ""
            check.that(
                not said,
                f"The cell of {row} at {site} says {said}. A reader of the paper does not know what that is.",
                "Look at the number known first: none, say in words not measured; one, give the mean without an SD.",
                got=cell,
                kind="misconception",
            )
    for row in ("trestbps", "chol", "thalach", "ca"):
        cell = _cell(table, row, "Zug")
        check.that(
            not check.numbers_in(cell) and bool(cell.strip()),
            f"Nobody's {row} is known at Zug, and the cell does not say so in words.",
            "Write not measured there, without a digit.",
            got=cell,
        )
    _stands(table, "age", "Zug", (61.0,), 1, what="the mean alone, for one patient has no SD", next_step="Leave the SD out where one value is known.")
    _stands(table, "oldpeak", "Zug", (-0.5, -0.5, -0.5), 1, what="median and quartiles, all three the one value", next_step="Take them from summarise_number.")
    for site, own in _sites(patients).items():
        if _yes(own, "cp_3")[0]:
            _stands(
                table, "cp_3", site, (0, 0.0), 0,
                what="nobody with chest pain of kind 3, 0 (0%)",
                next_step="Make the four rows by hand, not from the kinds that occur.",
            )  # fmt: skip
        for row in SHARES:
            _share(table, row, site, own)
