"""Checks of glucose-report: table, Welch's test, figure, and one sentence, on tables of other patients too."""

import math
import re

import numpy as np
import pandas as pd
import scipy.special  # noqa: F401  (what check.t_quantile and the like stand on: imported while the sandbox starts)

from medai.grading import check

COLUMNS = ("n", "not_measured", "mean", "sd", "median", "q1", "q3")
KEYS = ("difference", "low", "high", "t", "p")
WHO = {1: "with diabetes", 0: "without diabetes"}
GAPS = "Patients with a gap in another column, such as BMI, were left out, although their glucose was measured."
NEGATED = r"\b(?:without|no|non|not|free)\b|nondiab"


# ---- what is due


def _groups(patients, zeros=False, complete=False):
    """Measured glucose of (with, without) diabetes.

    Two slips: zeros=True takes 0 for a value, complete=True leaves out whoever has a gap in any column.
    """
    patients = patients.dropna() if complete else patients
    glucose, outcome = patients["Glucose"].to_numpy(dtype=float), patients["Outcome"].to_numpy()
    measured = ~np.isnan(glucose) if zeros else glucose > 0
    return glucose[measured & (outcome == 1)], glucose[measured & (outcome == 0)]


def _describe(glucose):
    return {
        "mean": glucose.mean(),
        "sd": glucose.std(ddof=1),
        "median": np.median(glucose),
        "q1": np.quantile(glucose, 0.25),
        "q3": np.quantile(glucose, 0.75),
    }


def _welch(ill, well, equal_var=False):
    """What glucose_test returns, with df beside it; equal_var: the slip of Student's test."""
    m, n = len(ill), len(well)
    u, v = ill.var(ddof=1) / m, well.var(ddof=1) / n
    if equal_var:
        df = m + n - 2
        error = math.sqrt((u * m * (m - 1) + v * n * (n - 1)) / df * (1 / m + 1 / n))
    else:
        df = (u + v) ** 2 / (u**2 / (m - 1) + v**2 / (n - 1))
        error = math.sqrt(u + v)
    difference = float(ill.mean() - well.mean())
    half = check.t_quantile(0.975, df) * error
    return {
        "difference": difference,
        "low": difference - half,
        "high": difference + half,
        "t": difference / error,
        "p": 2 * check.t_tail(abs(difference / error), df),
        "df": df,
    }


# ---- inputs


