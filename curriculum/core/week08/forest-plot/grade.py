"""Checks of forest-plot: ratios on tables of known cells, pooling, and the figure of any table of ratios."""

import math
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from medai.grading import check

Z = 1.959964
ENDS = ("odds_ratio", "low", "high")
NAMES = (
    "Aachen", "Bergen", "Coimbra", "Dundee", "Esbjerg", "Faro", "Graz", "Halle", "Izmir", "Jena", "Kyoto", "Lund",
)  # fmt: skip


# ---- what is due


def _cells(exposed, disease):
    exposed, disease = np.asarray(exposed, dtype=float), np.asarray(disease, dtype=float)
    known = ~np.isnan(exposed) & ~np.isnan(disease)
    exposed, disease = exposed[known] == 1, disease[known] == 1
    return tuple(
        int(cell.sum()) for cell in (exposed & disease, exposed & ~disease, ~exposed & disease, ~exposed & ~disease)
    )


def _ratio(cells, correct=None):
    a, b, c, d = cells
    if 0 in (a + b, c + d, a + c, b + d):
        return {"n": sum(cells), **dict.fromkeys(ENDS, math.nan)}
    if correct or (correct is None and 0 in cells):
        a, b, c, d = (cell + 0.5 for cell in cells)
    log, margin = math.log(a * d / (b * c)), Z * math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return {
        "n": sum(cells),
        "odds_ratio": math.exp(log),
        "low": math.exp(log - margin),
        "high": math.exp(log + margin),
    }


def _weighted(values, weights):
    return float((np.asarray(values) * weights).sum() / np.sum(weights))


def _pooled(table):
    rows = table[list(ENDS)].astype(float).dropna()
    logs = np.log(rows)
    weights = (2 * Z / (logs["high"] - logs["low"])) ** 2
    mean, margin = _weighted(logs["odds_ratio"], weights), Z / math.sqrt(weights.sum())
    return {"odds_ratio": math.exp(mean), "low": math.exp(mean - margin), "high": math.exp(mean + margin)}


def _table(patients, exposure):
    rows = {
        site: _ratio(_cells(own[exposure], (own["num"] > 0).astype(int)))
        for site, own in sorted(patients.groupby("site"), key=lambda item: item[0])
    }
    table = pd.DataFrame.from_dict(rows, orient="index")
    return pd.concat([table, pd.DataFrame([{"n": table["n"].sum(), **_pooled(table)}], index=["all sites"])])


# ---- inputs


def _patients(cells, rng, unknown=0):
    """(exposed, disease) of these cells in any order, some with an unknown exposure or disease."""
    exposed = np.repeat([1.0, 1.0, 0.0, 0.0], cells)
    disease = np.repeat([1.0, 0.0, 1.0, 0.0], cells)
    gaps = np.full(unknown, math.nan)
    exposed = np.concatenate([exposed, gaps, rng.integers(0, 2, 2 if unknown else 0)])
    disease = np.concatenate([disease, rng.integers(0, 2, unknown), gaps[: 2 if unknown else 0]])
    order = rng.permutation(len(exposed))
    return exposed[order], disease[order]


def _ratio_cases(rng):
    """(what, cells, exposed, disease): no cell is 0, and the wrong ratios differ from the right one."""
    while True:
        cells = tuple(int(cell) for cell in rng.integers(4, 40, 4))
        if abs(math.log(cells[0] * cells[3] / (cells[1] * cells[2]))) > 0.5:
            break
    yield ("all exposures known", cells, *_patients(cells, rng))
    exposed, disease = _patients(cells, rng, unknown=int(rng.integers(5, 9)))
    yield ("some exposures not known", cells, exposed.tolist(), disease.tolist())
    labels = rng.permutation(len(exposed))
    yield (
        "two Series with an index of their own",
        cells,
        pd.Series(exposed, index=labels),
        pd.Series(disease, index=labels[::-1]),
    )


def _ratios(rng, rows, gaps=0, far=False):
    """A table of ratios with names; all figures apart from one another by 2 % or more.

    far: from 0.01 to about 60, and one ratio whose second decimal is a 0.
    """
    while True:
        logs = rng.uniform(-1.6, 2.0, rows)
        errors = rng.uniform(0.12, 0.7, rows)
        if far:
            logs[:2] = np.log(rng.uniform(0.03, 0.035)), np.log(rng.uniform(22, 26))
            logs[2] = np.log(round(float(np.exp(logs[2])), 1) + 0.001)
            errors[:2] = 0.45
        table = pd.DataFrame(
            {
                "n": rng.integers(40, 900, rows),
                "odds_ratio": np.exp(logs),
                "low": np.exp(logs - Z * errors),
                "high": np.exp(logs + Z * errors),
            },
            index=rng.permutation(NAMES)[:rows],
        )
        drawn = np.sort(np.log(table[list(ENDS)].to_numpy()).ravel())
        if (np.diff(drawn) > 0.02).all() and table["odds_ratio"].max() > 1.5 and table["odds_ratio"].min() < 0.8:
            break
    if gaps:
        table.iloc[rng.permutation(rows)[:gaps], 1:] = math.nan
    return table


