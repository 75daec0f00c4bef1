"""Checks of tree-depth: the curve, how it is read, and a depth that the test table did not choose."""

import numpy as np
import pandas as pd
from sklearn import config_context
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.tree import DecisionTreeClassifier

from medai.grading import check

INPUTS = "age sex cp trestbps chol fbs restecg thalach exang oldpeak slope ca thal".split()
MARGIN = 0.005  # the task's tolerance on an AUC
WORDS = ("underfits", "fits", "overfits")


# ---- what is due


def _area(risk, ill):
    """ROC AUC from all pairs of an ill and a well patient, ties one half: quicker than any library on small tables."""
    above = risk[ill == 1][:, None] - risk[ill == 0][None, :]
    return float(np.mean((above > 0) + 0.5 * (above == 0)))


def _auc_of(tree, values, ill):
    return _area(tree.predict_proba(values)[:, 1], np.asarray(ill))


def _label_auc(tree, values, ill):
    return _area(tree.predict(values).astype(float), np.asarray(ill))


def _accuracy(tree, values, ill):
    return float(np.mean(tree.predict(values) == ill))


def _tree(table, inputs, label, depth, seed):
    tree = DecisionTreeClassifier(max_depth=depth, random_state=seed)
    return tree.fit(table[inputs].to_numpy(dtype=float), table[label].to_numpy())


def _grown(values, ill, depth, seed):
    """The same tree without sklearn's checks of its input, which cost more than the tree: values as float32."""
    return DecisionTreeClassifier(max_depth=depth, random_state=seed).fit(values, ill, check_input=False)


def _auc_unchecked(tree, values, ill):
    return _area(tree.predict_proba(values, check_input=False)[:, 1], ill)


def _curve(
    table,
    inputs,
    label,
    depths,
    folds,
    seed,
    score=_auc_of,
    shuffle=True,
    kind=StratifiedKFold,
    fold_seed="seed",
    tree_seed="seed",
):
    """Depth by (train, validation): the means over the folds. The last five are for what learners get wrong."""
    values, ill = table[inputs].to_numpy(dtype=float), table[label].to_numpy()
    fold_seed, tree_seed = (seed if given == "seed" else given for given in (fold_seed, tree_seed))
    splits = list(kind(folds, shuffle=shuffle, random_state=fold_seed if shuffle else None).split(values, ill))
    found = {}
    for depth in depths:
        scores = []
        for train, test in splits:
            tree = DecisionTreeClassifier(max_depth=depth, random_state=tree_seed).fit(values[train], ill[train])
            scores.append((score(tree, values[train], ill[train]), score(tree, values[test], ill[test])))
        found[int(depth)] = tuple(np.mean(scores, axis=0))
    return found


def _pooled(table, inputs, label, depth, folds, seed):
    """The AUC over the held-out patients of all folds, which learners take for the mean over the folds."""
    values, ill = table[inputs].to_numpy(dtype=float), table[label].to_numpy()
    risk = np.empty(len(ill))
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=seed).split(values, ill):
        tree = DecisionTreeClassifier(max_depth=depth, random_state=seed).fit(values[train], ill[train])
        risk[test] = tree.predict_proba(values[test])[:, 1]
    return _area(risk, ill)


def _chosen(curve):
    """The shallowest depth of the highest validation, of a dict from depth to (train, validation)."""
    best = max(validation for _, validation in curve.values())
    return min(depth for depth, (_, validation) in curve.items() if validation == best)


# ---- tables


def _cleveland(heart):
    rows = heart[heart["site"] == "cleveland"].dropna(subset=INPUTS)
    return rows.assign(disease=(rows["num"] > 0).astype(int))


def _drawn(rng, n):
    """(age, troponin, sodium, ill) of n patients: steps of risk that a tree of two or three questions can find."""
    age, troponin = np.round(rng.normal(60, 10, n), 2), np.round(rng.lognormal(2, 0.8, n), 3)
    sodium = np.round(rng.normal(138, 4, n), 2)
    return age, troponin, sodium, (rng.random(n) < 0.15 + 0.4 * (age > 60) + 0.3 * (troponin > 8)).astype(int)


