"""Checks of first-model: an honest split, one forest, two accuracies."""

from collections import Counter

import numpy as np
import pandas as pd

from medai.grading import check

SHARE = 0.25
FEWEST_TREES = 50
ZERO = "Hand the seed on as it is: 0 is a seed like any other."
MEASUREMENTS = (
    "Pregnancies",
    "Glucose",
    "BloodPressure",
    "SkinThickness",
    "Insulin",
    "BMI",
    "DiabetesPedigreeFunction",
    "Age",
)


def _split(solution, patients, seed, share=SHARE):
    """(train, test) as tables with all columns."""
    value = solution.split_patients(patients, test_share=share, seed=seed)
    if isinstance(value, (list, tuple)) and len(value) == 4:
        check.fail(
            "The split gave four parts, measurements and labels apart, where two tables are due.",
            "Split the whole table at once: train_test_split takes it, Outcome and all, and gives back two tables.",
            got=value,
            kind="type",
        )
    parts = check.sequence(value, "the result", 2)
    columns = list(patients.columns)
    train = check.frame(parts[0], what="train (the first table)", columns=columns)
    test = check.frame(parts[1], what="test (the second table)", columns=columns)
    return train, test


def _labels(table, what):
    """How often each index label stands in the table."""
    try:
        return Counter(table.index.tolist())
    except TypeError:
        check.fail(f"The index of {what} holds something that is no label.", "Keep the index of the table.")


def _accuracies(solution, patients, seed):
    names = ("train_accuracy", "test_accuracy")
    found = check.mapping(solution.first_model(patients, seed=seed), keys=names)
    return tuple(
        check.between(found[name], 0, 1, what=name, because="an accuracy is a share of patients")
        for name in names
    )


def _inputs(solution, model, patients):
    """What the forest predicts from: a table where it was fitted on named columns, an array where it was not."""
    if not check.truth(solution.library("builtins.hasattr", model, "feature_names_in_"), "named columns"):
        return patients[list(MEASUREMENTS)].to_numpy()
    names = check.sequence(model.feature_names_in_, "the columns that the forest was fitted on")
    if "Outcome" in names:
        _answer_among_inputs()
    if sorted(map(str, names)) != sorted(MEASUREMENTS):
        check.fail(
            f"The forest was trained on the columns {', '.join(check.clean(name, 40) for name in names[:10])}.",
            "Train it on the eight measurements, under their own names.",
        )
    return patients[names]


def _accuracy_on(solution, model, patients):
    """Computed here from the raw predictions."""
    return float(np.mean(_predicted(solution, model, patients) == patients["Outcome"].to_numpy()))


def _predicted(solution, model, patients):
    raw = model.predict(_inputs(solution, model, patients))
    check.that(
        not any(isinstance(value, str) for value in check.sequence(raw, "the forest's prediction")),
        "The forest predicts words, so it was trained with other labels than Outcome.",
        "Use Outcome as it stands in the table, 1 and 0, as the label.",
        got=raw,
    )
    return check.array(raw, what="the forest's prediction", shape=(len(patients),))


def _answer_among_inputs():
    check.fail(
        "The forest was trained with Outcome, the answer, among its inputs.",
        "Take Outcome out of the inputs: at the bedside nobody knows it yet.",
        kind="misconception",
    )


