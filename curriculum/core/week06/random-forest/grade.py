"""Checks of random-forest: tuning, importance, bootstrap, the equal point, and the study of 1988."""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score, roc_curve
from sklearn.model_selection import StratifiedKFold

from medai.grading import check

LEAF_SIZES = (1,)  # trees that know their patients by heart: nowhere else is a fold that was seen so plain
TREES = 20  # where the AUC of the forest counts
FEW_TREES = 4  # where it does not
FOLDS = 3


def _measurements(patients):
    return patients.drop(columns="Outcome")


def _tuned(solution, patients, seed, leaf_sizes=LEAF_SIZES, trees=TREES, folds=FOLDS):
    return check.mapping(
        solution.tune_forest(patients, leaf_sizes=leaf_sizes, trees=trees, folds=folds, seed=seed),
        keys=("min_samples_leaf", "cv_auc", "model"),
    )


def _cv_auc(tuned, leaf_sizes=LEAF_SIZES):
    scores = check.mapping(tuned["cv_auc"], "cv_auc")
    missing = [size for size in leaf_sizes if size not in scores]
    check.that(
        not missing,
        f"cv_auc has no entry for the leaf size{'s' if len(missing) > 1 else ''} {', '.join(map(str, missing))}.",
        "Its keys are the leaf sizes as they were handed in, its values the mean AUC over the folds.",
        got=tuned["cv_auc"] if not check.is_handle(tuned["cv_auc"]) else None,
        kind="type",
    )
    return {
        size: check.between(
            scores[size], 0, 1, what=f"cv_auc of leaf size {size}", because="an AUC is a probability"
        )
        for size in leaf_sizes
    }


def _own_scores(patients, leaf_size, seed):
    """Our cross-validation: mean AUC by probabilities, by hard labels, and of folds that were seen."""
    measurements, outcome = _measurements(patients), patients["Outcome"].to_numpy()
    honest, labels, seen = [], [], []
    for train, fold in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(measurements, outcome):
        forest = RandomForestClassifier(n_estimators=TREES, min_samples_leaf=leaf_size, random_state=seed)
        forest.fit(measurements.iloc[train], outcome[train])
        probability = forest.predict_proba(measurements)[:, 1]
        honest.append(roc_auc_score(outcome[fold], probability[fold]))
        labels.append(roc_auc_score(outcome[fold], probability[fold] > 0.5))
        seen.append(roc_auc_score(outcome[train], probability[train]))
    return float(np.mean(honest)), float(np.mean(labels)), float(np.mean(seen))


def test_every_leaf_size_is_scored(solution, pima, seed):
    few = pima.sample(150, random_state=seed)
    _cv_auc(_tuned(solution, few, seed, (3, 15, 7), FEW_TREES, 2), (3, 15, 7))


def test_folds_are_unseen(solution, pima, rng, seed):
    patients = pima.sample(500, random_state=seed).reset_index(drop=True)
    scores = _cv_auc(_tuned(solution, patients, seed))
    for size in LEAF_SIZES:
        honest, labels, seen = _own_scores(patients, size, seed)
        check.close(
            scores[size],
            honest,
            what=f"cv_auc of leaf size {size}",
            abs_tol=0.05,
            because="that is the mean AUC over folds that the forest has not seen",
            next_step="Fit on the other folds, predict probabilities on this one, and take the mean over the folds.",
            slips=[
                check.Slip(
                    seen,
                    f"cv_auc of leaf size {size} is {scores[size]:.2f}: so well does the forest only on patients that it "
                    "has seen.",
                    "Score each fold with a forest that was fitted on the other folds.",
                ),
                check.Slip(
                    labels,
                    f"cv_auc of leaf size {size} is {scores[size]:.2f}: that is the AUC of hard labels (0 or 1), which throws "
                    "the ranking of the patients away.",
                    "Compute the AUC from predict_proba: with the scoring by name that uses probabilities.",
                ),
            ],
        )
    noise = patients.copy()
    noise["Outcome"] = rng.permutation(noise["Outcome"].to_numpy())
    for size, auc in _cv_auc(_tuned(solution, noise, seed, (2,), FEW_TREES), (2,)).items():
        check.between(
            auc,
            0.35,
            0.65,
            what=f"cv_auc of leaf size {size} on a table whose outcomes were dealt out at random",
            because="there is nothing to find there, so an honest AUC is near 0.5",
            next_step="The forest has seen the fold, or something was chosen with the fold's outcomes.",
            kind="misconception",
        )