def _clinic_of(rng, drawn, label="disease"):
    age, troponin, sodium, ill = drawn
    table = pd.DataFrame({"troponin": troponin, label: ill, "sodium": sodium, "note": 1.0, "age": age})
    return table.set_index(rng.permutation(5000)[: len(age)])


def _clinic(rng, n, label="disease"):
    """Patients with steps of risk, two columns of noise among the others."""
    return _clinic_of(rng, _drawn(rng, n), label)


# ---- the learner's curve


def _read_curve(value, depths):
    table = check.frame(value, what="the result of depth_curve", columns=("depth", "train", "validation"))
    numbers = {
        name: check.array(table[name], what=f"the column {name}") for name in ("depth", "train", "validation")
    }
    have = numbers["depth"].tolist()
    if sorted(have) != sorted(map(float, depths)):
        check.fail(
            f"The column depth holds {check.describe(have)}, where each of {tuple(depths)} is due once.",
            "One row a depth.",
            got=value,
        )
    return {
        int(depth): (train, validation)
        for depth, train, validation in zip(have, numbers["train"], numbers["validation"], strict=True)
    }


def test_curve_has_both_scores(solution, rng):
    table = _clinic(rng, 80)
    depths = [3, 1, 5]
    found = _read_curve(
        solution.depth_curve(table, ["age", "troponin"], label="disease", depths=depths, folds=3, seed=1),
        depths,
    )
    for depth, scores in found.items():
        for name, score in zip(("train", "validation"), scores, strict=True):
            check.between(
                score,
                0,
                1,
                what=f"{name} of depth {depth}",
                because="an AUC lies between 0 and 1",
                next_step="Take the mean over the folds, not their sum, and no percentage.",
            )


def test_curve_is_right(solution, heart, rng, seed):
    seed %= 10000
    patients = _cleveland(heart)
    ill = patients[patients["disease"] == 1].sample(80, random_state=seed)
    well = patients[patients["disease"] == 0].sample(120, random_state=seed)  # where both are as many, accuracy is an AUC of labels
    patients = pd.concat([ill, well]).sample(frac=1, random_state=seed)
    made_up = _order_counts(rng, seed)
    cases = (
        (patients, INPUTS, "disease", (1, 3, 8), 5),
        (made_up, ["sodium", "age", "troponin"], "died", (6, 2), 4),
    )
    for table, inputs, label, depths, folds in cases:
        value = check.answers(
            solution.depth_curve,
            table,
            inputs,
            label=label,
            depths=depths,
            folds=folds,
            seed=seed,
            because="the columns named in inputs are numbers without gaps (others, such as site, may be text or have gaps)",
            next_step="Hand the tree table[inputs] and table[label], and no other column.",
        )
        found = _read_curve(value, depths)
        due = _curve(table, inputs, label, depths, folds, seed)
        have = np.array([found[depth] for depth in due])
        if np.abs(have - np.array(list(due.values()))).max() <= MARGIN:
            continue
        _name_the_curve(have, due, table, inputs, label, folds, seed, value)


def _order_counts(rng, seed, tries=60):
    """A table whose columns stand in the order of the alphabet, and trees that differ where inputs are not taken as asked."""
    with config_context(assume_finite=True, skip_parameter_validation=True):
        for _ in range(tries):
            table = _clinic(rng, 120, "died")[["age", "died", "note", "sodium", "troponin"]]
            ill = table["died"].to_numpy()
            asked, sorted_ = (
                _validation(table[order].to_numpy(dtype=np.float32), ill, [6], 4, seed)[6]
                for order in (["sodium", "age", "troponin"], ["age", "sodium", "troponin"])
            )
            if abs(asked - sorted_) > 2 * MARGIN:
                break
    return table


