"""Checks of box-plots: what the figure shows of small tables with ties and gaps, and of the Pima table."""

import re

import numpy as np
import pandas as pd

from medai.grading import check

GROUPS = (
    ("placebo", "low dose", "high dose"),
    ("ward B", "ward A"),
    ("never smoked", "current", "former", "unknown"),
)
# Each of these can truly be 0 or lie below it, so that only NaN means not measured.
MEASURES = (
    ("BaseExcess", "mmol/L", 0, 3, 1),
    ("creatinine_change", "µmol/L", 6, 22, 0),
    ("BMIChange", "kg/m²", -0.5, 2.5, 1),
    ("BloodPressureRise", "mm Hg", 4, 11, 0),
)

OTHER_RULES = ("weibull", "hazen", "median_unbiased")
GAPPY = (
    "Patients with a gap in any column were left out, though in some of them only another column was not measured.",
    "Drop those without a value of this one column: dropna(subset=[measure]).",
)
ZEROS_LOST = (
    "Patients with a value of 0 (or below) were left out as not measured. Here such a value is a measurement: only NaN means not measured.",
    "In count_measured and box_plot leave out NaN and nothing else; it is glucose_figure that turns the zeros of Glucose into NaN.",
)

NEVER_ZERO = ("Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI")


# ---- tables to draw


def _patients(rng):
    """(table, measure, group column, unit): ties, gaps and a 0 in every group, outliers, an index of text, columns with gaps."""
    names = GROUPS[rng.integers(len(GROUPS))]
    measure, unit, middle, spread, digits = MEASURES[rng.integers(len(MEASURES))]
    while True:
        sizes = [int(rng.integers(18, 36)) for _ in names]
        group = np.repeat(names, sizes)
        values = middle + spread * np.clip(rng.normal(size=len(group)), -2.5, 2.5)
        values += np.repeat(rng.uniform(0, 1.5 * spread, len(names)), sizes)
        start = 0
        for size in sizes:
            values[start] += 6 * spread  # an outlier above, missing values, two patients with one value, one at 0
            values[start + 1 : start + 1 + int(rng.integers(2, 5))] = np.nan
            values[start + 6] = values[start + 7]
            values[start + 8] = 0.0
            start += size
        order = rng.permutation(len(group))
        noise = np.where(rng.random(len(group)) < 0.25, np.nan, rng.normal(size=len(group)))
        table = pd.DataFrame({"noise": noise, measure: values.round(digits), "arm": group})
        table = table.iloc[order].set_axis([f"P{n:04d}" for n in rng.permutation(9000)[: len(group)]], axis=0)
        due = _due(table, measure, "arm")
        counts = [len(v) for v in due.values()]
        quartiles = [_quartiles(v) for v in due.values()]
        apart = all(
            abs(a[0] - b[0]) + abs(a[2] - b[2]) > 0.2 for i, a in enumerate(quartiles) for b in quartiles[:i]
        )
        if apart and len(set(counts)) == len(counts):
            return table, measure, "arm", unit


def _due(table, measure, group):
    """Measured values by group."""
    return {
        name: part[measure].dropna().to_numpy(dtype=float) for name, part in table.groupby(group, observed=True)
    }


def _quartiles(values):
    return tuple(float(q) for q in np.percentile(values, [25, 50, 75]))


def _near(a, b):
    return bool(abs(a - b) <= 1e-6 * max(1.0, abs(b)))


# ---- reading the figure


def _page(solution, function, *arguments, name):
    """The figure that the function returns for these arguments."""
    solution.library("matplotlib.pyplot.close", "all")  # each call starts on an empty page
    return check.figure(solution, function(*arguments), name=name, what=f"the result of {function.name}")


def _drawn(seen):
    """(axes with the most boxes, their boxes) of a figure."""
    axes = max(seen.axes, key=lambda each: (len(check.boxes(each)), len(check.marks(each)), len(each.bars)))
    with_boxes = [each for each in seen.axes if check.boxes(each)]
    check.that(
        len(with_boxes) < 2 or len(check.boxes(axes)) > 1,
        f"The groups are spread over {len(with_boxes)} plots: nothing can be compared along one axis.",
        "Draw all boxes on one Axes, side by side.",
    )
    return axes, check.boxes(axes)