def _heart(heart, rng):
    """Patients of hospitals with other names; one of them with nobody to compare, and one where nobody's sex is known."""
    parts = []
    for name in rng.permutation(NAMES)[:4]:
        part = heart.sample(int(rng.integers(90, 160)), random_state=int(rng.integers(2**31)))
        parts.append(part.assign(site=str(name)))
    parts[0] = parts[0][parts[0]["sex"] == 1]
    parts[1] = parts[1].assign(sex=math.nan)
    table = pd.concat(parts)
    table = table.iloc[rng.permutation(len(table))][rng.permutation(table.columns).tolist()]
    return table.set_axis([f"P{number:04d}" for number in rng.permutation(9000)[: len(table)]], axis=0)


# ---- one ratio


def _called(solution, exposed, disease, what):
    value = check.answers(solution.odds_ratio, exposed, disease, because=f"{what}: there is an answer for it")
    found = check.mapping(value, "the result of odds_ratio", ("n", *ENDS))
    return {key: check.number(found[key], key) for key in ("n", *ENDS)}


def test_ratio_value(solution, rng):
    for what, cells, exposed, disease in _ratio_cases(rng):
        found = _called(solution, exposed, disease, what)
        a, b, c, d = cells
        everybody = np.asarray(exposed, dtype=float), np.asarray(disease, dtype=float)
        filled = _cells(np.nan_to_num(everybody[0]), everybody[1])
        check.equal(
            check.whole_number(found["n"], "n"),
            sum(cells),
            what="n",
            because="it counts the patients of whom both exposure and disease are known",
            slips=[
                check.Slip(
                    sum(filled), "Patients whose exposure is not known were counted as not exposed.", "Leave them out: NaN is not 0."
                ),
                check.Slip(len(exposed), "n counts everybody, also those of whom exposure or disease is not known.", "Leave out the rows with NaN before you count."),
            ],
        )  # fmt: skip
        due = _ratio(cells)["odds_ratio"]
        check.close(
            found["odds_ratio"],
            due,
            what=f"the odds ratio of a = {a}, b = {b}, c = {c}, d = {d}",
            abs_tol=1e-6,
            because="it is a d / (b c)",
            next_step="Compute the four counts by hand first.",
            slips=[
                check.Slip(math.log(due), "This is the logarithm of the odds ratio.", "Take exp of it at the end."),
                check.Slip(
                    1 / due,
                    "The ratio is upside down: the odds of those not exposed over those of the exposed.",
                    "Divide the odds of the exposed by those of the others.",
                ),
                check.Slip(
                    (a / (a + b)) / (c / (c + d)),
                    "This is the risk ratio: a / (a + b) is a risk. Odds are a / b, those with over those without.",
                    "Divide a / b by c / d.",
                ),
                check.Slip(
                    _ratio(cells, True)["odds_ratio"],
                    "0.5 was added to the cells, though no cell is 0. It pulls every ratio towards 1.",
                    "Add 0.5 only where a cell is 0.",
                ),
                check.Slip(
                    _ratio(filled)["odds_ratio"],
                    "Patients whose exposure is not known were counted as not exposed.",
                    "Leave them out: NaN is not 0.",
                ),
                check.Slip(a / b, "These are the odds of the exposed alone.", "Divide them by the odds of the others."),
                *_of_other_pairs(exposed, disease),
            ],
        )


def _of_other_pairs(exposed, disease):
    """The ratio where two Series were brought together by their labels."""
    if not isinstance(exposed, pd.Series):
        return
    cells = _cells(exposed, disease.reindex(exposed.index))
    if min(cells):
        yield check.Slip(
            _ratio(cells)["odds_ratio"],
            "The two Series were brought together by their labels, so each exposure belongs to the disease of somebody else.",
            "The first of the one belongs to the first of the other: go by position, as np.asarray does.",
        )