def _name_the_curve(have, due, table, inputs, label, folds, seed, value):
    """Fail with the misconception whose curve this is, else with the first figure that is off."""
    wanted = np.array(list(due.values()))
    depths = list(due)

    def same(other):  # close: accuracy and the AUC of labels nearly agree where the outcomes are balanced
        return bool(np.abs(have - np.asarray(other)).max() <= 1e-6)

    def curve(**settings):
        return list(_curve(table, inputs, label, depths, folds, seed, **settings).values())

    whole = [
        _auc_of(_tree(table, inputs, label, depth, seed), table[inputs].to_numpy(float), table[label])
        for depth in depths
    ]
    if same(wanted[:, ::-1]):
        check.fail(
            "train and validation have changed places.",
            "train is the score of the patients seen.",
            got=value,
            kind="misconception",
        )
    if np.abs(have[:, 1] - wanted[:, 0]).max() <= 0.002 or np.abs(have[:, 1] - whole).max() <= 0.002:
        check.fail(
            f"validation is the score of the training patients ({have[-1, 1]:.2f} at depth {depths[-1]}): the tree has seen "
            "them, so it only gets better with depth.",
            "Score each fold's tree on the patients that the fold held out.",
            got=value,
            kind="misconception",
        )
    slips = (
        (
            curve(score=_label_auc),
            "The AUC was computed from predicted labels (0 or 1), a curve of a single point.",
            "Use probabilities: scoring='roc_auc', or predict_proba and its second column.",
        ),
        (
            curve(score=_accuracy),
            "These are accuracies, not areas under the ROC curve.",
            "Ask for scoring='roc_auc'.",
        ),
        (
            curve(shuffle=False),
            "The folds were cut without shuffling.",
            "StratifiedKFold(folds, shuffle=True, random_state=seed).",
        ),
        *(
            (
                curve(fold_seed=other),
                f"The folds are those of random_state={other}, where seed={seed} was asked for.",
                "Hand seed to the folds as well as to the tree.",
            )
            for other in (0, 42)
        ),
        *(
            (
                curve(tree_seed=other),
                f"The trees have random_state={other}, where seed={seed} was asked for.",
                "Hand seed to the tree as well as to the folds.",
            )
            for other in (0, 42)
        ),
        (
            curve(kind=KFold),
            "The folds are not stratified: by chance one has more ill patients than another.",
            "StratifiedKFold(folds, shuffle=True, random_state=seed).",
        ),
    )
    if folds != 5:
        usual = list(_curve(table, inputs, label, depths, 5, seed).values())
        slips += ((usual, f"These are 5 folds, where folds={folds} was asked for.", "Hand folds on."),)
    for other in (sorted(inputs), [name for name in table.columns if name in inputs]):
        if list(inputs) != other:
            slips += (
                (
                    list(_curve(table, other, label, depths, folds, seed).values()),
                    f"The inputs were put into another order ({', '.join(other)}): of two questions that part the patients "
                    "equally well, the tree takes another one.",
                    "Keep the order of inputs, as table[inputs] does: it need not be that of the table.",
                ),
            )
    for other, why, next_step in slips:
        if same(other):
            check.fail(why, next_step, got=value, kind="misconception")
    pooled = [_pooled(table, inputs, label, depth, folds, seed) for depth in depths]
    if np.abs(have[:, 1] - pooled).max() <= 1e-6:
        check.fail(
            "validation is one AUC of the held-out patients of all folds thrown together. Each fold has a tree of its own, and one "
            "tree's 0.6 need not be another's.",
            "Take the AUC of each fold, then the mean of the folds.",
            got=value,
            kind="misconception",
        )
    values, outcome = table[inputs].to_numpy(dtype=float), table[label].to_numpy()
    on_all = curve(score=lambda tree, *_: _auc_of(tree, values, outcome))
    if np.abs(have[:, 1] - wanted[:, 1]).max() <= MARGIN and np.abs(have[:, 0] - np.array(on_all)[:, 0]).max() <= 1e-6:
        check.fail(
            "validation is right, but train is the score on all patients, those of the held-out fold among them.",
            "Score each fold's tree on the patients that it was trained on.",
            got=value,
            kind="misconception",
        )
    if np.abs(have[:, 1] - wanted[:, 1]).max() <= MARGIN and np.abs(have[:, 0] - whole).max() <= 0.002:
        check.fail(
            "validation is right, but train comes from a tree of all patients, where the mean over the folds is due.",
            "Score each fold's tree on the fold's training patients as well (return_train_score=True).",
            got=value,
        )
    place = np.unravel_index(np.nan_to_num(np.abs(have - wanted), nan=np.inf).argmax(), have.shape)
    name, depth = ("train", "validation")[place[1]], depths[place[0]]
    check.fail(
        f"{name} of depth {depth} is {have[place]:.4f}; expected {wanted[place]:.4f} ± {MARGIN}: the mean ROC AUC over "
        f"{folds} folds.",
        "The trees take inputs in the given order, max_depth=depth and random_state=seed; the folds are "
        "StratifiedKFold(folds, shuffle=True, random_state=seed).",
        got=value,
    )