def _forest_of(model):
    """The forest itself, from a Pipeline too."""
    if not check.is_handle(model):
        check.fail("model is no fitted model.", "Return the fitted forest itself under \"model\".", got=model, kind="type")
    if check.is_a(model, "Pipeline"):
        steps = check.sequence(model.steps, "the steps of the pipeline")
        last = steps[-1] if steps else None
        forest = last[1] if isinstance(last, (tuple, list)) and len(last) == 2 else last
    else:
        forest = model
    check.that(
        check.is_a(forest, "RandomForestClassifier"),
        f"model is a {check.type_name(forest)}, where a RandomForestClassifier is due.",
        "Return the fitted forest, or a Pipeline that ends in it.",
        kind="type",
    )
    return forest


def _learned_from_all(forest, rows):
    """A tree meets each patient at its root: 63 % of those from whom it draws as many, or all where it does not draw."""
    if forest.max_samples is not None:  # smaller draws were asked for
        return
    trees = check.sequence(forest.estimators_, "the trees of the model")
    tree = trees[0].tree_ if trees and check.is_handle(trees[0]) else None
    if not check.is_handle(tree):
        check.fail("The model has no fitted trees.", "Fit the forest that you return.", kind="type")
    nodes = check.array(tree.n_node_samples, what="n_node_samples of a tree")
    met = int(nodes.max()) if nodes.size and np.isfinite(nodes).all() else 0  # the root has met all that the others have
    due = rows if forest.bootstrap is False else (1 - np.exp(-1)) * rows
    check.that(
        met > 0.82 * due,  # six standard deviations from what is due, and from what two thirds of the patients give
        f"A tree of the model has met {met} of the {rows} patients, where a tree of a forest that was fitted on all of them meets "
        f"about {due:.0f}. A forest of the cross-validation has never met its fold.",
        "When the leaf size is chosen, fit a new forest with it on all of train.",
        kind="misconception",
    )


def _probability(model, measurements):
    both = check.array(
        model.predict_proba(measurements), what="the model's predict_proba", shape=(len(measurements), 2)
    )
    return both[:, 1]


def test_best_leaf_is_kept(solution, pima, rng, seed):
    # A leaf of 1 does worse on outcomes full of noise, a leaf of 120 leaves hardly a tree to the clear ones.
    noisy = pima.copy()  # with four trees a leaf of 1 loses 0.06 of AUC there, give or take 0.02
    flip = rng.random(len(noisy)) < 0.1
    noisy.loc[flip, "Outcome"] = 1 - noisy.loc[flip, "Outcome"]
    clear = pima.sample(300, random_state=seed)
    models, forests = [], []
    for patients, sizes, folds in ((noisy, (1, 30), 3), (clear, (10, 120), 2), (clear, (10, 120), 2)):
        tuned = _tuned(solution, patients, seed, sizes, FEW_TREES, folds)
        scores = _cv_auc(tuned, sizes)
        chosen = check.whole_number(tuned["min_samples_leaf"], "min_samples_leaf")
        check.that(
            chosen in sizes and scores[chosen] == max(scores.values()),
            f"min_samples_leaf is {chosen}, where cv_auc is highest at {max(scores, key=scores.get)}.",
            "Choose the leaf size by the cross-validated AUC, not by how well the training rows are met.",
            got=scores,
            kind="misconception",
        )
        forest = _forest_of(tuned["model"])
        check.equal(
            check.whole_number(forest.min_samples_leaf, "the model's min_samples_leaf"),
            chosen,
            what="the model's min_samples_leaf",
            because="the forest that is handed on is the one that was chosen",
        )
        check.equal(
            check.whole_number(forest.n_estimators, "the model's n_estimators"),
            FEW_TREES,
            what="the model's number of trees",
            because=f"trees={FEW_TREES} was asked for",
        )
        models.append(tuned["model"])
        forests.append((forest, len(patients)))
    _, one, again = (_probability(model, _measurements(clear)) for model in models)
    check.that(
        bool(np.array_equal(one, again)),
        f"Two calls with seed={seed} gave forests that differ.",
        "Hand the seed to the forest as random_state, and to the folds too.",
    )
    for forest, rows in forests:
        _learned_from_all(forest, rows)