def _match(axes, boxes, due, others):
    """{group: its box}, found by the quartiles; fails, with the cause, where a group has none."""
    found = {}
    for name, values in due.items():
        low, _, high = _quartiles(values)
        fits = [box for box in boxes if _near(box.low, low) and _near(box.high, high)]
        if fits:
            found[name] = fits[0]
    missing = [name for name in due if name not in found]
    if not missing:
        return found
    name = missing[0]
    if _empty_box(axes):
        check.fail(
            f"{len(boxes) or 'None'} of the {len(due)} groups {'has' if len(boxes) == 1 else 'have'} a box, though boxplot was called: "
            "matplotlib draws nothing for values with a NaN among them, and some patients were not measured.",
            "Drop the missing values of each group before you hand them to boxplot.",
            kind="misconception",
        )
    if not boxes:
        _explain_no_boxes(axes, due)
    if len(boxes) < len(due):
        check.fail(f"{len(boxes)} of the {len(due)} groups have a box; {name!r} has none.", "Draw a box for each group.")
    low, _, high = _quartiles(due[name])
    _explain_box(boxes, name, due[name], others.get(name, ()))
    shown = "; ".join(f"{box.low:.4g} to {box.high:.4g}" for box in boxes[:4])
    check.fail(
        f"No box runs from {low:.4g} to {high:.4g}, the first and third quartile of {name!r}. A box of a box plot holds the middle half of the measured values.",
        "Hand the measured values themselves to boxplot, upright (not on its side), one group a box.",
        shown=f"boxes from {shown}",
    )


def _empty_box(axes):
    """True where a box was drawn at NaN."""
    outlines = [line.y for line in axes.lines if len(line.y) >= 5]
    outlines += [[y for _, y in patch["vertices"]] for patch in axes.patches if patch["kind"] == "PathPatch"]
    return any(all(np.isnan(height) for height in heights) for heights in outlines if len(heights))


def _explain_no_boxes(axes, due):
    means = [float(values.mean()) for values in due.values()]
    tops = [bar.y + bar.height for bar in axes.bars] + [bar.x + bar.width for bar in axes.bars]
    if axes.bars and all(any(_near(top, mean) for top in tops) for mean in means):
        check.fail(
            "The figure is a bar chart of the means. A bar shows one number of each group, and hides how many patients there are, how they spread, and every outlier; "
            "quite different groups have equal bars.",
            "Draw a box plot of the values themselves (boxplot), and the patients as points on top.",
            kind="misconception",
        )
    check.fail(
        "There is no box on the figure.",
        "Draw one with ax.boxplot, sns.boxplot or the boxplot of a DataFrame, and return the figure that it is on.",
    )


def _explain_box(boxes, name, values, others):
    mean, sd = float(values.mean()), float(values.std(ddof=1))
    low, _, high = _quartiles(values)
    if any(_near(box.left, low) and _near(box.right, high) for box in boxes):
        check.fail(
            "The boxes lie on their side: the measure runs along x.",
            "The task asks for upright boxes: the groups along x, the measure along y.",
        )
    kinds = [
        (mean - sd, mean + sd, "The box runs from the mean minus to the mean plus one standard deviation.", "A box plot shows quartiles: hand the values to boxplot."),
        *((*np.percentile(values, [p, 100 - p]), f"The box runs from the {p}th to the {100 - p}th percentile.", "A box holds the middle half, from the 25th to the 75th.") for p in (5, 10, 20)),
        *((_quartiles(wrong)[0], _quartiles(wrong)[2], why, todo) for wrong, why, todo in others if len(wrong)),
        *((*np.percentile(values, [25, 75], method=rule), "The box runs between quartiles by another rule than linear interpolation (there are nine; statistics.quantiles has another default).", "Hand the values to boxplot, or take quantile of pandas or numpy as it is.") for rule in OTHER_RULES),
    ]  # fmt: skip
    for low, high, why, todo in kinds:
        for box in boxes:
            if _near(box.low, low) and _near(box.high, high):
                seen = "" if (why, todo) in (GAPPY, ZEROS_LOST) else f" (Seen in {name!r}.)"  # in the words of counts_measured
                check.fail(why + seen, todo, kind="misconception")