# ---- choosing and reading


def _made_curve(rng, depths, validation, train=None, first=None):
    """A curve in mixed order under a strange index, with a column more. first: the depth of the first row."""
    depths = np.asarray(depths)
    if train is None:
        train = 1 - 0.3 * np.exp(-depths / 2.0)
    table = pd.DataFrame({"validation": validation, "folds": 5, "depth": depths, "train": np.round(train, 4)})
    order = rng.permutation(len(table))
    if first is not None:
        order = np.array(sorted(order, key=lambda row: depths[row] != first))
    return table.iloc[order].set_index(pd.Index(rng.permutation(900)[: len(table)]))


def _whole_depth(value, curve):
    depth = check.whole_number(value, "the result of choose_depth")
    depths = sorted(curve["depth"].tolist())
    check.that(
        depth in depths,
        f"choose_depth returned {depth}, which is none of the curve's depths {depths}.",
        "Return the depth itself, not its row.",
        got=depth,
    )
    return depth


def _next_pair(rng):
    """Two neighbouring depths that tie, between lower ones."""
    low = int(rng.integers(2, 5))
    return low, low + 2


def test_depth_is_chosen(solution, rng):
    low, high = _next_pair(rng)
    cases = [
        (_made_curve(rng, [1, 2, 3, 4, 6, 8], [0.71, 0.76, 0.81, 0.76, 0.74, 0.72]), 3),
        (_made_curve(rng, [1, low, high, 12], [0.7, 0.8125, 0.8125, 0.75], first=low), low),
        (_made_curve(rng, [1, low, high, 12], [0.7, 0.8125, 0.8125, 0.75], first=high), low),
        (_made_curve(rng, [1, 2, 5, 9], [0.7, 0.795, 0.8, 0.75]), 5),  # nearly equal is not equal
        (_made_curve(rng, [2, 5, 9], [0.8, 0.75, 0.7]), 2),
        (_made_curve(rng, [1, 3, 10], [0.6, 0.7, 0.82]), 10),
        (_made_curve(rng, [4], [0.55]), 4),
    ]
    for curve, due in cases:
        depth = _whole_depth(solution.choose_depth(curve), curve)
        if depth == due:
            continue
        best = curve["validation"].max()
        row = curve.set_index("depth").loc[depth]
        scores = ", ".join(
            f"{d}: {v:g}" for d, v in sorted(zip(curve["depth"].tolist(), curve["validation"].tolist()))
        )
        if row["validation"] == best:
            check.fail(
                f"Depths {due} and {depth} have the same validation score ({best:g}), and {depth} was chosen; the shallowest "
                "of equals is due. It is easier to explain and has less to learn by heart.",
                "Sort by depth first, then take the first of the highest.",
                got=depth,
                kind="misconception",
            )
        if depth < due and best - row["validation"] <= 0.02:
            check.fail(
                f"Depth {depth} has a validation of {row['validation']:g}, depth {due} one of {best:g}: near, and not equal. The tolerance is for "
                "name_fit; only of equals the shallowest is due.",
                "Take the highest validation.",
                got=depth,
                kind="misconception",
            )
        if row["train"] == curve["train"].max():
            check.fail(
                f"Depth {depth} has the highest training score, but not the highest validation ({scores}). The training "
                "score rises with every question that the tree may ask.",
                f"Choose by the column validation: here that gives {due}.",
                got=depth,
                kind="misconception",
            )
        check.fail(
            f"choose_depth returned {depth}; the highest validation belongs to {due} ({scores}).",
            "Take the depth of the row with the highest validation.",
            got=depth,
        )


