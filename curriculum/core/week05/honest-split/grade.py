"""Checks of honest-split: three disjoint tables, by patient, and a test table that nobody tuned on."""

from collections import Counter

import numpy as np
import pandas as pd

from medai.grading import check

NAMES = ("train", "validation", "test")
GIVE = 2  # patients, as the task says
ROUND = 1e-9  # 0.3 of 140 patients are 42 only nearly


def _three(value, table, unit):
    """The three tables as lists of index labels, each row of `table` in exactly one of them."""
    if isinstance(value, dict):
        check.fail("The result is a dict.", "Return three tables: (train, validation, test).", kind="type")
    parts = check.sequence(value, "the result", 3)
    frames = [
        check.frame(part, what=f"{name} (table {place} of the three)", columns=list(table.columns))
        for place, (name, part) in enumerate(zip(NAMES, parts, strict=True), start=1)
    ]
    known = set(table.index)
    rows = []
    for name, frame in zip(NAMES, frames, strict=True):
        labels = list(frame.index)
        try:
            strange = [label for label in labels if label not in known]
        except TypeError:
            strange = labels
        check.that(
            not strange,
            f"{name} has {len(strange)} rows whose index labels do not occur in the table that was passed in.",
            f"Keep each {unit}'s own index label: without it nobody can say who is in which table. "
            "Pick rows, and do not reset the index.",
        )
        rows.append(labels)
    _in_one_table(rows, table, unit)
    for name, frame, labels in zip(NAMES, frames, rows, strict=True):
        check.same_values(
            frame, table.loc[labels], what=name, because="a split moves rows and changes no value"
        )
    return rows


def _in_one_table(rows, table, unit):
    for name, labels in zip(NAMES, rows, strict=True):
        repeated = [label for label, times in Counter(labels).items() if times > 1]
        if repeated:
            check.fail(
                f"{len(repeated)} {unit}s stand more than once in {name} (for example index {repeated[0]}).",
                f"Draw each {unit} once, without replacement.",
            )
    for one, other in ((0, 1), (0, 2), (1, 2)):
        both = [label for label in rows[one] if label in set(rows[other])]
        if both:
            check.fail(
                f"{len(both)} {unit}s are in two tables, {NAMES[one]} and {NAMES[other]} (for example index {both[0]}): "
                "the tables are not disjoint, so the later figure is partly a memory of the earlier rows.",
                "Make the second cut from the rows that the first one left over, not from the whole table.",
                kind="misconception",
            )
    lost = len(table) - sum(map(len, rows))
    check.that(
        lost == 0,
        f"The three tables hold {len(table) - lost} rows together, where the table passed in has {len(table)}: "
        f"{lost} {unit}s were lost.",
        "Whoever is neither in validation nor in test belongs to train.",
    )


def _cohort(pima, rng, rows=None):
    """Pima in another order, under index labels that are no row numbers."""
    patients = pima.iloc[rng.permutation(len(pima))[:rows]]
    numbers = rng.permutation(9000)[: len(patients)]
    return patients.set_index(pd.Index([f"w{n:04d}" for n in numbers]))


def _visits(rng, patients=400, patient="patient_id", label="Outcome", numeric=False):
    """Several visits a patient in mixed order; some fall ill between visits, and the ill come more often."""
    numbers = rng.permutation(np.arange(1, 5000))[:patients]
    ids = numbers if numeric else np.array([f"P{n:04d}" for n in numbers])
    ill = rng.random(patients) < rng.uniform(0.3, 0.4)
    rows = []
    for who, is_ill in zip(ids.tolist(), ill, strict=True):
        n = int(rng.integers(2, 9)) if is_ill else int(rng.integers(1, 5))
        onset = int(rng.integers(0, n)) if is_ill else n
        level = rng.normal(100 + 30 * is_ill, 12)
        rows += [(who, round(level + rng.normal(0, 4), 1), v + 1, int(v >= onset)) for v in range(n)]
    table = pd.DataFrame(rows, columns=[patient, "glucose", "visit", label])
    table = table.iloc[rng.permutation(len(table))]
    return table.set_index(pd.Index([f"v{n}" for n in rng.permutation(20000)[: len(table)]]))


def _people(rows, visits, patient):
    return [set(visits.loc[labels, patient]) for labels in rows]