def _shuffled_by_us(pima, rng, settings, repeats, asked):
    """(patients to fit on, held out, forest, falls, losses): shuffling a column lowers the AUC, another one raises it."""
    while True:
        # Few of the training patients are ill, so that hardly a probability reaches 0.5: the accuracy has nothing to lose.
        ill, well = (pima[pima["Outcome"] == outcome].sample(frac=1, random_state=int(rng.integers(2**31))) for outcome in (1, 0))
        patients = pd.concat([ill[:25], well[:300]])
        held_out = pd.concat([ill[25:185], well[300:500]]).iloc[rng.permutation(360)]
        held_out["SkinThickness"] = 20  # shuffling a constant changes nothing
        held_out["Glucose"] = 240 - held_out["Glucose"]  # what the forest has learned of it misleads here
        own = RandomForestClassifier(**settings).fit(_measurements(patients), patients["Outcome"])
        falls, losses = _own_falls(own, _measurements(held_out), held_out["Outcome"].to_numpy(), rng, repeats)
        if (falls.mean(axis=1) < -1.5 * _margins(falls, asked)).any():
            return patients, held_out, own, falls, losses


def _margins(falls, repeats):
    """What chance explains between the means of so many shuffles and of ours: six standard errors, by column."""
    return 6 * falls.std(axis=1, ddof=1) * np.sqrt(1 / repeats + 1 / falls.shape[1]) + 1e-9