def _words(value, curve):
    found = check.mapping(value, "the result of name_fit", keys=[int(d) for d in curve["depth"]])
    for depth, word in found.items():
        check.that(
            check.text(word, f"the word of depth {depth}") in WORDS,
            f"The word of depth {depth} is {check.describe(word)}, where one of {', '.join(WORDS)} is due.",
            "Use exactly these three words.",
            kind="type",
        )
    return {int(depth): str(found[int(depth)]) for depth in curve["depth"]}


def _due_words(curve, tolerance, column="validation"):
    score = dict(zip(curve["depth"].tolist(), curve[column].tolist(), strict=True))
    best = max(score.values())
    chosen = min(depth for depth, value in score.items() if value == best)
    return {
        depth: "fits" if best - value <= tolerance else "underfits" if depth < chosen else "overfits"
        for depth, value in score.items()
    }


def _gap_words(curve, tolerance):
    words = _due_words(curve, tolerance)
    behind = {row.depth: row.train - row.validation for row in curve.itertuples()}
    return {depth: "overfits" if behind[depth] > tolerance else word for depth, word in words.items()}


def _gap_alone(curve, tolerance):
    chosen = _chosen({row.depth: (row.train, row.validation) for row in curve.itertuples()})
    return {
        row.depth: "fits"
        if row.train - row.validation <= tolerance
        else "underfits"
        if row.depth < chosen
        else "overfits"
        for row in curve.itertuples()
    }


def test_fit_is_named(solution, rng):
    cases = [
        ({}, _made_curve(rng, [1, 2, 3, 4, 6, 8], [0.71, 0.755, 0.81, 0.797, 0.74, 0.72])),
        ({"tolerance": 0.05}, _made_curve(rng, [1, 2, 4, 7, 12], [0.62, 0.83, 0.85, 0.82, 0.71])),
        ({"tolerance": 0.004}, _made_curve(rng, [2, 3, 5], [0.8, 0.79, 0.76])),
        ({"tolerance": 0.01}, _made_curve(rng, [1, 5, 20], [0.55, 0.6, 0.9])),
        ({"tolerance": 0.125}, _made_curve(rng, [2, 4, 8, 16], [0.625, 0.75, 0.875, 0.75])),  # exactly tolerance below
    ]
    for options, curve in cases:
        tolerance = options.get("tolerance", 0.02)
        found, due = _words(solution.name_fit(curve, **options), curve), _due_words(curve, tolerance)
        if found == due:
            continue
        depth = min(d for d in due if found[d] != due[d])
        row = curve.set_index("depth").loc[depth]
        figures = (
            f"Depth {depth} is called {found[depth]!r} (train {row['train']:.3f}, validation {row['validation']:.3f}; the best "
            f"validation is {curve['validation'].max():.3f}, tolerance {tolerance:g})."
        )
        if found == _due_words(curve, tolerance, "train"):
            check.fail(
                f"{figures} The words follow the training score, which cannot show overfitting: it only rises with depth.",
                "Compare each depth's validation with the best validation.",
                kind="misconception",
            )
        at_tolerance = {d for d, word in due.items() if word == "fits" and found[d] != "fits"}
        below = curve["validation"].max() - curve.set_index("depth")["validation"]
        if at_tolerance and all(below[d] == tolerance for d in at_tolerance):
            check.fail(
                f"{figures} It is exactly tolerance below, and at most tolerance fits.",
                "Compare with <=, not with <.",
                kind="misconception",
            )
        if found in (_gap_words(curve, tolerance), _gap_alone(curve, tolerance)):
            check.fail(
                f"{figures} The gap between training and validation was taken as the sign. Nearly every model does better on "
                "patients it has seen; what counts is whether unseen patients fare worse than with the chosen depth.",
                "Compare each depth's validation with the best validation.",
                kind="misconception",
            )
        swapped = {"underfits": "overfits", "overfits": "underfits", "fits": "fits"}
        if found == {d: swapped[word] for d, word in due.items()}:
            check.fail(
                f"{figures} The two words have changed places: too few questions underfit, too many overfit.",
                "Depths below the chosen one underfit.",
                kind="misconception",
            )
        check.fail(
            f"{figures} {due[depth]!r} is due.",
            "fits: at most tolerance below the best validation; else underfits below the chosen depth and overfits above it.",
        )


