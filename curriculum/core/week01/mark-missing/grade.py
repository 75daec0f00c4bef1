"""Checks of mark-missing: impossible zeros become missing, all else stays, and the count says what was done."""

import numpy as np
import pandas as pd

from medai.grading import check

FIVE = ("Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI")
NUMBERS = "the five columns hold numbers (float64, Float64 or Int64), with missing as NaN or pd.NA"


def _patients(rng, rows=40, whole=False):
    """Measurements under text labels, with zeros in every numeric column and three columns that Pima lacks."""
    columns = {
        "Ward": rng.choice(["0", "3", "?", "12 B"], rows),
        "Insulin": rng.uniform(2, 600, rows),
        "Pregnancies": rng.integers(0, 6, rows),
        "Glucose": rng.uniform(50, 300, rows),
        "BMI": rng.uniform(15, 60, rows),
        "HoursFasting": rng.integers(0, 9, rows).astype(float),
        "SkinThickness": rng.uniform(5, 70, rows),
        "BloodPressure": rng.uniform(40, 130, rows),
        "DiabetesPedigreeFunction": rng.uniform(0.1, 2, rows).round(3),
        "Outcome": rng.integers(0, 2, rows),
        "Bed": rng.choice(["00", "07", "12"], rows),  # text that spells numbers, and is none
    }
    for column in ("Pregnancies", "HoursFasting", "DiabetesPedigreeFunction", "Outcome"):
        columns[column][:3] = 0
    for column in FIVE:
        columns[column] = columns[column].round(0 if whole else 1)
        columns[column][rng.permutation(rows)[: rows // 5]] = 0
        columns[column] = columns[column].astype("int64" if whole else float)
    return pd.DataFrame(columns, index=[f"P{number:04d}" for number in rng.permutation(5000)[:rows]])


def _marked_pima(solution, pima):
    """What became of the real table, which several checks look at."""
    return _marked(check.once(solution, "pima", lambda _: solution.mark_missing(pima)), pima)


def _marked(value, patients):
    """The result as a table with the rows, labels and columns of the one passed in."""
    marked = check.frame(value, columns=list(patients.columns), exactly=True)
    if len(marked) < len(patients):
        check.fail(
            f"{len(patients) - len(marked)} of {len(patients)} patients are gone from the result.",
            "Keep every row: a patient with one missing value still has all the others. Leave dropna out.",
            got=marked,
            kind="misconception",
        )
    check.that(
        len(marked) == len(patients),
        f"The result has {len(marked)} rows, where the table has {len(patients)}.",
        "Return one row for each row of the table that was passed in.",
        got=marked,
    )
    check.that(
        marked.index.equals(patients.index),
        "The index labels of the result are not those of the table, or stand in another order: the patients can no "
        "longer be told apart.",
        "Keep the index: start with patients.copy(), and leave reset_index and sorting out.",
    )
    return marked


def _hold_numbers(marked, columns=FIVE, note=""):
    for column in columns:
        dtype = marked[column].dtype
        if pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype):
            continue
        text = any(isinstance(value, str) for value in marked[column].tolist())
        if text:
            check.fail(
                f"{column} still holds text{note}: with text you cannot compute, and '0' is not equal to 0.",
                'Make numbers of the text first (pandas has to_numeric; errors="coerce" makes "?" missing), then mark '
                "the zeros.",
                shown=f"a column of dtype {dtype}",
                expected=NUMBERS,
                kind="misconception",
            )
        check.fail(
            f"{column} has the dtype {dtype}, which is not numeric: None, or pd.NA in an ordinary column, makes it a "
            "column of Python objects.",
            'Use float("nan") (or numpy.nan) for missing, or Series.mask, which does so by itself.',
            shown=f"a column of dtype {dtype}",
            expected=NUMBERS,
            kind="type",
        )


def _five_are(marked, wanted, because, next_step, columns=FIVE):
    """The five columns have the values of `wanted` (floats, NaN where missing is due)."""
    for column in columns:
        have = marked[column].to_numpy(dtype=float, na_value=np.nan)
        due = wanted[column].to_numpy(dtype=float)
        right = np.isclose(have, due, rtol=1e-9, atol=1e-9, equal_nan=True)
        if not right.all():
            row = int(np.flatnonzero(~right)[0])
            if np.isnan(have[~right]).all() and (due[~right] < 0).all():
                check.fail(
                    f"The negative numbers in {column} are missing now. They cannot be true, but they are no zeros: "
                    "what they mean is another question.",
                    "Pick the values that are equal to 0, not all that are not above it.",
                    shown=f"missing for patient {marked.index[row]}",
                    expected=_words(due[row]),
                    kind="misconception",
                )
            other = not np.isnan(have[row]) and not np.isnan(due[row])
            check.fail(
                f"{column} is wrong in {int((~right).sum())} of {len(right)} rows: {because}.",
                "Change no digit of a measured value: no rounding, no scaling." if other else next_step,
                shown=f"{_words(have[row])} for patient {marked.index[row]}",
                expected=_words(due[row]),
            )


def _words(number):
    return "missing" if np.isnan(number) else f"{number:g}"


def _answers(solution, pima, *made_up):
    """(table, what became of it) of the real table and of made-up ones."""
    yield pima, _marked_pima(solution, pima)
    for patients in made_up:
        yield patients, _marked(solution.mark_missing(patients), patients)


def test_returns_table(solution, pima, rng):
    for _ in _answers(solution, pima, _patients(rng)):
        pass


def test_columns_hold_numbers(solution, pima, rng):
    for _, marked in _answers(solution, pima, _patients(rng)):
        _hold_numbers(marked)


def test_zeros_become_missing(solution, pima, rng):
    for patients, marked in _answers(solution, pima, _patients(rng), _patients(rng, whole=True)):
        for column in FIVE:
            zero = (patients[column] == 0).to_numpy()
            left = zero & marked[column].notna().to_numpy()
            if not left.any():
                continue
            patient = int(np.flatnonzero(left)[0])
            now = marked[column].to_numpy()[patient]
            still = check.number(now, f"{column} of patient {patients.index[patient]}") == 0
            check.fail(
                f"{left.sum()} of the {zero.sum()} zeros in {column} are "
                + ("still zero." if still else f"now {check.describe(now)}: a value that nobody measured."),
                "Let every zero of the five columns be missing (NaN)."
                if still
                else "Only mark what is missing here. Filling gaps is a decision of its own, and next week's.",
                shown=f"{check.describe(now)} for patient {patients.index[patient]}",
                expected="missing",
                kind="value" if still else "misconception",
            )


def test_measured_values_stay(solution, pima, rng):
    small = _patients(rng)
    values = [0.4, 0.0, np.nan, 0.9, -9.0]
    small.loc[small.index[: len(values)], list(FIVE)] = np.repeat(values, len(FIVE)).reshape(-1, len(FIVE))
    for patients, marked in _answers(solution, pima, small, _patients(rng, whole=True)):
        _five_are(
            marked,
            patients[list(FIVE)].astype(float).replace(0.0, np.nan),
            "a value that is not zero keeps its number, and what was missing stays missing",
            "Pick the values that are equal to 0, and no others: 0.4 is not 0.",
        )


def test_other_columns_untouched(solution, pima, rng):
    for patients, marked in _answers(solution, pima, _patients(rng)):
        for column in [name for name in patients.columns if name not in FIVE]:
            before, after = patients[column], marked[column]
            lost = int((after.isna() & before.notna()).sum())
            if lost and pd.api.types.is_numeric_dtype(before):
                check.fail(
                    f"{column} has {lost} missing values where it had none: there a 0 is a true value"
                    + (" (never pregnant)." if column == "Pregnancies" else "."),
                    "Mark the five columns by name, and leave all others alone.",
                    kind="misconception",
                )
            if lost:
                check.fail(
                    f"{lost} texts of the column {column} are missing now: it is not one of the five, and its text was "
                    "meant as text.",
                    "Make numbers of the five columns alone.",
                    kind="misconception",
                )
        check.same_values(
            marked,
            patients,
            columns=[name for name in patients.columns if name not in FIVE],
            because="only the five columns may change",
            next_step="Mark the five columns by name, and leave all others alone.",
        )


def test_text_becomes_numbers(solution, rng):
    patients = _patients(rng)
    wanted = patients[list(FIVE)].replace(0.0, np.nan)
    order = rng.permutation(patients.index)
    spelled = {column: patients[column].map(lambda value: f"{value:g}").astype(object) for column in FIVE}
    for column in FIVE:
        zeros = patients.index[patients[column] == 0]
        spelled[column].loc[zeros[1::2]] = "0.0"
        spelled[column].loc[order[0]] = " 77 "
    mixed = rng.permutation(FIVE).tolist()
    for columns in (mixed[:2], mixed[2:]):  # the others stay numbers
        due = wanted.copy()
        due.loc[order[0], columns] = 77.0
        _check_text(
            solution,
            patients.assign(**{column: spelled[column] for column in columns}),
            due,
            "it came in as text. Text such as '148' is the number 148, and '0' and '0.0' are zeros, so missing",
            "Make numbers of the text first, then look for zeros: as text, '0.0' is not '0'.",
            columns,
        )
    for place, strange in enumerate(("?", "n/a", ""), start=1):
        for column in FIVE:
            spelled[column].loc[order[place]] = strange
            wanted.loc[order[[0, place]], column] = [77.0, np.nan]
    _check_text(
        solution,
        patients.assign(**spelled),
        wanted,
        "the columns came in as text. Text that spells no number, such as '?', is missing",
        'Tell to_numeric what to do with such text: errors="coerce" makes it missing.',
    )


def _check_text(solution, patients, wanted, because, next_step, columns=FIVE):
    value = check.answers(
        solution.mark_missing,
        patients,
        because="the five columns may come in as text, such as '148', '0' or '?'",
        next_step=next_step,
    )
    marked = _marked(value, patients)
    _hold_numbers(marked, columns, note=", as which it came in")
    _five_are(marked, wanted, because, next_step, columns)


def test_nullable_columns(solution, rng):
    patients = _patients(rng, whole=True)
    holes = rng.permutation(patients.index)[:4]
    patients = patients.astype(
        {"Glucose": "Int64", "Insulin": "Float64", "BMI": "Float64", "BloodPressure": "Int64"}
    )
    patients.loc[holes, ["Glucose", "Insulin", "BMI", "BloodPressure"]] = pd.NA
    value = check.answers(
        solution.mark_missing,
        patients,
        because="a column may be of pandas' nullable type Int64 or Float64, in which missing is pd.NA",
        next_step="pd.NA is neither equal to 0 nor different from it. Ask isna() first, use Series.mask, or make the "
        "column plain floats: astype(float).",
    )
    marked = _marked(value, patients)
    _hold_numbers(marked)
    for column in FIVE:
        have = marked[column].isna().to_numpy()
        due = (patients[column].isna() | (patients[column] == 0).fillna(False)).to_numpy(dtype=bool)
        check.that(
            bool((have == due).all()),
            f"{column}, a column of type {patients[column].dtype}, has {have.sum()} missing values, where "
            f"{due.sum()} are due: its zeros, and its pd.NA.",
            "See what your comparison with 0 gives for pd.NA.",
        )
    wanted = pd.DataFrame(
        {column: patients[column].to_numpy(dtype=float, na_value=np.nan) for column in FIVE},
        index=patients.index,
    ).replace(0.0, np.nan)
    _five_are(
        marked, wanted, "a value that is not zero keeps its number", "Change the zeros, and nothing else."
    )


def test_column_not_there(solution, rng):
    for gone in (["Insulin"], rng.permutation(FIVE)[:2].tolist(), list(FIVE)):
        patients = _patients(rng).drop(columns=gone)
        value = check.answers(
            solution.mark_missing,
            patients,
            because=f"the table has no {gone[0]}, as in a clinic that does not measure it",
            next_step="Look whether the table has the column before you mark it.",
        )
        marked = _marked(value, patients)
        present = [column for column in FIVE if column in patients.columns]
        _hold_numbers(marked, present)
        _five_are(
            marked,
            patients[present].replace(0.0, np.nan),
            f"the table has no {gone[0]}; the zeros of the columns that are there are missing all the same",
            "Go through the five columns, and mark each one that the table has.",
            present,
        )


def test_empty_table(solution, pima):
    empty = pima.head(0)
    for patients in (empty, empty.astype(dict.fromkeys(FIVE, object))):
        value = check.answers(
            solution.mark_missing,
            patients,
            because="a table without rows comes back without rows, with its columns",
            next_step="Work on whole columns; do not look at a first row that may not be there.",
        )
        _marked(value, patients)


def test_caller_table_unchanged(solution, pima, rng):
    text = _patients(rng)
    text["Insulin"] = text["Insulin"].map("{:g}".format)
    for patients in (pima, text):
        _, (after,) = solution.mark_missing.with_arguments(patients)
        check.unchanged(patients, after)


def test_marked_are_counted(solution, pima, rng):
    after = pima.copy()
    after[list(FIVE)] = after[list(FIVE)].replace(0, np.nan)
    _counts(solution, pima, after)
    before = _patients(rng, 50).drop(columns="SkinThickness")
    before["BMI"] = before["BMI"].map("{:g}".format)
    rows = rng.permutation(before.index)
    before.loc[rows[:7], "Insulin"] = np.nan
    before.loc[rows[5:8], "BMI"] = "?"
    after = before.copy()
    for column in [name for name in FIVE if name in before]:
        numbers = pd.to_numeric(before[column], errors="coerce")
        after[column] = numbers.mask(numbers == 0)
    _counts(solution, before, after)
    _counts(solution, before.head(0), after.head(0))
    # somebody else's marks: some zeros are left, and a value that was no zero is gone
    after["Glucose"] = before["Glucose"].mask(before.index.isin(rows[:9]))
    after.loc[rows[:4], "Insulin"] = 94  # and filled some of the gaps
    _counts(solution, before, after)


def _counts(solution, before, after):
    present = [column for column in FIVE if column in before.columns]
    value = check.answers(
        solution.count_marked,
        before,
        after,
        because="both tables have the same columns, perhaps not all five, and the same rows, perhaps none",
        next_step="Count only in those of the five columns that the tables have.",
    )
    counts = check.mapping(value, keys=present)
    absent = [column for column in FIVE if column in counts and column not in before.columns]
    check.that(
        not absent,
        f"{', '.join(absent)} has a count, and the tables have no such column: 0 would say that all was measured.",
        "Count only in those of the five columns that the tables have.",
        got=value,
    )
    for column in present:
        marked = int((before[column].notna() & after[column].isna()).sum())
        spelled = pd.to_numeric(before[column], errors="coerce")
        check.equal(
            counts[column],
            marked,
            what=f"the count for {column}",
            because="counted are rows with a value before and none after",
            next_step="Look at both tables: there before (notna) and missing after (isna).",
            slips=_different(
                (
                    int(after[column].isna().sum()),
                    f"For {column} all {int(after[column].isna().sum())} missing values were counted, also those that "
                    "were missing before: you did not mark them.",
                    "Count where the value was there before (notna) and is missing after (isna).",
                ),
                (
                    int((spelled == 0).sum()),
                    f"For {column} the zeros in before were counted, without a look at after: whoever made it left "
                    "some zeros, or marked other values."
                    if pd.api.types.is_numeric_dtype(before[column])
                    else f'For {column} only the zeros were counted. A text such as "?" was there before and is '
                    "missing now: it was marked as well.",
                    "Compare the two tables: there before (notna), missing after (isna).",
                ),
                (
                    int(after[column].isna().sum() - before[column].isna().sum()),
                    f"For {column} this is the difference between two counts of missing values: each gap that was filled hides "
                    "a value that was marked.",
                    "Look at each row: there before (notna) and missing after (isna).",
                ),
                (
                    len(before) - marked,
                    f"For {column} the rows that were not marked were counted.",
                    "Count where the value was there before (notna) and is missing after (isna).",
                ),
            ),
        )


def _different(*slips):
    """A value that two misconceptions share tells of neither."""
    values = [value for value, _, _ in slips]
    return [check.Slip(*slip) for slip in slips if values.count(slip[0]) == 1]