def test_ratio_interval(solution, rng):
    for what, cells, exposed, disease in _ratio_cases(rng):
        found = _called(solution, exposed, disease, what)
        due, a_b_c_d = _ratio(cells), "a = {}, b = {}, c = {}, d = {}".format(*cells)
        margin = math.log(due["high"] / due["odds_ratio"])
        ratio, error = due["odds_ratio"], margin / Z
        check.interval(
            (found["low"], found["high"]),
            (due["low"], due["high"]),
            what=f"the 95 % interval of {a_b_c_d}",
            because="its margin is 1.959964 standard errors of the logarithm",
            next_step="log, plus and minus the margin, then exp.",
            slips=[
                check.Slip(
                    (ratio - margin, ratio + margin),
                    "This interval is symmetric around the ratio. The margin belongs to the logarithm: an odds ratio is not spread evenly, and cannot fall below 0.",
                    "Add and subtract the margin from log(ratio), then take exp of both ends.",
                ),
                check.Slip(
                    (ratio - ratio * margin, ratio + ratio * margin),
                    "This interval is symmetric around the ratio; it may even fall below 0. It is symmetric on the log scale only.",
                    "Add and subtract the margin from log(ratio), then take exp of both ends.",
                ),
                check.Slip(
                    (math.log(due["low"]), math.log(due["high"])),
                    "These are the logarithms of the two ends.",
                    "Take exp of both.",
                ),
                check.Slip(
                    (ratio * math.exp(-error), ratio * math.exp(error)),
                    "This is one standard error to either side.",
                    "Multiply it by 1.959964.",
                ),
                *(
                    check.Slip(
                        (ratio * math.exp(-z * error), ratio * math.exp(z * error)),
                        f"This is the {level} % interval.",
                        "The 95 % interval takes 1.959964 standard errors to either side.",
                    )
                    for level, z in ((90, 1.644854), (99, 2.575829))
                ),
                *(
                    check.Slip(
                        (ratio * math.exp(-Z * math.sqrt(rest)), ratio * math.exp(Z * math.sqrt(rest))),
                        f"1/{cell} is missing in the standard error: all four cells make it unsure.",
                        "SE = √(1/a + 1/b + 1/c + 1/d).",
                    )
                    for cell, count in zip("abcd", cells, strict=True)
                    if (rest := error**2 - 1 / count) > 0
                ),
                check.Slip(
                    (ratio * 10 ** (-margin), ratio * 10**margin),
                    "The margin belongs to the natural logarithm, and 10 to the power of it is not its inverse.",
                    "Use log and exp, not log10.",
                ),
                check.Slip(
                    (ratio * math.exp(-Z * error**2), ratio * math.exp(Z * error**2)),
                    "The square root of the variance is missing: SE = √(1/a + 1/b + 1/c + 1/d).",
                    "Take the square root of the sum.",
                ),
            ],
        )


def test_ratio_edges(solution, rng):
    zeros = [0, *(int(cell) for cell in rng.integers(3, 20, 3))]
    for shift in range(4):
        cells = tuple(np.roll(zeros, shift).tolist())
        exposed, disease = _patients(cells, rng)
        shown = "a = {}, b = {}, c = {}, d = {}".format(*cells)
        found, due = _called(solution, exposed, disease, shown), _ratio(cells)
        check.equal(check.whole_number(found["n"], "n"), sum(cells), what="n", because="the 0.5 are no patients", next_step="Count n before you add 0.5.")
        for key in ENDS:
            if not math.isfinite(found[key]) or found[key] == 0:
                check.fail(
                    f"{key} of {shown} is {found[key]:g}: one cell is 0, so the ratio has no finite logarithm and no interval.",
                    "Where a cell is 0, add 0.5 to all four.",
                    kind="misconception",
                )
            check.close(
                found[key],
                due[key],
                what=f"{key} of {shown}",
                abs_tol=1e-6,
                because="0.5 is added to all four cells where one is 0",
                next_step="Add 0.5 to all four cells, for ratio and interval.",
                slips=[
                    check.Slip(
                        _ratio([cell or 0.5 for cell in cells])[key],
                        "0.5 was put into the empty cell alone (as statsmodels does with shift_zeros), which pulls the ratio to one side.",
                        "Add 0.5 to all four cells.",
                    )
                ],
            )
    for what, cells in (
        ("nobody is exposed", (0, 0, 7, 5)),
        ("everybody is exposed", (6, 9, 0, 0)),
        ("nobody has the disease", (0, 8, 0, 4)),
        ("everybody has the disease", (8, 0, 3, 0)),
    ):
        exposed, disease = _patients(cells, rng)
        found = _called(solution, exposed, disease, what)
        for key in ENDS:
            check.that(
                math.isnan(found[key]),
                f"{key} is {found[key]:.3g} where {what}: there is nothing to compare, and a ratio made of the 0.5 alone is an invention.",
                "Return NaN for ratio, low and high where a row or a column of the four cells is empty.",
                kind="misconception",
            )
        # before those with a gap are left out, some are exposed, some not, some ill, some well
        exposed = np.concatenate([exposed, [1, 0, math.nan, math.nan]])
        disease = np.concatenate([disease, [math.nan, math.nan, 1, 0]])
        found = _called(solution, exposed, disease, f"{what} of those of whom both are known")
        for key in ENDS:
            check.that(
                math.isnan(found[key]),
                f"{key} is {found[key]:.3g} where {what} of those of whom both exposure and disease are known: patients with a gap counted when it was asked whether there is anything to compare.",
                "Leave out the patients with NaN first; then look whether a row or a column of the four cells is empty.",
                kind="misconception",
            )