def test_importances_are_falls(solution, pima, rng, seed):
    repeats = 4
    settings = {"n_estimators": 10, "min_samples_leaf": 5, "random_state": seed}
    patients, held_out, own, falls, losses = _shuffled_by_us(pima, rng, settings, 30, repeats)
    model = solution.library("sklearn.ensemble.RandomForestClassifier", **settings).fit(
        _measurements(patients), patients["Outcome"]
    )
    names = list(_measurements(held_out).columns)
    found = check.mapping(solution.importances(model, held_out, repeats=repeats, seed=seed), keys=names)
    values = np.array([check.number(found[name], f"the importance of {name}") for name in names])
    margin = _margins(falls, repeats)
    off = np.abs(values - falls.mean(axis=1)) > margin
    if not off.any() and np.isfinite(values).all():
        return
    if np.allclose(values, own.feature_importances_, atol=1e-6):
        check.fail(
            "These are the forest's impurity importances: they were computed on the rows that it was trained on, and "
            "favour columns with many different values.",
            "Shuffle one column of patients at a time and look at what the AUC loses.",
            kind="misconception",
        )
    loss_margin = _margins(losses, repeats) + 2 / len(held_out)  # hardly a prediction changes, here or there
    if (np.abs(values) < 1e-12).all():
        check.fail(
            "Every fall is 0: nothing was shuffled, or the accuracy was taken, which has nothing to lose here.",
            "Look at the AUC, not at the accuracy. And put bare values into the column, without an index, as "
            "rng.permutation(column.to_numpy()): a shuffled Series is sorted back by pandas to the index labels of its rows.",
            kind="misconception",
        )
    if (np.abs(values - losses.mean(axis=1)) <= loss_margin).all():
        check.fail(
            "This is the fall of the accuracy, which looks at one threshold only; the task asks for the fall of the AUC.",
            "Name the AUC as the scoring: without it, accuracy is used.",
            kind="misconception",
        )
    cut = np.maximum(falls, 0)
    if (np.abs(values - cut.mean(axis=1)) <= _margins(cut, repeats)).all():
        check.fail(
            "Falls below 0 were cut off. Where a column misleads the model on these patients, shuffling it raises the AUC, and that is worth "
            "knowing.",
            "Take the mean of the falls as they come, below 0 too.",
            kind="misconception",
        )
    sizes = np.abs(falls)
    if (np.abs(values - sizes.mean(axis=1)) <= _margins(sizes, repeats)).all():
        check.fail(
            "The falls lost their sign. Where shuffling a column raises the AUC, its fall is below 0, and in the mean over the shuffles "
            "of a useless column chance cancels out; without signs a useless column looks useful.",
            "Take the mean of the falls as they come, and leave abs out.",
            kind="misconception",
        )
    if (np.abs(values + falls.mean(axis=1)) <= margin).all():
        check.fail("The falls have the wrong sign.", "Take the AUC before shuffling minus the one after.")
    worst = int(np.argmax(np.where(np.isfinite(values), np.abs(values - falls.mean(axis=1)) - margin, np.inf)))
    check.fail(
        f"The importance of {names[worst]} is {values[worst]:.4g}, where shuffling it lowers the AUC on these patients by "
        f"{falls[worst].mean():.4g} on average.",
        "Shuffle one column among the patients, predict again, and take the mean fall of the AUC over the repeats.",
        shown=f"{values[worst]:.4g}",
        expected=f"{falls[worst].mean():.4g} ± {margin[worst]:.2g}",
    )


def _own_falls(model, measurements, outcome, rng, repeats):
    """Falls of AUC and of accuracy: (columns, repeats) each."""
    before = model.predict_proba(measurements)[:, 1]
    auc, right = _auc(outcome, before), np.mean(outcome == (before > 0.5))
    values = np.tile(measurements.to_numpy(dtype=float), (repeats, 1))
    falls = np.zeros((measurements.shape[1], repeats))
    losses = np.zeros_like(falls)
    for column in range(measurements.shape[1]):
        shuffled = values.copy()
        shuffled[:, column] = rng.permuted(values[:, column].reshape(repeats, -1), axis=1).ravel()
        after = model.predict_proba(_named(shuffled, measurements))[:, 1].reshape(repeats, -1)
        falls[column] = [auc - _auc(outcome, row) for row in after]
        losses[column] = right - (outcome == (after > 0.5)).mean(axis=1)
    return falls, losses


def _named(values, like):
    return pd.DataFrame(values, columns=like.columns)


def _auc(outcome, probability):
    sick, well = probability[outcome == 1], np.sort(probability[outcome == 0])
    below = np.searchsorted(well, sick, "left") + np.searchsorted(well, sick, "right")
    return float(below.sum() / (2 * len(sick) * len(well)))


def _cohort(rng, n, sick, ties=False):
    outcome = np.zeros(n, dtype=int)
    outcome[rng.choice(n, sick, replace=False)] = 1
    probability = 1 / (1 + np.exp(-rng.normal(1.6 * outcome - 1, 1)))
    return outcome, np.round(probability, 1) if ties else probability


def _near_the_top(rng, n, sick, level):
    """Patients whose draws are so skewed that AUC ± z standard deviations passes 1, where no AUC can be."""
    while True:
        outcome, probability = _cohort(rng, n, sick)
        auc = _auc(outcome, probability)
        z = check.normal_quantile((1 + level) / 2)
        if auc < 0.99 and auc + 0.6 * z * check.resampled_aucs(outcome, probability, rng).std() > 1:
            return outcome, probability


