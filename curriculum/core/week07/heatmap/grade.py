"""Checks of heatmap: correlations with gaps, and the heat map of small tables and of the Pima table."""

import re

import numpy as np
import pandas as pd

from medai.grading import check

LABS = ("sodium", "potassium", "creatinine", "haemoglobin", "albumin", "heart_rate", "SystolicPressure", "age")
NEVER_ZERO = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
LEAST = 20.0


# ---- tables to draw


def _measurements(rng, n=60):
    """A table of numbers that move with and against each other, some missing, one column constant; another of text."""
    names = [LABS[i] for i in rng.permutation(len(LABS))[: int(rng.integers(5, 8))]]
    common = rng.normal(size=(n, 2))
    weights = rng.uniform(0.4, 1.6, (2, len(names))) * np.where(np.arange(len(names)) % 2, 1, -1)
    numbers = 50 + common @ weights + rng.normal(size=(n, len(names)))
    table = pd.DataFrame(numbers.round(2), columns=names)
    table[names[0]] = table[names[0]].round().astype(int)
    for name in names[1:]:
        table.loc[rng.permutation(n)[: int(rng.integers(4, 14))], name] = np.nan
    constant = names[int(rng.integers(1, len(names)))]
    table[constant] = 7.0
    table.insert(int(rng.integers(0, 3)), "ward", rng.choice(["A", "B"], n))
    return table.set_axis([f"P{k:04d}" for k in rng.permutation(9000)[:n]], axis=0), names, constant


def _due(table, names):
    """Pairwise Pearson correlations by the definition; NaN where a column does not vary."""
    values = table[names].to_numpy(dtype=float)
    there = ~np.isnan(values)
    r = np.full((len(names), len(names)), np.nan)
    for i in range(len(names)):
        for j in range(i + 1):
            both = values[there[:, i] & there[:, j]]
            a, b = both[:, i] - both[:, i].mean(), both[:, j] - both[:, j].mean()
            power = np.sqrt((a**2).sum() * (b**2).sum())
            if power > 1e-12:
                r[i, j] = r[j, i] = (a * b).sum() / power
    return pd.DataFrame(r, index=names, columns=names)


def _square(rng):
    """A table of correlations to draw: all of different size, one of them 0, the strongest below 0, one column without any."""
    while True:
        table, names, constant = _measurements(rng)
        r = _due(table, names)
        values = r.to_numpy()[np.tril_indices(len(names), k=-1)]
        values = np.sort(np.abs(values[np.isfinite(values)]))
        pairs = r.where(~np.eye(len(names), dtype=bool))
        low, high = pairs.min().min(), pairs.max().max()
        if np.diff(values).min() > 0.004 and low < -0.4 and 0.3 < high < -low - 0.12 and values[0] > 0.02:
            weakest = pairs.abs().stack().idxmin()
            r.loc[weakest] = r.loc[weakest[::-1]] = 0.0  # known, and none at all
            return r


# ---- correlations


def test_pairwise_correlations(solution, rng):
    table, names, constant = _measurements(rng)
    got = check.frame(solution.correlations(table), what="the table of correlations")
    check.that(
        "ward" not in got.columns,
        "The column of text, 'ward', is among the correlations.",
        "Keep the numeric columns only.",
    )
    got = check.frame(got, what="the table of correlations", columns=names, rows=len(names), exactly=True)
    for what, have in (("columns", list(got.columns)), ("rows", list(got.index))):
        check.that(
            have == names,
            f"The {what} of the table are {check.describe(have)}, where the names of the measurements in the order of the table are due.",
            "Name rows and columns alike, as corr of pandas does.",
        )
    numbers = table[names].astype(float)
    due = _due(table, names)
    _not_covariances(got, numbers.cov(), names)
    for i, one in enumerate(names):
        for other in names[:i]:
            for row, column in ((one, other), (other, one)):
                value = got.loc[row, column]
                if constant in (one, other):
                    check.that(
                        bool(pd.isna(value)),
                        f"{row} and {column} have a correlation of {check.describe(value)}, but {constant} is constant: it neither rises nor falls with anything, so r does not exist.",
                        "Leave NaN there.",
                    )
                    continue
                if pd.isna(value):
                    check.fail(
                        f"r of {row} and {column} is NaN, though both were measured in {len(table[[one, other]].dropna())} patients: one gap makes all of it unknown.",
                        "Leave out missing values pair by pair, as corr of pandas does; np.corrcoef does not.",
                        kind="misconception",
                    )
                want = float(due.loc[one, other])
                check.close(
                    value,
                    want,
                    what=f"r of {row} and {column}",
                    abs_tol=1e-6,
                    because="Pearson's r of all patients in whom both were measured",
                    slips=(slip for slip in _correlation_slips(numbers, one, other, want) if np.isfinite(slip.value)),
                )