# ---- pooling


def _between(logs, errors):
    """The variance between the rows, by DerSimonian and Laird."""
    weights = errors**-2.0
    spread = float((weights * (logs - _weighted(logs, weights)) ** 2).sum()) - (len(logs) - 1)
    room = float(weights.sum() - (weights**2).sum() / weights.sum())
    return max(0.0, spread / room) if len(logs) > 1 else 0.0


def test_pooled(solution, rng):
    for rows, gaps, lopsided in ((5, 0, False), (1, 0, False), (7, 2, False), (3, 1, False), (4, 0, True)):
        table = _ratios(rng, max(rows, 2), gaps)
        table = table.iloc[:rows]
        if lopsided:  # as intervals of another kind are, and rounded ones
            table = table.assign(low=table["low"] * rng.uniform(1.1, 1.2, rows), high=table["high"] * rng.uniform(1.1, 1.3, rows))
        value = check.answers(solution.pool, table, because=f"{rows - gaps} rows have a ratio", next_step="Leave out the rows with NaN.")
        got = check.mapping(value, "the result of pool", ENDS)
        due, known = _pooled(table), table.dropna()
        logs = np.log(known[list(ENDS)])
        errors = (logs["high"] - logs["low"]) / (2 * Z)
        slips = [
            check.Slip(
                float(known["odds_ratio"].mean()),
                "This is the plain mean of the ratios. In it 4 and 0.25, the same effect in opposite directions, come to 2.1, and a hospital with six women counts as much as one with hundreds.",
                "Average the logarithms, weighted by 1 / SE², then take exp.",
            ),
            check.Slip(
                math.exp(logs["odds_ratio"].mean()),
                "All rows weigh the same. One with a wide interval knows little, and should count for little.",
                "Weight each logarithm by 1 / SE².",
            ),
            *(
                check.Slip(
                    math.exp(_weighted(logs["odds_ratio"], half**-2.0)),
                    "The SE was taken from one half of each interval; the halves differ where an interval was rounded, or is of another kind.",
                    "SE = (log(high) - log(low)) / (2 × 1.959964).",
                )
                for half in ((logs["high"] - logs["odds_ratio"]) / Z, (logs["odds_ratio"] - logs["low"]) / Z)
                if lopsided
            ),
            check.Slip(
                math.exp(_weighted(logs["odds_ratio"], 1 / errors)),
                "The weights are 1 / SE; the square is missing.",
                "The weight of a row is 1 / SE².",
            ),
            check.Slip(
                _weighted(known["odds_ratio"], errors**-2.0),
                "The ratios themselves were averaged, not their logarithms.",
                "Average log(ratio) with these weights, then take exp.",
            ),
            check.Slip(
                math.exp(_weighted(logs["odds_ratio"], known["n"])),
                "The rows are weighted by their numbers of patients. What a row knows depends on its cells.",
                "Weight by 1 / SE².",
            ),
            check.Slip(math.log(due["odds_ratio"]), "This is the logarithm of the pooled ratio.", "Take exp of it."),
            check.Slip(
                math.exp(_weighted(logs["odds_ratio"], 1 / (errors**2 + _between(logs["odds_ratio"], errors)))),
                "This is a random-effects mean (DerSimonian and Laird), which lets the true ratio differ from row to row.",
                "The task asks for the fixed-effect mean: weights 1 / SE².",
            ),
        ]
        check.close(
            got["odds_ratio"],
            due["odds_ratio"],
            what=f"the pooled odds_ratio of {rows - gaps} rows",
            abs_tol=1e-6,
            because="it is exp of the mean logarithm, weighted by 1 / SE²",
            next_step="SE is (log(high) - log(low)) / (2 × 1.959964).",
            slips=slips,
        )
        mean = math.log(due["odds_ratio"])
        wide = Z * math.sqrt(float((errors**2).sum())) / len(errors)
        check.interval(
            (got["low"], got["high"]),
            (due["low"], due["high"]),
            what=f"the interval of the pooled ratio of {rows - gaps} rows",
            because="the SE of the weighted mean is 1 / √(sum of weights)",
            next_step="Add and subtract 1.959964 × SE on the log scale, then take exp.",
            slips=[
                check.Slip(
                    (float(known["low"].mean()), float(known["high"].mean())),
                    "The ends of the rows were averaged. Together the rows know more than one alone: the pooled interval is narrower.",
                    "Its SE is 1 / √(sum of weights), on the log scale.",
                ),
                check.Slip(
                    tuple(math.exp(_weighted(logs[end], errors**-2.0)) for end in ("low", "high")),
                    "The ends of the rows were averaged, on the log scale and with the right weights. Together the rows know more than one alone: the pooled interval is narrower.",
                    "Its SE is 1 / √(sum of weights), on the log scale.",
                ),
                *(
                    check.Slip((math.exp(mean - Z * each), math.exp(mean + Z * each)), why, "Its SE is 1 / √(sum of weights).")
                    for each, why in (
                        (float((errors**-2.0).sum()) ** -1, "1 / sum of weights is the variance; the square root is missing."),
                        (float(errors.mean()), "This takes the mean of the standard errors. Together the rows know more than one alone."),
                    )
                ),
                check.Slip(
                    (math.exp(mean - wide), math.exp(mean + wide)),
                    "This is the standard error of an unweighted mean.",
                    "Its SE is 1 / √(sum of weights).",
                ),
            ],
        )


