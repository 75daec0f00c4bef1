"""Checks of normalise: centre and spread learnt on train, applied anywhere, undone."""

import numpy as np
import pandas as pd

from medai.grading import check

COLUMNS = ["Age", "Glucose", "Insulin", "BMI"]
REL, ABS = 1e-6, 1e-9


# ---- hidden patients


def _patients(rng, number=31, labels="patient"):
    """Whole numbers, floats with gaps, a skewed column; text as index; columns shuffled; two that stay as they are."""
    table = pd.DataFrame(
        {
            "Age": rng.integers(21, 80, number),
            "Glucose": rng.integers(60, 200, number).astype(float),
            "Insulin": rng.lognormal(4.8, 0.9, number),
            "BMI": np.round(rng.uniform(18, 55, number), 1),
            "Outcome": rng.integers(0, 2, number),
            "Potassium": np.round(rng.normal(4.1, 0.4, number), 1),
        }
    )
    if number > 4:
        table.loc[rng.permutation(number)[: number // 4], "Glucose"] = np.nan
        table.loc[rng.permutation(number)[: number // 5], "BMI"] = np.nan
        table.loc[int(rng.integers(number)), "Insulin"] = 0.0
    table.index = [f"{labels}-{place:03d}" for place in rng.permutation(900)[:number]]
    return table[list(rng.permutation(table.columns))]


def _learn(train, columns, method, ddof=0):
    """{column: (centre, spread)}, computed here."""
    learnt = {}
    for column in columns:
        values = train[column].dropna().to_numpy(dtype=float)
        if method == "standard":
            centre, spread = values.mean(), values.std(ddof=ddof) if len(values) > ddof else 0.0
        else:
            low, centre, high = np.percentile(values, [25, 50, 75])
            spread = high - low
        flat = spread == 0 or values.min() == values.max()
        learnt[column] = (float(centre), 1.0 if flat else float(spread))
    return learnt


# ---- what came back


def _scaler(solution, train, columns, method):
    """What fit_scaler returned, as it is, and as {column: (centre, spread)} of floats."""
    plain, kept = solution.fit_scaler.and_held(train, list(columns), method=method)
    found = check.mapping(plain, "the result of fit_scaler", columns)
    pairs = {}
    for column in columns:
        pair = check.sequence(found[column], f"the scaler's entry for {column}", 2)
        pairs[column] = (
            check.number(pair[0], f"the centre of {column}"),
            check.number(pair[1], f"the spread of {column}"),
        )
    return kept, pairs


def _table(value, patients, what):
    table = check.frame(value, what=what, columns=list(patients.columns), rows=len(patients))
    check.that(
        list(table.index) == list(patients.index),
        f"{what} has other index labels, or the rows in another order: nobody can tell who is who.",
        "Keep the index of the table that comes in; scikit-learn's arrays lose it.",
    )
    return table


def _apply(patients, learnt):
    return patients.assign(
        **{name: (patients[name] - centre) / spread for name, (centre, spread) in learnt.items()}
    )


def _compare(table, expected, columns, what, slips=(), because=""):
    """Scaled columns against the expected ones; slips: (another expected table, words, next step)."""
    check.same_values(
        table,
        expected,
        columns=[name for name in expected.columns if name not in columns],
        what=what,
        because="only the columns of the scaler change",
        next_step="Change the columns that the scaler names, and no other.",
    )
    have = table[list(columns)].apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
    due = expected[list(columns)].to_numpy(dtype=float)
    if _alike(have, due):
        return
    rounded = [
        (
            expected.assign(**{name: expected[name].round(digits) for name in columns}),
            f"its values are rounded to {digits} decimals.",
            "Return figures as they come, and round where you print.",
        )
        for digits in (0, 1, 2, 3, 4)
    ]
    clipped = [
        (
            expected.assign(**{name: expected[name].clip(-limit, limit) for name in columns}),
            f"values beyond {limit} were cut down to {limit}: the way back no longer leads to what was measured.",
            "Leave outliers where they are.",
        )
        for limit in (1, 3, 5)
    ]
    for other, words, step in (*slips, *rounded, *clipped):
        wrong = other[list(columns)].to_numpy(dtype=float)
        if not _alike(wrong, due) and _alike(have, wrong):
            check.fail(f"{what}: {words}", step, kind="misconception")
    place = tuple(np.argwhere(~np.isclose(have, due, rtol=REL, atol=ABS, equal_nan=True))[0])
    margin = "" if np.isnan(due[place]) else f" ± {max(ABS, REL * abs(float(due[place]))):.1g}"
    reason = f": {because}" if because else ""
    check.fail(
        f"{what}: {columns[place[1]]} is {_said(have[place])} in row {place[0]} (counted from 0); expected "
        f"{_said(due[place])}{margin}{reason}.",
        "Missing stays missing: fill nothing here."
        if np.isnan(due[place])
        else "Scaling is (value - centre) / spread with the pair of that column; back is value * spread + centre.",
        shown=_said(have[place]),
        expected=_said(due[place]),
    )


def _alike(have, due):
    return bool(np.isclose(have, due, rtol=REL, atol=ABS, equal_nan=True).all())


def _said(number):
    return "missing" if np.isnan(number) else f"{number:.6g}"


# ---- the checks


def _compare_pairs(pairs, train, method):
    """The learnt pairs against those computed here."""
    right = _learn(train, list(pairs), method)
    for column, (centre, spread) in pairs.items():
        values = train[column].dropna().to_numpy(dtype=float)
        zeros = train[column].fillna(0).to_numpy(dtype=float)
        standard = method == "standard"
        check.close(
            centre,
            right[column][0],
            what=f"the centre of {column}",
            rel_tol=REL,
            because=f"it is the {'mean' if standard else 'median'} of the {len(values)} values in train",
            next_step="Leave missing values out."
            if np.isnan(centre) or len(values) < len(train)
            else f"Take the {'mean' if standard else 'median'} of the column.",
            slips=_centre_slips(train, column, list(pairs), right[column][1], method),
        )
        check.close(
            spread,
            right[column][1],
            what=f"the spread of {column}",
            rel_tol=REL,
            because=(
                "it is the standard deviation, divided by n"
                if standard
                else "it is the 75th minus the 25th percentile, with linear interpolation"
            ),
            next_step="Leave missing values out."
            if np.isnan(spread)
            else "Take numpy's std, or pandas' with ddof=0."
            if standard
            else "numpy.percentile(values, [25, 75]) gives both, or pandas' quantile(0.25) and quantile(0.75).",
            slips=_spread_slips(column, values, zeros, standard),
        )


def _centre_slips(train, column, columns, spread, method):
    """What else people take for the centre."""
    values, zeros = train[column].dropna().to_numpy(dtype=float), train[column].fillna(0).to_numpy(dtype=float)
    standard = method == "standard"
    yield check.Slip(
        spread, f"The pair of {column} is the wrong way round: (spread, centre).", "Return (centre, spread)."
    )
    yield check.Slip(
        float(values.min()),
        f"The centre of {column} is its smallest value, as in min-max scaling: one outlier decides.",
        f"Method {method!r} takes the {'mean' if standard else 'median'}.",
    )
    yield check.Slip(
        float(np.median(values) if standard else values.mean()),
        f"The centre of {column} is the {'median' if standard else 'mean'}, and method "
        f"{method!r} takes the {'mean' if standard else 'median'}"
        + ("." if standard else ": a few very high values pull a mean up."),
        "Compare the two methods in the task.",
    )
    yield check.Slip(
        float(zeros.mean() if standard else np.median(zeros)),
        f"The centre of {column} counts missing values as zeros.",
        "Leave missing values out.",
    )
    complete = train[columns].dropna()
    if len(complete):
        yield check.Slip(
            _learn(complete, [column], method)[column][0],
            f"The centre of {column} is that of the {len(complete)} patients in whom none of the columns is missing; "
            f"{len(values)} have a value of {column}.",
            "Leave missing values out column by column.",
        )


def _spread_slips(column, values, zeros, standard):
    """What else people take for the spread."""
    sd, sample = float(values.std()), float(values.std(ddof=1)) if len(values) > 1 else 0.0
    iqr = float(np.subtract(*np.percentile(values, [75, 25])))
    if standard:
        return [
            check.Slip(
                sample,
                f"{sample:.6g} is the standard deviation of {column} divided by n - 1; the task asks for n.",
                "Say ddof=0 where you take it: pandas' .std() has ddof=1 unless told otherwise.",
            ),
            check.Slip(
                sd**2, f"{sd**2:.6g} is the variance of {column}, in squared units.", "Take its square root."
            ),
            check.Slip(
                sample**2,
                f"{sample**2:.6g} is the variance of {column} (divided by n - 1), in squared units.",
                "Take the square root, and divide by n (ddof=0).",
            ),
            check.Slip(
                iqr, f"The spread of {column} is its interquartile range.", "That is for method 'robust'."
            ),
            check.Slip(
                float(zeros.std()),
                f"The spread of {column} counts missing values as zeros.",
                "Leave missing values out.",
            ),
        ]
    return [
        check.Slip(
            sd, f"The spread of {column} is its standard deviation.", "That is for method 'standard'."
        ),
        check.Slip(
            sample, f"The spread of {column} is its standard deviation.", "That is for method 'standard'."
        ),
        check.Slip(
            -iqr, f"The percentiles of {column} are subtracted the wrong way round.", "75th minus 25th."
        ),
        check.Slip(
            float(np.median(np.abs(values - np.median(values)))),
            f"The spread of {column} is the median absolute deviation, another robust measure.",
            "The task takes the interquartile range.",
        ),
        *(
            check.Slip(
                float(np.subtract(*np.percentile(values, [75, 25], method=method))),
                f"The percentiles of {column} are taken without linear interpolation between two patients.",
                "Let numpy or pandas do it, or interpolate as the task says.",
            )
            for method in ("lower", "higher", "nearest", "midpoint", "weibull", "inverted_cdf")
        ),
        *(
            check.Slip(
                float(np.subtract(*np.percentile(values, [100 - low, low]))),
                f"The spread of {column} runs from the {low}th to the {100 - low}th percentile.",
                "The middle half lies between the 25th and the 75th.",
            )
            for low in (5, 10, 20)
        ),
        check.Slip(
            iqr / 1.349, f"The interquartile range of {column} was divided by 1.349.", "Take it as it is."
        ),
        check.Slip(iqr / 2, f"The spread of {column} is half of its interquartile range.", "Take all of it."),
        check.Slip(
            float(values.max() - values.min()),
            f"The spread of {column} runs from the smallest to the largest value, so one outlier decides it.",
            "Take the 75th minus the 25th percentile.",
        ),
        check.Slip(
            float(np.subtract(*np.percentile(zeros, [75, 25]))),
            f"The spread of {column} counts missing values as zeros.",
            "Leave missing values out.",
        ),
    ]


def test_standard_learnt(solution, pima, rng):
    _, pairs = _scaler(solution, pima, ["Age", "Glucose", "BMI"], "standard")
    _compare_pairs(pairs, pima, "standard")
    for number in (31, 12, 5):
        train = _patients(rng, number)
        _, pairs = _scaler(solution, train, COLUMNS, "standard")
        _compare_pairs(pairs, train, "standard")
    default = check.mapping(solution.fit_scaler(train, COLUMNS), "fit_scaler without a method", COLUMNS)
    for column in COLUMNS:
        pair = check.sequence(default[column], f"the scaler's entry for {column}", 2)
        for have, due, name in zip(pair, pairs[column], ("centre", "spread"), strict=True):
            check.close(
                have, due, what=f"the {name} of {column}", because='without a method it is that of "standard"'
            )


def test_robust_learnt(solution, pima, rng):
    for train, columns in (
        (pima, ["Age", "Glucose", "BMI"]),
        (_patients(rng, 31), COLUMNS),
        (_patients(rng, 12), COLUMNS),
        (_patients(rng, 6), COLUMNS),
    ):
        _, pairs = _scaler(solution, train, columns, "robust")
        _compare_pairs(pairs, train, "robust")


def test_unknown_method(solution, rng):
    train = _patients(rng, 12)
    for method in ("minmax", "Standard deviation", "Robust"):
        check.refuses(
            solution.fit_scaler,
            train,
            COLUMNS,
            method=method,
            because=f"there is no method {method!r}, and a silent guess would scale in a way that nobody chose",
            next_step="End your if with an else that raises ValueError.",
        )


def _foreign(rng, number=23):
    """Patients of another hospital: other values, so that learning on them shows."""
    table = _patients(rng, number, "new")
    for column in COLUMNS:
        table[column] = table[column] * 2 + 7
    return table


def test_scaled_as_learnt(solution, pima, rng):
    for method in ("standard", "robust"):
        train = _patients(rng, 31)
        kept, pairs = _scaler(solution, train, COLUMNS, method)
        for patients in (_foreign(rng), train, _patients(rng, 1, "one")):
            own = _learn(patients, COLUMNS, method)
            slips = [
                (
                    _apply(patients, own),
                    "it was scaled with a centre and spread of its own, and not with the scaler's. The same patient "
                    "would get another figure in each table.",
                    "Use the pairs in scaler, and learn nothing in scale.",
                ),
                (
                    _apply(patients, _learn(patients, COLUMNS, method, ddof=1)),
                    "it was scaled with a centre and spread of its own (divided by n - 1), and not with the scaler's.",
                    "Use the pairs in scaler, and learn nothing in scale.",
                ),
                (
                    patients.assign(
                        **{c: patients[c] - centre / spread for c, (centre, spread) in pairs.items()}
                    ),
                    "the centre was divided by the spread, and not the difference.",
                    "Put brackets around value - centre.",
                ),
                (
                    patients.assign(**{c: patients[c] - centre for c, (centre, spread) in pairs.items()}),
                    "the centre was taken away, and nothing was divided by the spread.",
                    "Divide by the spread.",
                ),
                (
                    patients,
                    "its values are those that came in.",
                    "Assign the scaled columns to the new table.",
                ),
            ]
            table = _table(solution.scale(patients, kept), patients, "the scaled table")
            _compare(table, _apply(patients, pairs), COLUMNS, "The scaled table", slips)


def _small_is_not_zero(solution, rng):
    """A hormone in grams per litre: all values are tiny, and they differ."""
    table = pd.DataFrame({"cortisol": rng.uniform(4e-5, 2e-4, 20).round(8)})
    for method in ("standard", "robust"):
        due = _learn(table, ["cortisol"], method)["cortisol"][1]
        _, pairs = _scaler(solution, table, ["cortisol"], method)
        check.close(
            pairs["cortisol"][1],
            due,
            what=f"the spread of cortisol in g/L ({method})",
            abs_tol=1e-9,
            rel_tol=REL,
            because="its values are small, and they differ",
            slips=[
                check.Slip(
                    1.0,
                    f"The spread of cortisol in g/L is {due:.2g}, and was taken for 0: what is small depends on the unit.",
                    "Only where all values are equal, rounding aside, is the spread 0.",
                )
            ],
        )


def test_constant_columns(solution, rng):
    number = 24
    train = _patients(rng, number)
    value = float(rng.integers(3, 90))
    train["Constant"] = value
    train["ConstantWithGaps"] = value
    train.iloc[5:9, train.columns.get_loc("ConstantWithGaps")] = np.nan
    train["PH"] = 7.4  # of 24 equal values, whose standard deviation is 9e-16 in floating point
    train["MostlyZero"] = 0
    train.iloc[:3, train.columns.get_loc("MostlyZero")] = [4, 2, 9]  # an interquartile range of 0
    one = _patients(rng, 1)
    cases = [
        (train, "standard", ["Constant", "ConstantWithGaps", "PH"], "all its values are equal"),
        (train, "robust", ["Constant", "ConstantWithGaps", "PH"], "all its values are equal"),
        (train, "robust", ["MostlyZero"], "its interquartile range is 0, since most values are equal"),
        (one, "standard", ["Age", "Insulin"], "there is one patient only"),
        (one, "robust", ["Age", "Insulin"], "there is one patient only"),
    ]
    _small_is_not_zero(solution, rng)
    for table, method, columns, reason in cases:
        kept, pairs = _scaler(solution, table, columns, method)
        for column in columns:
            centre, spread = pairs[column]
            check.that(
                not 0 < abs(spread) < 1e-9,
                f"All values of {column} are equal, and its spread ({method}) is {spread:.2g}: a rounding error, which "
                "a comparison with 0 does not find. Divided by it, the scaled values are rounding errors, too.",
                "Ask whether the largest value equals the smallest, or take a spread below 1e-12 for 0.",
                kind="misconception",
            )
            check.close(
                spread,
                1.0,
                what=f"the spread of {column} ({method})",
                abs_tol=1e-12,
                because=f"{reason}; scaling would divide by zero, so the task sets the spread to 1",
                next_step="Replace a spread of 0 by 1 before you hand it out.",
                slips=[
                    check.Slip(
                        0.0,
                        f"The spread of {column} ({method}) is zero, for {reason}: scaling would divide by zero and "
                        "give every patient NaN or infinity.",
                        "Replace a spread of 0 by 1 before you hand it out.",
                    )
                ],
            )
            check.close(
                centre,
                float(table[column].median()),
                what=f"the centre of {column} ({method})",
                rel_tol=REL,
                because="only the spread is replaced",
                next_step="Leave the centre as it was learnt.",
            )
        scaled = _table(solution.scale(table, kept), table, "the scaled table")
        have = scaled[columns].apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
        check.that(
            bool((np.isfinite(have) | table[columns].isna().to_numpy()).all()),
            f"The scaled table has NaN or infinity in {' or '.join(columns)}, where {reason}.",
            "Divide by the spread of 1 that the scaler holds for such a column.",
        )


def test_there_and_back(solution, pima, rng):
    for method in ("standard", "robust"):
        for train, patients, columns in (
            (_patients(rng, 31), _foreign(rng), COLUMNS),
            (pima.iloc[:500], pima.iloc[500:], ["Pregnancies", "Age", "Insulin"]),
        ):
            kept, pairs = _scaler(solution, train, columns, method)
            scaled = _table(solution.scale(patients, kept), patients, "the scaled table")
            slips = [
                (
                    scaled.assign(
                        **{c: (scaled[c] + centre) * spread for c, (centre, spread) in pairs.items()}
                    ),
                    "the centre was added before the multiplication.",
                    "Undo the last step first: multiply by the spread, then add the centre.",
                ),
                (
                    scaled.assign(
                        **{c: scaled[c] / spread + centre for c, (centre, spread) in pairs.items()}
                    ),
                    "it was divided by the spread once more.",
                    "Undo the last step first: multiply by the spread, then add the centre.",
                ),
                (
                    scaled,
                    "its values are still scaled.",
                    "Assign the columns in their units to the new table.",
                ),
            ]
            back = _table(solution.unscale(scaled, kept), patients, "the unscaled table")
            _compare(
                back,
                patients,
                columns,
                "The unscaled table",
                slips,
                because="that is the value before scaling",
            )
            zeros = patients.assign(**dict.fromkeys(columns, 0.0))
            units = _table(solution.unscale(zeros, kept), patients, "the unscaled table")
            expected = patients.assign(**{column: pairs[column][0] for column in columns})
            _compare(units, expected, columns, "The unscaled table", because="a scaled 0 is the centre")


def test_callers_table_kept(solution, rng):
    train, patients = _patients(rng, 31), _patients(rng, 12, "new")
    _, (after, _) = solution.fit_scaler.with_arguments(train, COLUMNS)
    check.unchanged(train, after, what="the table passed to fit_scaler")
    kept, _ = _scaler(solution, train, COLUMNS, "standard")
    scaled, (after, _) = solution.scale.with_arguments(patients, kept)
    check.unchanged(patients, after, what="the table passed to scale")
    scaled = _table(scaled, patients, "the scaled table")
    _, (after, _) = solution.unscale.with_arguments(scaled, kept)
    check.unchanged(scaled, after, what="the table passed to unscale")


def test_split_learns_on_train(solution, pima, rng):
    whole = pima.sample(frac=1, random_state=int(rng.integers(10**6)))
    cases = (
        (_patients(rng, 31), _foreign(rng), COLUMNS),
        (_patients(rng, 31), _foreign(rng, 1), COLUMNS),
        (whole.iloc[:500], whole.iloc[500:], ["Age", "Glucose", "Pregnancies"]),
    )
    for train, test, columns in cases:
        for method in ("standard", "robust"):
            parts = check.sequence(
                solution.scale_split(train, test, columns, method=method), "the result of scale_split", 2
            )
            together = pd.concat([train, test])
            right = _learn(train, columns, method)
            leaks = [_learn(together, columns, method, ddof) for ddof in (0, 1)]
            sizes = [
                len(check.frame(part, what=f"table {place} of scale_split"))
                for place, part in enumerate(parts, 1)
            ]
            check.that(
                sizes != [len(test), len(train)] or len(test) == len(train),
                "The two tables come back in the wrong order: test first.",
                "Return (train, test).",
            )
            for part, patients, name in zip(parts, (train, test), ("train", "test"), strict=True):
                what = f"The scaled {name} table ({method})"
                alone = [_learn(patients, columns, method, ddof) for ddof in (0, 1)] if name == "test" else []
                other = "robust" if method == "standard" else "standard"
                slips = [
                    (patients, "its values are those that came in: it was not scaled.", "Scale both tables."),
                    (
                        _apply(patients, _learn(train, columns, other)),
                        f"it was scaled by method {other!r}, where scale_split was asked for {method!r}.",
                        "Hand method on to fit_scaler.",
                    ),
                    (
                        _apply(patients, _learn(train, columns, method, ddof=1)),
                        "the standard deviation here is divided by n - 1, that of fit_scaler by n: the two are mixed, "
                        "and the way back no longer fits.",
                        "Take the scaler of fit_scaler, and no other standard deviation.",
                    ),
                    *(
                        (
                            _apply(patients, learnt),
                            "centre and spread are those of train and test together: a leak. The test patients took "
                            "part in what is to be tested on them.",
                            "Fit on train, before you look at test.",
                        )
                        for learnt in leaks
                    ),
                    *(
                        (
                            _apply(patients, learnt),
                            "centre and spread are those of the test patients themselves. Tomorrow's patients come one "
                            "by one, and whoever is alone would always be average.",
                            "Scale test with what was learnt on train.",
                        )
                        for learnt in alone
                    ),
                ]
                table = _table(part, patients, what)
                _compare(table, _apply(patients, right), columns, what, slips)