def _others(table, measure, group):
    """{group: (values, why, what to do) of the wrong patients or of values made up for the unmeasured}."""
    everybody = float(table[measure].mean())
    found = {}
    for name, part in table.groupby(group):
        values = part[measure]
        whole = part.dropna()[measure].to_numpy(dtype=float)
        filled = [(values.fillna(value).to_numpy(dtype=float), value) for value in (0.0, everybody, float(values.mean()))]
        found[name] = [
            (numbers, "Patients who were not measured took part as 0." if not value else "Patients who were not measured took part with the mean.", "Drop the missing values; do not fill them.")
            for numbers, value in filled
        ]  # fmt: skip
        found[name].append((whole, *GAPPY))
        found[name] += [(kept.to_numpy(dtype=float), *ZEROS_LOST) for kept in (values[values > 0], values[values.notna() & (values != 0)])]
    return found


def _made_up(solution):
    """((table, measure, group, unit), figure) of one hidden table. Drawing is dear: all checks look at this figure."""

    def make(rng):
        case = _patients(rng)
        return case, _page(solution, solution.box_plot, *case, name="box plot")

    return check.once(solution, "figure", make)


def _found(solution):
    """(axes, due values by group, box by group) of that table."""
    (table, measure, group, _), seen = _made_up(solution)
    axes, boxes = _drawn(seen)
    due = _due(table, measure, group)
    return axes, due, _match(axes, boxes, due, _others(table, measure, group))


def _own_marks(axes, places):
    """{group: marks nearest to its box}; marks further away than half the distance between boxes belong to none."""
    middles = sorted(box.x for box in places.values())
    gaps = [b - a for a, b in zip(middles, middles[1:], strict=False) if b > a]
    reach = min(gaps) / 2 if gaps else 0.5
    own = {name: [] for name in places}
    for mark in check.marks(axes):
        name = min(places, key=lambda each: abs(places[each].x - mark.x))
        if abs(places[name].x - mark.x) <= reach:
            own[name].append(mark)
    return own


def _left_over(have, want):
    """(values drawn that are not due, values due that are not drawn)."""
    extra, missing = sorted(have), []
    for value in want:
        hit = next((n for n, other in enumerate(extra) if _near(other, value)), None)
        if hit is None:
            missing.append(value)
        else:
            del extra[hit]
    return extra, missing


def _moved(heights, values):
    """True where the points are as many as the values and each in its turn is near one, by half a box at most."""
    low, _, high = _quartiles(values)
    return bool((np.abs(np.sort(heights) - np.sort(values)) < max(0.5 * (high - low), 1e-9)).all())


# ---- the checks


def test_counts_measured(solution, rng):
    table, measure, group, _ = _patients(rng)
    due = {name: len(values) for name, values in _due(table, measure, group).items()}
    everybody = table[group].value_counts()
    counts = check.mapping(solution.count_measured(table, measure, group), "the counts", due)
    counts = {name: check.whole_number(counts[name], f"n of {name!r}") for name in due}
    for kept, cause in (
        (table.dropna(), GAPPY),
        (table[table[measure] > 0], ZEROS_LOST),
        (table[table[measure].notna() & (table[measure] != 0)], ZEROS_LOST),
    ):
        if counts != due and counts == {name: int((kept[group] == name).sum()) for name in due}:
            check.fail(*cause, kind="misconception")
    for name, n in due.items():
        check.equal(
            counts[name],
            n,
            what=f"n of {name!r}",
            because="so many of its patients have a value",
            next_step="Count the values that are not missing.",
            slips=[
                check.Slip(
                    int(everybody[name]),
                    f"All {everybody[name]} patients of {name!r} were counted, also the {everybody[name] - n} without a value of {measure}. "
                    "They are not in the plot, so n may not claim that they are.",
                    "Count the values that are not missing (count of pandas does), not the rows.",
                )
            ],
        )


def test_figure_returned(solution):
    _made_up(solution)


def test_boxes_drawn(solution):
    _, due, found = _found(solution)
    for name, values in due.items():
        median, mean = float(np.median(values)), float(values.mean())
        if any(_near(line, median) for line in found[name].lines):
            continue
        if any(_near(line, mean) for line in found[name].lines):
            check.fail(
                f"The line in the box of {name!r} stands at the mean ({mean:.4g}); in a box plot it is the median ({median:.4g}).",
                "Leave the median line on; show the mean, if at all, as a symbol.",
                kind="misconception",
            )
        check.fail(f"The box of {name!r} has no line at the median ({median:.4g}).", "Leave the median line of the box plot on.")


def test_every_patient_once(solution):
    axes, due, places = _found(solution)
    _all_drawn(axes, due, places)


