"""Checks of distributions: shares, and what the histograms show of small tables and of the Pima table."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd

from medai.grading import check

GROUPS = (
    ("untreated", "drug A", "drug B"),
    ("ward C", "ward A", "ward B"),
    ("never smoked", "current", "former"),
)
MEASURES = (
    ("BloodPressure", "mm Hg", 75, 11, 0),
    ("creatinine", "µmol/L", 85, 22, 1),
    ("BMI", "kg/m²", 29, 5, 2),
    ("heart_rate", "beats/min", 78, 12, 0),
)
CHANGES = (("weight_change", "kg", 1, 4, 1), ("base_excess", "mmol/L", 0, 3, 1))
FAR_OUT = (("creatinine", "µmol/L", 85, 22, 1), ("triglycerides", "mg/dL", 140, 45, 0), ("CRP", "mg/L", 9, 3, 1))
NEVER_ZERO = ("Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI")
LEAST = 15.0
HEIGHTS = r"share|per ?cent|%|proportion|fraction|probability|density"


# ---- tables to draw


def _patients(rng, groups=None):
    """(table, measure, group column, unit): two or three groups of quite different size, skewed, with gaps.

    Of three asked for, some patients lie below 0; of two, one patient lies far out.
    """
    names = list(GROUPS[rng.integers(len(GROUPS))])[: groups or int(rng.integers(2, 4))]
    measures = {2: FAR_OUT, 3: CHANGES}.get(groups, MEASURES)
    measure, unit, middle, spread, digits = measures[rng.integers(len(measures))]
    sizes = [int(size) for size in rng.permutation([150, 90, 50])[: len(names)] + rng.integers(0, 12, len(names))]
    group = np.repeat(names, sizes)
    shift = np.repeat(rng.permutation([0.0, 1.0, 2.0])[: len(names)], sizes)
    skewed = rng.gamma(4.0, 0.5, len(group)) - 1.5
    values = (middle + spread * (skewed + shift)).round(digits)
    values[rng.permutation(len(group))[: len(group) // 11]] = np.nan
    if groups == 2:
        values[rng.choice(np.flatnonzero(~np.isnan(values)))] = round(middle + 80 * spread, digits)
    noise = np.where(rng.random(len(group)) < 0.25, np.nan, rng.normal(size=len(group)))
    table = pd.DataFrame({measure: values, "noise": noise, "arm": group})
    table = table.iloc[rng.permutation(len(group))]
    if groups == 3:
        _raise_a_later_peak(table, measure, digits)
    labels = [f"P{n:04d}" for n in rng.permutation(9000)[: len(group)]]
    return table.set_axis(labels, axis=0), measure, "arm", unit


def _raise_a_later_peak(table, measure, digits):
    """Draw a group together that comes first neither in the table nor in the alphabet: its bars are the highest."""
    first = {table["arm"].iloc[0], min(table["arm"])}
    name = next(each for each in table["arm"] if each not in first)
    own = table["arm"] == name
    middle = table.loc[own, measure].median()
    table.loc[own, measure] = (middle + 0.3 * (table.loc[own, measure] - middle)).round(digits)


def _due(table, measure, group):
    """Measured values by group."""
    return {name: part[measure].dropna().to_numpy(dtype=float) for name, part in table.groupby(group)}


def _gaps(table, measure, group):
    return {name: int(part[measure].isna().sum()) for name, part in table.groupby(group)}


def _others(table, measure, group):
    """{group: (values, why, what to do) of the wrong patients or of values made up for the unmeasured}."""
    everybody = float(table[measure].mean())
    found = {}
    for name, part in table.groupby(group):
        values = part[measure]
        whole = part.dropna()[measure].to_numpy(dtype=float)
        found[name] = []
        for value, as_what in ((0.0, "as 0"), (everybody, "with the mean"), (float(values.mean()), "with the mean")):
            if values.isna().any():
                why = f"Patients who were not measured took part {as_what}."
                found[name].append((values.fillna(value).to_numpy(dtype=float), why, "Leave missing values out; do not fill them."))
        if 0 < len(whole) < values.count():
            why = f"Only the {len(whole)} patients without a gap in any column were drawn; {values.count()} were measured."
            found[name].append((whole, why, f"Drop those without a value of this one column: dropna(subset=[{measure!r}])."))
    return found


# ---- reading the figure


def _page(solution, function, *arguments, name):
    """The figure that the function returns for these arguments."""
    solution.library("matplotlib.pyplot.close", "all")  # each call starts on an empty page
    return check.figure(solution, function(*arguments), name=name, what=f"the result of {function.name}")


def _drawn(seen):
    """The axes with the most histograms of a figure."""
    best = max(seen.axes, key=lambda axes: sum(len(each.bins) for each in check.histograms(axes)))
    with_bins = [axes for axes in seen.axes if check.histograms(axes)]
    check.that(
        len(with_bins) < 2 or len(check.histograms(best)) > 1,
        f"The groups are spread over {len(with_bins)} plots: their place and height must be compared from one to the other.",
        "Draw all groups on one Axes, over each other.",
    )
    return best


def _fits(bins, values, scale):
    """True where each bin holds top / scale(bin) of the values, and together they hold them all."""
    slack = 1e-9 * max(1.0, float(np.abs(values).max()))
    total = 0
    for each in bins:
        count = (each.top - each.base) / scale(each.right - each.left)
        within = int(((values > each.left + slack) & (values < each.right - slack)).sum())
        at_most = int(((values >= each.left - slack) & (values <= each.right + slack)).sum())
        if abs(count - round(count)) > 1e-4 or not within <= round(count) <= at_most:
            return False
        total += round(count)
    return total == len(values)


def _scales(n, everybody):
    """What a height may stand for: name -> height of one patient in a bin of that width."""
    return {
        "density": lambda width: 1 / (n * width),
        "share": lambda width: 1 / n,
        "percent": lambda width: 100 / n,
        "count": lambda width: 1.0,
        "density of all": lambda width: 1 / (everybody * width),
        "share of all": lambda width: 1 / everybody,
        "percent of all": lambda width: 100 / everybody,
    }


def _match(axes, due, others, gaps):
    """{group: its histogram}; fails, with the cause, where a group has none that is relative to its own size."""
    drawn = check.histograms(axes)
    if not drawn:
        _explain_nothing(axes, due)
    _explain_overlaps(drawn, due)
    everybody = sum(len(values) for values in due.values())
    found = {}
    for name, values in due.items():
        for each in drawn:
            if each in found.values():
                continue
            kinds = [kind for kind, scale in _scales(len(values), everybody).items() if _fits(each.bins, values, scale)]
            if not kinds:
                continue
            if kinds[0] == "count":
                sizes = ", ".join(f"{len(v)} {other!r}" for other, v in due.items())
                check.fail(
                    f"The heights are counts of patients. The groups differ in size ({sizes}), so the larger one is taller nearly everywhere, whatever the measure does.",
                    'Show what share of its own group lies in each bin: density=True in matplotlib and pandas, stat="density", common_norm=False in seaborn.',
                    kind="misconception",
                )
            if kinds[0].endswith("of all"):
                check.fail(
                    f"The heights are relative to all groups together: those of {name!r} add up to {len(values) / everybody:.0%} and not to 100 %, so the smaller group stays low.",
                    "Each group by itself: common_norm=False in seaborn; elsewhere divide by the size of the group.",
                    kind="misconception",
                )
            found[name] = each
            break
    missing = [name for name in due if name not in found]
    if missing:
        _explain_missing(drawn, missing[0], due, others, gaps.get(missing[0], 0))
    return found


def _explain_nothing(axes, due):
    check.fail(
        "The figure holds no histogram."
        + (" A curve alone smooths over what was measured, and a density curve runs on to values that nobody has." if axes.lines or axes.collections else ""),
        "Draw one for each group with hist, histplot or stairs, and return the figure that it is on.",
    )


def _explain_overlaps(drawn, due):
    bars = [each for histogram in drawn for each in histogram.bins]
    means = [float(values.mean()) for values in due.values()]
    if len(bars) <= 2 * len(due) and all(any(abs(bar.top - mean) <= 1e-6 * abs(mean) for bar in bars) for mean in means):
        check.fail(
            "The figure is a bar chart of the means: one number of each group, and nothing of how the patients lie, of the overlap, or of the tails.",
            "Draw a histogram of the values themselves for each group.",
            kind="misconception",
        )
    if any(each.base > 1e-12 for each in bars):
        check.fail(
            "The histograms are stacked: the upper one stands on the lower one, so its shape cannot be read, and its heights have no meaning of their own.",
            'Draw them over each other, each from 0: multiple="layer" in seaborn, stacked=False in pandas and matplotlib.',
            kind="misconception",
        )
    for histogram in drawn:
        tops = [(each.left, each.right) for each in histogram.bins]
        if len(set(tops)) < len(tops):
            check.fail(
                f"Two histograms have the same colour ({histogram.color}): nobody can say which bar belongs to which group.",
                "Give each group a colour of its own.",
            )


def _explain_missing(drawn, name, due, others, gaps):
    values = due[name]
    pooled = np.concatenate(list(due.values()))
    for each in drawn:
        for scale in _scales(len(pooled), len(pooled)).values():
            if len(due) > 1 and _fits(each.bins, pooled, scale):
                check.fail("One histogram holds the patients of all groups.", "Draw one for each group (hue in seaborn, a loop in matplotlib).")
        for wrong, why, todo in others.get(name, ()):
            if any(_fits(each.bins, wrong, scale) for scale in _scales(len(wrong), len(wrong)).values()):
                check.fail(f"{why} (Seen in {name!r}.)", todo, kind="misconception")
    if len(drawn) < len(due):
        check.fail(f"The figure holds {len(drawn)} histogram{'s' if len(drawn) > 1 else ''} for {len(due)} groups.", "Draw one for each group, in a colour of its own.")
    if any(_apart(each.bins) for each in drawn):
        check.fail(
            "The bars of the groups stand side by side: each is thinner than its bin and stands beside the place that it counts.",
            'Draw them over each other, half transparent or as steps: multiple="layer" in seaborn, one call of hist for each group in matplotlib.',
        )
    low, high = min(each.edges[0] for each in drawn), max(each.edges[-1] for each in drawn)
    slack = 1e-9 * max(1.0, float(np.abs(values).max()))
    outside = int(((values < low - slack) | (values > high + slack)).sum())
    if outside:
        check.fail(
            f"{outside} of the {len(values)} patients of {name!r} lie outside the bins ({low:.4g} to {high:.4g}) and are in none of them.",
            "Let the bins reach from the lowest to the highest measured value of all groups.",
            kind="misconception",
        )
    rows = len(values) + gaps
    for each in drawn:
        if gaps and any(_fits(each.bins, values, scale) for scale in _scales(rows, rows).values()):
            check.fail(
                f"The heights of {name!r} refer to its {rows} patients, but {gaps} of them were not measured and are in no bin: the bars add up to {len(values) / rows:.0%}.",
                "Divide by the number with a value.",
                kind="misconception",
            )
        if any(_fits(_increments(each.bins), values, scale) for scale in _scales(len(values), len(pooled)).values()):
            check.fail(
                "The heights are cumulative: each bar holds all patients up to its right edge, not those in its bin.",
                "Leave out cumulative=True.",
                kind="misconception",
            )
    check.fail(
        f"No histogram shows the {len(values)} measured patients of {name!r}: the heights are neither their shares, nor percentages, nor their density in these bins.",
        "Hand the measured values of each group to hist or histplot, with density=True (seaborn: stat=\"density\", common_norm=False).",
    )


def _increments(bins):
    """The bins with what each adds to the one before it."""
    before, found = 0.0, []
    for each in sorted(bins, key=lambda one: one.left):
        found.append(replace(each, base=0.0, top=each.top - before))
        before = each.top
    return found


def _apart(bins):
    """True where the bars of a histogram are clearly thinner than the steps between them."""
    steps = np.diff([each.left for each in bins])
    return len(steps) > 3 and bool(np.median(steps) > 1.3 * np.median([each.right - each.left for each in bins]))


def _made_up(solution, groups):
    """((table, measure, group, unit), figure) of a hidden table. Drawing is dear: all checks look at these figures."""

    def make(rng):
        case = _patients(rng, groups)
        name = "one patient far out" if groups == 2 else "distributions"
        return case, _page(solution, solution.distribution_plot, *case, name=name)

    return check.once(solution, f"{groups} groups", make)


def _found(solution, groups):
    """(axes, due values by group, histogram by group) of that table."""
    (table, measure, group, _), seen = _made_up(solution, groups)
    axes, due = _drawn(seen), _due(table, measure, group)
    return axes, due, _match(axes, due, _others(table, measure, group), _gaps(table, measure, group))


# ---- the checks


def test_shares_of_own_group(solution, rng):
    table, measure, group, _ = _patients(rng)
    due = _due(table, measure, group)
    everything = np.sort(np.concatenate(list(due.values())))
    edges = np.unique(np.quantile(everything, [0, 0.2, 0.45, 0.7, 0.9, 1]))  # edges lie on values, the last on the highest
    for given in (edges.tolist(), edges[1:-1].tolist()):
        got = check.mapping(solution.group_shares(table, measure, group, given), "the shares", due)
        for name, values in due.items():
            counts = np.histogram(values, bins=given)[0]
            evenly = np.histogram(values, bins=len(given) - 1, range=(given[0], given[-1]))[0]
            rows = len(values) + _gaps(table, measure, group)[name]
            have = check.array(check.series(got[name], what=f"the shares of {name!r}", length=len(counts)), what=f"the shares of {name!r}")
            for number, count in enumerate(counts):
                where = f"the share of {name!r} from {given[number]:.4g} to {given[number + 1]:.4g}"
                check.close(
                    float(have[number]),
                    count / len(values),
                    what=where,
                    abs_tol=1e-6,
                    because=f"{count} of its {len(values)} measured patients lie there",
                    next_step="A bin includes its left edge; only the last one includes the right edge too.",
                    slips=[
                        check.Slip(
                            evenly[number] / len(values),
                            "This is the share in bins of equal width between the first and the last edge.",
                            "Hand the edges themselves to the histogram: they need not be evenly spaced.",
                        ),
                        check.Slip(float(count), "These are counts.", "Divide by the number of measured patients of the group."),
                        check.Slip(100 * count / len(values), "These are percentages.", "Return shares from 0 to 1."),
                        check.Slip(
                            count / len(values) / (given[number + 1] - given[number]),
                            "This is a density, the share for each unit of the measure.",
                            "Leave out density=True, and divide the counts by the number of measured patients of the group.",
                        ),
                        check.Slip(
                            count / len(table),
                            f"This is a share of the {len(table)} patients of all groups.",
                            "Divide by the measured patients of the group itself.",
                        ),
                        check.Slip(
                            count / len(everything),
                            f"This is a share of the {len(everything)} patients of all groups.",
                            "Divide by the measured patients of the group itself.",
                        ),
                        check.Slip(
                            count / rows,
                            f"{name!r} has {rows} patients, but only {len(values)} of them were measured: the others cannot be in any bin.",
                            "Divide by the number with a value.",
                        ),
                        check.Slip(
                            count / max(1, int(counts.sum())),
                            "Patients outside all bins were left out of the denominator.",
                            "Divide by all measured patients of the group.",
                        ),
                    ],
                )


def test_figure_returned(solution):
    _made_up(solution, 3)


def test_histograms_drawn(solution):
    for groups in (2, 3):
        _found(solution, groups)


def test_same_bins(solution):
    for groups in (2, 3):
        _bins(_found(solution, groups)[2])


def _bins(found):
    widths = [each.right - each.left for histogram in found.values() for each in histogram.bins]
    slack = 1e-6 * max(widths)
    names = list(found)
    for i, one in enumerate(names):
        for other in names[:i]:
            for a in found[one].bins:
                for b in found[other].bins:
                    overlap = min(a.right, b.right) - max(a.left, b.left)
                    if overlap > slack and max(abs(a.left - b.left), abs(a.right - b.right)) > slack:
                        check.fail(
                            f"The groups have different bins: {one!r} has one from {a.left:.4g} to {a.right:.4g}, {other!r} one from {b.left:.4g} to {b.right:.4g}. "
                            "Bars of unequal width or place cannot be compared by eye.",
                            "Work out the edges once, from all measured values, and hand the same edges to each histogram.",
                            kind="misconception",
                        )
    check.that(
        max(widths) - min(widths) <= slack,
        f"The bins are between {min(widths):.4g} and {max(widths):.4g} wide: a wide bar looks like more patients.",
        "Take bins of equal width.",
    )
    edges = [edge for histogram in found.values() for edge in histogram.edges]
    count = round((max(edges) - min(edges)) / max(widths))
    check.that(
        5 <= count <= 60,
        f"There are {count} bins: "
        + ("too few to see a shape." if count < 5 else "so many that most bars show chance."),
        "Take between 5 and 60; 15 to 25 suit a few hundred patients.",
    )


def test_nothing_cut(solution):
    for groups in (2, 3):
        _whole_range(*_found(solution, groups))


def _whole_range(axes, due, found):
    for side, scale in (("x", axes.xscale), ("y", axes.yscale)):
        check.that(scale == "linear", f"The {side} axis is {scale}, where a linear one is due.", f"Leave out set_{side}scale.")
    left, right = sorted(axes.xlim)
    values = np.concatenate(list(due.values()))
    slack = 1e-9 * max(abs(left), abs(right))
    outside = values[(values < left - slack) | (values > right + slack)]
    if outside.size:
        check.fail(
            f"{outside.size} patient{'s lie' if outside.size > 1 else ' lies'} outside the limits of the x axis ({left:.4g} to {right:.4g}), for example at {outside[0]:.4g}: "
            "the tails are where the unusual patients are.",
            "Leave the limits to the library, or make them wide enough for every value.",
            kind="misconception",
        )
    low, high = axes.ylim
    check.that(low < high, "The y axis runs downwards.", "Leave out invert_yaxis.")
    top = max(each.top for histogram in found.values() for each in histogram.bins)
    if low > 0:
        check.fail(
            f"The y axis starts at {low:.3g} and not at 0: the length of a bar no longer says how many patients it holds, and small bars vanish.",
            "Let it start at 0: set_ylim(bottom=0).",
            kind="misconception",
        )
    check.that(
        top <= high + 1e-9,
        f"The highest bar reaches {top:.3g}, but the y axis ends at {high:.3g}: it is cut off.",
        "Leave the upper limit to the library.",
        kind="misconception",
    )


def test_quantity_and_unit(solution):
    (_, measure, _, unit), seen = _made_up(solution, 3)
    check.names_quantity(
        _drawn(seen).xlabel,
        check.spelled(measure),
        unit,
        which="x axis",
        next_step=f"Make the x label from both arguments, as in {measure} ({unit}).",
    )


def test_heights_named(solution):
    _heights(_drawn(_made_up(solution, 3)[1]))


def _heights(axes):
    if re.search(HEIGHTS, axes.ylabel, re.IGNORECASE):
        return
    said = f"The y label {axes.ylabel!r} does not say" if axes.ylabel else "The y axis has no label that says"
    check.fail(
        f"{said} what the heights are: shares of the group, or a density?",
        "Label it, for example Share of the group (%) or Density. Frequency, pandas' own word, means a count.",
    )


def test_legend_right(solution):
    for groups in (2, 3):
        axes, _, found = _found(solution, groups)
        _legend(axes, found)


def _legend(axes, found):
    check.that(
        bool(axes.keys),
        "There is no legend: nobody knows which colour is which group.",
        "Give each histogram a label and call ax.legend(), or use hue in seaborn.",
    )
    for name, histogram in found.items():
        if _says(histogram.label, name):
            continue
        other = next((each for each in found if each != name and _says(histogram.label, each)), None)
        if other:
            check.fail(
                f"The legend calls the colour of {name!r} {other!r}: the groups have changed places, and every conclusion with them.",
                "Set the label where you draw each histogram, not afterwards in a list of names.",
                kind="misconception",
            )
        entries = ", ".join(check.describe(key.text) for key in axes.keys[:6])
        check.fail(
            f"The legend does not name {name!r} beside its colour; its entries are {entries}.",
            "Use the name of the group as the label, and the colour of its bars.",
        )


def _says(label, name):
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", re.sub(r"\s+", " ", label), re.IGNORECASE) is not None


def test_colours_safe(solution):
    for groups in (2, 3):
        _, _, found = _found(solution, groups)
        _colours(found)


def _colours(found):
    check.told_apart(
        {name: histogram.color for name, histogram in found.items()},
        least=LEAST,
        next_step="Take blue and orange, and black for a third; the palette of Okabe and Ito in the task is safe.",
    )


def test_bmi_of_pima(solution, pima, rng):
    part = pima.sample(300, random_state=int(rng.integers(2**31)))
    part.iloc[rng.permutation(300)[:8], part.columns.get_loc("BMI")] = 0
    for patients in (pima, part):
        axes = _drawn(_page(solution, solution.bmi_figure, patients, name="bmi"))
        named = patients.assign(who=np.where(patients["Outcome"] == 1, "with diabetes", "without diabetes"))
        due = _due(named[named["BMI"] > 0], "BMI", "who")
        zeros = int((patients["BMI"] == 0).sum())
        if any(each.left <= 0 <= each.right and each.top > 0 for histogram in check.histograms(axes) for each in histogram.bins):
            check.fail(
                f"A bar stands at a BMI of 0 kg/m²: {zeros} patients have it in the table, and nobody alive has a BMI of 0. It was not measured.",
                "Turn 0 into missing before you draw, so that it takes part neither in the bins nor in the shares.",
                kind="misconception",
            )
        marked = named.assign(**{name: named[name].where(named[name] != 0) for name in NEVER_ZERO})
        found = _match(axes, due, _others(marked, "BMI", "who"), _gaps(marked, "BMI", "who"))
        _bins(found)
        _whole_range(axes, due, found)
        check.names_quantity(axes.xlabel, "bmi|body mass index", "kg/m²", which="x axis", next_step="Label it BMI (kg/m²).")
        _heights(axes)
        _legend(axes, found)
        _colours(found)
