"""Checks of audit-table: size, text, impossible and missing values, and the balance of the outcome."""

import numpy as np
import pandas as pd

from medai.grading import check

LIMITS = {  # Pregnancies last: its zeros are true ones
    "Glucose": (40, 400),
    "BloodPressure": (20, 150),
    "SkinThickness": (3, 100),
    "Insulin": (2, 1000),
    "BMI": (12, 80),
    "Age": (21, 100),
    "DiabetesPedigreeFunction": (0, 3),
    "Pregnancies": (0, 20),
}
INSIDE = "Count the values that are below low or above high."


def _ward(rng, rows=60, gaps=True):
    """Made-up patients under text labels: whole numbers, fractions, text, and limits for three columns.

    Each of the three has zeros and ones (too low), values that are too high, and values at the very ends.
    """
    limits = {
        "Potassium": (1.5, round(float(rng.uniform(8, 9)), 1)),
        "HeartRate": (int(rng.integers(15, 25)), 300),
        "Temperature": (25.0, 44.0),
    }
    table = pd.DataFrame(
        {
            "Ward": rng.choice(["North", "South"], rows),
            "HeartRate": rng.integers(50, 120, rows),
            "Temperature": rng.uniform(35, 40, rows).round(1),
            "Lactate": rng.choice(["1.2", "0.8", "<0.5", "?"], rows),
            "Potassium": rng.uniform(3, 6, rows).round(1),
            "Sodium": rng.uniform(120, 160, rows).round(0),
            "Readmitted": rng.integers(0, 2, rows).astype(float),
        },
        index=[f"P{number:04d}" for number in rng.permutation(5000)[:rows]],
    )
    for column, (low, high) in limits.items():
        few = rng.permutation(table.index)
        zeros, small, large = int(rng.integers(2, 4)), int(rng.integers(4, 6)), int(rng.integers(9, 12))
        beyond = [0] * zeros + [1] * small + [high * 4] * large
        table.loc[few[: len(beyond)], column] = beyond
        table.loc[few[-4:], column] = [low, low, low, high]
    if gaps:
        for position, column in enumerate(("Temperature", "Potassium", "Sodium", "Ward", "Lactate"), start=2):
            few = rng.permutation(table.index)[: 3 * position]
            table.loc[few, column] = None if table[column].dtype == object else np.nan
    return table, limits


def _outside(values, low, high):
    return int(((values < low) | (values > high)).sum())


def _different(expected, *slips):
    """A value that two misconceptions share tells of neither."""
    values = [value for value, _, _ in slips]
    return [check.Slip(*slip) for slip in slips if values.count(slip[0]) == 1 and slip[0] != expected]


def _count(got, values, low, high, column, complete=None):
    """complete: the patients without any missing value."""
    expected = _outside(values, low, high)
    missing, zeros = int(values.isna().sum()), int((values == 0).sum())
    at_the_ends = int(((values <= low) | (values >= high)).sum())
    below, above = int((values < low).sum()), int((values > high).sum())
    slips = [
        (
            missing,
            f"{column}: {missing} is the number of NaN. A value that cannot be, such as 0, stands there as a number, "
            "and isna() does not see it."
            if missing
            else f"{column}: none was found, and {expected} lie outside {low:g} to {high:g}. isna() does not see such "
            "values, nor does a look at one end alone; and no value is both below low and above high.",
            INSIDE,
        ),
        (
            len(values) - expected,
            f"{column}: this is the number of patients without an impossible value.",
            INSIDE,
        ),
    ]
    if zeros:
        true_zero = low <= 0 <= high
        slips.append(
            (
                zeros,
                f"{column}: {zeros} is the number of zeros, but possible are {low:g} to {high:g}: "
                + ("a zero is a true value here." if true_zero else "other values cannot be either."),
                INSIDE,
            )
        )
    if above:
        slips += [
            (
                below,
                f"{column}: {below} values are below {low:g}, but {above} more are above {high:g}, and those cannot be "
                "true either.",
                "Look at both ends.",
            ),
            (
                above,
                f"{column}: only the {above} values above {high:g} were counted."
                + ("" if low else " A low of 0 is a limit, too, and `if low` takes 0 for False."),
                "Look at both ends.",
            ),
        ]
    if at_the_ends != zeros:
        slips.append(
            (
                at_the_ends,
                f"{column}: values of exactly {low:g} or {high:g} were counted, and both ends are still possible.",
                "Compare with < and >, not with <= and >=.",
            )
        )
    if values.index.has_duplicates:
        outside = values.index[(values < low) | (values > high)]
        slips.append(
            (
                outside.nunique(),
                f"{column}: this is the number of different index labels with an impossible value. Labels may repeat, and every "
                "row is a patient.",
                "Count rows; their labels mean nothing.",
            )
        )
    if missing:
        slips.append(
            (
                expected + missing,
                f"{column}: the {missing} missing values were counted as impossible. Missing is unknown: nothing "
                "impossible was found there.",
                "NaN is never between two numbers: count what is below low or above high instead.",
            )
        )
    if complete is not None:
        slips.append(
            (
                _outside(complete[column], low, high),
                f"{column}: the {len(values) - len(complete)} of {len(values)} patients with a missing value in any "
                "column were left out, and they can have impossible values, too.",
                "Look at each column by itself, and leave dropna out.",
            )
        )
    check.equal(
        got,
        expected,
        what=f"the count for {column}",
        because=f"possible are {low:g} to {high:g}, both ends included",
        next_step=INSIDE,
        slips=_different(expected, *slips),
    )