def test_each_patient_in_one_table(solution, pima, rng, seed):
    cases = [(_cohort(pima, rng), "Outcome", 0.2, 0.2), (_cohort(pima, rng, 90), "Outcome", 0.3, 0.15)]
    other = _cohort(pima, rng, 300).rename(columns={"Outcome": "diabetes"})
    cases.append((other, "diabetes", 0.15, 0.25))
    for patients, label, validation_share, test_share in cases:
        value, after = solution.split_patients.with_arguments(
            patients, label, validation_share, test_share, seed % 10000
        )
        _three(value, patients, "patient")
        check.that(len(after) > 0, "The arguments of split_patients did not come back.")
        check.unchanged(patients, after[0])


def test_shares_of_the_whole(solution, pima, rng, seed):
    for rows, validation_share, test_share in (
        (None, 0.2, 0.2),
        (500, 0.3, 0.3),
        (400, 0.15, 0.35),
        (60, 0.25, 0.4),
    ):
        patients = _cohort(pima, rng, rows)
        value = solution.split_patients(
            patients, validation_share=validation_share, test_share=test_share, seed=seed % 10000
        )
        found = _three(value, patients, "patient")
        _right_sizes([len(part) for part in found], len(patients), validation_share, test_share, "patients")


def _right_sizes(sizes, whole, validation_share, test_share, unit):
    _, validation, test = sizes
    due = {"validation": validation_share * whole, "test": test_share * whole}
    asked = f"validation_share={validation_share:g}, test_share={test_share:g} of {whole} {unit}"
    if (
        abs(test - due["validation"]) <= GIVE + ROUND
        and abs(validation - due["test"]) <= GIVE + ROUND
        and abs(test - due["test"]) > GIVE + ROUND
    ):
        check.fail(
            f"validation and test have changed places: {validation} and {test} {unit} ({asked}).",
            "Return the tables in the order (train, validation, test).",
            kind="misconception",
        )
    rest = {
        "validation": validation_share * (1 - test_share) * whole,
        "test": test_share * (1 - validation_share) * whole,
    }
    for name, have in (("validation", validation), ("test", test)):
        if abs(have - due[name]) <= GIVE + ROUND:
            continue
        if abs(have - rest[name]) <= GIVE + ROUND:
            check.fail(
                f"{name} has {have} {unit}, where {due[name]:.0f} give or take {GIVE} are due ({asked}). {have} is that "
                "share of what was left after the first cut, not of the whole.",
                "Make the share of the second cut larger: divide it by what the first cut left (1 minus the first share).",
                kind="misconception",
            )
        check.fail(
            f"{name} has {have} {unit}, where {due[name]:.0f} give or take {GIVE} are due ({asked}).",
            "Both shares count the whole table.",
        )


def _right_strata(found, ill, validation_share, test_share, hint):
    """found: a set or list of people for each table. ill: those with the outcome."""
    for name, people, share in (("validation", found[1], validation_share), ("test", found[2], test_share)):
        have = len(ill.intersection(people))
        check.that(
            abs(have - share * len(ill)) <= GIVE + ROUND,
            f"{have} of the {len(people)} patients in {name} have the outcome, where {share * len(ill):.0f} give or take "
            f"{GIVE} are due ({share:.0%} of {len(ill)}): the split is not stratified"
            f"{'' if name == 'test' else ' in both cuts'}.",
            hint,
            kind="misconception",
        )


def test_outcome_in_proportion(solution, pima, rng, seed):
    patients = _cohort(pima, rng)
    ill = patients.index[patients["Outcome"] == 1]
    scarce = patients.drop(index=rng.choice(ill, 180, replace=False))
    for table, validation_share, test_share in ((patients, 0.2, 0.2), (scarce, 0.25, 0.3)):
        for offset in range(4):
            value = solution.split_patients(
                table, validation_share=validation_share, test_share=test_share, seed=seed % 10000 + offset
            )
            _right_strata(
                _three(value, table, "patient"),
                set(table.index[table["Outcome"] == 1]),
                validation_share,
                test_share,
                "A plain draw shifts the share with the outcome by chance: tell each of the two cuts what to stratify by.",
            )