def test_table_rows(solution, heart, rng):
    for patients, exposure in ((heart, "sex"), (heart, "fbs"), (_heart(heart, rng), "sex")):
        value, after = solution.forest_table.with_arguments(patients, exposure)
        table = check.frame(value, what="the result of forest_table", columns=("n", *ENDS))
        due = _table(patients, exposure)
        names = [check.clean(name, 60) for name in table.index]
        check.that(
            names == list(due.index),
            f"The rows are {', '.join(names[:8]) or 'none'}; due are {', '.join(due.index)}, in this order.",
            "One row for each site in alphabetical order, those where nobody's exposure is known too, then all sites, the names as the index.",
        )
        own = patients.dropna(subset=[exposure])
        crude = _ratio(_cells(own[exposure], (own["num"] > 0).astype(int)))
        only_one = _table(patients.assign(num=(patients["num"] == 1).astype(int)), exposure)
        turned = _table(patients.assign(num=(patients["num"] == 0).astype(int)), exposure)
        for name in due.index:
            for key in ("n", *ENDS):
                slips = [
                    check.Slip(
                        only_one.loc[name, key],
                        "Disease was taken only where num is 1. num runs from 0 to 4, and everything above 0 is disease.",
                        "Use num > 0.",
                    ),
                    check.Slip(
                        turned.loc[name, key],
                        "Disease was taken where num is 0: those are the healthy ones.",
                        "Use num > 0.",
                    ),
                ]
                if exposure != "sex":
                    slips.append(
                        check.Slip(_table(patients, "sex").loc[name, key], "The exposure is sex here, whatever was asked for.", "Take the column that exposure names.")
                    )
                if name == "all sites" and key == "n":
                    slips.append(
                        check.Slip(
                            due["n"].iloc[:-1][due["odds_ratio"].iloc[:-1].notna()].sum(),
                            "The patients of hospitals without a ratio were left out of the sum of n.",
                            "Add up n over all sites.",
                        )
                    )
                if name == "all sites":
                    slips.insert(
                        0,
                        check.Slip(
                            crude[key],
                            "The patients of all sites were thrown together into one table. Sites with many men and much disease then look like an effect of sex (Simpson's paradox).",
                            "Pool the ratios of the sites with pool.",
                        ),
                    )
                check.close(
                    check.number(table.loc[name, key], f"{key} of {name}"),
                    due.loc[name, key],
                    what=f"{key} of {name} (exposure {exposure})",
                    abs_tol=1e-6,
                    because="of the patients of this site whose exposure is known"
                    if name != "all sites"
                    else "pooled over the sites; n is their sum",
                    next_step="Call odds_ratio for each site, and pool for the last row.",
                    slips=slips,
                )
        check.unchanged(patients, after[0])


# ---- the figure


def _tables(heart, rng):
    yield "forest", _table(heart, "sex")
    yield "other-ratios", _ratios(rng, int(rng.integers(5, 8)), far=True)
    yield "few-rows", _ratios(rng, 2)