def _counts(solution, patients, limits):
    value = check.answers(
        solution.count_impossible,
        patients,
        limits,
        because="limits names the columns to look at, with their lowest and highest value; each call may name others",
        next_step="Go through the parameter limits, and use no limits of your own.",
    )
    return check.mapping(value, keys=limits)


def test_size_is_right(solution, pima, rng):
    visits = _ward(rng)[0]
    visits.index = np.resize(visits.index[::4], len(visits))  # each label four times
    for patients in (pima, _ward(rng)[0], pima.head(0), pima[["Age"]].head(5), visits):
        found = check.mapping(solution.overview(patients), keys=("rows", "columns", "text_columns"))
        rows, columns = patients.shape
        check.equal(
            found["rows"],
            rows,
            what="rows",
            because="every patient counts, also one with a missing value",
            next_step="len(patients) is the number of rows.",
            slips=_different(
                rows,
                (
                    len(patients.dropna()),
                    f"{len(patients.dropna())} patients are without a missing value; the table has {rows}.",
                    "Count every row: leave dropna out.",
                ),
                (patients.index.nunique(), "This is the number of different index labels, which may repeat.", "Count rows."),
                (columns, f"{columns} is the number of columns.", "shape gives (rows, columns)."),
                (rows * columns, "This is rows times columns, the number of cells.", "Count the rows alone."),
            ),
        )
        check.equal(
            found["columns"], columns, what="columns", next_step="patients.columns holds all of them."
        )


def test_text_columns_found(solution, pima, rng):
    ward, _ = _ward(rng)
    ward.loc[ward.index[0], ["Ward", "Lactate"]] = None
    one = ward[["Lactate", "Sodium"]]
    for patients in (pima, ward, one, ward.head(0)):
        found = check.mapping(solution.overview(patients), keys=("text_columns",))
        listed = found["text_columns"]
        if isinstance(listed, (set, frozenset)):  # the order is free, so a set says the same
            listed = list(listed)
        names = [
            check.text(name, "a name in text_columns") for name in check.sequence(listed, "text_columns")
        ]
        due = [column for column in patients.columns if patients[column].dtype == object]
        overlooked = [column for column in due if column not in names]
        if overlooked:
            check.fail(
                f"text_columns lacks {overlooked[0]}: its dtype is object, so it holds text"
                + (
                    ", although its first value is missing."
                    if pd.isna(patients[overlooked[0]].head(1)).any()
                    else "."
                ),
                "Ask the column for its dtype: single values may be missing, or not there at all.",
                got=names,
                kind="misconception",
            )
        extra = [name for name in names if name not in due]
        if extra:
            check.fail(
                f"text_columns names {extra[0]}, which is no text column.",
                "Name the columns of dtype object.",
                got=names,
            )
        check.that(
            len(names) == len(due), "text_columns names a column twice.", "Name each column once.", got=names
        )


def test_impossible_on_pima(solution, pima):
    counts = _counts(solution, pima, LIMITS)
    for column, (low, high) in LIMITS.items():
        _count(counts[column], pima[column], low, high, column)


def test_limits_are_used(solution, rng):
    for attempt in range(3):
        patients, limits = _ward(rng, gaps=False)
        if attempt == 1:
            limits.pop("HeartRate")
        if attempt == 2:
            patients.index = np.resize(patients.index[::3], len(patients))  # each label three times
        # -9: a code for "unknown", below a limit of 0. No two slips give the same count.
        patients["Pain"] = rng.permutation([-9] * 5 + [0] * 7 + [4] * 43 + [10] * 2 + [99] * 3)
        limits["Pain"] = (0, 10)
        counts = _counts(solution, patients, limits)
        for column, (low, high) in limits.items():
            _count(counts[column], patients[column], low, high, column)
    empty = _counts(solution, patients.head(0), limits)
    for column in limits:
        check.equal(empty[column], 0, what=f"the count for {column} in a table without rows")