# ---- the test table


def _validation(values, ill, depths, folds, seed):
    """Depth by mean validation AUC."""
    splits = list(StratifiedKFold(folds, shuffle=True, random_state=seed).split(values, ill))
    return {
        depth: float(
            np.mean(
                [
                    _auc_unchecked(_grown(values[train], ill[train], depth, seed), values[test], ill[test])
                    for train, test in splits
                ]
            )
        )
        for depth in depths
    }


def _clear_winner(scores, margin):
    """The depth with the highest score, None where the next one is nearer than margin."""
    first, second = sorted(scores.values())[: -3 : -1]
    return max(scores, key=scores.get) if first - second >= margin else None


def _study(rng, seed, with_pooled, tries=500):
    """Train and test tables whose cross-validated depth and best test depth differ clearly.

    with_pooled: the depth from the folds of both tables together differs from these two. Else: a tree that was
    trained on both tables has another test score than one trained on train.
    """
    inputs, depths = ["sodium", "troponin", "age"], [4, 1, 8, 2]
    with config_context(assume_finite=True, skip_parameter_validation=True):
        for _ in range(tries):
            drawn = _drawn(rng, 90), _drawn(rng, 80)
            (values, ill), (asked, outcome) = (
                (np.column_stack([sodium, troponin, age]).astype(np.float32), sick)
                for age, troponin, sodium, sick in drawn
            )
            on_test = {d: _auc_unchecked(_grown(values, ill, d, seed), asked, outcome) for d in depths}
            pooled = {}
            best_on_test = _clear_winner(on_test, 0.01)
            if best_on_test is None:
                continue
            depth = _clear_winner(_validation(values, ill, depths, 4, seed), 0.005)
            if depth in (None, best_on_test, max(depths)) or on_test[best_on_test] - on_test[depth] < 0.015:
                continue
            everybody = np.concatenate([values, asked]), np.concatenate([ill, outcome])
            if with_pooled:
                pooled = _validation(*everybody, depths, 4, seed)
                if max(pooled, key=pooled.get) not in (depth, best_on_test):
                    break
                continue
            leaked = _auc_unchecked(_grown(*everybody, depth, seed), asked, outcome)
            chosen = _grown(values, ill, depth, seed)
            of_labels = _area((chosen.predict_proba(asked, check_input=False)[:, 1] > 0.5).astype(float), outcome)
            unlimited = _auc_unchecked(_grown(values, ill, None, seed), asked, outcome)
            figures = sorted([leaked, of_labels, unlimited, on_test[depth], on_test[best_on_test]])
            if min(np.diff(figures)) > 0.011:
                break
    train, test = (_clinic_of(rng, patients) for patients in drawn)
    test.index = test.index + 5000
    return train, test, inputs, depths, _curve(train, inputs, "disease", depths, 4, seed), on_test, pooled