def _drawn(solution, table, name):
    value = check.answers(
        solution.forest_figure,
        table,
        because=f"it is a table of {len(table)} ratios",
        next_step="Try it on forest_table(heart, 'sex') first: medai run forest-plot.",
    )
    return check.figure(solution, value, name=name, what="the result of forest_figure"), value


def _same(one, other):
    """Two ratios agree to within 0.5 %."""
    return one > 0 and other > 0 and abs(math.log(one / other)) < 0.005


def _segments(axes, turned=False):
    """(from, to, height) of every horizontal line; turned: (from, to, place) of every upright one."""
    step = -1 if turned else 1
    for line in axes.lines:
        if line.style not in ("None", "none", "", " "):
            yield from _level(*(line.x, line.y)[::step])
    for collection in axes.collections:
        if collection["kind"] == "LineCollection":
            for path in collection["paths"]:
                yield from _level(*list(zip(*path, strict=True))[::step]) if len(path) else ()


def _level(x, y):
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if len(x) >= 2 and len(x) == len(y) and np.isfinite([*x, *y]).all() and np.ptp(x) > 0 and np.ptp(y) < 1e-6:
        yield float(x.min()), float(x.max()), float(y.mean())


def _points(axes):
    """(x, y) of every marker and scatter point."""
    for line in axes.lines:
        if line.marker not in ("None", "none", "", " "):
            yield from zip(line.x, line.y, strict=False)
    for points in axes.points:
        yield from points.xy


def _diamonds(axes):
    """(low, ratio, high, height) of every polygon that is level in the middle."""
    shapes = [patch["vertices"] for patch in axes.patches]
    shapes += [path for each in axes.collections if "Poly" in each["kind"] for path in each["paths"]]
    for shape in shapes:
        corners = np.asarray(shape, dtype=float).reshape(-1, 2)
        if 4 <= len(corners) <= 12 and np.isfinite(corners).all():
            top = corners[corners[:, 1].argmax(), 0]
            yield corners[:, 0].min(), top, corners[:, 0].max(), corners[:, 1].min() / 2 + corners[:, 1].max() / 2


def _rows(figure, table):
    """{row: (number of the axes, height)} where marker and interval of each row stand; None where not."""
    found = {}
    for name, ratio, low, high in table[list(ENDS)].itertuples():
        found[name] = None
        for number, axes in enumerate(figure.axes):
            points = list(_points(axes))
            for left, right, height in _segments(axes):
                if _same(left, low) and _same(right, high) and any(
                    _same(x, ratio) and abs(y - height) < 0.02 for x, y in points
                ):  # fmt: skip
                    found[name] = (number, height)
            for left, top, right, height in _diamonds(axes):
                if _same(left, low) and _same(right, high) and _same(top, ratio):
                    found[name] = (number, height)
    return found


@dataclass(frozen=True)
class _Drawing:
    """What one table's figure shows. middles: row -> its height in pixels; half: of what lies between two rows."""

    call: str
    table: pd.DataFrame
    axes: check.Axes
    words_below: str
    texts: tuple[check.PlacedText, ...]
    middles: dict[str, float]
    half: float


def _keep(solution, value, figure, table, places):
    number = next(iter(places.values()))[0]
    handle = check.axes_handles(figure, value)[number]
    points = [(float(table.loc[row, "odds_ratio"]), height) for row, (_, height) in places.items()]
    middles = dict(zip(places, (y for _, y in check.pixels(handle, points)), strict=True))
    ordered = sorted(middles.values())
    half = min(b - a for a, b in zip(ordered, ordered[1:], strict=False)) / 2
    words = " ".join(axes.xlabel for axes in figure.axes)
    return _Drawing(solution.last_call, table, figure.axes[number], words, check.placed_texts(solution, value), middles, half)


def _drawings(solution, heart):
    """The figures, with all their rows. Drawing and reading one is dear, so each is done once, for all checks."""
    return check.once(solution, "drawings", lambda rng: list(_read(solution, heart, rng)))


def _read(solution, heart, rng):
    for name, table in _tables(heart, rng):
        figure, value = _drawn(solution, table, name)
        rows = _rows(figure, table)
        segments = [segment for axes in figure.axes for segment in _segments(axes)]
        upright = [segment for axes in figure.axes for segment in _segments(axes, turned=True)]
        points = [float(x) for axes in figure.axes for x, _ in _points(axes)]
        for row, place in rows.items():
            if place is None:
                _explain_row(row, *(float(table.loc[row, key]) for key in ENDS), segments, upright, points)
        check.that(
            len({place[0] for place in rows.values()}) == 1,
            "The rows stand in different plots, where one cannot compare them.",
            "Draw all rows on one axes.",
        )
        heights = sorted(place[1] for place in rows.values())
        check.that(
            all(b - a > 1e-3 for a, b in zip(heights, heights[1:], strict=False)),
            "Two rows stand at the same height.",
            "Give each row a height of its own: 0, 1, 2, ...",
        )
        yield _keep(solution, value, figure, table, rows)