def test_visits_stay_together(solution, rng, seed):
    cases = [
        (_visits(rng, 120), "patient_id", "Outcome", {}),
        (_visits(rng, 90, numeric=True), "patient_id", "Outcome", {}),
        (_visits(rng, 100, "mrn", "readmitted", numeric=True), "mrn", "readmitted", {}),
    ]
    for visits, patient, label, _ in cases:
        found = _three(
            solution.split_visits(visits, patient=patient, label=label, seed=seed % 10000), visits, "visit"
        )
        people = _people(found, visits, patient)
        for one, other in ((0, 2), (0, 1), (1, 2)):
            both = sorted(people[one] & people[other])
            if both:
                check.fail(
                    f"Every visit is in one table, but {len(both)} patients are in both {NAMES[one]} and {NAMES[other]} "
                    f"(for example {both[0]}). A model recognises a person whom it has met.",
                    "Split by patient, not by row: share out the patients first, then let each one's visits follow.",
                    kind="misconception",
                )


def test_visits_in_proportion(solution, rng, seed):
    for offset in range(6):
        visits = _visits(rng, 400)
        validation_share, test_share = ((0.2, 0.2), (0.3, 0.15))[offset % 2]
        value = solution.split_visits(
            visits, validation_share=validation_share, test_share=test_share, seed=seed % 10000 + offset
        )
        found = _three(value, visits, "visit")
        people = _people(found, visits, "patient_id")
        sizes = [len(part) for part in people]
        _not_of_visits(sizes, found, validation_share, test_share)
        _right_sizes(sizes, 400, validation_share, test_share, "patients")
        ever = visits.groupby("patient_id")["Outcome"].max()
        _one_visit_is_not_enough(people, visits, ever, validation_share, test_share)
        _right_strata(
            people,
            set(ever.index[ever == 1]),
            validation_share,
            test_share,
            "Make a table with one row a patient, with 1 where the outcome occurs at any visit, and stratify the "
            "patients by that.",
        )


def _not_of_visits(sizes, found, validation_share, test_share):
    """Fails where the tables have the right shares of the visits, and not of the patients."""
    whole, visits = sum(sizes), [len(labels) for labels in found]
    shares = (("validation", 1, validation_share), ("test", 2, test_share))
    if any(abs(visits[place] / sum(visits) - share) > 0.01 for _, place, share in shares):
        return
    for name, place, share in shares:
        if abs(sizes[place] - share * whole) > GIVE + ROUND:
            check.fail(
                f"{name} has {visits[place] / sum(visits):.0%} of the visits, and {sizes[place]} patients, where "
                f"{share * whole:.0f} give or take {GIVE} are due ({share:g} of {whole}). The share was taken of the visits, "
                "and the ill come more often.",
                "Make a table with one row a patient, and cut that.",
                kind="misconception",
            )


def _one_visit_is_not_enough(people, visits, ever, validation_share, test_share):
    """Fails where one visit a patient, or most of them, is stratified to the patient instead of whether any has the outcome."""

    def fits(status, give):
        ill = set(status.index[status == 1])
        found = [len(ill.intersection(part)) for part in people[1:]]
        return all(
            abs(have - share * len(ill)) <= give + ROUND
            for have, share in zip(found, (validation_share, test_share), strict=True)
        )

    by_patient = visits.groupby("patient_id")["Outcome"]
    if fits(ever, GIVE):
        return
    others = by_patient.first(), by_patient.last(), by_patient.mean().round()
    if any(fits(status, 1) for status in others):
        check.fail(
            "The tables are stratified by one visit of each patient, the first or the last, or by most of their visits. Whoever has the "
            "outcome at another one counts as ill too, and ends up in a table by chance.",
            "A patient has the outcome when label is 1 at one visit or more: take the maximum of the visits.",
            kind="misconception",
        )


def test_seed_repeats_the_split(solution, pima, rng, seed):
    patients, visits = _cohort(pima, rng, 300), _visits(rng, 150)
    seed %= 10000
    for name, split, table in (
        ("split_patients", solution.split_patients, patients),
        ("split_visits", solution.split_visits, visits),
    ):
        first, again, other = (
            [frozenset(part) for part in _three(split(table, seed=s), table, "row")]
            for s in (seed, seed, seed + 1)
        )
        check.that(
            first == again,
            f"Two calls of {name} with seed={seed} give different tables, so nobody can repeat your figure.",
            "Hand the seed to every random draw, as random_state.",
            kind="misconception",
        )
        check.that(
            first != other,
            f"{name} gives the same tables for seed={seed} and seed={seed + 1}: the seed has no effect.",
            "Use the seed parameter in place of a fixed number.",
            kind="misconception",
        )


