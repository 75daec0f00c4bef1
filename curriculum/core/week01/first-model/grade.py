"""Checks of first-model: an honest split, one forest, two accuracies."""

import numpy as np

from medai.grading import check

SHARE = 0.25


def _split(solution, patients, seed):
    parts = check.sequence(solution.split_patients(patients, test_share=SHARE, seed=seed), "the result", 2)
    columns = list(patients.columns)
    train = check.frame(parts[0], what="train (the first table)", columns=columns)
    test = check.frame(parts[1], what="test (the second table)", columns=columns)
    return train, test


def _accuracies(solution, patients, seed):
    found = check.mapping(
        solution.first_model(patients, seed=seed), keys=("train_accuracy", "test_accuracy")
    )
    return tuple(
        check.between(found[name], 0, 1, what=name, because="an accuracy is a share of patients")
        for name in ("train_accuracy", "test_accuracy")
    )


def _accuracy_on(model, patients):
    """Computed here from the raw predictions; a forest fitted without column names takes an array."""
    measurements = patients.drop(columns="Outcome")
    predicted = check.array(model.predict(measurements), what="the forest's prediction", shape=(len(patients),))
    return float(np.mean(predicted == patients["Outcome"].to_numpy()))


def test_split_is_complete(solution, pima, rng, seed):
    patients = pima.sample(frac=1, random_state=seed).set_index(rng.permutation(5000)[: len(pima)])
    train, test = _split(solution, patients, seed)
    both = sorted(set(train.index) & set(test.index))
    check.that(
        not both,
        f"{len(both)} patients are in both train and test (for example index {both[0] if both else ''}).",
        "A patient that the forest has seen cannot test it: put each row on one side only.",
        kind="misconception",
    )
    together = sorted([*train.index, *test.index])
    check.that(
        together == sorted(patients.index),
        f"train and test together hold {len(together)} rows, where the table has {len(patients)}, "
        "or their index labels are not those of the table.",
        "Every patient goes to one side, under its own index label.",
    )
    check.between(
        len(test),
        SHARE * len(patients) - 1,
        SHARE * len(patients) + 1,
        what="the number of rows in test",
        because=f"a test_share of {SHARE} of {len(patients)} patients is asked for",
    )
    whole = patients.loc[test.index]
    check.same_values(test, whole, what="test", because="a split moves rows and changes no value")


def test_split_is_repeatable(solution, pima, seed):
    _, first = _split(solution, pima, seed)
    _, again = _split(solution, pima, seed)
    _, other = _split(solution, pima, seed + 1)
    check.that(
        sorted(first.index) == sorted(again.index),
        f"Two calls with seed={seed} hold out different patients, so nobody can repeat your figure.",
        "The seed must take part in the draw: hand it to the split as random_state, not to numpy afterwards.",
        kind="misconception",
    )
    check.that(
        sorted(first.index) != sorted(other.index),
        f"seed={seed} and seed={seed + 1} hold out the same patients: the seed has no effect.",
        "Use the seed parameter, not a fixed number.",
    )


def test_split_is_stratified(solution, pima, rng, seed):
    scarce = pima.drop(index=rng.choice(pima.index[pima["Outcome"] == 1], 200, replace=False))
    for patients, attempts in ((pima, 3), (scarce, 3)):
        sick = int(patients["Outcome"].sum())
        for offset in range(attempts):
            _, test = _split(solution, patients, seed + offset)
            have = int(test["Outcome"].sum())
            check.that(
                abs(have - SHARE * sick) <= 1,
                f"{have} of the {len(test)} test patients have diabetes, where {SHARE * sick:.0f} give or take one "
                f"are due ({SHARE:.0%} of {sick}): the split is not stratified by Outcome.",
                "A plain random draw shifts the share with diabetes by chance: tell train_test_split what to "
                "stratify by.",
                kind="misconception",
            )