def test_figure_rows(solution, heart):
    _drawings(solution, heart)


def _explain_row(row, ratio, low, high, segments, upright, points):
    def drawn(left, right):
        return any(abs(a - left) < 0.005 * abs(left) + 1e-9 and abs(b - right) < 0.005 * abs(right) + 1e-9 for a, b, _ in segments)

    half = (high - low) / 2
    for log, base in ((math.log, "natural"), (math.log10, "decimal"), (math.log2, "binary")):
        logs = log(ratio), log(low), log(high)
        if drawn(logs[1], logs[2]) or (any(abs(x - logs[0]) < 1e-6 for x in points) and not any(_same(x, ratio) for x in points)):
            check.fail(
                f"At {row} the {base} logarithms were drawn ({logs[0]:.2f}, from {logs[1]:.2f} to {logs[2]:.2f}), so that no reader sees the ratio of {ratio:.2f}.",
                'Draw the ratios themselves, and make the axis logarithmic: set_xscale("log").',
                kind="misconception",
            )
    if drawn(ratio - low, ratio + high):
        check.fail(
            f"The line of {row} runs from {ratio - low:.2f} to {ratio + high:.2f}: the ends {low:.2f} and {high:.2f} were taken for lengths to the left and right of the marker.",
            "errorbar wants lengths: xerr=[ratio - low, high - ratio].",
            kind="misconception",
        )
    if drawn(2 * ratio - high, 2 * ratio - low):
        check.fail(
            f"The two lengths of {row} have changed places: the line runs from {2 * ratio - high:.2f} to {2 * ratio - low:.2f}, the interval from {low:.2f} to {high:.2f}.",
            "errorbar wants the length to the left first: xerr=[ratio - low, high - ratio].",
            kind="misconception",
        )
    for length in (half, ratio - low, high - ratio):
        if drawn(ratio - length, ratio + length):
            check.fail(
                f"The line of {row} is symmetric around the ratio, from {ratio - length:.2f} to {ratio + length:.2f}; the interval runs from {low:.2f} to {high:.2f}.",
                "Hand errorbar two lengths for each row, ratio - low and high - ratio, or use hlines.",
                kind="misconception",
            )
    if any(_same(a, low) and _same(b, high) for a, b, _ in upright):
        check.fail(
            "The plot lies on its side: the intervals are upright, and the ratios run along y.",
            "Give each row a height, and draw its ratio along x.",
            kind="misconception",
        )
    line = any(_same(a, low) and _same(b, high) for a, b, _ in segments)
    point = any(_same(x, ratio) for x in points)
    if line and point:
        check.fail(
            f"Marker and line of {row} stand at different heights.", "Give both the same height: y = 0, 1, 2, ... by row."
        )
    if line:
        check.fail(f"{row} has a line but no marker at its odds ratio, {ratio:.2f}.", "Add a marker or scatter point there.")
    if point:
        check.fail(
            f"{row} has a marker, but no line from {low:.2f} to {high:.2f}: without its interval a ratio tells nobody how sure it is.",
            "Draw the interval with hlines, plot or errorbar.",
        )
    check.fail(
        f"{row} is not on the figure: neither a marker at {ratio:.2f} nor a line from {low:.2f} to {high:.2f}.",
        "Draw each row of the table at a height of its own.",
    )


def _plain(power):
    """10^-2 for what TeX makes of it."""
    return re.sub(r"\\\w+|[${}]", "", power)


def _shown(solution, heart):
    """Each drawing, with its call as the one that a failure names."""
    for drawing in _drawings(solution, heart):
        solution.last_call = drawing.call
        yield drawing