def test_interval_is_bootstrapped(solution, rng, seed):
    for n, sick, level, ties, repeats in (
        (120, 60, 0.5, True, 70),
        (120, 40, 0.95, False, 25),
        (14, 3, 0.9, False, 25),
    ):
        outcome, probability = _cohort(rng, n, sick, ties) if n > 14 else _near_the_top(rng, n, sick, level)
        got = check.sequence(
            solution.bootstrap_auc(outcome, probability, repeats=repeats, level=level, seed=seed),
            "the result (auc, low, high)",
            3,
        )
        check.close(
            got[0],
            roc_auc_score(outcome, probability),
            what="the AUC",
            abs_tol=1e-9,
            because="the estimate is the AUC of the patients themselves, not of a draw",
        )
        _check_interval(
            got[1:],
            outcome,
            probability,
            rng,
            replicates=repeats,
            level=level,
            patients=n,
            what=f"the {level:.0%} interval of {n} patients",
            because="both ends are quantiles of the AUC over resampled patients",
            next_step=f"Cut {(1 - level) / 2:.1%} of the draws off each side.",
        )
    _draws_hold_both(solution, rng, seed)


def _draws_hold_both(solution, rng, seed):
    """One of twelve is ill, and apart from the others: a third of the draws hold only the well, and all others have AUC 1."""
    outcome = rng.permutation([1] + [0] * 11)
    probability = np.where(outcome == 1, 0.9, rng.uniform(0.1, 0.5, 12).round(3))
    low, high = check.ends(solution.bootstrap_auc(outcome, probability, repeats=20, level=0.9, seed=seed)[1:])
    check.that(
        low > 1 - 1e-6 and high > 1 - 1e-6,
        f"The ill patient has the highest probability in every draw that holds one, and the interval runs from {low:.3g} to {high:.3g}: a draw "
        "of well patients alone was given an AUC, and it has none.",
        "Look at each draw: if it has one outcome only, draw again.",
        kind="misconception",
    )


def _check_interval(got, outcome, probability, rng, **said):
    """The two ends are those of patients who were drawn together, or the ill and the well apart, which the task allows."""
    draws = check.resampled_aucs(outcome, probability, rng)
    try:
        check.resampled_interval(got, draws, bounds=(0, 1), **said)
        return
    except check.CheckFailed:
        by_outcome = _drawn_by_outcome(outcome, probability, rng)
    try:
        check.resampled_interval(got, by_outcome, bounds=(0, 1), **said)
        return
    except check.CheckFailed:
        apart = check.Slip(
            check.resampled_aucs(outcome, probability, rng, apart=True),
            "Outcome and probability were resampled apart, so that patients got each other's probabilities; the AUC of such "
            "draws is near 0.5.",
            "Draw row numbers once, and use them for both.",
        )
    check.resampled_interval(got, draws, bounds=(0, 1), slips=[apart], **said)


def _drawn_by_outcome(outcome, probability, rng, count=2000):
    """AUCs where the sick and the well are drawn apart, each as many as there are, which the task allows."""
    sick, well = probability[outcome == 1], probability[outcome == 0]
    wins = (sick[:, None] > well[None, :]) + 0.5 * (sick[:, None] == well[None, :])
    of_sick, of_well = (rng.multinomial(len(part), np.full(len(part), 1 / len(part)), size=count) for part in (sick, well))
    return ((of_sick @ wins) * of_well).sum(axis=1) / wins.size


def _shares(outcome, probability, threshold):
    positive = probability >= threshold
    return float(positive[outcome == 1].mean()), float((~positive)[outcome == 0].mean())


def _smallest_gap(outcome, probability):
    gaps = [np.subtract(*_shares(outcome, probability, c)) for c in [*np.unique(probability), np.inf]]
    return float(np.min(np.abs(gaps)))