def _ids(value):
    found = check.sequence(value, "the result of shared_patients")
    for item in found:
        check.that(
            isinstance(item, (str, int, np.integer)) and not isinstance(item, bool),
            f"The list holds something that is no patient id: {check.describe(item)}.",
            "Return the ids themselves, for example ['P0007', 'P0031'].",
            kind="type",
        )
    return [int(item) if isinstance(item, (int, np.integer)) else str(item) for item in found]


def _of_all_lengths(rng, n=60):
    """n different numbers, as many of one, two, three and four digits as there are."""
    lengths = [np.arange(1, 10), np.arange(10, 100), np.arange(100, 1000), np.arange(1000, 10000)]
    few = [rng.permutation(numbers)[: n // 4 + 2] for numbers in lengths]
    return rng.permutation(np.concatenate(few)[:n]).tolist()


def test_shared_patients_found(solution, rng):
    for numeric, patient, overlap in ((False, "patient_id", 7), (True, "mrn", 9), (False, "patient_id", 0)):
        visits = _visits(rng, 60, patient, numeric=numeric)
        if numeric:  # of one to four digits: sorted as text they stand in another order
            numbers = dict(zip(visits[patient].unique(), _of_all_lengths(rng), strict=True))
            visits[patient] = visits[patient].map(numbers)
        people = rng.permutation(np.array(sorted(set(visits[patient])), dtype=object))
        cut = 30
        first = visits[visits[patient].isin(people[: cut + overlap])]
        second = visits[visits[patient].isin(people[cut:])]
        # The same row numbers on both sides, for different people; the shared people's rows never share one.
        first = (
            first.assign(_k=first[patient].isin(people[cut : cut + overlap]))
            .sort_values("_k")
            .drop(columns="_k")
        )
        second = second.assign(_k=~second[patient].isin(people[cut : cut + overlap])).sort_values("_k")
        second = second.drop(columns="_k").reset_index(drop=True)
        first = first.reset_index(drop=True)
        due = sorted(set(first[patient]) & set(second[patient]))
        have = _ids(solution.shared_patients(first, second, patient=patient))
        if have == due:
            continue
        same_rows = first.index.intersection(second.index)
        by_label = [set(first.loc[same_rows, patient]), set(second.loc[same_rows, patient])]
        if not due:
            why = f"{len(have)} patients are reported, where nobody is in both tables."
        elif sorted(set(have)) == due and len(have) > len(due):
            why = f"The right patients, but some more than once: {len(have)} entries for {len(due)} patients."
        elif set(have) == set(due):
            why = "The right patients, but not in ascending order."
            if have == sorted(due, key=str):
                why = "The right patients, but sorted as text, in which 10 comes before 9. The ids are whole numbers here."
        else:
            missed = len(set(due) - set(have))
            extra = len(set(have) - set(due))
            why = (
                f"{len(due)} patients are in both tables (for example {due[0]}); {missed} of them were not found and "
                f"{extra} others were reported."
            )
        if due and not have:
            check.fail(
                f"{why} (`in` asked of a Series looks at its index, and == of two columns compares row by row.)",
                f"Make a set of what stands in the column {patient!r} of each table.",
                got=have,
                kind="misconception",
            )
        if set(have) != set(due) and set(have) in by_label:
            check.fail(
                f"{why} It looks as if row labels were compared: equal row labels may belong to different people, and one "
                "person's visits have different ones.",
                f"Compare what stands in the column {patient!r} of the two tables.",
                got=have,
                kind="misconception",
            )
        check.fail(
            why, f"Take the ids of column {patient!r} that occur in both tables, each once, sorted.", got=have
        )


def _accuracies(train, validation, test, candidates, label):
    """One row a candidate: accuracy on train, validation, test of k neighbours trained on train.

    Counted here with numpy: no two distances are equal and k is odd, so this is what scikit-learn gives.
    """
    inputs = [name for name in train.columns if name != label]
    known, outcome = train[inputs].to_numpy(dtype=float), train[label].to_numpy()
    table = np.empty((len(candidates), 3))
    for place, part in enumerate((train, validation, test)):
        asked = part[inputs].to_numpy(dtype=float)
        distance = ((asked[:, None, :] - known[None, :, :]) ** 2).sum(axis=2)
        nearest = outcome[np.argsort(distance, axis=1)]
        for row, k in enumerate(candidates):
            predicted = nearest[:, :k].mean(axis=1) > 0.5
            table[row, place] = np.mean(predicted == (part[label].to_numpy() == 1))
    return table


def _best(column):
    """The only best candidate, or None where several tie."""
    top = np.flatnonzero(column == column.max())
    return int(top[0]) if len(top) == 1 else None


def _tuning(rng, label="Outcome", tries=600, distinct=False):
    """Small tables on which train, validation and test each prefer another number of neighbours.

    distinct: of the chosen one, no figure that a slip would return equals another.
    """
    candidates = (9, 1, 25, 3)
    for _ in range(tries):
        tables = []
        for n in (70, 40, 40):
            x = rng.normal(0, 1, (n, 2))
            risk = 1 / (1 + np.exp(-1.5 * x[:, 0]))
            table = pd.DataFrame(np.round(x * [30, 6] + [120, 32], 5), columns=["Glucose", "BMI"])
            table.insert(1, label, (rng.random(n) < risk).astype(int))
            tables.append(table.set_index(rng.permutation(1000)[:n]))
        accuracies = _accuracies(*tables, candidates, label)
        best = [_best(accuracies[:, place]) for place in range(3)]
        if None in best or len(set(best)) < 3:
            continue
        if not distinct:
            break
        train, validation, test = tables
        chosen = candidates[best[1]]
        again = _accuracies(pd.concat([train, validation]), validation, test, [chosen], label)[0, 2]
        seen, on_validation, on_test = accuracies[best[1]]
        figures = seen, on_validation, on_test, again, accuracies[:, 2].max(), accuracies[-1, 2]
        if len(set(np.round(figures, 9))) == len(figures):
            break
    return tables, candidates, accuracies


def _scaled(tables, label):
    """The tables with inputs standardised by train."""
    inputs = [name for name in tables[0].columns if name != label]
    mean, sd = tables[0][inputs].mean(), tables[0][inputs].std(ddof=0)
    return [table.assign(**((table[inputs] - mean) / sd)) for table in tables]


def _outcome(solution, tables, candidates, label):
    found = check.mapping(
        solution.tune_neighbours(*tables, candidates=candidates, label=label),
        keys=("neighbours", "validation_accuracy", "test_accuracy"),
    )
    k = check.whole_number(found["neighbours"], "neighbours")
    check.that(
        k in candidates,
        f"neighbours is {k}, which is none of the candidates {candidates}.",
        "Return the chosen k itself, not its place in the list.",
    )
    return k, found


def test_validation_decides(solution, rng):
    _label_is_no_input(solution, rng)
    for label in ("Outcome", "diabetes", "Outcome"):
        tables, candidates, accuracies = _tuning(rng, label)
        k, found = _outcome(solution, tables, candidates, label)
        due = candidates[int(accuracies[:, 1].argmax())]
        if k == due:
            continue
        chosen = accuracies[candidates.index(k)]
        figures = (
            f"k={due} has the highest validation accuracy ({accuracies[:, 1].max():.3f}); "
            f"k={k} was chosen ({chosen[1]:.3f})"
        )
        scaled = _accuracies(*_scaled(tables, label), candidates, label)
        told = check.number(found["validation_accuracy"], "validation_accuracy")
        as_scaled = abs(told - scaled[:, 1].max()) < 1e-9 < abs(told - chosen[1])
        if k == candidates[int(scaled[:, 1].argmax())] and as_scaled:
            check.fail(
                f"{figures}. k={k} is the best where the inputs are standardised first; here they stay as they stand.",
                "Hand the columns to the classifier as they are. Scaling is the subject of the next exercise.",
            )
        if k == candidates[int(accuracies[:, 2].argmax())]:
            check.fail(
                f"{figures}. k={k} is the best on the test table: it was used for tuning, so its figure is no longer an "
                "honest one.",
                "Choose by validation alone, and open test once, after the choice.",
                kind="misconception",
            )
        if k == candidates[int(accuracies[:, 0].argmax())]:
            check.fail(
                f"{figures}. k={k} is the best on the training rows: one neighbour finds each patient itself and is always "
                "right there.",
                "Score the candidates on the validation table.",
                kind="misconception",
            )
        check.fail(
            f"{figures}.",
            "Train each candidate on train (all columns but the label), score it on validation, and keep the best.",
        )
    _ties_go_to_the_first(solution, rng)


def _label_is_no_input(solution, rng):
    """Inputs on a small scale that say little: a label among them would make every accuracy 1."""
    tables = []
    for n in (60, 40, 40):
        table = pd.DataFrame({"albumin": np.round(rng.normal(0, 0.01, n), 6), "readmitted": rng.integers(0, 2, n)})
        table["ratio"] = np.round(rng.normal(0, 0.01, n), 6)
        tables.append(table)
    _, found = _outcome(solution, tables, (1, 3), "readmitted")
    accuracy = check.number(found["validation_accuracy"], "validation_accuracy")
    check.that(
        accuracy < 1,
        "All validation patients are predicted rightly from inputs that know nothing of the outcome: the label is among the inputs.",
        "Drop the column that label names, whatever its name, from the inputs of all three tables.",
        got=accuracy,
        kind="misconception",
    )


def _ties_go_to_the_first(solution, rng):
    x = np.concatenate([rng.normal(90, 5, 30), rng.normal(190, 5, 30)])
    table = pd.DataFrame({"Glucose": x, "Outcome": np.repeat([0, 1], 30)})
    train, validation, test = (table.iloc[start::3] for start in range(3))
    for candidates in ([5, 3, 7], [3, 7, 5]):
        k, _ = _outcome(solution, (train, validation, test), candidates, "Outcome")
        check.equal(
            k,
            candidates[0],
            what="neighbours",
            because="all candidates have the same validation accuracy here, and the first of them wins",
            next_step="Replace the best so far only where a candidate is better, not where it is equal.",
        )


def test_figures_of_the_chosen(solution, rng):
    for distinct in (True, False):
        tables, candidates, accuracies = _tuning(rng, distinct=distinct)
        train, validation, test = tables
        k, found = _outcome(solution, tables, candidates, "Outcome")
        seen, on_validation, on_test = accuracies[candidates.index(k)]
        check.close(
            found["validation_accuracy"],
            on_validation,
            what="validation_accuracy",
            abs_tol=1e-9,
            because=f"it is the share of validation patients that the chosen model (k={k}) gets right",
            next_step="Train on train, predict validation, count the share that agrees with the label.",
            slips=[
                check.Slip(
                    seen, "validation_accuracy is the accuracy on the training rows.", "Score on validation."
                ),
                check.Slip(
                    on_test, "validation_accuracy is the accuracy on the test table.", "Score on validation."
                ),
                check.Slip(
                    100 * on_validation, "validation_accuracy is a percentage.", "Return a share from 0 to 1."
                ),
            ],
        )
        again = _accuracies(pd.concat([train, validation]), validation, test, [k], "Outcome")
        check.close(
            found["test_accuracy"],
            on_test,
            what="test_accuracy",
            abs_tol=1e-9,
            because=f"it is the share of test patients that the chosen model (k={k}), trained on train, gets right",
            next_step="After the choice, let the chosen model predict test, once.",
            slips=[
                check.Slip(
                    accuracies[:, 2].max(),
                    f"test_accuracy is {accuracies[:, 2].max():.3f}: the best test accuracy of all candidates, reached by "
                    f"another model than the chosen one (k={k}). Picking the best figure is tuning on test.",
                    "Report the test accuracy of the model that validation chose, whatever it is.",
                ),
                check.Slip(
                    accuracies[-1, 2],
                    f"test_accuracy is that of the last candidate (k={candidates[-1]}), not of the chosen one (k={k}).",
                    "Keep the model itself when it is the best so far: after the loop the variable holds the last one.",
                ),
                check.Slip(
                    on_validation, "test_accuracy is the accuracy on the validation table.", "Score on test."
                ),
                check.Slip(seen, "test_accuracy is the accuracy on the training rows.", "Score on test."),
                check.Slip(
                    again[0, 2],
                    "test_accuracy is that of a model trained on train and validation together.",
                    "That is often done, but here the task asks for the very model that was chosen: train on train.",
                ),
            ],
        )