def _all_drawn(axes, due, places):
    own = _own_marks(axes, places)
    for name, values in due.items():
        extra, missing = _left_over([mark.y for mark in own[name]], values)
        mean = [value for value in extra if _near(value, float(values.mean()))]
        if len(mean) == 1:
            extra.remove(mean[0])
        low, _, high = _quartiles(values)
        outliers = [v for v in values if v < low - 1.5 * (high - low) or v > high + 1.5 * (high - low)]
        if missing:
            elsewhere = next((other for other in own if other != name and not _left_over([m.y for m in own[other]], values)[1]), None)
            if elsewhere or not _left_over([mark.y for mark in check.marks(axes)], values)[1]:
                check.fail(
                    f"The points of {name!r} stand over the box of {elsewhere!r}."
                    if elsewhere
                    else f"{len(missing)} of the {len(values)} points of {name!r} do not stand over its box, which is at {places[name].x:g} on the x axis.",
                    "Positions differ between libraries: matplotlib and pandas put the boxes at 1, 2, 3, ..., seaborn at 0, 1, 2, .... Take the same for both layers.",
                    kind="misconception",
                )
        if not own[name] or (len(missing) == len(values) - len(outliers) and not extra):
            check.fail(
                f"The {len(values)} patients of {name!r} are not drawn as points"
                + ("; only the outliers of the box plot are." if own[name] else ": there is nothing but a box, which looks the same for 5 patients and for 5000."),
                "Add a strip plot, a swarm plot or a scatter plot to the same Axes.",
                kind="misconception",
            )
        if extra and not missing and outliers and not _left_over(extra, outliers)[0]:
            check.fail(
                f"{len(extra)} patient{'s' if len(extra) > 1 else ''} of {name!r} are drawn twice: the outliers, once by the box plot and once as points. A reader counts two patients for one."
                if len(extra) > 1
                else f"A patient of {name!r} is drawn twice: the outlier, once by the box plot and once as a point. A reader counts two patients for one.",
                "Switch off the outlier marks of the box plot: showfliers=False.",
                kind="misconception",
            )
        if len(missing) == len(values) == len(own[name]) and _moved([mark.y for mark in own[name]], values):
            check.fail(
                f"No point of {name!r} stands at a value that was measured: they were moved up or down.",
                "Jitter moves a point sideways only; the value of a patient is not to be changed.",
                kind="misconception",
            )
        if missing and not extra and missing in ([v for v in values if v <= 0], [v for v in values if v == 0]):
            check.fail(*ZEROS_LOST, kind="misconception")
        if missing:
            check.fail(
                f"{len(missing)} of the {len(values)} measured patients of {name!r} are not drawn over its box, for example the one at {missing[0]:.4g}.",
                "Draw a point for every measured value, at its own height, over its own group.",
            )
        if extra:
            check.fail(
                f"Over the box of {name!r} {len(extra)} more points are drawn than it has measured patients, for example at {extra[0]:.4g}.",
                "Each patient once: drop missing values instead of filling them, and draw the points only once.",
            )


def test_points_beside_each_other(solution):
    axes, due, places = _found(solution)
    for name, marks in _own_marks(axes, places).items():
        values, counts = np.unique(due[name], return_counts=True)
        shared = [float(value) for value in values[counts > 1]]
        spots = {value: {round(mark.x, 6) for mark in marks if _near(mark.y, value)} for value in shared}
        piled = [value for value in shared if len(spots[value]) == 1]
        if len(piled) > len(shared) / 2:
            n = int(counts[values == piled[0]][0])
            check.fail(
                f"{n} patients of {name!r} share the value {piled[0]:.4g}, and their points lie on the same spot: they look like one patient.",
                "Move each point a little sideways: jitter of a strip plot, a swarm plot, or a small random shift added to x.",
                kind="misconception",
            )


def test_points_not_hidden(solution):
    axes, _, places = _found(solution)
    for name, marks in _own_marks(axes, places).items():
        box = places[name]
        hidden = [m for m in marks if box.opaque and m.layer < box.layer and box.low < m.y < box.high and box.left < m.x < box.right]
        check.that(
            not hidden,
            f"{len(hidden)} patients of {name!r} lie behind the filled box and cannot be seen.",
            "Draw the points above the boxes: zorder=3 for a scatter, or boxes without a fill.",
            kind="misconception",
        )


def test_nothing_cut(solution):
    axes, due, places = _found(solution)
    _whole_range(axes, due, places)


