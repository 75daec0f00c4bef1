"""Checks of submission: whom it names, what it says of them, and how it does on the withheld outcomes."""

import csv
import io

import numpy as np
import pandas as pd

from medai.grading import check

FLOOR = 0.75
TOLERANCE = 1e-6
NOT_MEASURED = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
ENTRY = "the result"


def _table(value):
    table = check.frame(value, what=ENTRY, columns=["patient_id", "probability"], exactly=True)
    return table.reset_index(drop=True)


def _answer(solution, train, test):
    """Probability by patient, in the order of test; presence and range are proved by earlier checks."""
    return _in_order(_table(solution.predict(train, test)), test)


def _in_order(table, test):
    ids = table["patient_id"].tolist()
    check.that(
        _same_ids(ids, test["patient_id"]),
        f"Of the {len(test)} patients of this test table, not each stands in the result exactly once.",
        "Return one row for each row of the test table that was handed in, however many there are.",
        got=table,
    )
    probability = check.probabilities(table["probability"], length=len(test), what="probability")
    return pd.Series(probability, index=ids).loc[test["patient_id"]].to_numpy()


def _same_ids(ids, wanted):
    return all(isinstance(name, str) for name in ids) and sorted(ids) == sorted(wanted)


def _real_table(solution, train, test):
    """The answer on the real tables, which several checks look at."""
    return check.once(solution, "real table", lambda _: _table(solution.predict(train, test)))


def _real_answer(solution, train, test):
    return _in_order(_real_table(solution, train, test), test)


def test_returns_the_table(solution, pima_competition_train, pima_competition_test):
    _real_table(solution, pima_competition_train, pima_competition_test)


def test_every_patient_once(solution, pima_competition_train, pima_competition_test):
    table = _real_table(solution, pima_competition_train, pima_competition_test)
    ids, wanted = table["patient_id"].tolist(), pima_competition_test["patient_id"]
    if _same_ids(ids, wanted):
        return
    names = [str(name) for name in ids]
    absent = [name for name in wanted if name not in set(names)]
    strange = [name for name in names if name not in set(wanted)]
    twice = sorted({name for name in names if names.count(name) > 1})
    zero = (pima_competition_test[NOT_MEASURED] == 0).any(axis=1).to_numpy()
    if len(absent) == len(wanted) and all(name.replace(".0", "").isdigit() for name in names):
        check.fail(
            "patient_id holds row numbers, so nobody knows whom you mean.",
            "Take the patient_id of test over, each beside its own probability.",
            got=ids[:3],
            kind="misconception",
        )
    if absent and not strange and set(absent) <= set(wanted[zero]):
        check.fail(
            f"{len(absent)} of {len(wanted)} patients are missing (for example {absent[0]}), all of them with a value that was "
            "not measured. They need a prediction too.",
            "Fill in what was not measured with what train tells you, instead of leaving those patients out.",
            kind="misconception",
        )
    check.that(
        not absent,
        f"{len(absent)} of {len(wanted)} patients of test are missing (for example {absent[0] if absent else ''}).",
        "Return one row for each patient of test.",
    )
    check.that(
        not twice,
        f"{len(twice)} patients stand in the result more than once (for example {twice[0] if twice else ''}).",
        "Return each patient once.",
    )
    check.that(
        not strange,
        f"{len(strange)} ids are not in test (for example {strange[0] if strange else ''}).",
        "Return the patients of test only.",
    )
    check.fail("patient_id holds something that is no text.", "Take the ids over from test as they are.", got=ids[:3])


def test_probabilities_not_labels(solution, pima_competition_train, pima_competition_test):
    table = _real_table(solution, pima_competition_train, pima_competition_test)
    column = check.array(table["probability"], what="probability", shape=(len(pima_competition_test),))
    check.that(
        not np.isnan(column).any(),
        f"probability is missing for {int(np.isnan(column).sum())} patients.",
        "Each patient needs a number: look at what your model does with values that were not measured.",
    )
    if set(np.unique(column)) <= {0.0, 1.0}:
        check.fail(
            "These are labels, 0 or 1, where probabilities are asked for: among all patients with a 1, nobody can say who is at "
            "highest risk.",
            "Use predict_proba instead of predict, and of its two columns the second.",
            got=column,
            kind="misconception",
        )
    if column.max() - column.min() < 1e-12 and len(column) > 1:
        check.fail(
            f"Every patient gets the same probability, {column[0]:.3g}: nobody can say who is at higher risk than another.",
            "Predict each patient from their own measurements.",
            got=column,
            kind="misconception",
        )
    if column.max() > 1 and column.min() >= 0 and column.max() <= 100:
        check.fail(
            f"probability goes up to {column.max():.3g}: these may be percentages.", "Return shares from 0 to 1.", got=column
        )
    check.probabilities(column, length=len(column), what="probability")


