"""Checks of eda-notebook: it runs, the tables are those of the measured values, the figures can be read."""

import itertools
import re
import unicodedata

import numpy as np
import pandas as pd

from medai.grading import check

LABS = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
MEASUREMENTS = ["Pregnancies", *LABS, "DiabetesPedigreeFunction", "Age"]
NAMED = {  # how a label may call a lab, and the units that it may give (spaces and case do not count)
    "Glucose": (r"gluco|plasma sugar|blood sugar", "mg/dL", ("mg/dl", "mgdl-1", "mg/100ml")),
    "BloodPressure": (r"pressure|\bd?bp\b|diastolic", "mm Hg", ("mmhg",)),
    "SkinThickness": (r"skin|triceps", "mm", ("mm",)),
    "Insulin": (
        r"insulin",
        "µU/mL",
        ("μu/ml", "uu/ml", "muu/ml", "miu/l", "mu/l", "μiu/ml", "uiu/ml", "muiu/ml"),
    ),
    "BMI": (r"\bbmi\b|body[ -]?mass|_bmi|bmi_", "kg/m²", ("kg/m2", "kgm-2", "kg/m**2")),
}
AS_READ = "the table as read from data/pima/diabetes.csv"
WORDS = 25


def _clean(pima):
    clean = pima.copy()
    clean[LABS] = clean[LABS].mask(clean[LABS] == 0)
    return clean


def _table(solution, name, due, columns=()):
    """The table under that name."""
    value = check.variable(solution, name, due=due)
    check.that(
        isinstance(value, pd.DataFrame),
        f"{name} is of type {check.type_name(value)}, where a pandas table (DataFrame) is due.",
        f"Let {name} hold {due}.",
        got=None if check.is_handle(value) else value,
        kind="type",
    )
    return check.frame(value, what=name, columns=columns)


# ---- the tables that everything else is made from


def test_runs_top_to_bottom(solution, pima):
    check.notebook(solution)
    _table(solution, "raw", AS_READ, list(pima.columns))


def test_raw_kept(solution, pima):
    raw = _table(solution, "raw", AS_READ, list(pima.columns))
    copied = "Make clean a copy before you change anything in it: clean = raw.copy()."
    check.that(
        len(raw) == len(pima),
        f"raw has {len(raw)} rows at the notebook's end, and the file has {len(pima)}.",
        copied,
    )
    further = [check.clean(name, 40) for name in raw.columns if name not in pima.columns]
    check.that(
        not further,
        f"raw has columns that the file does not have: {', '.join(further[:5])}.",
        "Put what you work out into clean or into a table of its own.",
    )
    check.same_values(
        raw,
        pima,
        what="raw",
        because="it was changed after it was read, perhaps through a second name: clean = raw is the same table",
        next_step=copied,
    )