def _whole_range(axes, due, places):
    low, high = axes.ylim
    check.that(
        axes.yscale == "linear",
        f"The y axis is {axes.yscale}, where a linear one is due.",
        "Leave out set_yscale.",
    )
    check.that(low < high, "The y axis runs downwards: the highest values stand at the bottom.", "Leave out invert_yaxis.")
    outside = [(name, v) for name, values in due.items() for v in values if not low <= v <= high]
    if outside:
        name, value = max(outside, key=lambda each: abs(each[1]))
        check.fail(
            f"{len(outside)} patient{'s lie' if len(outside) > 1 else ' lies'} outside the limits of the y axis ({low:.4g} to {high:.4g}), for example one of {name!r} at {value:.4g}: "
            "whoever is cut off is not seen, and they are the unusual ones.",
            "Leave the limits to the library, or make them wide enough for every value (set_ylim).",
            kind="misconception",
        )
    left, right = sorted(axes.xlim)
    for name, box in places.items():
        check.that(
            left <= box.left and box.right <= right,
            f"The box of {name!r} lies outside the limits of the x axis ({left:.3g} to {right:.3g}) in part.",
            "Leave the x limits to the library.",
        )


def test_quantity_and_unit(solution):
    (_, measure, _, unit), seen = _made_up(solution)
    axes, _ = _drawn(seen)
    check.names_quantity(
        axes.ylabel,
        check.spelled(measure),
        unit,
        which="y axis",
        next_step=f"Make the y label from both arguments, as in {measure} ({unit}).",
    )


def test_groups_and_n(solution):
    _, due, places = _found(solution)
    _named(places, {name: len(values) for name, values in due.items()})


def _named(places, counts):
    for name, n in counts.items():
        label = places[name].label
        plain = re.sub(r"[\s${}\\]+", " ", label).strip()
        if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain):
            other = next((each for each in counts if each != name and re.search(rf"(?<!\w){re.escape(each)}(?!\w)", plain)), None)
            if other:
                check.fail(
                    f"The box with the values of {name!r} stands above the name {other!r}: the reader takes one group for the other.",
                    "Take boxes and names from one list, in one order: groupby sorts the groups, unique() keeps the order of the rows.",
                    kind="misconception",
                )
            check.fail(
                f"The tick label below the box of {name!r} is {check.describe(label)}: it does not name the group.",
                "Set the tick labels: the name and n of each group, in the order of the boxes.",
            )
        shown = re.search(r"\bn ?= ?(\d+)", plain, re.IGNORECASE)
        if shown is None:
            check.fail(
                f"The tick label {check.describe(label)} gives no n: a box looks the same for 5 patients and for 5000.",
                f"Write the number of measured patients into it, in the form n = {n}.",
                kind="misconception",
            )
        check.equal(
            int(shown.group(1)),
            n,
            what=f"n in the tick label of {name!r}",
            because="so many of its patients have a value and are drawn",
            next_step="Take n from count_measured, for the group of this very box.",
        )


def _pima_like(pima, rng):
    table = pima.sample(140, random_state=int(rng.integers(2**31)))
    gaps = rng.permutation(140)[:9]
    table.iloc[gaps, table.columns.get_loc("Glucose")] = 0
    return table


def test_glucose_of_pima(solution, pima, rng):
    for patients in (pima, _pima_like(pima, rng)):
        axes, boxes = _drawn(_page(solution, solution.glucose_figure, patients, name="glucose"))
        named = patients.assign(who=np.where(patients["Outcome"] == 1, "with diabetes", "without diabetes"))
        due = _due(named[named["Glucose"] > 0], "Glucose", "who")
        zeros = [mark for mark in check.marks(axes) if mark.y == 0]
        if zeros:
            check.fail(
                f"{len(zeros)} patients are drawn with a glucose of 0 mg/dL. Nobody lives with that: it was not measured.",
                "Turn 0 into missing before you draw, so that neither points, nor box, nor n count it.",
                kind="misconception",
            )
        marked = named.assign(**{name: named[name].where(named[name] != 0) for name in NEVER_ZERO})
        places = _match(axes, boxes, due, _others(marked, "Glucose", "who"))
        _all_drawn(axes, due, places)
        _whole_range(axes, due, places)
        _named(places, {name: len(values) for name, values in due.items()})
        check.names_quantity(axes.ylabel, "glucose", "mg/dL", which="y axis", next_step="Label it Glucose (mg/dL).")