def _other_patients(pima, rng, size, lower=False):
    """A table like Pima's: rows drawn, some values not measured, other labels; lower: the groups the other way round."""
    while True:
        table = pima.sample(size, random_state=int(rng.integers(2**31)))
        outcome = 1 - table["Outcome"] if lower else table["Outcome"]
        glucose = table["Glucose"].astype(float) + rng.integers(0, 30) * outcome
        if lower:
            glucose = table["Glucose"].astype(float)
        gaps = rng.permutation(size)
        glucose.iloc[gaps[: max(2, size // 12)]] = 0.0
        glucose.iloc[gaps[-max(2, size // 15) :]] = np.nan
        labels = [f"P{number:04d}" for number in rng.permutation(9000)[:size]]
        columns = rng.permutation(["Age", "Glucose", "BMI", "Outcome"]).tolist()
        table = table.assign(Glucose=glucose, Outcome=outcome)[columns].set_axis(labels, axis=0)
        ill, well = _groups(table)
        sizes = {len(ill), len(well), len(ill) + len(well), int((outcome == 1).sum()), int((outcome == 0).sum()), 95}
        if len(sizes) == 6 and min(len(ill), len(well)) >= 4 and _clear(table, lower):
            return _without_some_bmi(table, rng)


def _without_some_bmi(table, rng):
    """The table with gaps in BMI among the measured patients of both groups."""
    measured, ill = table["Glucose"].to_numpy() > 0, table["Outcome"].to_numpy() == 1
    bmi = table["BMI"].to_numpy(dtype=float, copy=True)
    for group in (measured & ill, measured & ~ill):
        bmi[rng.permutation(np.flatnonzero(group))[: max(1, group.sum() // 5)]] = np.nan
    return table.assign(BMI=bmi)


def _clear(table, lower):
    """The direction is plain, and no figure of the report looks like another one."""
    ill, well = _groups(table)
    test = _welch(ill, well)
    numbers = [ill.mean(), well.mean(), *(abs(test[key]) for key in ("difference", "low", "high"))]
    apart = all(abs(a - b) > 0.3 for i, a in enumerate(numbers) for b in numbers[:i])
    return apart and (test["difference"] < -2 if lower else test["difference"] > 2)


def _chance(pima, rng):
    """A small table in which p is no smaller than 0.01, so that it is printed with its decimals."""
    while True:
        table = _other_patients(pima, rng, 44)
        if 0.01 < _welch(*_groups(table))["p"] < 0.9:
            return table


def _nearly_a_thousandth(pima, rng):
    """A small table, glucose lower with diabetes, in which p is below 0.001 and would be rounded to it."""
    while True:
        table = _other_patients(pima, rng, 60, lower=True)
        test = _welch(*_groups(table))
        # moving a whole group keeps the standard error, difference / t, and the degrees of freedom
        due = check.t_quantile(0.00035, test["df"]) * test["difference"] / test["t"]
        moved = (table["Outcome"] == 1) & (table["Glucose"] > 0)
        table.loc[moved, "Glucose"] = np.round(table.loc[moved, "Glucose"] + due - test["difference"], 1)
        in_place = 0.0006 < _welch(*_groups(table))["p"] < 0.0008
        if in_place and table.loc[moved, "Glucose"].min() > 30 and _clear(table, lower=True):
            return table


# ---- table


def _rows(solution, patients):
    value = check.answers(
        solution.glucose_table,
        patients,
        because="both groups have at least two measured values",
        next_step="Run it on data/pima/diabetes.csv first.",
    )
    table = check.frame(value, what="the table", columns=COLUMNS, rows=2)
    rows = {}
    for position, label in enumerate(table.index):
        if isinstance(label, (int, float, np.number, bool, np.bool_)) and float(label) in (0.0, 1.0):
            rows[int(label)] = table.iloc[position]
    check.that(
        set(rows) == {0, 1},
        f"The index of the table is {', '.join(check.describe(label) for label in table.index)}, where 1 (with diabetes) and 0 (without) are due.",
        "Group by Outcome, or set the index to 1 and 0.",
        kind="type",
    )
    return rows


def test_table_counts(solution, pima, rng):
    for patients in (pima, _other_patients(pima, rng, 160), _other_patients(pima, rng, 60, lower=True)):
        rows = _rows(solution, patients)
        for outcome, glucose, kept in zip((1, 0), _groups(patients), _groups(patients, zeros=True), strict=True):
            everybody = int((patients["Outcome"] == outcome).sum())
            check.equal(
                check.whole_number(rows[outcome]["n"], f"n {WHO[outcome]}"),
                len(glucose),
                what=f"n {WHO[outcome]}",
                because="n counts the patients with a measured glucose",
                next_step="Leave out the rows whose Glucose is 0 or missing before you count.",
                slips=[
                    check.Slip(
                        len(kept),
                        f"Patients whose Glucose is 0 were counted ({len(kept)} instead of {len(glucose)}, {WHO[outcome]}). Nobody lives with a "
                        "glucose of 0: it was not measured.",
                        "Leave out the zeros as well as what is missing, in all four parts of the report.",
                    ),
                    check.Slip(
                        len(_groups(patients)[outcome]),  # the groups come as (1, 0)
                        f"The two rows have changed places: this is n {WHO[1 - outcome]}. Groups come out of groupby in ascending order, 0 first.",
                        "Let the index say which row is which: 1 with diabetes, 0 without.",
                    ),
                    check.Slip(
                        len(_groups(patients, complete=True)[1 - outcome]),
                        f"{GAPS} n {WHO[outcome]} is {len(glucose)}.",
                        "Leave out a row for its Glucose alone.",
                    ),
                    check.Slip(
                        everybody,
                        f"All {everybody} patients {WHO[outcome]} were counted, also those without a measured glucose.",
                        "n counts the measured values, not the rows.",
                    ),
                ],
            )
            check.equal(
                check.whole_number(rows[outcome]["not_measured"], f"not_measured {WHO[outcome]}"),
                everybody - len(glucose),
                what=f"not_measured {WHO[outcome]}",
                because=f"{everybody} patients are {WHO[outcome]}, and {len(glucose)} of them have a measured glucose",
                next_step="Count both the zeros and the missing values.",
            )


def test_table_values(solution, pima, rng):
    for patients in (pima, _other_patients(pima, rng, 160), _other_patients(pima, rng, 60, lower=True)):
        rows = _rows(solution, patients)
        for outcome, glucose, kept in zip((1, 0), _groups(patients), _groups(patients, zeros=True), strict=True):
            due, zeros = _describe(glucose), _describe(kept)
            no_gaps = _describe(_groups(patients, complete=True)[1 - outcome])
            slips = {
                "sd": [
                    check.Slip(
                        due["sd"] / math.sqrt(len(glucose)),
                        "This is the standard error of the mean, sd / √n. It says how sure the mean is; sd says how different patients are.",
                        "Do not divide by √n.",
                    ),
                    check.Slip(
                        glucose.std(),
                        "This standard deviation has n in its denominator.",
                        "Use n - 1: std of pandas, ddof=1 of numpy.",
                    ),
                    check.Slip(due["sd"] ** 2, "This is the variance, in mg²/dL².", "Take its square root."),
                ],
                "mean": [check.Slip(due["median"], "This is the median.", "Take the mean.")],
                "median": [check.Slip(due["mean"], "This is the mean.", "Take the median.")],
                "q1": [check.Slip(due["q3"], "This is the upper quartile.", "q1 is the 25th percentile.")],
                "q3": [check.Slip(due["q1"], "This is the lower quartile.", "q3 is the 75th percentile.")],
            }
            for name, share in (("q1", 25), ("q3", 75)):
                slips[name] += [
                    check.Slip(
                        float(np.percentile(glucose, share, method=method)),
                        "This quartile is taken by another rule than linear interpolation (there are nine; statistics.quantiles has another "
                        "default).",
                        "Take quantile of pandas or numpy as it is.",
                    )
                    for method in ("weibull", "lower", "higher", "nearest", "midpoint", "hazen")
                ]
            for name, value in due.items():
                zero = check.Slip(
                    zeros[name], f"The zeros took part in {name}; they were not measured.", "Leave them out."
                )
                gaps = check.Slip(no_gaps[name], GAPS, "Leave out a row for its Glucose alone.")
                check.close(
                    rows[outcome][name],
                    value,
                    what=f"{name} {WHO[outcome]}",
                    abs_tol=1e-6,
                    because=f"of the {len(glucose)} measured values, in mg/dL",
                    next_step="Quartiles are interpolated linearly."
                    if name in ("q1", "q3")
                    else "Use the measured values of this group.",
                    slips=[zero, gaps, *slips[name]],
                )


# ---- test


def _tested(solution, patients):
    value = check.answers(solution.glucose_test, patients, because="both groups have at least two measured values")
    found = check.mapping(value, "the result of glucose_test", KEYS)
    return {key: check.number(found[key], key) for key in KEYS}


def _cases(pima, rng):
    return pima, _other_patients(pima, rng, 160), _chance(pima, rng), _other_patients(pima, rng, 60, lower=True)


def test_welch_difference(solution, pima, rng):
    for patients in _cases(pima, rng):
        found = _tested(solution, patients)
        ill, well = _groups(patients)
        due, student, zeros = _welch(ill, well), _welch(ill, well, True), _welch(*_groups(patients, zeros=True))
        no_gaps = _welch(*_groups(patients, complete=True))
        mirrored = {"difference": -due["difference"], "low": -due["high"], "high": -due["low"]}
        errors = (due["high"] - due["low"]) / 2, abs(due["difference"] / due["t"])
        for key in ("difference", "low", "high"):
            sign = {"difference": 0, "low": -1, "high": 1}[key]
            slips = [
                check.Slip(zeros[key], "The zeros took part in the test; they were not measured.", "Leave them out."),
                check.Slip(no_gaps[key], f"The test lacks patients. {GAPS}", "Leave out a row for its Glucose alone."),
                check.Slip(
                    mirrored[key],
                    "The difference stands the other way round: without diabetes minus with.",
                    "Hand over the group with diabetes first.",
                ),
            ]
            if sign:
                slips += [
                    check.Slip(
                        student[key],
                        f"This is Student's interval, which pools the two variances. The spread is {ill.std(ddof=1):.1f} mg/dL with diabetes and "
                        f"{well.std(ddof=1):.1f} without.",
                        "Use Welch's: equal_var=False in scipy.",
                    ),
                    check.Slip(
                        due["difference"] + sign * check.t_quantile(0.975, len(ill) + len(well) - 2) * errors[1],
                        "The standard error is Welch's, and the degrees of freedom are Student's (n₁ + n₂ - 2).",
                        "Take the degrees of freedom of Welch and Satterthwaite for the t quantile.",
                    ),
                    *(
                        check.Slip(
                            due["difference"] + sign * z * errors[1],
                            "This interval takes the normal quantile 1.96, where Welch's t quantile is due.",
                            "Use the t distribution with Welch's degrees of freedom.",
                        )
                        for z in (1.959964, 1.96)
                    ),
                    check.Slip(
                        due["difference"] + sign * errors[1],
                        "This is one standard error to either side.",
                        "Multiply it by the t quantile.",
                    ),
                ]
            check.close(
                found[key],
                due[key],
                what=key,
                abs_tol=1e-6,
                because="mean with diabetes minus mean without, in mg/dL"
                if not sign
                else "it is an end of the 95 % interval of the difference, after Welch",
                slips=slips,
            )


def test_welch_p(solution, pima, rng):
    for patients in _cases(pima, rng):
        found = _tested(solution, patients)
        ill, well = _groups(patients)
        due, student = _welch(ill, well), _welch(ill, well, True)
        check.close(
            found["t"],
            due["t"],
            what="t",
            abs_tol=1e-6,
            because="it is the difference over Welch's standard error",
            slips=[
                check.Slip(
                    student["t"],
                    "This is Student's t, which pools the two variances.",
                    "Use Welch's: equal_var=False in scipy.",
                ),
                check.Slip(
                    -due["t"],
                    "t has the wrong sign: without diabetes minus with.",
                    "Hand over the group with diabetes first.",
                ),
            ],
        )
        check.close(
            found["p"],
            due["p"],
            what="p",
            abs_tol=1e-9,
            because="the two-sided p of Welch's test is due",
            slips=[
                check.Slip(
                    due["p"] / 2,
                    "This p looks at one tail only, half of what is due. Nobody knew beforehand which way the difference would go.",
                    "Take the two-sided p.",
                ),
                check.Slip(
                    1 - due["p"] / 2, "This p looks at one tail only, and at the wrong one.", "Take the two-sided p."
                ),
                check.Slip(
                    student["p"], "This is the p of Student's test, which pools the two variances.", "Use Welch's test."
                ),
                check.Slip(1 - due["p"], "This is 1 - p.", "Return p."),
            ],
        )


def test_small_groups_refused(solution, pima, rng):
    base = _other_patients(pima, rng, 60)
    ill = base.index[(base["Outcome"] == 1) & (base["Glucose"] > 0)]
    for kept, what in (
        (1, "one patient with diabetes has a measured glucose"),
        (0, "no patient with diabetes has a measured glucose"),
    ):
        small = base.copy()
        small.loc[ill[kept:], "Glucose"] = 0.0
        check.refuses(
            solution.glucose_test,
            small,
            because=f"{what} (the others are 0 or missing), so that group has no spread to judge a difference by",
            next_step="Count the measured values of each group, and raise ValueError below two.",
        )


def test_patients_untouched(solution, pima, rng):
    patients = _other_patients(pima, rng, 60)
    for name in ("glucose_table", "glucose_test", "glucose_sentence", "glucose_figure"):
        _, after = getattr(solution, name).with_arguments(patients.copy())
        check.unchanged(patients, after[0], what=f"the table that was passed to {name}")


# ---- figure


def _clouds(axes):
    """Sets of three or more points of one plot as arrays of (x, y): scatters first, then lines of bare markers."""
    scatters = [np.array(points.xy, dtype=float) for points in axes.points if len(points.xy) >= 3]
    lines = [
        np.column_stack([line.x, line.y])
        for line in axes.lines
        if len(line.x) == len(line.y) >= 3 and line.marker not in ("None", "", " ") and line.style in ("None", "", " ")
    ]
    choices = [scatters, lines, sorted(lines, key=len)[-2:], sorted(lines, key=len)[-1:], scatters + lines]
    return [np.vstack(choice) for choice in choices if choice]


def _holds(points, values):
    known = np.sort(points[np.isfinite(points)])
    return len(known) == len(values) and bool(np.allclose(known, np.sort(values), rtol=0, atol=1e-6))


def _apart(points, value, groups):
    """Where the groups stand on the other axis, {1: ..., 0: ...}, if they stand side by side."""
    points = points[np.isfinite(points).all(axis=1)]
    points = points[np.argsort(points[:, 1 - value], kind="stable")]
    for order in ((1, 0), (0, 1)):
        cut = len(groups[order[0]])
        first, second = points[:cut], points[cut:]
        if _holds(first[:, value], groups[order[0]]) and _holds(second[:, value], groups[order[1]]):
            if first[:, 1 - value].max() < second[:, 1 - value].min():
                return {order[0]: float(first[:, 1 - value].mean()), order[1]: float(second[:, 1 - value].mean())}
    return None


def _found(drawn, groups):
    """(0 or 1 for glucose on x or y, {outcome: (plot, place on the other axis or None)}), or None."""
    for value in (1, 0):
        for axes in drawn.axes:
            for points in _clouds(axes):
                places = _apart(points, value, groups)
                if places:
                    return value, {outcome: (axes, place) for outcome, place in places.items()}
        alone = {
            outcome: next(
                (axes for axes in drawn.axes if any(_holds(p[:, value], groups[outcome]) for p in _clouds(axes))), None
            )
            for outcome in (1, 0)
        }
        if alone[1] is not None and alone[0] is not None and alone[1] is not alone[0]:
            return value, {outcome: (axes, None) for outcome, axes in alone.items()}
    return None


def _drawn(solution, patients, name="glucose"):
    solution.library("matplotlib.pyplot.close", "all")  # who draws on the current axes begins on new ones
    value = check.answers(solution.glucose_figure, patients, because="both groups have at least two measured values")
    return check.figure(solution, value, name=name, what="the result of glucose_figure")


def _figures(solution, pima, rng, seed):
    sample = pima.sample(250, random_state=seed)
    measured = sample.index[sample["Glucose"] > 0]
    sample.loc[measured[:2], "Glucose"] = (27, 341)  # beyond all that Pima holds
    for name, patients in (("glucose", sample), ("few_patients", _nearly_a_thousandth(pima, rng))):
        yield patients, _drawn(solution, patients, name)


def _all_in_view(found, groups):
    """No patient beyond the limits of the axis of glucose."""
    value, places = found
    for outcome, (axes, _) in places.items():
        low, high = sorted(axes.ylim if value else axes.xlim)
        lost = groups[outcome][(groups[outcome] < low) | (groups[outcome] > high)]
        if len(lost):
            check.fail(
                f"{len(lost)} patients {WHO[outcome]} lie outside the limits of the axis ({low:.4g} to {high:.4g}), for example at "
                f"{lost[0]:.4g} mg/dL: they are drawn, and nobody sees them.",
                "Leave the limits to the library, or make them wide enough for every patient of any table.",
                kind="misconception",
            )


def test_figure_points(solution, pima, rng, seed):
    for patients, drawn in _figures(solution, pima, rng, seed):
        groups = dict(zip((1, 0), _groups(patients), strict=True))
        if found := _found(drawn, groups):
            _all_in_view(found, groups)
            continue
        measured = np.concatenate([groups[1], groups[0]])
        clouds = [points for axes in drawn.axes for points in _clouds(axes)]
        if not clouds:
            bars = sum(len(axes.bars) for axes in drawn.axes)
            if bars > 4:
                why = "The figure shows how many patients fall into each bin, and no single patients."
            elif bars:
                why = "The figure shows bars and no patients: two means say nothing of how far the groups overlap."
            else:
                why = "The figure shows no single patients, so that nobody sees how many there are and how far the groups overlap."
            check.fail(
                why,
                "Draw each measured patient as a point, for example with seaborn's stripplot.",
                kind="misconception",
            )
        kept = np.concatenate(_groups(patients, zeros=True))
        zeros = int((kept == 0).sum())
        no_gaps = np.concatenate(_groups(patients, complete=True))
        together = [np.vstack([points for axes in drawn.axes for points in _clouds(axes)[:1]]), *clouds]
        for points in together:
            for value in (1, 0):
                if zeros and int((points[:, value] == 0).sum()) >= zeros and _holds(points[:, value], kept):
                    check.fail(
                        f"{zeros} patients are drawn at a glucose of 0. They were not measured, and nobody lives with a glucose of 0.",
                        "Leave the zeros out before you draw.",
                        kind="misconception",
                    )
        for points in together:
            for value in (1, 0):
                if len(no_gaps) < len(measured) and _holds(points[:, value], no_gaps):
                    check.fail(
                        f"The figure has {len(no_gaps)} points, where {len(measured)} patients were measured. {GAPS}",
                        "Leave out a row for its Glucose alone.",
                        kind="misconception",
                    )
                if _holds(points[:, value], measured):
                    check.fail(
                        "All measured patients are drawn, but the two groups lie over each other, or stand in a wrong place.",
                        "Put the groups side by side: Outcome on the other axis, or one plot for each.",
                    )
        most = max(len(points) for points in together)
        check.that(
            most >= len(measured) / 2,
            f"The figure has {most} points, where {len(measured)} patients were measured: perhaps these are only a box plot's outliers, or "
            "a part of the patients.",
            "Draw each measured patient as a point, for example with seaborn's stripplot.",
        )
        check.fail(
            f"The points of the figure are not the {len(measured)} measured patients ({len(groups[1])} with diabetes, "
            f"{len(groups[0])} without): the largest set has {most} points.",
            "Draw one point for each measured patient at their glucose, and no other points on top (showfliers=False for a box plot).",
        )


def _label_of(axes, place, value):
    """The words that name a group: the tick label next to it, or the title of its own plot."""
    if place is None:
        ticks = axes.xticklabels if value == 1 else axes.yticklabels
        return " | ".join((axes.title, axes.xlabel if value == 1 else axes.ylabel, *ticks))
    ticks, labels = (axes.xticks, axes.xticklabels) if value == 1 else (axes.yticks, axes.yticklabels)
    if not ticks or len(ticks) != len(labels):
        return ""
    return labels[int(np.argmin(np.abs(np.array(ticks) - place)))]


def test_figure_labels(solution, pima, rng, seed):
    for patients, drawn in _figures(solution, pima, rng, seed):
        groups = dict(zip((1, 0), _groups(patients), strict=True))
        value, places = _located(drawn, groups)
        axis = "y-axis" if value == 1 else "x-axis"
        labels = [axes.ylabel if value == 1 else axes.xlabel for axes, _ in places.values()]
        if all(place is None for _, place in places.values()):
            # a label for both plots together is a text of the figure; one with decimals is the annotation
            labels += [text for text in drawn.texts if not re.search(r"\d\.\d", text)]
        check.names_quantity(
            max(labels, key=_as_a_label),
            "glucose",
            "mg/dL",
            which=axis,
            next_step=f"Label the {axis}: Glucose (mg/dL).",
        )
        scales = {axes.yscale if value == 1 else axes.xscale for axes, _ in places.values()}
        check.that(scales == {"linear"}, f"The {axis} is not linear.", "Leave the scale as it is.")
        words = {outcome: re.sub(r"\s+", " ", _label_of(*places[outcome], value)).strip() for outcome in (1, 0)}
        for outcome, label in words.items():
            other, negated = words[1 - outcome], bool(re.search(NEGATED, label, re.IGNORECASE))
            shown = f"{label!r}" if label else "empty"
            check.that(
                "diabet" in label.lower(),
                f"The label at the points of the patients {WHO[outcome]} is {shown}: a reader cannot tell who they are.",
                f"Name the group there: {WHO[outcome]} (n = {len(groups[outcome])}).",
            )
            check.that(
                negated == (outcome == 0),
                f"The points of the patients {WHO[outcome]} stand at the label {shown}"
                + (
                    ", and the others at " + repr(other) + ": the labels have changed places."
                    if other != label
                    else "."
                ),
                "Check the order of your tick labels against the order in which the groups are drawn.",
                kind="misconception",
            )
            check.that(
                bool(check.quoted(check.numbers_in(label), len(groups[outcome]), 0)),
                f"The label {shown} does not give the {len(groups[outcome])} measured patients {WHO[outcome]}.",
                f"Write n at each group: n = {len(groups[outcome])}; count measured patients only.",
            )


def _as_a_label(text):
    """How good a text is as the label of glucose: with the unit, with the word, and longer rather than shorter."""
    return "mg/dl" in re.sub(r"\s", "", text).lower(), "glucose" in text.lower(), len(text)


def _located(drawn, groups):
    """What _found says; the check of the points has passed, but on other patients."""
    found = _found(drawn, groups)
    if found is None:
        check.fail(
            "The points of this figure are not the measured patients, side by side, although another table was drawn rightly.",
            "Draw from the table that is passed in.",
        )
    return found


def _annotated(solution, pima, rng, seed):
    yield from _figures(solution, pima, rng, seed)
    chance = _chance(pima, rng)
    yield chance, _drawn(solution, chance, "by_chance")


def test_figure_annotation(solution, pima, rng, seed):
    for patients, drawn in _annotated(solution, pima, rng, seed):
        test = _welch(*_groups(patients))
        texts = [drawn.title, *drawn.texts]
        for axes in drawn.axes:
            texts += [
                axes.title,
                axes.xlabel,
                axes.ylabel,
                *axes.texts,
                *axes.legend,
                *axes.xticklabels,
                *axes.yticklabels,
            ]
        words = re.sub(r"[$\\{}]", "", " | ".join(texts).replace(r"\lt", "<"))
        numbers = check.numbers_in(words)
        size = abs(test["difference"])
        check.that(
            bool(check.quoted(numbers, size, 1) or check.quoted(numbers, -size, 1)),
            f"The difference of {test['difference']:.1f} mg/dL (with diabetes minus without) is not written on the figure.",
            "Put it into the title or a text, rounded to one decimal.",
        )
        squeezed = re.sub(r"\s|mathit|mathrm", "", words).lower()
        if test["p"] < 0.001:
            rounded = test["p"] >= 0.0005 and re.search(r"p(?:-?values?)?[=:≈]0?\.001(?!\d)", squeezed)
            check.that(
                not rounded,
                f"p is {test['p']:.4f} here, and the figure says p = 0.001: p was rounded before it was compared with "
                "0.001.",
                "Compare p itself with 0.001, and round it only where it is not below.",
                kind="misconception",
            )
            check.that(
                bool(re.search(r"p(?:-?values?)?<0?\.001(?!\d)", squeezed)),
                "p is below 0.001, and the figure does not say so as p < 0.001.",
                "Write p < 0.001 there: a p of 0.000 does not exist, and more decimals tell nobody more.",
            )
        else:
            shown = [float(p) for p in re.findall(r"p(?:-?values?)?[=:≈](0?\.\d{3})(?!\d)", squeezed)]
            check.that(
                any(abs(p - test["p"]) <= 0.0005 + 1e-9 for p in shown),
                f"p = {test['p']:.3f} is not written on the figure.",
                "Write p with three decimals where it is 0.001 or more.",
            )


# ---- sentence


def _must(condition, why, next_step, text, kind="value"):
    """Fails with the whole sentence shown unless the condition holds."""
    if not condition:
        check.fail(why, next_step, shown=text, kind=kind)


def _sentence(solution, patients):
    value = check.answers(solution.glucose_sentence, patients, because="both groups have at least two measured values")
    return check.text(value, "the sentence").strip()


def _between_rounded_means(patients):
    """The differences of the two means after each was rounded, without their sign: 0.1 off in some tables.

    Python and numpy round 99.95 to different sides.
    """
    ill, well = ({round(float(mean), 1), float(np.round(mean, 1))} for mean in (glucose.mean() for glucose in _groups(patients)))
    return {abs(round(one - other, 1)) for one in ill for other in well}


def _rounding_shows(patients):
    difference = abs(_welch(*_groups(patients))["difference"])
    return all(0.06 < abs(difference - rounded) < 0.09 for rounded in _between_rounded_means(patients))


def _reports(solution, pima):
    """Pima, and tables with more, with less and with hardly a difference (its interval holds 0), and of many patients."""
    return check.once(solution, "reports", lambda rng: _made_up(pima, rng))


def _made_up(pima, rng):
    while True:
        open_question = _chance(pima, rng)
        if _welch(*_groups(open_question))["low"] < -0.5:
            break
    crowd = pd.concat([pima] * 3, ignore_index=True)
    while True:
        many = _other_patients(crowd, rng, 2100)
        if _rounding_shows(many):
            break
    return pima, _other_patients(pima, rng, 200), _other_patients(pima, rng, 80, lower=True), open_question, many


def test_sentence_numbers(solution, pima):
    first = None
    for patients in _reports(solution, pima):
        text = _sentence(solution, patients)
        if first is not None and text == first:
            check.fail(
                "The sentence is the same for another table of patients: its numbers or words are typed in by hand.",
                "Build it from glucose_table and glucose_test, for example in an f-string.",
                shown=text,
                kind="misconception",
            )
        first = first or text
        _figures_are_right(text, patients)


def _figures_are_right(text, patients):
    groups = dict(zip((1, 0), _groups(patients), strict=True))
    test, zeros = _welch(groups[1], groups[0]), dict(zip((1, 0), _groups(patients, zeros=True), strict=True))
    no_gaps = dict(zip((1, 0), _groups(patients, complete=True), strict=True))
    numbers = check.numbers_in(text)
    if re.search(r"\d,\d\b", text) and not re.search(r"\d\.\d", text):
        check.fail("The numbers have a decimal comma.", "Write a decimal point.", shown=text)
    if in_thousands := re.search(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])", text):
        check.fail(
            f"{in_thousands[0]} has a comma in it, which half of Europe reads as a decimal point.",
            f"Write {in_thousands[0].replace(',', '')}.",
            shown=text,
        )
    size = abs(test["difference"])

    def stands(number):
        return any(check.quoted(numbers, sign * number, 1) for sign in (1, -1))

    def both_stand(pair):
        return all(check.quoted(numbers, end, 1) for end in pair)

    if not stands(size):
        if re.search(r"\bp\s*[<=]", text) and not check.quoted(numbers, groups[1].mean(), 1):
            check.fail(
                "The sentence gives a p-value and no difference. p says whether this could be chance, not how much higher glucose is.",
                "Give both means and the difference in mg/dL with its interval.",
                shown=text,
                kind="misconception",
            )
    for outcome in (1, 0):
        _stands(
            text,
            numbers,
            (groups[outcome].mean(),),
            1,
            f"the mean glucose {WHO[outcome]}",
            [
                (zeros[outcome].mean(), "was calculated with the zeros; they were not measured"),
                (no_gaps[outcome].mean(), "lacks patients with a gap in another column, such as BMI"),
            ],
        )
    for outcome in (1, 0):
        everybody = int((patients["Outcome"] == outcome).sum())
        _stands(
            text,
            numbers,
            (len(groups[outcome]),),
            0,
            f"the number of measured patients {WHO[outcome]}",
            [
                (everybody, "counts everybody of that group, also those whose glucose is 0 or missing"),
                (len(zeros[outcome]), "counts the patients whose glucose is 0 as measured"),
                (len(no_gaps[outcome]), "lacks patients with a gap in another column, such as BMI"),
            ],
        )
    rounded_first = next((number for number in _between_rounded_means(patients) if stands(number)), None)
    if rounded_first is not None and not stands(size):
        check.fail(
            f"The difference stands there as {rounded_first:.1f}, taken between the two rounded means; it is {size:.1f}.",
            "Take it from glucose_test, and round once, as the last step.",
            shown=text,
            kind="misconception",
        )
    _stands(text, numbers, (size, -size), 1, "the difference in mg/dL", [])
    pairs = ((test["low"], test["high"]), (-test["high"], -test["low"]))
    if not any(map(both_stand, pairs)):
        for low, _ in pairs:
            if any(number.decimals > 1 and abs(number.value - low) < 0.05 for number in numbers):
                _stands(text, numbers, (low,), 1, "the lower end of the interval", [])
        bare = [abs(end) for end in (test["low"], test["high"])]
        if both_stand(bare):
            check.fail(
                f"The interval reads {bare[0]:.1f} to {bare[1]:.1f}, and one of its ends lost its sign: it runs from {test['low']:.1f} to "
                f"{test['high']:.1f} mg/dL (or from {-test['high']:.1f} to {-test['low']:.1f}), and so allows for no difference at all.",
                "Leave the signs of both ends, or turn both round together with the difference.",
                shown=text,
                kind="misconception",
            )
        check.fail(
            f"The 95 % interval of the difference ({test['low']:.1f} to {test['high']:.1f} mg/dL, or {-test['high']:.1f} to {-test['low']:.1f} the "
            "other way round) is not in the sentence.",
            "Give both ends, each rounded to one decimal.",
            shown=text,
        )
    signs = [sign for sign in (1, -1) if check.quoted(numbers, sign * test["difference"], 1)]
    matching = [pair for sign, pair in zip((1, -1), pairs, strict=True) if sign in signs]
    if not any(map(both_stand, matching)):
        (low, high), way = matching[0], "without its sign" if -1 in signs else "with its sign"
        check.fail(
            f"The difference stands there {way}, and the interval the other way round: read together they do not match.",
            f"To this difference belongs {low:.1f} to {high:.1f}. Turn both ends round together with the difference, or none.",
            shown=text,
            kind="misconception",
        )
    _must(
        bool(re.search(r"\b95\s*(?:%|\N{FULLWIDTH PERCENT SIGN}|per\s?cent)", text, re.IGNORECASE)),
        "The sentence does not say that the interval is one of 95%.",
        "Write 95% before it: a reader cannot guess the level.",
        text=text,
    )


def _stands(text, numbers, allowed, decimals, what, wrong):
    """One of the allowed values stands in the sentence, rounded; wrong: (value, what it is)."""
    if any(check.quoted(numbers, value, decimals) for value in allowed):
        return
    due = f"{allowed[0]:.{decimals}f}"
    if decimals:
        long = [
            n.text for n in numbers if n.decimals > decimals and any(abs(n.value - value) < 0.06 for value in allowed)
        ]
        if long:
            check.fail(
                f"{what[0].upper()}{what[1:]} stands there as {long[0]}. No glucose meter is that exact, and nobody can read it out.",
                f"Round to one decimal: {due}.",
                shown=text,
                kind="misconception",
            )
        long = [
            n.text for n in numbers if n.decimals < decimals and any(abs(n.value - value) < 0.51 for value in allowed)
        ]
        if long:
            check.fail(
                f"{what[0].upper()}{what[1:]} stands there as {long[0]}.", f"Give one decimal: {due}.", shown=text
            )
    for value, why in wrong:
        if abs(value - allowed[0]) > 0.1 and check.quoted(numbers, value, decimals):
            check.fail(
                f"{value:.{decimals}f} stands in the sentence for {what}: it {why}.",
                f"{due} is due.",
                shown=text,
                kind="misconception",
            )
    check.fail(
        f"{what[0].upper()}{what[1:]} ({due}) is not in the sentence.",
        f"Put it in{', rounded to one decimal' if decimals else ''}.",
        shown=text,
    )


def test_sentence_direction(solution, pima):
    for patients in _reports(solution, pima):
        text = _sentence(solution, patients)
        ill, well = _groups(patients)
        due, other = ("higher", "lower") if ill.mean() > well.mean() else ("lower", "higher")
        said = {word: bool(re.search(rf"\b{word}\b", text, re.IGNORECASE)) for word in (due, other)}
        if said[other]:
            check.fail(
                f"Mean glucose is {ill.mean():.1f} mg/dL with diabetes and {well.mean():.1f} without: it is {due} with diabetes, and the sentence says "
                f"{'both ' + due + ' and ' if said[due] else ''}{other}.",
                "Choose the word by the sign of the difference (if ... else ...), and use only that one.",
                shown=text,
                kind="misconception",
            )
        _must(
            said[due],
            "The sentence does not say which way the difference goes.",
            f"Use the word {due} for the patients with diabetes of this table.",
            text=text,
        )
        _order_is_kept(text, ill, well)


def _order_is_kept(text, ill, well):
    named = re.search(r"\bwith\s+diabetes\b|\bwith\s+(?:and|or|versus|vs\.?)\s+without\b", text, re.IGNORECASE)
    without = re.search(r"\bwithout\b", text, re.IGNORECASE)
    _must(
        named is not None and without is not None,
        "The sentence does not name both groups.",
        "Call them with diabetes and without diabetes.",
        text=text,
    )
    numbers = check.numbers_in(text)
    order = named.start() < without.start()
    for one, two, decimals, what in ((ill.mean(), well.mean(), 1, "mean"), (len(ill), len(well), 0, "n")):
        first, second = check.quoted(numbers, one, decimals), check.quoted(numbers, two, decimals)
        kept = any((a.start < b.start) == order for a in first for b in second)
        if first and second and {a.start for a in first} != {b.start for b in second}:
            came = "with" if order else "without"
            _must(
                kept,
                f"The group {came} diabetes is named first, but the {what} of the other group comes first "
                f"({(second if order else first)[0].text}): a reader will take it for the wrong group.",
                "Keep one order of the groups throughout the sentence: names, means, numbers of patients.",
                text,
                kind="misconception",
            )


def test_sentence_readable(solution, pima):
    for patients in _reports(solution, pima):
        text = _sentence(solution, patients)
        _must(
            "mg/dl" in re.sub(r"\s", "", text).lower(),
            "The sentence gives no unit: 142 could be mg/dL or a lucky number.",
            "Write mg/dL after the means or the difference.",
            text=text,
        )
        _must(
            not re.search(r"[.!?]\s+[A-Z]|\n", text),
            "This is more than one sentence.",
            "Make it one: your colleague will read it out in one breath.",
            text=text,
        )
        words = len(text.split())
        _must(
            words <= 60,
            f"The sentence has {words} words, and 60 are the most.",
            "Leave out what she did not ask for.",
            text=text,
        )