def _answer(solution, train, test, inputs, depths, seed):
    value = solution.honest_tree(train, test, inputs, label="disease", depths=depths, folds=4, seed=seed)
    found = check.mapping(value, "the result of honest_tree", keys=("depth", "validation_auc", "test_auc"))
    depth = check.whole_number(found["depth"], "depth")
    check.that(
        depth in depths, f"depth is {depth}, which is none of {tuple(depths)}.", "Choose one of depths."
    )
    return depth, found


def _by_default(found, depth, train, inputs, seed):
    """Fail where validation_auc is that of the default folds or seed, which were not handed on."""
    told = check.number(found["validation_auc"], "validation_auc")
    for folds, other in ((5, 0), (5, seed), (4, 0)):
        curve = _curve(train, inputs, "disease", [depth], folds, other)
        if (folds, other) != (4, seed) and abs(told - curve[depth][1]) <= 1e-6:
            check.fail(
                f"validation_auc is that of a curve with folds={folds} and seed={other}, where folds=4 and seed={seed} were asked for.",
                "Hand folds and seed on to depth_curve.",
                got=told,
                kind="misconception",
            )


def _folds_are_handed_on(solution, rng, seed):
    """One depth, so that nothing is chosen, and patients on whom five folds, the default, give another figure than four."""
    inputs, depth = ["sodium", "troponin", "age"], 2
    while True:
        train, test = (_clinic_of(rng, _drawn(rng, n)) for n in (90, 80))
        due, by_default = (_curve(train, inputs, "disease", [depth], folds, seed)[depth][1] for folds in (4, 5))
        if abs(due - by_default) > 2 * MARGIN:
            break
    _, found = _answer(solution, train, test, inputs, [depth], seed)
    if abs(check.number(found["validation_auc"], "validation_auc") - due) > MARGIN:
        _by_default(found, depth, train, inputs, seed)


def test_test_does_not_choose(solution, rng, seed):
    seed %= 10000
    train, test, inputs, depths, curve, on_test, pooled = _study(rng, seed, True)
    depth, found = _answer(solution, train, test, inputs, depths, seed)
    due = _chosen(curve)
    if depth == due:
        _folds_are_handed_on(solution, rng, seed)
        return
    _by_default(found, depth, train, inputs, seed)
    figures = (
        f"Depth {depth} was chosen; in the folds of train, depth {due} has the highest validation "
        f"({curve[due][1]:.3f} against {curve[depth][1]:.3f})."
    )
    if depth == max(on_test, key=on_test.get):
        check.fail(
            f"{figures} Depth {depth} is the best on the test table ({on_test[depth]:.3f} against {on_test[due]:.3f}): "
            "test was used to choose, so its score is a best case and no longer a forecast.",
            "Choose with the folds of train alone; touch test once, when the depth is settled.",
            kind="misconception",
        )
    if pooled and depth == max(pooled, key=pooled.get):
        check.fail(
            f"{figures} Depth {depth} comes out when the folds are cut from train and test together: the test patients "
            "helped to choose.",
            "Hand train alone to depth_curve.",
            kind="misconception",
        )
    if depth == max(depths):
        check.fail(
            f"{figures} The deepest tree has the highest training score, whatever the patients.",
            "Choose by validation.",
            kind="misconception",
        )
    check.fail(
        figures,
        "Build the curve from train with the inputs, depths, folds and seed that were given, then choose_depth.",
    )


def _of_fold_trees(train, inputs, depth, values, ill, seed):
    known, outcome = train[inputs].to_numpy(dtype=float), train["disease"].to_numpy()
    folds = StratifiedKFold(4, shuffle=True, random_state=seed).split(known, outcome)
    trees = (DecisionTreeClassifier(max_depth=depth, random_state=seed).fit(known[rows], outcome[rows]) for rows, _ in folds)
    return float(np.mean([_auc_of(tree, values, ill) for tree in trees]))