def _correlation_slips(numbers, one, other, want):
    def of(table):
        return float(_due(table, [one, other]).iloc[0, 1])

    complete, both = numbers.dropna(), numbers[[one, other]].dropna()
    yield check.Slip(
        of(complete),
        f"The correlation of {one} and {other} was taken from the patients without any gap: {len(complete)} of {len(numbers)}. "
        f"Both were measured in {len(both)}, and those with complete records are seldom like the others.",
        "Leave out missing values pair by pair, not row by row: no dropna() over the whole table.",
    )
    yield check.Slip(of(numbers.fillna(0)), "Missing values took part as 0.", "Leave them out, pair by pair.")
    yield check.Slip(
        of(numbers.fillna(numbers.mean())),
        "Missing values were filled with the mean. So many patients at the mean pull r towards 0.",
        "Leave them out, pair by pair.",
    )
    yield check.Slip(abs(want), "The sign is lost.", "r keeps its sign.")
    yield check.Slip(want**2, "This is r squared.", "Return r itself.")
    for who in ("Spearman", "Kendall"):
        ranked = both.corr(method=who.lower()).iloc[0, 1]
        yield check.Slip(float(ranked), f"This is {who}'s correlation of ranks.", "Pearson's r is due, the default of corr.")


def _not_covariances(got, spread, names):
    values = got.loc[names, names].apply(pd.to_numeric, errors="coerce")
    if np.allclose(values, spread.loc[names, names], atol=1e-6, equal_nan=True):
        check.fail(
            "These are covariances: they depend on the units, and are not held between -1 and 1.",
            "Divide by both standard deviations, or use corr instead of cov.",
            kind="misconception",
        )


# ---- reading the figure


def _key(name):
    return re.sub(r"[\s_]+", "", str(name)).casefold()


def _drawn(solution, value, name, what):
    """(figure, axes, heat map) that was returned."""
    seen = check.figure(solution, value, name=name, what=what)
    maps = [(axes, check.heat_map(axes)) for axes in seen.axes]
    axes, mesh = max(maps, key=lambda each: -1 if each[1] is None else len(each[1].values))
    if mesh is None:
        check.fail(
            "The figure holds no heat map of numbers.",
            "Draw the table of correlations with sns.heatmap, imshow, matshow or pcolormesh; hand over the numbers, not colours.",
        )
    return seen, axes, mesh


def _map(solution):
    """(correlations, figure, axes, heat map) of one made-up table. Drawing is dear, so all checks look at the same map."""
    return check.once(solution, "map", lambda rng: _draw_map(solution, _square(rng)))


def _draw_map(solution, r):
    solution.library("matplotlib.pyplot.close", "all")  # each call starts on an empty page
    return (r, *_drawn(solution, solution.heatmap(r), "heat map", "the result of heatmap"))


def _cells(axes, mesh, r):
    """{(row, column): value} of the cells that are not empty; fails where one has no name."""
    names = {_key(name): name for name in r.index}
    found = {}
    for cell in check.cells(axes, mesh):
        if np.isnan(cell.value):
            continue
        for side, label in (("row", cell.row), ("column", cell.column)):
            if _key(label) not in names:
                check.fail(
                    f"A {side} of the heat map has the tick label {check.describe(label)}: that is no name of a measurement."
                    if label
                    else f"A {side} of the heat map has no tick label: nobody knows which measurement it is.",
                    f"Set the {'x' if side == 'column' else 'y'} tick labels from the table's names, one in the middle of each {side}.",
                )
        found[names[_key(cell.row)], names[_key(cell.column)]] = cell.value
    return found