def test_answers_repeat(solution, pima_competition_train, pima_competition_test):
    first = _real_answer(solution, pima_competition_train, pima_competition_test)
    second = _answer(solution, pima_competition_train, pima_competition_test)
    off = np.abs(first - second) > TOLERANCE
    check.that(
        not off.any(),
        f"Two calls with the same tables give {int(off.sum())} of {len(off)} patients another probability.",
        "Give random_state to the model and to whatever else draws lots.",
        kind="misconception",
    )


def test_rows_keep_their_patient(solution, pima_competition_train, pima_competition_test, seed):
    first = pd.Series(
        _real_answer(solution, pima_competition_train, pima_competition_test), index=pima_competition_test["patient_id"]
    )
    mixed = pima_competition_test.sample(frac=1, random_state=seed)
    again = _answer(solution, pima_competition_train, mixed)
    off = np.abs(first.loc[mixed["patient_id"]].to_numpy() - again) > TOLERANCE
    place = int(np.flatnonzero(off)[0]) if off.any() else 0
    if off.any() and (np.abs(np.sort(first.to_numpy()) - np.sort(again)) > TOLERANCE).any():
        check.fail(
            f"With the rows of test in another order, {int(off.sum())} of {len(off)} patients get another probability (for example "
            f"{mixed['patient_id'].iloc[place]}), and not one that another patient had before: the place in the table takes part in it.",
            "Predict each patient from their own measurements: no noise by row, no row number, nothing from the rows before.",
            kind="misconception",
        )
    check.that(
        not off.any(),
        f"With the rows of test in another order, {int(off.sum())} of {len(off)} patients get another probability (for example "
        f"{mixed['patient_id'].iloc[place]}): on the way, numbers and patients lose each other.",
        "Take patient_id and probability from the same table in the same order: after sorting, merging or grouping, and with "
        "an index that is not 0, 1, 2, ...",
        kind="misconception",
    )


def test_patients_come_alone(solution, pima_competition_train, pima_competition_test, rng):
    first = _real_answer(solution, pima_competition_train, pima_competition_test)
    chosen = rng.choice(len(pima_competition_test), 5, replace=False)
    five = pima_competition_test.iloc[chosen]
    renamed = five.assign(patient_id=[f"P{number}" for number in rng.choice(range(1000, 9999), 5, replace=False)])
    few = _answer(solution, pima_competition_train, renamed)
    off = np.abs(first[chosen] - few) > TOLERANCE
    if off.any() and not (np.abs(first[chosen] - _answer(solution, pima_competition_train, five)) > TOLERANCE).any():
        check.fail(
            f"Under another patient_id {int(off.sum())} of 5 patients get another probability: the id takes part in the prediction, as if "
            "it were a measurement.",
            "Predict from the eight MEASUREMENTS alone.",
            kind="misconception",
        )
    place = int(np.flatnonzero(off)[0]) if off.any() else 0
    check.that(
        not off.any(),
        f"Patient {pima_competition_test['patient_id'].iloc[chosen[place]]} gets {first[chosen][place]:.4f} among all 192, and "
        f"{few[place]:.4f} among five: the probability depends on the other patients of test.",
        "Learn scales, medians and ranks from train, and only apply them to test.",
        kind="misconception",
    )


def test_learns_from_train(solution, pima_competition_train, pima_competition_test, rng):
    first = _real_answer(solution, pima_competition_train, pima_competition_test)
    other = pima_competition_train.copy()
    other["Outcome"] = rng.permutation(other["Outcome"].to_numpy())
    second = _answer(solution, other, pima_competition_test)
    check.that(
        bool((np.abs(first - second) > TOLERANCE).any()),
        "With the outcomes of train dealt out anew, every probability stays the same: nothing was learned from train.",
        "Fit the model inside predict, on the table that is handed in.",
        kind="misconception",
    )