def test_test_is_scored_once(solution, rng, seed):
    seed %= 10000
    train, test, inputs, depths, curve, on_test, _ = _study(rng, seed, False)
    depth, found = _answer(solution, train, test, inputs, depths, seed)
    if abs(check.number(found["validation_auc"], "validation_auc") - curve[depth][1]) > MARGIN:
        _by_default(found, depth, train, inputs, seed)
    check.close(
        found["validation_auc"],
        curve[depth][1],
        what="validation_auc",
        abs_tol=MARGIN,
        because=f"it is the validation score of depth {depth} on the curve of train",
        next_step="Take it from the curve that chose the depth.",
        slips=[
            check.Slip(
                curve[depth][0], "validation_auc is the training score of that depth.", "Take validation."
            ),
        ],
    )
    values, ill = test[inputs].to_numpy(dtype=float), test["disease"].to_numpy()
    tree = _tree(train, inputs, "disease", depth, seed)
    everyone = _tree(pd.concat([train, test]), inputs, "disease", depth, seed)
    seen = _auc_of(tree, train[inputs].to_numpy(dtype=float), train["disease"].to_numpy())
    check.close(
        found["test_auc"],
        on_test[depth],
        what="test_auc",
        abs_tol=MARGIN,
        because=f"it is the ROC AUC on test of a tree of depth {depth}, trained on the whole of train",
        next_step="Fit DecisionTreeClassifier(max_depth=depth, random_state=seed) on train[inputs], then roc_auc_score on "
        "test from predict_proba.",
        slips=[
            check.Slip(
                max(on_test.values()),
                f"test_auc is {max(on_test.values()):.3f}: the highest test score of all depths, which belongs to another "
                f"depth than the chosen one ({depth}).",
                "Report the test score of the chosen depth, whatever it is.",
            ),
            check.Slip(
                _auc_of(everyone, values, ill),
                "test_auc is that of a tree trained on train and test together: it has seen the patients that it is "
                "tested on.",
                "Train the last tree on train alone.",
            ),
            check.Slip(
                1 - on_test[depth],
                "This is 1 - AUC: the probability of being well was used.",
                "Take the second column of predict_proba.",
            ),
            check.Slip(
                _auc_of(_tree(train, inputs, "disease", None, seed), values, ill),
                "test_auc is that of a tree without a limit on its depth: it learnt train by heart.",
                "Give the last tree max_depth=depth.",
            ),
            check.Slip(seen, "test_auc is the score of the training patients.", "Score on test."),
            check.Slip(
                _of_fold_trees(train, inputs, depth, values, ill, seed),
                "test_auc is the mean over the trees of the folds, each of which was trained on a part of train.",
                "Train one tree on the whole of train, and score that on test.",
            ),
            check.Slip(
                _label_auc(tree, values, ill), "test_auc comes from predicted labels.", "Use predict_proba."
            ),
            check.Slip(_accuracy(tree, values, ill), "test_auc is an accuracy.", "Use roc_auc_score."),
            check.Slip(curve[depth][1], "test_auc is the validation score.", "Score the last tree on test."),
        ],
    )


def test_nothing_in_noise(solution, heart, rng, seed):
    patients = _cleveland(heart)
    patients["disease"] = rng.permutation(patients["disease"].to_numpy())
    patients = patients.iloc[rng.permutation(len(patients))]
    _, found = _answer(solution, patients.iloc[:180], patients.iloc[180:], INPUTS, [1, 3, 8], seed % 10000)
    check.between(
        found["test_auc"],
        0.2,
        0.8,
        what="test_auc on a table whose diagnoses were dealt out at random",
        because="no tree can know better than 0.5 there, give or take chance",
        next_step="Something of the test patients reached the training: look at what the last tree was fitted on.",
        kind="misconception",
    )