def _compare(cells, r):
    """The pairs that exist; fails where a cell does not show the r of its row and column, or a pair has no cell."""
    names = list(r.index)
    pairs = [(a, b) for i, a in enumerate(names) for b in names[:i] if np.isfinite(r.loc[a, b])]
    for (row, column), value in cells.items():
        due = 1.0 if row == column else float(r.loc[row, column])
        if abs(value - due) <= 1e-6 or (value == 0 and np.isnan(r.loc[row, column])):  # the latter is unknown_stays_empty's
            continue
        if row != column and value == 0 and abs(cells.get((column, row), np.nan) - due) <= 1e-6:
            check.fail(
                f"The cell of {row} and {column} is drawn as a correlation of 0, and the one on the other side of the diagonal shows r: the triangle to be masked was filled with 0. A reader takes that for two measurements without any relation.",
                "Leave those cells empty, by a mask or NaN: np.tril and np.triu of the numbers themselves put 0 there.",
                kind="misconception",
            )
        if row != column and min(abs(value - abs(due)), abs(value + due)) <= 1e-6:
            check.fail(
                f"The cell of {row} and {column} shows {value:.2f}, where r is {due:.2f}: the sign is lost, and with it whether they rise together or move apart.",
                "Draw r itself.",
                kind="misconception",
            )
        if row != column and abs(value - due**2) <= 1e-6:
            check.fail(f"The cell of {row} and {column} shows r squared ({value:.2f}).", "Draw r itself.", kind="misconception")
        other = next((f"{c} and {d}" for c, d in pairs if abs(float(r.loc[c, d]) - value) <= 1e-6), None)
        if other or abs(value - 1) <= 1e-9:
            check.fail(
                f"The cell at the row {row} and the column {column} shows {value:.2f}, the r of {other or 'a measurement with itself'}: "
                "the names stand in another order than the cells.",
                "Take the tick labels from the index and the columns of the very table that you draw. imshow counts rows from the top, pcolormesh from the bottom.",
                kind="misconception",
            )
        if row != column and np.isfinite(due):
            check.close(value, due, what=f"the value drawn at {row} and {column}", abs_tol=1e-6, next_step="Draw the numbers of the table as they are.")
    for a, b in pairs:
        check.that(
            (a, b) in cells or (b, a) in cells,
            f"The pair {a} and {b} has no cell, neither above nor below the diagonal: its correlation of {r.loc[a, b]:.2f} is not shown."
            + (" An r of 0 says that no straight-line relation was found: that is not the same as NaN." if r.loc[a, b] == 0 else ""),
            "Mask one triangle only, by place and not by value, and draw every row and column that has a cell in the other.",
        )
    return pairs


def _once(cells, pairs):
    twice = [(a, b) for a, b in pairs if (a, b) in cells and (b, a) in cells]
    if twice:
        a, b = twice[0]
        check.fail(
            f"{len(twice)} of {len(pairs)} pairs stand twice, above and below the diagonal, such as {a} and {b}: half of the picture says nothing new, and the eye counts each pattern double.",
            "Mask one triangle: np.triu gives the one above the diagonal.",
            kind="misconception",
        )


# ---- the checks


def test_map_returned(solution):
    _map(solution)


def test_right_cells(solution):
    r, _, axes, mesh = _map(solution)
    _compare(_cells(axes, mesh, r), r)


def test_triangle_masked(solution):
    r, _, axes, mesh = _map(solution)
    cells = _cells(axes, mesh, r)
    _once(cells, _compare(cells, r))


def test_unknown_stays_empty(solution):
    r, _, axes, mesh = _map(solution)
    cells = _cells(axes, mesh, r)
    wrong = [(a, b) for a, b in cells if a != b and np.isnan(r.loc[a, b])]
    if wrong:
        a, b = wrong[0]
        check.fail(
            f"The cell of {a} and {b} shows {cells[a, b]:.2f}, but their correlation does not exist (NaN: one of them never varies). "
            "A colour there says that somebody looked and found this.",
            "Leave NaN as it is: every library leaves such a cell empty.",
            kind="misconception",
        )


def test_limits_symmetric(solution):
    r, _, _, mesh = _map(solution)
    _limits(mesh, r)


def _limits(mesh, r):
    check.that(
        mesh.low is not None and mesh.high is not None and mesh.low < mesh.high,
        "The colours have no limits, or the lower one is not below the upper one.",
        "Set vmin=-1 and vmax=1.",
    )
    low, high = mesh.low, mesh.high
    check.that(
        abs(low + high) <= 1e-6,
        f"The colours run from {low:.2f} to {high:.2f}, which is not symmetric about 0: the middle of the map falls on r = {(low + high) / 2:.2f}, and "
        "equally strong correlations of either sign get colours of unequal strength.",
        "Set both limits: vmin=-1 and vmax=1 (center=0 of seaborn alone does not move them).",
        kind="misconception",
    )
    check.that(high <= 1 + 1e-9, f"The colours run to {high:.2f}; a correlation is never beyond 1, so they come out pale.", "Take a v of at most 1.")
    apart = r.where(~np.eye(len(r), dtype=bool)).abs().max().max()
    check.that(
        high >= apart - 1e-9,
        f"The colours end at {high:.2f}, but a correlation of {apart:.2f} is in the table: it gets the same colour as weaker ones.",
        "Take a v that covers every correlation, such as 1.",
    )


def test_map_diverging(solution):
    _colours(_map(solution)[3])