def _met(found, outcome, probability):
    """(threshold, its sensitivity and specificity), which are those that were found."""
    threshold = check.number(found["threshold"], "threshold")
    have = [
        check.between(found[name], 0, 1, what=name, because="it is a share of patients")
        for name in ("sensitivity", "specificity")
    ]
    due = _shares(outcome, probability, threshold)
    for name, value, wanted in zip(("sensitivity", "specificity"), have, due, strict=True):
        check.close(
            value,
            wanted,
            what=f"{name} at the threshold {threshold:.4g}",
            abs_tol=1e-9,
            because="a patient counts as positive where probability >= threshold",
            slips=[
                check.Slip(due[0] if name == "specificity" else due[1], "Sensitivity and specificity are swapped."),
                check.Slip(1 - wanted, f"This is 1 - {name}."),
            ],
        )
    return threshold, due


def test_sides_are_equal(solution, rng):
    cases = [_cohort(rng, 150, 40), _cohort(rng, 80, 60), _cohort(rng, 90, 30, ties=True), _cohort(rng, 9, 2)]
    outcome = np.repeat([0, 1, 0, 1], [40, 3, 17, 20])  # Youden's point lies far from the equal one here
    probability = np.repeat([0.05, 0.1, 0.6, 0.9], [40, 3, 17, 20]) + rng.permutation(80) / 1e4
    cases.append((outcome, probability))
    met = []
    for outcome, probability in cases:
        found = check.mapping(
            solution.equal_point(outcome, probability), keys=("threshold", "sensitivity", "specificity")
        )
        met.append(_met(found, outcome, probability))
    for (outcome, probability), (threshold, shares) in zip(cases, met, strict=True):
        least, gap = _smallest_gap(outcome, probability), abs(shares[0] - shares[1])
        if gap > least + 1e-9:
            shown = f"sensitivity {shares[0]:.3f}, specificity {shares[1]:.3f} at {threshold:.4g}"
            _name_the_point(cases, met, f"At this threshold sensitivity and specificity are {gap:.3f} apart", least, shown)


def _name_the_point(cases, met, figures, least, shown):
    """Fail with the rule that gives the points of all cases: one case alone fits several."""

    def all_fit(fits):
        return all(fits(*case, *point) for case, point in zip(cases, met, strict=True))

    def youden(outcome, probability, _, shares):
        most = max(np.sum(_shares(outcome, probability, c)) for c in np.unique(probability))
        return abs(np.sum(shares) - most) < 1e-9

    def corner(outcome, probability, _, shares):
        false, true, _ = roc_curve(outcome, probability)
        return abs(abs(shares[0] - shares[1]) - np.abs(true - (1 - false)).min()) < 1e-9

    if all_fit(youden):
        check.fail(
            "This is Youden's point, where sensitivity + specificity is largest; the task asks for the point where the two "
            "are nearest to each other.",
            "Look for the smallest difference instead of the largest sum.",
            shown=shown,
            kind="misconception",
        )
    if all_fit(corner):
        check.fail(
            f"{figures}; another one brings them to {least:.3f}. It was left out: scikit-learn's roc_curve drops the thresholds on "
            "straight pieces of the curve.",
            "Ask for all of them, roc_curve(..., drop_intermediate=False), or try every value of probability.",
            shown=shown,
            kind="misconception",
        )
    if all_fit(lambda _, __, threshold, ___: abs(threshold - 0.5) < 1e-9):
        check.fail(
            "The threshold is 0.5, by habit: nothing makes sensitivity and specificity equal there.",
            "Try every value of probability as the threshold.",
            shown=shown,
            kind="misconception",
        )
    check.fail(
        f"{figures}; another one brings them to {least:.3f}.",
        "Try every value of probability as the threshold, and keep the one with the smallest difference.",
        shown=shown,
    )