def test_missing_is_not_impossible(solution, rng):
    patients, limits = _ward(rng)
    patients["Sodium"] = np.nan
    limits["Sodium"] = (80, 200)
    counts = _counts(solution, patients, limits)
    for column, (low, high) in limits.items():
        _count(counts[column], patients[column], low, high, column, patients.dropna())


def _audit(solution, patients, limits):
    value = check.answers(
        solution.audit,
        patients,
        limits,
        because="any table may be audited, with limits for some of its columns",
        next_step="Go through the columns of patients, and look for each of them in the parameter limits.",
    )
    found = check.frame(value, columns=("dtype", "missing", "impossible"))
    names = found.index.tolist()
    absent = [column for column in patients.columns if column not in names]
    if absent:
        check.fail(
            f"The audit has no row for {absent[0]}; its index is {check.describe(names[:6])}.",
            "Give every column of the table a row, with its name in the index, whether it has limits or not.",
            got=found,
        )
    check.that(
        len(names) == patients.shape[1],
        f"The audit has {len(names)} rows, where the table has {patients.shape[1]} columns.",
        "One row for each column of the table.",
        got=found,
    )
    return {
        name: dict(zip(found.columns, row, strict=True))
        for name, row in zip(names, _rows(found), strict=True)
    }


def _rows(found):
    return list(zip(*(found[column].tolist() for column in found.columns), strict=True))


def test_audit_has_every_column(solution, pima, rng):
    ward, limits = _ward(rng)
    for patients, ends in ((pima, LIMITS), (ward, limits), (ward.head(0), limits)):
        rows = _audit(solution, patients, ends)
        for column in patients.columns:
            _dtype(rows[column]["dtype"], str(patients[column].dtype), column)
            missing = int(patients[column].isna().sum())
            impossible = _outside(patients[column], *ends[column]) if column in ends else 0
            check.equal(
                rows[column]["missing"],
                missing,
                what=f"missing for {column}",
                because="missing is what isna() says",
                next_step="isna().sum() counts them for each column.",
                slips=_different(
                    missing,
                    (
                        missing + impossible,
                        f"missing for {column} counts the {impossible} impossible values as well. They stand in the "
                        "table as numbers, and have a column of their own.",
                        "Keep the two apart: isna() for missing, limits for impossible.",
                    ),
                    *(
                        (
                            missing + zeros,
                            f"missing for {column} counts zeros as well. A zero stands in the table as a number; "
                            "whether it can be true is for limits to say.",
                            "Keep the two apart: isna() for missing, limits for impossible.",
                        )
                        for zeros in {int((patients[column] == 0).sum())} - {impossible}
                    ),
                    *(
                        (
                            missing + texts,
                            f"missing for {column} counts texts such as '?' as well: for pandas they are there.",
                            "Missing is what isna() says, here.",
                        )
                        for texts in {int(patients[column].isin(["?", ""]).sum())} - {0}
                    ),
                    (
                        len(patients) - missing,
                        f"This is how many values of {column} are there.",
                        "Count those that are not.",
                    ),
                ),
            )


def _dtype(got, name, column):
    if check.is_handle(got):  # a dtype itself: what patients.dtypes holds
        got = got.name
    check.equal(
        got,
        name,
        what=f"dtype for {column}",
        because="it is the name of the dtype, as text",
        next_step="str(patients[column].dtype) is that name.",
    )


def _missing(value):
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def test_audit_counts_impossible(solution, pima, rng):
    ward, limits = _ward(rng)
    for patients, ends in ((pima, LIMITS), (ward, limits)):
        rows = _audit(solution, patients, ends)
        for column, (low, high) in ends.items():
            got = rows[column]["impossible"]
            check.that(
                not _missing(got),
                f"impossible for {column} is missing, though the limits of this call name it: 0 is due where nothing was found, and a number "
                "in any case.",
                "Use the parameter limits, and leave missing only what it does not name.",
            )
            _count(got, patients[column], low, high, column)


def test_nobody_looked_is_not_zero(solution, pima, rng):
    ward, limits = _ward(rng)
    for patients, ends in ((pima, LIMITS), (ward, limits), (pima, {"BMI": (12, 80)})):
        rows = _audit(solution, patients, ends)
        for column in [name for name in patients.columns if name not in ends]:
            got = rows[column]["impossible"]
            if _missing(got):
                continue
            zero = (
                not isinstance(got, str) and not check.is_handle(got) and check.number(got, "impossible") == 0
            )
            check.fail(
                f"impossible for {column} is {check.describe(got)}, but limits says nothing about {column}: "
                + ("0 means that somebody looked and found nothing." if zero else "nobody looked."),
                "Leave it missing (NaN) for a column without limits.",
                got=got,
                kind="misconception" if zero else "value",
            )