def test_zeros_become_missing(solution, pima):
    due = "the rows of raw with the zeros of the five labs missing"
    clean = _table(solution, "clean", due, list(pima.columns))
    complete = int(_clean(pima)[LABS].notna().all(axis=1).sum())
    if len(clean) != len(pima):
        only = " Only the complete ones are left." if len(clean) == complete else ""
        check.fail(
            f"clean has {len(clean)} rows, where the file has {len(pima)} patients: patients were dropped.{only}",
            "Keep everyone: those with a gap differ from those without. A median leaves missing values out by itself.",
            kind="misconception",
        )
    expected = _clean(pima)
    others = [name for name in pima.columns if name not in LABS]
    have, due_rows = (table[others].to_numpy(dtype=object).tolist() for table in (clean, pima))
    check.that(
        have == due_rows or sorted(map(str, have)) != sorted(map(str, due_rows)),
        "The rows of clean are in another order than those of raw: row by row, the two tables are other patients.",
        "Sort where you print, and leave clean in the order of the file.",
        kind="misconception",
    )
    for lab in LABS:
        have = pd.to_numeric(clean[lab], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
        gap = expected[lab].isna().to_numpy()
        zeros = int((have == 0).sum())
        check.that(
            zeros == 0,
            f"{lab} in clean still has {zeros} zeros, which stand for values that were not measured.",
            "Make the zeros of the five labs missing (NaN), and make all tables from clean.",
            kind="misconception",
        )
        filled = have[gap & ~np.isnan(have)]
        check.that(
            not filled.size,
            f"{lab} in clean: {filled.size} gaps were filled with a value"
            + (f", such as {filled[0]:g}." if filled.size else "."),
            "Leave gaps missing: this notebook shows what was measured, and filling comes later, on training data.",
            kind="misconception",
        )
    check.same_values(
        clean,
        expected,
        what="clean",
        because="only the zeros of the five labs change: zero Pregnancies and Outcome 0 are real, and the order stays",
        next_step="Replace zeros in the five labs, and nothing in the other columns.",
    )


# ---- tables


def _rows(table, names, what, columns):
    """The table with the names as its index: from the index, a column that holds them, or turned on its side."""
    table = table.set_axis([str(label) for label in table.index], axis=0)
    if not set(names) <= set(table.index):
        texts = {
            column: {cell for cell in table[column].tolist() if isinstance(cell, str)}
            for column in table.columns
        }
        holding = [column for column, cells in texts.items() if set(names) <= cells]
        if holding:
            table = table.set_index(holding[0])
        elif set(names) <= {str(column) for column in table.columns}:
            table = table.T.rename(index=str)
    lacking = [name for name in names if name not in table.index]
    check.that(
        not lacking,
        f"{what} has no row for {', '.join(lacking)}.",
        f"Make a table with the names as its index: {', '.join(names)}.",
        got=table,
    )
    table = table[table.index.isin(names)]
    check.that(
        table.index.is_unique, f"{what} has more than one row for the same name.", "One row each.", got=table
    )
    columns_of = {str(column).removesuffix(".0"): column for column in table.columns}
    columns_of = {{"False": "0", "True": "1"}.get(name, name): column for name, column in columns_of.items()}
    gone = [name for name in columns if name not in columns_of]
    have = ", ".join(check.clean(name, 40) for name in columns_of) or "none"
    check.that(
        not gone,
        f"{what} has no column {' or '.join(gone)}; it has {have}.",
        "Use exactly the column names that the task gives.",
        got=table,
    )
    return table[[columns_of[name] for name in columns]].set_axis(list(columns), axis=1)


def test_missingness_table(solution, pima):
    due = "a table with a row for each lab and the columns missing and share"
    table = _rows(_table(solution, "missingness", due), LABS, "missingness", ["missing", "share"])
    for lab in LABS:
        count = int((pima[lab] == 0).sum())
        raw = (
            f"missingness says 0 for {lab}: in raw the gaps are zeros, and isna() does not see them.",
            "Count in clean, where the zeros have become missing.",
        )
        check.close(
            table.loc[lab, "missing"],
            count,
            what=f"missing of {lab}",
            because="so many patients have a zero there in the file",
            next_step="Count the missing values of each lab in clean.",
            slips=[
                check.Slip(0, *raw),
                check.Slip(len(pima) - count, f"This is how many have {lab} measured.", "Count the others."),
            ],
        )
        check.close(
            table.loc[lab, "share"],
            count / len(pima),
            what=f"share of {lab}",
            abs_tol=0.0051,
            because="it is the missing values by all 768 patients",
            slips=[
                check.Slip(0, *raw),
                *(
                    check.Slip(percent, f"The share of {lab} is a percentage.", "Give it from 0 to 1.")
                    for percent in (100 * count / len(pima), round(100 * count / len(pima), 1))
                ),
                check.Slip(
                    count / (len(pima) - count), f"The share of {lab} is by those measured.", "Divide by 768."
                ),
            ],
        )


def test_summary_of_measured(solution, pima):
    due = "a table with a row for each of the eight measurements and the columns n, q1, median, q3"
    table = _rows(_table(solution, "summary", due), MEASUREMENTS, "summary", ["n", "q1", "median", "q3"])
    clean = _clean(pima)
    in_clean = "Make the table from clean."
    for name in ["Insulin", *(m for m in MEASUREMENTS if m != "Insulin")]:  # there the zeros show most
        values = clean[name].dropna()
        check.close(
            table.loc[name, "n"],
            len(values),
            what=f"n of {name}",
            because="n is how many patients were measured",
            next_step=in_clean,
            slips=[
                check.Slip(
                    len(pima),
                    f"n of {name} is {len(pima)}: zeros were counted as if they had been measured, or everybody was "
                    f"counted; {len(values)} were measured.",
                    in_clean,
                )
            ],
        )
        for column, share in (("q1", 0.25), ("median", 0.5), ("q3", 0.75)):
            with_zeros = float(pima[name].quantile(share))
            slips = [
                check.Slip(
                    with_zeros,
                    f"{column} of {name} is what comes out with the zeros in: they pull it down, although nobody "
                    "measured them.",
                    in_clean,
                )
            ]
            if column == "median":
                slips.append(
                    check.Slip(float(values.mean()), f"This is the mean of {name}.", "Take the median.")
                )
            check.close(
                table.loc[name, column],
                float(values.quantile(share)),
                what=f"{column} of {name}",
                abs_tol=0.051,
                because=f"it is taken over the {len(values)} values measured",
                next_step=in_clean,
                slips=slips,
            )


def test_medians_by_outcome(solution, pima):
    due = "a table with a row for each of the eight measurements and the columns 0 and 1, their medians"
    table = _rows(_table(solution, "by_outcome", due), MEASUREMENTS, "by_outcome", ["0", "1"])
    right = _clean(pima).groupby("Outcome")[MEASUREMENTS].agg(["median", "mean"])
    zeros = pima.groupby("Outcome")[MEASUREMENTS].median()
    for name in MEASUREMENTS:
        for outcome in (0, 1):
            group = "without diabetes" if outcome == 0 else "with diabetes"
            check.close(
                table.loc[name, str(outcome)],
                float(right.loc[outcome, (name, "median")]),
                what=f"the median {name} {group}",
                abs_tol=0.051,
                because=f"it is taken over the measured values of patients with Outcome {outcome}",
                next_step="Group clean by Outcome, and take the median.",
                slips=[
                    check.Slip(
                        float(right.loc[1 - outcome, (name, "median")]),
                        f"The columns 0 and 1 are swapped: {name} {group} is that of the others.",
                        "Outcome 1 means diabetes.",
                    ),
                    check.Slip(
                        float(zeros.loc[outcome, name]),
                        f"The median {name} {group} is what comes out with the zeros in.",
                        "Make the table from clean.",
                    ),
                    check.Slip(
                        float(right.loc[outcome, (name, "mean")]),
                        f"This is the mean {name} {group}; a few very high values pull it up.",
                        "Take the median.",
                    ),
                ],
            )


# ---- figures


def _figure(solution, name, due):
    """The figure under that name; axes, an array or list of axes, and seaborn grids lead to theirs."""
    value = held = check.variable(solution, name, due=due)
    for _ in range(3):
        if isinstance(value, np.ndarray):
            value = value.ravel().tolist()
        elif isinstance(value, pd.Series):
            value = value.tolist()
        elif isinstance(value, dict):
            value = list(value.values())
        if not isinstance(value, (list, tuple)) or not value:
            break
        value = next((item for item in value if check.is_a(item, "FigureBase", "_AxesBase")), value[0])
    if not check.is_a(value, "FigureBase", "_AxesBase", "seaborn.axisgrid._BaseGrid"):
        check.fail(
            f"{name} is of type {check.type_name(held)}, where a figure is due.",
            f"Let {name} hold {due}, for example with {name}, axes = plt.subplots(...).",
            got=None if check.is_handle(held) else held,
            kind="type",
        )
    return check.figure(solution, value, name=name, what=name)


def _squeezed(label):
    plain = unicodedata.normalize("NFKC", label).lower().replace("\u2212", "-").replace("·", "")
    return re.sub(r"[\s$\\{}^]|mathrm|text", "", plain)


def _names(lab, label):
    return re.search(NAMED[lab][0], label.replace("_", " ").lower()) is not None


def _unit_given(lab, label):
    squeezed = _squeezed(label)
    if lab == "SkinThickness":
        return re.search(r"mm(?!hg)", squeezed) is not None
    return any(unit in squeezed for unit in NAMED[lab][2])


def _drawn(axes):
    return bool(axes.lines or axes.bars or axes.points or axes.patches or axes.collections)


def _plot_of(figure, lab, what, on=("x",)):
    """(the plot whose measurement axis names the lab, "x" or "y"); fails, saying what is lacking."""
    shown = [axes for axes in figure.axes if _drawn(axes)]
    named = [(axes, side) for axes in shown for side in on if _names(lab, getattr(axes, f"{side}label"))]
    unit = NAMED[lab][1]
    which = " or ".join(f"{side} label" for side in on)
    if not named:
        titled = [axes for axes in shown if _names(lab, axes.title)]
        label = " and ".join(repr(getattr(titled[0], f"{side}label")) for side in on) if titled else ""
        check.fail(
            f"No plot in {what} has an {which} that names {lab}"
            + (f": the one with the title {titled[0].title!r} has {label}." if titled else "."),
            f"Draw {lab} in a plot of its own and label its axis with name and unit, such as {lab} ({unit}).",
            shown=f"{len(shown)} plots; labels: {', '.join(repr(getattr(a, f'{s}label')) for a in shown for s in on)}",
        )
    with_unit = [(axes, side) for axes, side in named if _unit_given(lab, getattr(axes, f"{side}label"))]
    if not with_unit:
        axes, side = named[0]
        check.fail(
            f"The {side} label {getattr(axes, f'{side}label')!r} in {what} does not give the unit of {lab} in this "
            f"file, {unit}; a number without its unit is no measurement.",
            f"Write it as {lab} ({unit}).",
        )
    # "Insulin 2 h after glucose" names two labs: the plot that names one alone comes first.
    return min(
        with_unit,
        key=lambda found: sum(_names(other, getattr(found[0], f"{found[1]}label")) for other in LABS),
    )


def test_distributions_drawn(solution, pima):
    figure = _figure(solution, "distribution_figure", "a figure with a histogram of each of the five labs")
    clean = _clean(pima)
    plots = {}
    for lab in LABS:
        axes, _ = _plot_of(figure, lab, "distribution_figure")
        shared = [other for other, plot in plots.items() if plot is axes]
        check.that(
            not shared,
            f"{lab} and {' and '.join(shared)} share one plot of distribution_figure, and have different units.",
            "Give each lab a plot of its own.",
        )
        plots[lab] = axes
        _no_bins_filled_up(axes, lab)
        _no_zeros_in_bars(axes, lab, pima)
        _no_filled_bar(axes, lab, clean[lab].dropna())
        _no_row_numbers(axes, lab, clean[lab].dropna())
        lines = [x for curve in axes.lines for x in curve.x]
        check.that(
            bool(axes.bars or axes.patches or axes.collections or len(lines) > 10),
            f"The plot of {lab} shows no histogram.",
            "Draw the measured values with hist (matplotlib, pandas) or histplot (seaborn).",
        )
        low, high = sorted(axes.xlim)
        seen = clean[lab].dropna().between(low, high).mean()
        check.that(
            seen > 0.8,
            f"The x axis of {lab} runs from {low:g} to {high:g} and shows {seen:.0%} of the measured values.",
            f"Draw the lab in its own unit, let the axis hold its values, and look whether the label {axes.xlabel!r} "
            "stands under the plot of that lab.",
        )
    labels = [axes.xlabel for axes in figure.axes if _drawn(axes)]
    # Two plots may share a lab, by outcome for example: neither holds all of its values, and one may have no label.
    if all(labels) and len(set(labels)) == len(labels):
        for lab, axes in plots.items():
            _all_in_bars(axes, lab, clean)
    counted = [axes.ylabel for axes in figure.axes if axes.ylabel] + [text for text in figure.texts if text]
    check.that(
        bool(counted),
        "No y label in distribution_figure says what is counted.",
        "Label at least the plots on the left: Patients, or Density.",
    )


def _no_bins_filled_up(axes, lab):
    """Fails where each bin is stretched to a height of 1: an empty one is 0 / 0 then."""
    check.that(
        not any(np.isnan(height) for _, _, height in _bars(axes)),
        f"The bars of {lab} fill every bin up to 1, and those without patients have no height: that shows who is in a bin, "
        "and not how many are.",
        'Draw counts or a density: leave multiple="fill" out.',
        kind="misconception",
    )


def _no_zeros_in_bars(axes, lab, pima):
    """Fails where the bar over 0 holds the patients who were not measured (told by its share of all bars)."""
    bars = _bars(axes)
    total = sum(width * height for _, width, height in bars)
    at_zero = [bar for bar in bars if bar[0] <= 1e-9 < bar[0] + bar[1] and bar[2] > 0]
    if not at_zero or not total:
        return
    edge = max(left + width for left, width, _ in at_zero)
    measured = pima[lab][pima[lab] > 0]
    share = float((measured < edge).mean())
    with_zeros = float((pima[lab] < edge).mean())
    have = sum(width * height for _, width, height in at_zero) / total
    check.that(
        have < (share + with_zeros) / 2 or with_zeros - share < 0.01,
        f"The histogram of {lab} has a bar at 0 with {have:.0%} of the patients: the zeros are drawn as if they had "
        "been measured.",
        "Draw clean, with its missing values left out.",
        kind="misconception",
    )


def _all_in_bars(axes, lab, clean):
    """Fails where measured values are in no bar: the bins end before them, or incomplete patients were dropped."""
    bars, measured = _bars(axes), clean[lab].dropna()
    if not bars:
        return
    heights = [height for _, _, height in bars]
    low, high = min(left for left, _, _ in bars), max(left + width for left, width, _ in bars)
    if all(float(height).is_integer() for height in heights):  # patients
        lost = len(measured) - int(sum(heights))
    else:  # a density, a share: bars may be narrower than their bins
        slack = max(width for _, width, _ in bars)
        lost = int((~measured.between(low - slack, high + slack)).sum())
    complete = len(clean.dropna())
    check.that(
        len(measured) - lost != complete or lost <= 0,
        f"The histogram of {lab} holds the {complete} patients who have all five labs, and {len(measured)} have {lab} "
        "measured.",
        "Drop missing values lab by lab, when you draw: clean[lab].dropna().",
        kind="misconception",
    )
    check.that(
        lost <= 0,
        f"{lost} of the {len(measured)} measured values of {lab} are in no bar of its histogram: the bars run from "
        f"{low:g} to {high:g}, and the values from {measured.min():g} to {measured.max():g}.",
        "Give each lab bins of its own, from its smallest value to its largest; without bins=... hist makes such.",
        kind="misconception",
    )


def _no_filled_bar(axes, lab, measured):
    """Fails where one bar towers with the patients whose gaps were filled with the median or the mean."""
    bars = _bars(axes)
    total = sum(width * height for _, width, height in bars)
    for words, middle in (("median", float(measured.median())), ("mean", float(measured.mean()))):
        over = [bar for bar in bars if bar[0] <= middle < bar[0] + bar[1]]
        if not over or not total:
            continue
        have = sum(width * height for _, width, height in over) / total
        low, high = min(bar[0] for bar in over), max(bar[0] + bar[1] for bar in over)
        due = float(measured.between(low, high).mean())
        check.that(
            have < due + 0.2,
            f"In the histogram of {lab} {have:.0%} of the patients lie between {low:.4g} and {high:.4g}, and {due:.0%} "
            f"of those measured do: the gaps were filled with the {words}, and are drawn as if they had been measured.",
            "Draw clean, with its missing values left out.",
            kind="misconception",
        )


def _no_row_numbers(axes, lab, measured):
    """Fails where a line or scatter shows the values one patient after the other, which is no distribution."""
    known = set(measured.tolist())
    drawn = [curve.y for curve in axes.lines] + [[y for _, y in points.xy] for points in axes.points]
    for heights in drawn:
        values = [y for y in heights if not np.isnan(y)]
        check.that(
            len(values) < 100 or sum(y in known for y in values) < 0.9 * len(values),
            f"The plot of {lab} shows one patient after the other; which values are common cannot be seen from that.",
            "Draw how many patients have which value: hist (matplotlib, pandas) or histplot (seaborn).",
            kind="misconception",
        )


def _bars(axes):
    """(left, width, height) of each bar, or of each step where a histogram is drawn as an outline."""
    return [(bar.x, bar.width, bar.height) for bar in axes.bars] or _steps(axes)


def _steps(axes):
    """The level parts of outlines, as of a histogram drawn as steps: (left, width, height) of each.

    An outline that slopes anywhere is a curve or a polygon, and what happens to be level in it is no bar.
    """
    outlines = [patch["vertices"] for patch in axes.patches]
    outlines += [path for collection in axes.collections for path in collection["paths"]]
    moving = [[(a, b) for a, b in itertools.pairwise(outline) if a[0] != b[0]] for outline in outlines]
    return [
        (min(x, next_x), abs(next_x - x), y)
        for parts in moving
        if all(a[1] == b[1] for a, b in parts)
        for (x, y), (next_x, _) in parts
        if y > 0
    ]


def test_outcomes_drawn(solution, pima):
    figure = _figure(solution, "outcome_figure", "a figure with Glucose and BMI in both outcome groups")
    for lab in ("Glucose", "BMI"):
        axes, side = _plot_of(figure, lab, "outcome_figure", on=("x", "y"))
        if lab == "Glucose":
            zeros = [
                v
                for curve in axes.lines
                if curve.marker not in ("None", "", " ")
                for v in getattr(curve, side)
            ]
            zeros += [point["xy".index(side)] for points in axes.points for point in points.xy]
            check.that(
                0.0 not in zeros,
                "Points in the plot of Glucose lie at 0: patients who were not measured are drawn as if they had been.",
                "Draw clean, with its missing values left out.",
                kind="misconception",
            )
        _shows_values(axes, side, lab)
        _boxes_under_their_names(axes, side, lab, pima)
    labels = [
        label
        for axes in figure.axes
        for label in (*axes.legend, *axes.xticklabels, *axes.yticklabels, *axes.texts)
    ]
    words = {
        " ".join(re.findall(r"[^\W\d_]{2,}", label)).lower()  # "median 107" and "median 140" are one word
        for label in (*labels, *figure.texts)
        if not any(_names(lab, label) for lab in LABS)
    } - {"", "outcome"}
    check.that(
        len(words) >= 2,
        "outcome_figure does not name its two groups in words: 0 and 1 say nothing to a reader on the ward.",
        "Name them on the tick labels or in a legend, such as no diabetes and diabetes.",
        got=sorted({label for label in labels if label})[:12],
    )


_DENIES = re.compile(r"\b(no|non|not|without|none|healthy|negative|control\w*)\b")


def _shows_values(axes, side, lab):
    """Fails where a plot of lines alone, as of box plots, holds no value: a missing one makes the whole box missing."""
    if axes.bars or axes.points or axes.patches or axes.collections:
        return
    check.that(
        any(not np.isnan(value) for curve in axes.lines for value in getattr(curve, side)),
        f"The plot of {lab} in outcome_figure is empty: matplotlib's boxplot draws nothing where one value is missing.",
        "Drop the missing values of each group before you draw (dropna).",
        kind="misconception",
    )


def _boxes_under_their_names(axes, side, lab, pima):
    """Fails where two upright boxes stand under each other's name. Other figures are left to their reader."""
    boxes = check.boxes(axes) if side == "y" else ()
    if len(boxes) != 2:
        return
    denied = [bool(_DENIES.search(box.label.lower().replace("-", " "))) for box in boxes]
    if sorted(denied) != [False, True] or not all(box.label.strip() for box in boxes):
        return
    values = _clean(pima)
    groups = [values.loc[values["Outcome"] == outcome, lab].dropna() for outcome in (1, 0)]
    quartiles = [np.quantile(group, [0.25, 0.75]) for group in groups]
    for box, without in zip(boxes, denied, strict=True):
        right, other = quartiles[int(without)], quartiles[1 - int(without)]
        check.that(
            not np.allclose((box.low, box.high), other, atol=0.3) or np.allclose(right, other, atol=0.3),
            f"The box of {lab} under {box.label!r} is that of the other group: its middle half runs from "
            f"{box.low:.4g} to {box.high:.4g}, and that of these patients from {right[0]:.4g} to {right[1]:.4g}.",
            "Outcome 1 means diabetes: give the names in the order in which the groups are drawn.",
            kind="misconception",
        )


# ---- texts


def _section(solution, heading, due):
    text = check.notebook(solution).section(heading.removesuffix("ing").removesuffix("sion"))
    if text is None:
        check.fail(
            f"No text of the notebook stands under the heading {heading}.",
            f"Write a markdown cell that begins with ## {heading}: {due}.",
            kind="missing",
        )
    if "write here" in text.lower():
        check.fail(
            f"Not written yet: the text under {heading} is still the starter's.",
            f"Replace its line that begins with Write here: {due}.",
            kind="not-written",
        )
    words = len(re.findall(r"[^\W\d_]+", text))
    check.that(
        words >= WORDS,
        f"The text under {heading} has {words} words, where at least {WORDS} are due.",
        f"Write it out: {due}.",
    )
    return text


def test_cleaning_told(solution, pima):
    due = "what you changed in the five labs and why, and how many values of insulin are missing"
    text = _section(solution, "Cleaning", due)
    unnamed = [lab for lab in LABS if not _names(lab, text)]
    check.that(
        not unnamed,
        f"The text under Cleaning does not name {', '.join(unnamed)}.",
        "Name all five labs whose zeros were made missing; a reader has to know which.",
    )
    count = int((pima["Insulin"] == 0).sum())
    percent = 100 * count / len(pima)
    check.that(
        any(q.value == count or abs(q.value - percent) <= 0.5 for q in check.numbers_in(text))
        or any(abs(q.value - percent / 100) <= 0.005 for q in check.numbers_in(text)),
        "The text under Cleaning does not say how many values of insulin are missing.",
        f"Give the number ({count}) or the percentage ({percent:.0f} %).",
    )


def test_conclusion_told(solution, pima):
    text = _section(
        solution, "Conclusion", "what you found, with the median glucose without and with diabetes"
    )
    glucose = _clean(pima).groupby("Outcome")["Glucose"]
    medians, means = glucose.median(), glucose.mean()
    values = [q.value for q in check.numbers_in(text)]
    for outcome, group in ((0, "without"), (1, "with")):
        mean = next((value for value in values if abs(value - means[outcome]) <= 0.5), None)
        check.that(
            any(abs(value - medians[outcome]) <= 0.5 for value in values),
            f"The text under Conclusion does not give the median glucose {group} diabetes"
            + ("." if mean is None else f"; {mean:g} is the mean."),
            f"Quote the row Glucose of by_outcome; {group} diabetes it is {medians[outcome]:g} mg/dL.",
            got=values[:8] or None,
        )