def test_figure_axis(solution, heart):
    for drawing in _shown(solution, heart):
        axes, table = drawing.axes, drawing.table
        check.that(
            axes.xscale == "log",
            f"The axis of the ratios is {axes.xscale}. On it 2 and 0.5, twice and half the odds, do not stand at the same distance from 1: harm looks larger than benefit, and every interval lopsided.",
            'Make it logarithmic: axes.set_xscale("log").',
            kind="misconception",
        )
        low, high = sorted(axes.xlim)
        first, last = float(table["low"].min()), float(table["high"].max())
        check.that(
            low <= first * 1.001 and high >= last * 0.999,
            f"The axis runs from {low:.2f} to {high:.2f}, the intervals from {first:.2f} to {last:.2f}: some are cut.",
            "Let the axis hold all intervals: set_xlim.",
        )
        check.names_quantity(
            drawing.words_below,
            r"odds[\s-]*ratio",
            None,
            which="x-axis",
            next_step="Say what stands on it: odds ratio.",
        )
        labels = [label for label in axes.xticklabels if label.strip()]
        powers = [text.text for text in drawing.texts if "10^{" in text.text or "10^" in text.text]
        check.that(
            not powers,
            f"The ticks carry powers of ten ({_plain(powers[0]) if powers else ''}). A clinician reads 0.1, 1 and 10 at once, and 10⁻¹ not.",
            "Set the ticks with plain labels: set_xticks([0.5, 1, 2, 5], labels=[...]), or a ScalarFormatter; mind the minor ticks.",
            kind="misconception",
        )
        check.that(
            any(check.numbers_in(label) for label in labels),
            "The axis of the ratios carries no numbers.",
            "Give it ticks with numbers, such as 0.5, 1, 2, 5.",
        )


def test_figure_reference(solution, heart):
    for drawing in _shown(solution, heart):
        axes = drawing.axes
        shapes = [(line.x, line.y) for line in axes.lines if line.style not in ("None", "none", "", " ")]
        shapes += [
            tuple(zip(*path, strict=True))
            for each in axes.collections
            if each["kind"] == "LineCollection"
            for path in each["paths"]
            if len(path)
        ]
        upright = [float(x[0]) for x, y in shapes if len(x) >= 2 and np.ptp(x) == 0 and np.ptp(y) > 0.2]
        if any(_same(x, 1.0) for x in upright):
            continue
        if any(abs(x) < 1e-12 for x in upright):
            check.fail(
                "The reference line stands at 0. No difference means equal odds, a ratio of 1; 0 is no difference for a difference, and has no place on a log axis.",
                "Draw it at 1: axes.axvline(1).",
                kind="misconception",
            )
        there = ", ".join(f"{x:.2f}" for x in upright[:4])
        check.fail(
            f"The vertical line stands at {there}, and none at 1, the ratio of no difference." if there else "There is no vertical line at 1, the ratio of no difference: nobody sees which intervals reach it.",
            "Draw it: axes.axvline(1).",
        )  # fmt: skip


def test_figure_names(solution, heart):
    for drawing in _shown(solution, heart):
        table, texts, middles, half = drawing.table, drawing.texts, drawing.middles, drawing.half
        for row in table.index:
            places = [text.middle for text in texts if str(row).lower() in text.text.lower()]
            check.that(
                bool(places), f"No text on the figure names the row {row!r}.", "Set the tick labels to table.index."
            )
            if min(abs(place - middles[row]) for place in places) < half:
                continue
            near = min(middles, key=lambda other: min(abs(place - middles[other]) for place in places))
            check.fail(
                f"The name {row!r} stands at the row of {near!r}: a reader takes the ratio of one for that of the other.",
                "Take names and ratios from the table in the same order; if you turn one round, turn the other too.",
                kind="misconception",
            )
        down = [middles[row] for row in table.index]
        if not all(a > b for a, b in zip(down, down[1:], strict=False)):
            upwards = all(a < b for a, b in zip(down, down[1:], strict=False))
            check.fail(
                "The rows run from the bottom up: the first row of the table stands lowest, and what is pooled on top."
                if upwards
                else "The rows do not stand in the order of the table.",
                "A table is read from the top: axes.invert_yaxis(), or heights that fall.",
                kind="misconception",
            )


def test_figure_numbers(solution, heart):
    for drawing in _shown(solution, heart):
        table, texts, middles, half = drawing.table, drawing.texts, drawing.middles, drawing.half
        for row in table.index:
            here = [each for text in texts if abs(text.middle - middles[row]) < half for each in check.numbers_in(text.text)]
            for key in ENDS:
                due = float(table.loc[row, key])
                found = check.quoted(here, due, 2)
                if found and all(each.decimals < 2 for each in found):
                    check.fail(
                        f"{key} of {row} stands there as {found[0].text}: a last 0 was dropped, so that it reads as less exact than the others.",
                        f"Write it with a format, f'{{value:.2f}}', which gives {due:.2f}; round gives {found[0].text}.",
                    )
                check.that(
                    bool(found),
                    f"{key} of {row}, {due:.2f}, does not stand at its row in numbers with two decimals.",
                    f"Write {table.loc[row, 'odds_ratio']:.2f} ({table.loc[row, 'low']:.2f} to {table.loc[row, 'high']:.2f}) beside the row.",
                )