def _given_away(rng, rows=400):
    """Patients whose Outcome each measurement alone gives away; no two measurements share a range."""
    level = rng.permutation(np.concatenate([rng.uniform(0, 0.4, rows // 2), rng.uniform(0.6, 1, rows // 2)]))
    ranges = rng.permutation(len(MEASUREMENTS))
    table = pd.DataFrame({name: 100 * (place + level) for name, place in zip(MEASUREMENTS, ranges, strict=True)}).round(1)
    table["Outcome"] = (level > 0.5).astype(int)
    return table


def test_split_is_complete(solution, pima, rng, seed):
    few = 6  # women with the same values as another, each under a label of her own
    shuffled = pima.sample(frac=1, random_state=seed).iloc[[*range(len(pima) - few), *range(few)]]
    patients = shuffled.set_index(rng.permutation(5000)[: len(pima)])
    for share in (SHARE, round(float(rng.uniform(0.1, 0.2)), 2), round(float(rng.uniform(0.3, 0.5)), 2)):
        train, test = _split(solution, patients, seed, share)
        in_train, in_test = _labels(train, "train"), _labels(test, "test")
        known = Counter(patients.index.tolist())
        strange = [label for label in (in_train + in_test) if label not in known]
        anew = in_test == Counter(range(len(test)))
        check.that(
            not strange and not anew,
            "The index of test is numbered anew, 0, 1, 2, ...: nobody can say any more which patients these are."
            if anew
            else f"{len(strange)} index labels of train and test do not occur in the table.",
            "Keep each patient's own index label: pick rows, and leave reset_index out.",
        )
        both = list((in_train & in_test).keys())
        check.that(
            not both,
            f"{len(both)} patients are in both train and test (for example index {both[0] if both else ''}).",
            "A patient that the forest has seen cannot test it: put each row on one side only.",
            kind="misconception",
        )
        lost = patients.index.difference(train.index.union(test.index))
        check.that(
            not len(lost) or not patients.duplicated(keep=False)[lost].all(),
            f"{len(lost)} patients are in neither train nor test: each has the same values as another patient, and is "
            "a patient of her own all the same.",
            "Tell patients apart by their index label; leave drop_duplicates and comparisons of values out.",
            kind="misconception",
        )
        check.that(
            in_train + in_test == known,
            f"train and test together hold {len(train) + len(test)} patients, where the table has {len(patients)}, "
            "each of them once.",
            "Every patient goes to one side, once, under its own index label.",
        )
        check.between(
            len(test),
            share * len(patients) - 2,
            share * len(patients) + 2,
            what="the number of rows in test",
            because=f"a test_share of {share} of {len(patients)} patients is asked for, give or take two",
            next_step="Use the parameter test_share for the size of the test table.",
        )
        for part, name in ((train, "train"), (test, "test")):
            whole = patients.loc[part.index]
            check.same_values(part, whole, what=name, because="a split moves rows and changes no value")


def test_split_is_repeatable(solution, pima, seed):
    def held_out(number):
        return _labels(_split(solution, pima, number)[1], "test")

    # 0 is a seed that is easily taken for none.
    other, first, again = held_out(seed + 1), held_out(0), held_out(0)
    if first != again:
        with solution.aside():
            zero_alone = other == held_out(seed + 1)
        check.that(
            not zero_alone,
            f"Two calls with seed=0 hold out different patients, two with seed={seed + 1} the same: 0 was taken for no "
            "seed, as `seed or None` and `if seed` do.",
            ZERO,
            kind="misconception",
        )
        check.fail(
            "Two calls with seed=0 hold out different patients, so nobody can repeat your figure.",
            "The seed must take part in the draw: hand it to the split as random_state, not to numpy afterwards.",
            kind="misconception",
        )
    check.that(
        first != other,
        f"seed=0 and seed={seed + 1} hold out the same patients: the seed has no effect.",
        "Use the seed parameter, not a fixed number.",
    )


def test_split_is_stratified(solution, pima, rng, seed):
    scarce = pima.drop(index=rng.choice(pima.index[pima["Outcome"] == 1], 200, replace=False))
    for patients in (pima, scarce):
        sick = int(patients["Outcome"].sum())
        for offset in range(6):
            _, test = _split(solution, patients, seed + offset)
            outcomes = check.array(test["Outcome"], what="Outcome in test")
            have = int((outcomes == 1).sum())
            check.that(
                abs(2 * have - len(test)) > 2,
                f"Half of the {len(test)} test patients have diabetes, and {sick / len(patients):.0%} of all patients: "
                "stratified means the same share as in the table, not as many of each.",
                "Draw test_share of the patients with diabetes, and test_share of those without.",
                kind="misconception",
            )
            check.that(
                abs(have - SHARE * sick) <= 1,
                f"{have} of the {len(test)} test patients have diabetes, where {SHARE * sick:.0f} give or take one "
                f"are due ({SHARE:.0%} of {sick}): the split is not stratified by Outcome.",
                "A plain random draw shifts the share with diabetes by chance: tell train_test_split what to "
                "stratify by.",
                kind="misconception",
            )


def _forest(solution, train, seed):
    """The fitted forest, its kind and its number of inputs proved."""
    model = solution.train_forest(train, seed=seed)
    if not check.is_handle(model):
        if model is None:
            check.fail(
                "train_forest returned None.", "End the function with return and the forest.", kind="type"
            )
        check.fail(
            "train_forest returned no model.", "Return the fitted forest itself.", got=model, kind="type"
        )
    check.that(
        check.is_a(model, "RandomForestClassifier"),
        f"train_forest returned a {check.type_name(model)}, where a RandomForestClassifier is due.",
        "The forest is what you fit; return it, not its predictions or a split.",
        kind="type",
    )
    fitted = solution.library("builtins.hasattr", model, "n_features_in_")
    check.that(
        check.truth(fitted, "whether the forest is fitted"),
        "The forest has not been trained: it has seen no patient yet.",
        "Call its fit method with the measurements and Outcome before you return it.",
    )
    inputs = check.whole_number(model.n_features_in_, "the number of the forest's inputs")
    if inputs == 9:
        _answer_among_inputs()
    check.equal(
        inputs,
        8,
        what="the number of the forest's inputs",
        because="the table has eight measurements",
        next_step="Train on all columns but Outcome.",
    )
    check.that(
        check.whole_number(model.n_estimators, "the forest's n_estimators") >= FEWEST_TREES,
        f"The forest has fewer than {FEWEST_TREES} trees.",
        "Set n_estimators to 50 or more, or leave it at its default of 100.",
    )
    return model


def _trained(solution, pima):
    """(train, the other patients, forest of seed 0): training takes its time, so two checks look at the same forest."""

    def make(rng):
        train = pima.sample(300, random_state=int(rng.integers(2**31)))
        return train, pima.drop(index=train.index), _forest(solution, train, 0)

    return check.once(solution, "forest", make)


def test_forest_is_trained(solution, pima, seed):
    train, rest, model = _trained(solution, pima)
    inputs = _inputs(solution, model, rest)
    if isinstance(inputs, pd.DataFrame) and inputs.columns.tolist() != list(MEASUREMENTS):
        check.fail(
            f"The forest was trained on the measurements in the order {', '.join(inputs.columns)}. That is not the "
            "order of the table: who hands it new patients as they come is refused, or gets glucose read as age.",
            "Take Outcome out, and leave the other columns in the order in which they stand.",
            kind="misconception",
        )

    def alike(first, second):
        risks = [
            check.array(forest.predict_proba(inputs), what="predict_proba", shape=(len(rest), 2))
            for forest in (first, second)
        ]
        return np.allclose(*risks, rtol=0, atol=1e-9)  # cores may add up in another order

    if not alike(model, _forest(solution, train, 0)):
        with solution.aside():
            zero_alone = alike(*(_forest(solution, train, seed + 1) for _ in range(2)))
        check.that(
            not zero_alone,
            f"Two forests trained with seed=0 on the same table differ, two with seed={seed + 1} do not: 0 was taken "
            "for no seed, as `seed or None` and `if seed` do.",
            ZERO,
            kind="misconception",
        )
        check.fail(
            "Two forests trained with seed=0 on the same table differ, so nobody can repeat your figure.",
            "Hand the seed to RandomForestClassifier as random_state.",
        )


def test_forest_learns_outcome(solution, rng, seed):
    patients = _given_away(rng)
    model, new = _forest(solution, patients.head(200), seed), patients.tail(200)
    right = _accuracy_on(solution, model, new)
    left_as_they_stand = "Fit it on all columns but Outcome, left as they stand in the table, with Outcome as the label."
    check.that(
        right >= 0.75,
        "On made-up patients, each of whose eight measurements alone gives Outcome away, the forest is right in only "
        f"{right:.0%}: it has not learned Outcome from the eight measurements in the table's order.",
        left_as_they_stand,
    )
    risk = check.array(model.predict_proba(_inputs(solution, model, new)), what="predict_proba", shape=(len(new), 2))[:, 1]
    ill = new["Outcome"].to_numpy() == 1
    apart = risk[ill].mean() - risk[~ill].mean()
    if not apart >= 0.9:  # two that have changed places mislead a quarter of the trees
        check.fail(
            "On made-up patients, each of whose eight measurements alone gives Outcome away, some trees of the forest take "
            "one measurement for another: they stand in another order than in the table.",
            left_as_they_stand,
            shown=f"mean risk {risk[ill].mean():.2f} of the ill, {risk[~ill].mean():.2f} of the well",
        )


def _rounded(accuracy):
    return [
        check.Slip(
            round(accuracy, digits),
            f"The accuracy was rounded to {digits} digits.",
            "Return it as it is, and round where you print it.",
        )
        for digits in (2, 3, 4)
    ]


def _other_scores(solution, model, patients, predicted):
    """What else is computed from predictions and Outcome, and is not the accuracy."""
    ill = patients["Outcome"].to_numpy() == 1
    if ill.all() or not ill.any():
        return []
    positive = predicted == 1
    found, cleared = float(positive[ill].mean()), float((~positive)[~ill].mean())
    likely = check.array(model.predict_proba(_inputs(solution, model, patients)), shape=(len(patients), 2))[
        :, 1
    ]
    pairs = np.sign(likely[ill][:, None] - likely[~ill][None, :])
    return [
        check.Slip(
            found,
            "This is the share of patients with diabetes who are found, the sensitivity.",
            "Count all patients, those without diabetes too.",
        ),
        check.Slip(
            cleared,
            "This is the share of patients without diabetes who are cleared, the specificity.",
            "Count all patients, those with diabetes too.",
        ),
        check.Slip(
            (found + cleared) / 2,
            "This is the balanced accuracy, in which either group weighs the same.",
            "Let every patient count the same.",
        ),
        check.Slip(
            float((pairs + 1).mean() / 2),
            "This is the area under the ROC curve, which compares pairs of patients.",
            "Compare predictions with Outcome, patient by patient.",
        ),
        check.Slip(
            float((~ill).mean()),
            "This is the share of patients without diabetes: what you get by saying no to everybody.",
            "Compare the model's predictions with Outcome.",
        ),
        check.Slip(
            1.0,
            "This is 1, and the model errs on these patients: perhaps it was fitted anew, on those to be scored.",
            "Predict with the model as it comes, and fit nothing here.",
        ),
    ]


def test_accuracy_is_right(solution, pima):
    train, rest, model = _trained(solution, pima)
    for patients in (rest, rest.head(7), train):
        predicted = _predicted(solution, model, patients)
        expected = float(np.mean(predicted == patients["Outcome"].to_numpy()))
        others = _other_scores(solution, model, patients, predicted)  # before the call, which may fit the model anew
        check.close(
            solution.accuracy(model, patients),
            expected,
            what="accuracy",
            abs_tol=1e-9,
            rel_tol=0,
            because="accuracy is the share of patients whose Outcome is predicted rightly",
            next_step="Predict for each patient from the eight measurements, and count where that equals Outcome.",
            slips=[
                check.Slip(
                    1 - expected,
                    "This is the share that is predicted wrongly, 1 - accuracy.",
                    "Count the right ones.",
                ),
                check.Slip(100 * expected, "This is a percentage.", "Return a share from 0 to 1."),
                *others,
                check.Slip(
                    expected * len(patients), "This is a count of patients.", "Divide by their number."
                ),
                *_rounded(expected),
            ],
        )


def _on_noise(solution, pima, which="noise"):
    """(a table whose outcomes were dealt out at random, seed, the two accuracies on it)."""

    def make(rng):
        seed = int(rng.integers(2**31))
        noise = pima.copy()
        noise["Outcome"] = rng.permutation(noise["Outcome"].to_numpy())
        return noise, seed, _accuracies(solution, noise, seed)

    return check.once(solution, which, make)


def test_both_accuracies(solution, pima, seed):
    # Three tables: with 192 test patients two forests share a figure by chance, one time in seven on the real patients,
    # and one in ten on noise, where they agree less.
    _both_accuracies(solution, pima, seed, lambda: _accuracies(solution, pima, seed))
    for which in ("noise", "more noise"):
        noise, other, _ = _on_noise(solution, pima, which)
        _both_accuracies(solution, noise, other, lambda which=which: _on_noise(solution, pima, which)[2])


def _both_accuracies(solution, patients, seed, accuracies):
    """accuracies: asked last, so that a failure names the call of first_model."""
    train, test = _split(solution, patients, seed)
    model = _forest(solution, train, seed)
    seen, unseen = _accuracy_on(solution, model, train), _accuracy_on(solution, model, test)
    train_accuracy, test_accuracy = accuracies()
    remembers = (
        f"test_accuracy is {test_accuracy:.2f}: that is what patients give whom the forest was trained on. "
        "It remembers their outcome."
    )

    def known():
        with solution.aside():
            out_of_bag = check.truth(solution.library("builtins.hasattr", model, "oob_score_"), "an out-of-bag score")
            left_out = check.number(model.oob_score_, "the forest's oob_score_") if out_of_bag else None
        if out_of_bag:
            yield check.Slip(
                left_out,
                "This is the forest's out-of-bag accuracy: an honest figure, but of the training patients, each judged by "
                "the trees that did not see them. The held-out patients have no part in it.",
                "Score the forest on test.",
            )
        yield check.Slip(
            seen,
            remembers,
            "Train on train alone, not on all patients, and score on test, not on the training rows.",
        )
        yield from _rounded(unseen)
        with solution.aside():
            of_default = _accuracy_on(solution, solution.train_forest(train), test)
        yield check.Slip(
            of_default,
            "The forest was trained with the default seed of train_forest, whatever the seed of first_model: it was not handed on.",
            "Give the seed to split_patients and to train_forest.",
        )
        with solution.aside():
            remembered = _accuracy_on(solution, _forest(solution, patients, seed), test)
        yield check.Slip(
            remembered,
            remembers,
            "Train on train alone: the forest has seen the test patients as well.",
        )

    check.that(
        seen == unseen or not (test_accuracy == seen and train_accuracy == unseen),
        "The two accuracies are exchanged: the higher one is that of the patients the forest was trained on.",
        "Score train for train_accuracy, and test for test_accuracy.",
        kind="misconception",
    )
    check.close(
        test_accuracy,
        unseen,
        what="test_accuracy",
        abs_tol=1e-9,
        rel_tol=0,
        because="it is the accuracy of the same forest on the held-out patients of the same split",
        next_step="Give the seed of first_model to split_patients and to train_forest, train on train, score on test.",
        slips=known(),
    )
    check.close(
        train_accuracy,
        seen,
        what="train_accuracy",
        abs_tol=1e-9,
        rel_tol=0,
        because="it is the accuracy on the patients that the forest was trained on",
        next_step="Score the same forest on train.",
        slips=[
            check.Slip(unseen, "train_accuracy is the figure of the held-out patients.", "Score on train.")
        ],
    )


def test_honest_on_noise(solution, pima):
    _, _, (_, test_accuracy) = _on_noise(solution, pima)
    check.between(
        test_accuracy,
        0.4,
        0.8,
        what="test_accuracy on a table whose outcomes were dealt out at random",
        because="no model can know better than the share without diabetes (0.65) there",
        next_step="Something of the test patients reached the training: look at what the forest was fitted on.",
        kind="misconception",
    )