def _colours(mesh):
    kind = check.map_kind(mesh.cmap, mesh.ramp)
    name = f"The colour map {mesh.cmap!r}" if mesh.cmap not in ("from_list", "unnamed", "") else "The colour map"
    todo = 'Take a diverging one, such as "RdBu_r", "coolwarm" or "vlag".'
    if kind == "rainbow":
        check.fail(
            f"{name} runs through the rainbow: it gets lighter and darker several times over or takes several bright hues on the way, so it draws edges where r changes little, hides "
            "real differences, and nobody can say which colour means more.",
            todo,
            kind="misconception",
        )
    if kind == "sequential":
        check.fail(
            f"{name} is sequential, it only gets lighter (or darker): -0.8 looks like less than 0, though it is a strong correlation, and 0 has a strong colour of its own.",
            todo,
            kind="misconception",
        )
    check.that(
        kind == "diverging",
        f"{name} is not diverging about 0: its palest (or darkest) colour does not stand in the middle, or its two ends have the same hue.",
        todo,
    )
    check.told_apart(
        {"the most negative r": mesh.ramp[0][:7], "the most positive r": mesh.ramp[-1][:7]},
        least=LEAST,
        next_step="Take blue against red or orange, or purple against green: RdBu, PuOr, PiYG, vlag.",
    )


def test_colour_bar(solution):
    _bar(_map(solution)[1])


def _bar(seen):
    check.that(
        bool(seen.colorbars),
        "There is no colour bar: nobody knows which number a colour stands for.",
        "Add one (fig.colorbar in matplotlib, cbar=True in seaborn), with a label.",
    )
    check.that(
        any("correlation" in words.casefold() for words in seen.colorbars),
        f"The colour bar says {check.describe(seen.colorbars[0])}, not what its numbers are." if seen.colorbars[0] else "The colour bar has numbers and no word for what they are.",
        'Give it a label with the word correlation: label="Pearson correlation r" (in seaborn within cbar_kws).',
        kind="misconception",
    )


def test_pima_correlations(solution, pima, rng):
    part = pima.sample(300, random_state=int(rng.integers(2**31)))
    for patients in (pima, part):
        solution.library("matplotlib.pyplot.close", "all")
        seen, axes, mesh = _drawn(solution, solution.pima_heatmap(patients), "pima", "the result of pima_heatmap")
        cleaned = patients.drop(columns="Outcome").astype(float)
        names = list(cleaned.columns)
        zeros = _due(cleaned, names)
        cleaned[NEVER_ZERO] = cleaned[NEVER_ZERO].where(cleaned[NEVER_ZERO] > 0)
        r = _due(cleaned, names)
        labels = {_key(label) for cell in check.cells(axes, mesh) if not np.isnan(cell.value) for label in (cell.row, cell.column)}
        check.that(
            "outcome" not in labels,
            "Outcome is among the measurements: it is the diagnosis, not one of the eight.",
            "Leave Outcome out before you correlate.",
        )
        cells = _cells(axes, mesh, r)
        pair = next((key for key in (("Insulin", "Glucose"), ("Glucose", "Insulin")) if key in cells), None)
        if pair and abs(cells[pair] - float(zeros.loc[pair])) <= 1e-6:
            check.fail(
                f"Insulin and Glucose correlate with {cells[pair]:.2f} here: the zeros took part, {int((patients['Insulin'] == 0).sum())} of them in Insulin alone. They were not measured; "
                f"without them r is {float(r.loc[pair]):.2f}.",
                "Turn 0 into missing in the five columns that the task names, and in no other.",
                kind="misconception",
            )
        _not_of_others(cells, patients)
        _once(cells, _compare(cells, r))
        _limits(mesh, r)
        _colours(mesh)
        _bar(seen)


def _not_of_others(cells, patients):
    """Fail where the r are those of too few patients."""
    numbers = patients.drop(columns="Outcome").astype(float)
    marked = numbers.assign(**{name: numbers[name].where(numbers[name] > 0) for name in NEVER_ZERO})
    whole = marked.dropna()
    for table, why, todo in (
        (whole, f"only the {len(whole)} patients took part in whom all five were measured", "Leave out what was not measured pair by pair, not row by row"),
        (numbers.where(numbers != 0), "zero pregnancies were taken for missing as well, and that is a true 0", "Turn 0 into missing in the five columns that the task names, and in no other"),
    ):  # fmt: skip
        r = _due(table, list(numbers.columns))
        pair = next((key for key in cells if key[0] != key[1] and "Pregnancies" in key), None)
        if pair and abs(cells[pair] - float(r.loc[pair])) <= 1e-6 and abs(cells[pair] - float(_due(marked, list(numbers.columns)).loc[pair])) > 1e-6:
            check.fail(f"{pair[0]} and {pair[1]} correlate with {cells[pair]:.2f} here: {why}.", f"{todo}.", kind="misconception")