def _study(solution, patients, seed, repeats=2, leaf_size=10, trees=10):  # where the interval does not count
    return check.mapping(
        solution.adap_study(patients, leaf_sizes=(leaf_size,), trees=trees, folds=2, repeats=repeats, seed=seed),
        keys=("probability", "auc", "auc_low", "auc_high", "sensitivity", "specificity"),
    )


def test_study_is_honest(solution, pima, rng, seed):
    first = check.probabilities(_study(solution, pima, seed)["probability"], length=192, what="probability")
    other = pima.copy()
    other.loc[576:, "Outcome"] = rng.permutation(other.loc[576:, "Outcome"].to_numpy())
    second = check.probabilities(_study(solution, other, seed)["probability"], length=192, what="probability")
    outcome = pima["Outcome"].to_numpy()[576:]
    if not np.array_equal(first, second):
        auc = _auc(outcome, first)
        check.fail(
            "The probabilities change with the outcomes of the rows after the 576th, which nobody is to know: some of them "
            "are among the training rows.",
            "Train on the first 576 rows of the table as it stands, with no random split, and only predict the others.",
            shown=f"AUC {auc:.3f} on the last 192 rows",
            kind="misconception",
        )
    check.between(
        _auc(outcome, first),
        0.75,
        0.95,
        what="the AUC of your probabilities on the last 192 rows",
        because="a forest that is trained on the first 576 rows lands there",
        next_step="Give the probability of diabetes (class 1) for the rows in their order.",
    )
    _study_is_as_asked(solution, pima, seed)


def _study_is_as_asked(solution, pima, seed):
    """A tree whose leaves hold 200 of 576 patients has two leaves at most, so two probabilities."""
    fewer = pima.head(700)
    given = _study(solution, fewer, seed, leaf_size=200, trees=1)["probability"]
    probability = check.array(given, what="probability")
    check.that(
        len(probability) == len(fewer) - 576,
        f"probability has {len(probability)} values for a table of {len(fewer)} rows, where 576 train and the {len(fewer) - 576} after them are predicted.",
        "Cut at row 576: patients.iloc[:576] and patients.iloc[576:].",
        got=given,
    )
    found = len(np.unique(np.round(probability, 9)))
    check.that(
        found <= 2,
        f"One tree with 200 patients or more in each leaf was asked for, which can give two probabilities, and {found} came back: leaf_sizes or "
        "trees had no effect.",
        "Hand leaf_sizes, trees, folds and seed on to tune_forest.",
        kind="misconception",
    )


def test_study_adds_up(solution, pima, rng, seed):
    repeats = 25
    found = _study(solution, pima, seed, repeats)
    probability = check.probabilities(found["probability"], length=192, what="probability")
    outcome = pima["Outcome"].to_numpy()[576:]
    check.close(
        found["auc"],
        _auc(outcome, probability),
        what="auc",
        abs_tol=1e-9,
        because="it is the AUC of the probabilities that you return, on the last 192 rows",
    )
    _check_interval(
        (found["auc_low"], found["auc_high"]),
        outcome,
        probability,
        rng,
        replicates=repeats,
        level=0.95,
        what="the interval from auc_low to auc_high",
        because="it is the 95 % bootstrap interval of the same AUC",
    )
    sensitivity, specificity = (
        check.between(found[name], 0, 1, what=name, because="it is a share of patients")
        for name in ("sensitivity", "specificity")
    )
    pairs = [_shares(outcome, probability, c) for c in [*np.unique(probability), np.inf]]
    least = min(abs(a - b) for a, b in pairs)
    best = [pair for pair in pairs if abs(pair[0] - pair[1]) <= least + 1e-9]
    check.that(
        any(np.allclose((sensitivity, specificity), pair, atol=1e-9) for pair in best),
        f"sensitivity and specificity are {sensitivity:.3f} and {specificity:.3f}, where the equal point of your "
        f"probabilities has {best[0][0]:.3f} and {best[0][1]:.3f}.",
        "Hand the outcomes and probabilities of the last 192 rows to equal_point.",
    )