def _balance(solution, patients, label, named=True):
    all_known = len(patients) > 0 and bool(patients[label].notna().all())
    value = check.answers(
        solution.outcome_balance,
        patients,
        because=f"label names the column of the outcome, {label} here, and index labels mean nothing"
        if all_known
        else "outcomes may be unknown, all of them even; the share is then NaN",
        next_step="Take the column that label names, whole."
        if all_known
        else "Ask how many outcomes are known before you divide by that number.",
        **({"label": label} if named else {}),
    )
    found = check.mapping(value, keys=("known", "positive", "share"))
    outcomes = patients[label]
    known, positive = int(outcomes.notna().sum()), int((outcomes == 1).sum())
    rows = len(outcomes)
    check.equal(
        found["known"],
        known,
        what="known",
        because="known are the patients whose label is not missing",
        next_step="Leave out the patients whose outcome is missing.",
        slips=_different(
            known,
            (
                rows,
                f"{rows} are all patients, but of {rows - known} nobody knows the outcome: they are neither positive "
                "nor negative.",
                "Leave out the patients whose outcome is missing.",
            ),
            (
                int(patients.dropna()[label].notna().sum()),
                "Patients who lack another measurement were left out, though their outcome is known.",
                "Look at the label alone.",
            ),
            (positive, f"{positive} have the outcome; known are those with 0 as well.", "Count 0 and 1."),
        ),
    )
    check.equal(
        found["positive"],
        positive,
        what="positive",
        because=f"positive are the patients whose {label} is 1",
        next_step="Count the ones in the column that label names.",
        slips=_different(
            positive, (known - positive, "This is the number of negative patients.", "Count the ones.")
        ),
    )
    share = positive / known if known else float("nan")
    slips = _shares(positive, known, rows) if known else []
    check.close(
        found["share"],
        share,
        what="share",
        abs_tol=1e-9,
        rel_tol=0,
        because="the share is positive / known" if known else "no outcome is known, so there is no share",
        next_step="Divide positive by known." if known else "Return NaN: nothing is known.",
        slips=slips,
    )


def _shares(positive, known, rows):
    negative = known - positive
    slips = [
        check.Slip(negative / known, "This is the share without the outcome.", "Divide positive by known."),
        check.Slip(100 * positive / known, "This is a percentage.", "Return a share from 0 to 1."),
        check.Slip(
            round(positive / known, 2), "The share was rounded.", "Return it as it is; round where you print."
        ),
        check.Slip(
            round(positive / known, 3), "The share was rounded.", "Return it as it is; round where you print."
        ),
    ]
    if negative:
        odds = "This is positive to negative: the odds, not the share of all whose outcome is known."
        slips.append(check.Slip(positive / negative, odds, "Divide by positive and negative together."))
    if rows != known:
        slips.append(
            check.Slip(
                positive / rows,
                f"This divides by all {rows} patients, but only {known} outcomes are known.",
                "Divide positive by known.",
            )
        )
    return slips


def test_balance_is_right(solution, pima, rng):
    _balance(solution, pima, "Outcome", named=False)
    ward, _ = _ward(rng)
    _balance(solution, ward, "Readmitted")
    _balance(solution, ward.assign(Outcome=rng.permutation(ward["Readmitted"])), "Readmitted")


def test_unknown_outcomes(solution, rng):
    ward, _ = _ward(rng)
    ward.loc[ward.index[rng.permutation(len(ward))[:11]], "Readmitted"] = np.nan
    _balance(solution, ward, "Readmitted")
    _balance(solution, ward.assign(Outcome=ward["Readmitted"]).head(20), "Outcome", named=False)


def test_nobody_known(solution, rng):
    ward, _ = _ward(rng)
    _balance(solution, ward.assign(Outcome=np.nan), "Outcome", named=False)
    _balance(solution, ward.head(0), "Readmitted")


def test_table_unchanged(solution, pima, rng):
    ward, limits = _ward(rng)
    ward.loc[ward.index[:7], "Readmitted"] = np.nan
    what = "the table under audit"
    for patients, ends, label in ((pima, LIMITS, "Outcome"), (ward, limits, "Readmitted")):
        _, (after,) = solution.overview.with_arguments(patients)
        check.unchanged(patients, after, what=what)
        _, (after, _) = solution.count_impossible.with_arguments(patients, ends)
        check.unchanged(patients, after, what=what)
        _, (after, _) = solution.audit.with_arguments(patients, ends)
        check.unchanged(patients, after, what=what)
        _, (after,) = solution.outcome_balance.with_arguments(patients, label=label)
        check.unchanged(patients, after, what=what)
