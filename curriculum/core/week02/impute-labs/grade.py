"""Checks of impute-labs: medians of measured values, learnt on train, applied anywhere, gaps marked."""

import numpy as np
import pandas as pd

from medai.grading import check

LABS = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
OTHERS = ["Pregnancies", "DiabetesPedigreeFunction", "Age"]


# ---- patients with gaps of both kinds


def _patients(rng, number=41, labels="patient", outcome=True):
    """A hidden table: zeros and NaN among the labs, an unknown column, text as index, the columns shuffled."""
    table = pd.DataFrame(
        {
            "Pregnancies": rng.integers(0, 4, number),
            "Glucose": rng.integers(60, 200, number).astype(float),
            "BloodPressure": rng.integers(40, 120, number),
            "SkinThickness": rng.integers(7, 60, number).astype(float),
            "Insulin": np.round(rng.lognormal(4.8, 0.9, number)) + 1,
            "BMI": np.round(rng.uniform(18, 55, number), 1),
            "DiabetesPedigreeFunction": np.round(rng.uniform(0.1, 2, number), 3),
            "Age": rng.integers(21, 80, number),
            "Potassium": np.where(rng.random(number) < 0.3, 0.0, 4.1),
        }
    )
    for lab in LABS:
        gaps = rng.permutation(number)[: max(1, number // 3)]
        zeros, missing = gaps[::2], gaps[1::2]
        table.loc[zeros, lab] = 0
        if lab != "BloodPressure":  # this one stays a column of whole numbers
            table.loc[missing, lab] = np.nan
    if outcome:
        table["Outcome"] = rng.integers(0, 2, number)
    table.index = [f"{labels}-{place:03d}" for place in rng.permutation(900)[:number]]
    return table[list(rng.permutation(table.columns))]


def _measured(patients):
    labs = patients[LABS].astype(float)
    return labs.mask(labs == 0)


def _even(rng, number=40):
    """Patients whose every median lies between two values, so that it is no whole number."""
    table = _patients(rng, number)
    for lab in LABS:
        values = np.arange(number) + 31.0 if lab != "BMI" else np.arange(number) / 2 + 20.25
        table[lab] = rng.permutation(values)
        table.iloc[rng.permutation(number)[:6], table.columns.get_loc(lab)] = 0
    for lab in LABS:  # an odd gap would make an odd number measured
        low, high = np.sort(table[lab][table[lab] != 0])[[16, 17]]
        table[lab] = table[lab].replace({high: low + 1.0 if lab != "BMI" else high})
    table["BloodPressure"] = table["BloodPressure"].astype(int)
    return table


def _medians(solution, train):
    """What learn_medians returned, as it is, once it is known to be five numbers by name."""
    learnt = solution.learn_medians(train)
    found = check.mapping(_not_by_outcome(learnt), "the result of learn_medians", LABS)
    for lab in LABS:
        _not_by_outcome(found[lab])
        check.number(found[lab], f"the median of {lab}")
    return learnt, found


def _not_by_outcome(learnt):
    """Fails where there is a median for each outcome: the label would leak into the measurements."""
    if isinstance(learnt, pd.DataFrame):
        axes = [learnt.index, learnt.columns]
        by_outcome = any(_are_outcomes(axis) for axis in axes) and any(
            set(LABS) <= set(axis) for axis in axes
        )
    else:
        by_outcome = isinstance(learnt, (dict, pd.Series)) and _are_outcomes(learnt.keys())
    if by_outcome:
        check.fail(
            "There is one median for each Outcome: whoever fills gaps with it writes the answer into the "
            "measurements. That is a leak of the label, and a new patient has no Outcome yet.",
            "Take one median a lab, over all measured patients of train.",
            got=learnt,
            kind="misconception",
        )
    return learnt


def _are_outcomes(keys):
    return {str(key).removesuffix(".0") for key in keys} == {"0", "1"}


def _filled(solution, patients, medians, what="the filled table"):
    if "Outcome" in patients:
        value = solution.impute_labs(patients, medians)
    else:
        value = check.answers(
            solution.impute_labs,
            patients,
            medians,
            because=f"these patients have no Outcome yet (columns: {', '.join(patients.columns)})",
            next_step="Use the five labs, and no other column: they are the ones that are sure to be there.",
        )
    return check.frame(value, what=what, columns=list(patients.columns))


def _rows_kept(filled, patients, what):
    check.that(
        len(filled) == len(patients),
        f"{what} has {len(filled)} rows, where {len(patients)} patients went in: patients were "
        f"{'dropped' if len(filled) < len(patients) else 'added'}.",
        "Keep everyone: those with a gap differ from those without, and the ward treats them all. Fill, never drop.",
        kind="misconception",
    )
    check.that(
        filled.index.equals(patients.index) or list(filled.index) == list(patients.index),
        f"{what} has other index labels, or the rows in another order: nobody can tell who is who.",
        "Keep the index of the table that comes in; scikit-learn's arrays lose it.",
    )


def _column(filled, lab, what):
    values = pd.to_numeric(filled[lab], errors="coerce")
    return check.array(values, what=f"{lab} in {what}", shape=(len(filled),))


def _compare_fill(filled, patients, medians, what, slips=()):
    """Measured values as they were, gaps with the median; slips: (function of lab -> value or values, words, step)."""
    labs = _measured(patients)
    for lab in LABS:
        have = _column(filled, lab, what)
        gap = labs[lab].isna().to_numpy()
        stayed = np.isclose(have, labs[lab].to_numpy(), rtol=1e-6, atol=0)
        check.that(
            bool(stayed[~gap].all()),
            f"{lab} in {what}: {int((~stayed[~gap]).sum())} measured values are not what they were.",
            "Change a value only where it was 0 or missing.",
        )
        due = float(medians[lab])
        right = np.isclose(have[gap], due, rtol=1e-6, atol=0)
        if right.all():
            continue
        for other, words, step in slips:
            value = np.broadcast_to(np.asarray(other(lab), dtype=float), have.shape)[gap]
            if not np.allclose(value, due, rtol=1e-6) and np.allclose(have[gap], value, rtol=1e-6):
                check.fail(f"{lab} in {what}: {words}", step, kind="misconception")
        first = have[gap][~right][0]
        if np.isnan(first):
            why = f"{lab} in {what} still has missing values."
        elif first == 0:
            why = f"{lab} in {what} still has zeros, and a zero means that nobody measured {lab}."
        elif first == int(due) and first != due:
            why = f"{lab} in {what} got {first:g}, where the median is {due:g}: the fraction was cut off."
        else:
            why = f"{lab} in {what} got {first:g} where a gap was; the median handed in is {due:g}."
        check.fail(
            why,
            "Each gap, 0 or missing, gets the value that medians holds for that lab; make the column a float first.",
            shown=f"{first:g}",
            expected=f"{due:g} ± {1e-6 * abs(due):.1g}",
        )


# ---- the checks


def test_medians_of_measured(solution, pima, rng):
    for train in (
        pima,
        _patients(rng, 60),
        _even(rng),
        _patients(rng, 37).drop(columns="Outcome"),
        pima.tail(192),
    ):
        _, found = _medians(solution, train)
        measured = _measured(train)
        for lab in LABS:
            values = measured[lab].dropna()
            check.close(
                found[lab],
                float(values.median()),
                what=f"the median of {lab}",
                because=f"it is the median of the {len(values)} values that were measured",
                next_step="Leave out what is 0 or missing, then take the median of train.",
                slips=[
                    check.Slip(
                        float(train[lab].median()),
                        f"{train[lab].median():g} is the median of {lab} with the zeros in: each patient who was "
                        "not measured pulls it down.",
                        "Make the zeros of the five labs missing first, in a copy.",
                    ),
                    check.Slip(
                        float(train[lab].fillna(0).median()),
                        f"{train[lab].fillna(0).median():g} is the median of {lab} with gaps counted as zeros: they "
                        "are values that were not measured.",
                        "Leave gaps out of the median.",
                    ),
                    *(
                        check.Slip(
                            float(measured.dropna()[lab].median()),
                            f"This is the median of {lab} among the {len(measured.dropna())} patients who have all "
                            "five labs: a patient without insulin was left out of the median of glucose.",
                            "Leave gaps out lab by lab.",
                        )
                        for _ in range(len(measured.dropna()) > 0)
                    ),
                    check.Slip(
                        float(values.mean()),
                        f"{values.mean():g} is the mean of {lab}; a few very high values pull it up.",
                        "The median is asked for.",
                    ),
                    check.Slip(
                        float(int(values.median())),
                        f"The median of {lab} lies between two whole numbers, and its fraction was cut off.",
                        "Keep it as a float.",
                    ),
                ],
            )


def test_never_measured(solution, rng):
    for nothing in (0, np.nan):
        train = _patients(rng, 12)
        lab = str(rng.choice(["Insulin", "SkinThickness"]))
        train[lab] = nothing
        check.refuses(
            solution.learn_medians,
            train,
            because=f"no patient in train has {lab} measured, so there is no median to fill in",
            next_step="Look at the medians before you return them: raise ValueError naming labs without one.",
        )
        with check.raises("ValueError", because="its message is to name the unmeasured lab", mentions=lab):
            solution.learn_medians(train)


def test_nobody_dropped(solution, pima, rng):
    train = _patients(rng, 50)
    learnt, _ = _medians(solution, train)
    for patients in (
        pima,
        _patients(rng, 30, "new"),
        _patients(rng, 1, "one", outcome=False),
        _patients(rng)[LABS],
    ):
        _rows_kept(_filled(solution, patients, learnt), patients, "the filled table")


def test_gaps_filled(solution, pima, rng):
    train = _even(rng)
    learnt, medians = _medians(solution, train)
    for patients in (_patients(rng, 45, "new"), pima, _patients(rng, 30, "new", outcome=False)[LABS]):
        labs = _measured(patients)
        slips = [
            (
                lambda lab, labs=labs: labs[lab].median(),
                "the gaps got the table's own median, and not the one in medians. Then each clinic, and each single "
                "patient, would be filled with something else than the model was trained with.",
                "Use the argument medians, and learn nothing in impute_labs.",
            ),
            (
                lambda lab, patients=patients: patients[lab].median(),
                "the gaps got the table's own median, zeros and all.",
                "Use the argument medians, and learn nothing in impute_labs.",
            ),
        ]
        if "Outcome" in patients:
            slips.append(
                (
                    lambda lab, labs=labs, patients=patients: (
                        labs[lab].groupby(patients["Outcome"].to_numpy()).transform("median")
                    ),
                    "the gaps got the median of the patients with the same outcome: a leak of the label.",
                    "Use the argument medians; the outcome has no say.",
                )
            )
        _compare_fill(_filled(solution, patients, learnt), patients, medians, "the filled table", slips)


def test_gaps_marked(solution, pima, rng):
    learnt, _ = _medians(solution, _patients(rng, 50))
    for patients in (_patients(rng, 45, "new"), pima):
        _compare_marks(_filled(solution, patients, learnt), patients, "the filled table")


def _compare_marks(filled, patients, what):
    check.frame(filled, what=what, columns=[f"{lab}_missing" for lab in LABS])
    labs = _measured(patients)
    for lab in LABS:
        marks = filled[f"{lab}_missing"]
        numbers = np.array(
            [float(m) if isinstance(m, (bool, int, float)) else np.nan for m in marks.tolist()]
        )
        gap = labs[lab].isna().to_numpy().astype(float)
        check.that(
            bool(np.isin(numbers, (0.0, 1.0)).all()),
            f"{lab}_missing in {what} holds something else than 1 and 0 (or True and False).",
            "1 where the lab was not measured, 0 where it was.",
            got=marks,
        )
        if np.array_equal(numbers, gap):
            continue
        only_nan = patients[lab].isna().to_numpy().astype(float)
        only_zero = (patients[lab] == 0).to_numpy().astype(float)
        if not numbers.any():
            why = f"{lab}_missing in {what} is 0 for everybody, although {int(gap.sum())} gaps were filled."
            step = "Mark the gaps before you fill them: afterwards there are none to be seen."
        elif np.array_equal(numbers, 1 - gap):
            why, step = f"{lab}_missing in {what} is the wrong way round.", "1 means: was not measured."
        elif np.array_equal(numbers, only_nan):
            why = f"{lab}_missing in {what} marks NaN only; a zero was not measured either."
            step = "Mark where the value is 0 or missing."
        elif np.array_equal(numbers, only_zero):
            why = f"{lab}_missing in {what} marks zeros only; what came in as NaN was not measured either."
            step = "Mark where the value is 0 or missing."
        else:
            off = int((numbers != gap).sum())
            why = f"{lab}_missing in {what} is wrong for {off} of {len(gap)} patients."
            step = "1 where the value that came in is 0 or missing, 0 elsewhere."
        check.fail(why, step, kind="misconception")


def test_rest_untouched(solution, pima, rng):
    learnt, _ = _medians(solution, _patients(rng, 50))
    gaps = _patients(rng, 45, "new")
    gaps.loc[rng.permutation(gaps.index)[:9], "Potassium"] = np.nan
    for patients in (pima, gaps):
        filled = _filled(solution, patients, learnt)
        _rows_kept(filled, patients, "the filled table")
        others = [name for name in patients.columns if name not in LABS]
        for name in others:
            lost = int((patients[name].isna().to_numpy() & filled[name].notna().to_numpy()).sum())
            check.that(
                not lost,
                f"{name} had {lost} missing values that are filled now: it is none of the five labs, and nobody has "
                "said what to fill in there.",
                "Name the five labs wherever you replace or fill.",
                kind="misconception",
            )
        check.same_values(
            filled,
            patients,
            columns=others,
            what="the filled table",
            because="only the five labs have gaps: zero Pregnancies and Outcome 0 are real zeros",
            next_step="Name the five labs wherever you replace or fill.",
        )


def test_callers_table_kept(solution, rng):
    train, test = _patients(rng, 50), _patients(rng, 20, "new")
    learnt, (after,) = solution.learn_medians.with_arguments(train)
    check.unchanged(train, after, what="the table passed to learn_medians")
    _, (after, _) = solution.impute_labs.with_arguments(test, learnt)
    check.unchanged(test, after, what="the table passed to impute_labs")


def _split(solution, train, test):
    parts = check.sequence(solution.impute_split(train, test), "the result of impute_split", 2)
    tables = []
    for part, patients, what in zip(parts, (train, test), ("train", "test"), strict=True):
        name = f"the filled {what} table"
        check.that(
            not isinstance(part, pd.DataFrame) or "Outcome" in part or "Outcome" not in patients,
            f"{name} lacks Outcome. It has no say in what is filled in, but the model needs it as the label.",
            "Keep all columns of the table that comes in.",
        )
        table = check.frame(part, what=name, columns=list(patients.columns))
        _rows_kept(table, patients, name)
        tables.append(table)
    return tables


def test_outcome_not_used(solution, rng):
    train, test = _patients(rng, 60), _patients(rng, 40, "new")
    for patients in (train, test):  # the sicker, the higher: a median by outcome differs from the median
        sick = patients["Outcome"] == 1
        labs = patients[LABS].astype(float)
        patients[LABS] = labs.where(~(sick.to_numpy()[:, None] & (labs > 0)), labs + 40)
    flipped = [patients.assign(Outcome=1 - patients["Outcome"]) for patients in (train, test)]
    dealt = [patients.assign(Outcome=rng.permutation(patients["Outcome"])) for patients in (train, test)]
    names = ("train", "test")
    before = _split(solution, train, test)
    for changed in (flipped, dealt):
        after = _split(solution, *changed)
        for first, second, name in zip(before, after, names, strict=True):
            for lab in LABS:
                old, new = _column(first, lab, f"the filled {name} table"), _column(second, lab, name)
                differ = int((~np.isclose(old, new, equal_nan=True)).sum())
                check.that(
                    differ == 0,
                    f"With other values in Outcome, and nothing else changed, {lab} is filled differently for {differ} "
                    f"patients in {name}: the outcome takes part. That is a leak of the label; a model then reads "
                    "the answer from the filled values.",
                    "Fill with one median a lab, whatever the patient's Outcome.",
                    kind="misconception",
                )


def test_split_learns_on_train(solution, pima, rng):
    whole = pima.sample(frac=1, random_state=int(rng.integers(10**6)))
    low, high = _patients(rng, 60), _patients(rng, 30, "new")
    for lab in LABS:
        high[lab] = high[lab].astype(float) * 2  # another hospital, other values
    for train, test in ((low, high), (whole.iloc[:500], whole.iloc[500:]), (low, high.head(1)), (low, high.drop(columns="Outcome"))):
        medians = _measured(train).median()
        together, alone = _measured(pd.concat([train, test])).median(), _measured(test).median()
        slips = [
            (
                lambda lab, together=together: together[lab],
                "the gaps got the median of train and test together: a leak. The test patients took part in what "
                "is to be tested on them.",
                "Learn on train, before you look at test.",
            ),
            (
                lambda lab, alone=alone: alone[lab],
                "the gaps got the median of the test patients. Tomorrow's patients come one by one and have no median.",
                "Fill test with the medians of train.",
            ),
        ]
        for filled, patients, name in zip(
            _split(solution, train, test), (train, test), ("train", "test"), strict=True
        ):
            what = f"the filled {name} table"
            _compare_fill(filled, patients, medians, what, slips)
            _compare_marks(filled, patients, what)