def test_forest_is_trained(solution, pima, seed):
    train = pima.sample(500, random_state=seed)
    model = solution.train_forest(train, seed=seed)
    if not check.is_handle(model):
        check.fail("train_forest returned no model.", "Return the fitted forest itself.", got=model, kind="type")
    check.that(
        check.is_a(model, "RandomForestClassifier"),
        f"train_forest returned a {check.type_name(model)}, where a RandomForestClassifier is due.",
        "The forest is what you fit; return it, not its predictions or a split.",
        kind="type",
    )
    inputs = check.whole_number(model.n_features_in_, "the number of the forest's inputs")
    if inputs == 9:
        check.fail(
            "The forest was trained on nine columns: Outcome, the answer, is among them.",
            "Take Outcome out of the inputs: at the bedside nobody knows it yet.",
            kind="misconception",
        )
    check.equal(inputs, 8, what="the number of the forest's inputs", because="the table has eight measurements")
    again = solution.train_forest(train, seed=seed)
    check.that(
        check.is_handle(again), "The second call of train_forest returned no model.", kind="type"
    )
    measurements = pima.drop(columns="Outcome")
    first = check.array(model.predict_proba(measurements), what="predict_proba", shape=(len(pima), 2))
    second = check.array(again.predict_proba(measurements), what="predict_proba", shape=(len(pima), 2))
    check.that(
        bool(np.array_equal(first, second)),
        f"Two forests trained with seed={seed} on the same table differ.",
        "Hand the seed to RandomForestClassifier as random_state.",
    )


def test_accuracy_is_right(solution, pima, seed):
    train = pima.sample(400, random_state=seed)
    rest = pima.drop(index=train.index)
    model = solution.train_forest(train, seed=seed)
    for patients in (rest, rest.head(7), train):
        expected = _accuracy_on(model, patients)
        check.close(
            solution.accuracy(model, patients),
            expected,
            what="accuracy",
            abs_tol=1e-9,
            because="accuracy is the share of patients whose Outcome is predicted rightly",
            slips=[
                check.Slip(1 - expected, "This is the share that is predicted wrongly, 1 - accuracy."),
                check.Slip(100 * expected, "This is a percentage.", "Return a share from 0 to 1."),
                check.Slip(expected * len(patients), "This is a count of patients.", "Divide by their number."),
            ],
        )


def test_both_accuracies(solution, pima, seed):
    train, test = _split(solution, pima, seed)
    model = solution.train_forest(train, seed=seed)
    seen, unseen = _accuracy_on(model, train), _accuracy_on(model, test)
    train_accuracy, test_accuracy = _accuracies(solution, pima, seed)
    check.close(
        test_accuracy,
        unseen,
        what="test_accuracy",
        abs_tol=1e-9,
        because="it is the accuracy of the same forest on the held-out patients of the same split",
        next_step="Give the seed of first_model to split_patients and to train_forest, and score on test.",
        slips=[
            check.Slip(
                seen,
                f"test_accuracy is {seen:.2f}: that is what the training rows give. The forest has seen those "
                "patients and remembers their outcome.",
                "Score on the held-out table.",
            ),
        ],
    )
    check.close(
        train_accuracy,
        seen,
        what="train_accuracy",
        abs_tol=1e-9,
        because="it is the accuracy on the patients that the forest was trained on",
        slips=[check.Slip(unseen, "train_accuracy is the figure of the held-out patients.", "Score on train.")],
    )


def test_honest_on_noise(solution, pima, rng, seed):
    noise = pima.copy()
    noise["Outcome"] = rng.permutation(noise["Outcome"].to_numpy())
    _, test_accuracy = _accuracies(solution, noise, seed)
    check.between(
        test_accuracy,
        0.4,
        0.8,
        what="test_accuracy on a table whose outcomes were dealt out at random",
        because="no model can know better than the share without diabetes (0.65) there",
        next_step="Something of the test patients reached the training: look at what the forest was fitted on.",
        kind="misconception",
    )