def test_file_is_as_asked(solution, rng):
    for n in (4, 1):
        predictions = pd.DataFrame(
            {
                "probability": rng.random(n),
                "patient_id": [f"P{number}" for number in rng.choice(range(1000, 9999), n, replace=False)],
            },
            index=rng.permutation(100)[:n],
        )
        text = check.text(solution.submission_csv(predictions), "the result")
        lines = list(csv.reader(io.StringIO(text.strip("\r\n"), newline="")))
        header = lines[0] if lines else []
        shown = text.partition("\n")[0].strip()[:60] or "an empty text"
        if header[1:] == ["patient_id", "probability"] or (lines and len(header) == 3):
            check.fail(
                "The file has a third column: the index of the table was written into it.",
                "Leave the index out: to_csv(index=False).",
                shown=shown,
                kind="misconception",
            )
        check.that(
            header == ["patient_id", "probability"],
            f"The first line is {check.describe(shown)}, where patient_id,probability is due.",
            "Write the header first, the two names in this order, joined by a comma.",
        )
        rows = lines[1:]
        check.that(
            len(rows) == n and all(len(row) == 2 for row in rows),
            f"After the header there are {len(rows)} lines, where {n} with two values each are due.",
            "One line for each patient, and no empty lines.",
        )
        if [row[1] for row in rows] == predictions["patient_id"].tolist():
            check.fail(
                "The columns have changed places under the header: the probabilities stand under patient_id.",
                "Pick the two columns by name, in the order of the header; predictions may have them the other way round.",
                got=rows[0],
                kind="misconception",
            )
        check.that(
            [row[0] for row in rows] == predictions["patient_id"].tolist(),
            "The ids are not those of the predictions, in their order.",
            "Write the rows as they come.",
            got=[row[0] for row in rows],
        )
        try:
            written = np.array([float(row[1]) for row in rows])
        except ValueError:
            check.fail("A probability in the file is no number.", "Write it with a decimal point.", got=[row[1] for row in rows])
        off = np.abs(written - predictions["probability"].to_numpy())
        if (off > TOLERANCE).any() and (off <= 0.5).all() and _are_rounded(rows, predictions["probability"]):
            check.fail(
                "The probabilities are rounded: patients with different risks get the same number, and such ties cost AUC.",
                "Keep at least six decimals.",
                got=[row[1] for row in rows],
                kind="misconception",
            )
        check.that(
            bool((off <= TOLERANCE).all()),
            "The probabilities in the file are not those of the predictions.",
            "Write each patient's own probability.",
            got=[row[1] for row in rows],
        )


def _are_rounded(rows, probability):
    decimals = max(len(row[1].partition(".")[2]) for row in rows)
    written = np.array([float(row[1]) for row in rows])
    return decimals < 6 and bool(np.allclose(written, probability, rtol=0, atol=0.51 * 10.0**-decimals))


def test_beats_the_floor(solution, pima_competition_train, pima_competition_test, pima_competition_labels):
    probability = _real_answer(solution, pima_competition_train, pima_competition_test)
    truth = pima_competition_labels.set_index("patient_id")["Outcome"]
    outcome = truth.loc[pima_competition_test["patient_id"]].to_numpy()
    auc, low, high = check.auc_interval(outcome, probability)
    check.score(solution, "AUC", auc, low, high)
    check.score(solution, "sensitivity = specificity", *_equal_point(outcome, probability))
    if auc < 0.5 and 1 - auc >= FLOOR:
        check.fail(
            f"The AUC is {auc:.3f}: turned round it would be {1 - auc:.3f}. This is the probability of no diabetes.",
            "Of the two columns of predict_proba take the one of class 1.",
            shown=f"AUC {auc:.3f}",
            kind="misconception",
        )
    check.that(
        auc >= FLOOR,
        f"The AUC on the withheld outcomes is {auc:.3f} (95 % interval {low:.3f} to {high:.3f}), below {FLOOR}. Ranking by glucose "
        "alone gives 0.78.",
        "Cross-validate on train until you are above 0.8 there: a tree without limits, unscaled neighbours and zeros "
        "taken at their word all cost AUC.",
    )


def _equal_point(outcome, probability):
    """The mean of sensitivity and specificity where they are nearest, with its bootstrap interval (fixed seed)."""
    rng = np.random.default_rng(0)
    sick, well = probability[outcome == 1], probability[outcome == 0]
    draws = [_meeting(rng.choice(sick, len(sick)), rng.choice(well, len(well))) for _ in range(1000)]
    return _meeting(sick, well), *np.quantile(draws, [0.025, 0.975])


def _meeting(sick, well):
    sick, well = np.sort(sick), np.sort(well)
    thresholds = np.concatenate([sick, well, [np.inf]])
    sensitivity = 1 - np.searchsorted(sick, thresholds, "left") / len(sick)
    specificity = np.searchsorted(well, thresholds, "left") / len(well)
    nearest = np.argmin(np.abs(sensitivity - specificity))
    return float(sensitivity[nearest] + specificity[nearest]) / 2
