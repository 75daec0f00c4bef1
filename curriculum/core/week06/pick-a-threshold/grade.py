"""Checks of pick-a-threshold: threshold, Brier score, calibration, net benefit, and who is used for what."""

import itertools
import math

import numpy as np
import pandas as pd

from medai.grading import check
from medai.grading.faults import SolutionRaised

TOLERANCE = 1e-6
REPORT = ("threshold", "sensitivity", "specificity", "brier", "net_benefit", "calibration")


def _cohort(rng, n, sick):
    outcome = np.zeros(n, dtype=int)
    outcome[rng.choice(n, sick, replace=False)] = 1
    return outcome, 1 / (1 + np.exp(-rng.normal(1.5 * outcome - 1, 1)))


def _threshold(outcome, probability, required):
    """The highest threshold with enough true positives, found by trying all."""
    sick = probability[outcome == 1]
    enough = [c for c in np.unique(probability) if np.mean(sick >= c) >= required - 1e-9]
    return float(max(enough))


def _sensitivity(outcome, probability, threshold):
    return float(np.mean(probability[outcome == 1] >= threshold))


def _specificity(outcome, probability, threshold):
    return float(np.mean(probability[outcome == 0] < threshold))


def _brier(outcome, probability):
    return float(np.mean((probability - outcome) ** 2))


def _benefit(outcome, probability, threshold, weight=None):
    positive = probability >= threshold
    weight = threshold / (1 - threshold) if weight is None else weight
    return float((np.sum(positive & (outcome == 1)) - weight * np.sum(positive & (outcome == 0))) / len(outcome))


def _table(outcome, probability, bins=5, nudge=0.0):
    """nudge: a little less or more than nothing puts patients on an edge below or above it."""
    place = np.clip(((probability + nudge) * bins).astype(int), 0, bins - 1)
    rows = [
        (int((place == k).sum()), probability[place == k].mean(), outcome[place == k].mean())
        for k in range(bins)
        if (place == k).any()
    ]
    return pd.DataFrame(rows, columns=["n", "mean_probability", "observed"])


def _first_corner(outcome, probability, required):
    """The highest threshold with enough true positives among the corners of the ROC curve."""
    cuts = np.unique(probability)[::-1]
    found, false = (np.array([np.sum(probability[outcome == kind] >= c) for c in cuts]) for kind in (1, 0))
    corner = np.ones(len(cuts), dtype=bool)
    corner[1:-1] = (np.diff(found, 2) != 0) | (np.diff(false, 2) != 0)
    enough = cuts[corner & (found >= required * found[-1] - 1e-9)]
    return float(enough.max())


def _check_threshold(value, outcome, probability, required):
    got = check.number(value, "the threshold")
    due = _threshold(outcome, probability, required)
    if abs(got - due) <= TOLERANCE:
        return
    check.that(
        not np.isnan(got),
        "The threshold is not a number (NaN).",
        "Take it from the probabilities of the patients with outcome 1.",
        got=got,
    )
    sick, well = probability[outcome == 1], probability[outcome == 0]
    reached, shown = _sensitivity(outcome, probability, got), f"{got:.6g}"
    kinds = ("linear", "lower", "higher", "nearest", "midpoint", "hazen", "weibull", "median_unbiased")
    finds = f"At {got:.6g} the sensitivity is {reached:.3f}; {required:.3g} is required"
    if abs(got - 0.5) < 1e-9:
        check.fail(
            f"The threshold is 0.5, by habit. {finds}.",
            "Line up the patients with outcome 1 by their probability, and go down until enough of them are found.",
            shown=shown,
            expected=f"{due:.6g}",
            kind="misconception",
        )
    if any(abs(got - np.quantile(well, q, method=k)) < TOLERANCE for k in kinds for q in (required, 1 - required)):
        check.fail(
            f"This is a quantile of the patients without diabetes, which is about specificity. {finds}.",
            "Sensitivity is about the patients with outcome 1 alone.",
            shown=shown,
            expected=f"{due:.6g}",
            kind="misconception",
        )
    more = [c for c in np.unique(probability) if np.mean(sick >= c) > required + 1e-9]
    if math.ceil(required * len(sick)) > math.ceil(required * len(sick) - 1e-9) and more and abs(got - max(more)) < TOLERANCE:
        check.fail(
            f"{finds}, and {due:.6g} reaches it with one patient less. To a computer {required:g} * {len(sick)} is "
            f"{required * len(sick)!r}, and rounded up that is one too many.",
            "Take away a hair, 1e-9, before you round up; or compare shares, found / all >= required.",
            shown=shown,
            expected=f"{due:.6g}",
            kind="misconception",
        )
    if more and abs(got - max(more)) < TOLERANCE and abs(_sensitivity(outcome, probability, due) - required) < 1e-9:
        check.fail(
            f"{finds}, and {due:.6g} reaches exactly that. At least {required:.3g} is enough; more is not asked for.",
            "Compare with >=, not with >.",
            shown=shown,
            expected=f"{due:.6g}",
            kind="misconception",
        )
    right = [c for c in np.unique(probability) if np.mean(outcome[probability >= c]) >= required]
    if right and abs(got - max(right)) < TOLERANCE:
        check.fail(
            f"This is where {required:.0%} of the positive patients have the disease (the PPV, or precision). {finds}.",
            "Sensitivity looks at the patients with outcome 1 alone: how many of them are positive?",
            shown=shown,
            expected=f"{due:.6g}",
            kind="misconception",
        )
    of_well = [c for c in np.unique(probability) if np.mean(well < c) >= required]
    if of_well and abs(got - min(of_well)) < TOLERANCE:
        check.fail(
            f"This is the threshold that reaches a specificity of {required:.3g}: it looks at the patients without diabetes. {finds}.",
            "Sensitivity is about the patients with outcome 1 alone.",
            shown=shown,
            expected=f"{due:.6g}",
            kind="misconception",
        )
    if any(abs(got - np.quantile(sick, 1 - required, method=k)) < TOLERANCE for k in kinds):
        check.fail(
            f"This is a quantile of the probabilities, which may fall between two patients or on the wrong one. {finds}"
            f", and {due:.6g} is the highest threshold that reaches it.",
            "Count: the threshold is the probability of the last patient that you need to find.",
            shown=shown,
            expected=f"{due:.6g}",
            kind="misconception",
        )
    if abs(got - _first_corner(outcome, probability, required)) < TOLERANCE:
        check.fail(
            f"{finds}, and {due:.6g} reaches it with fewer patients. It was left out: scikit-learn's roc_curve drops the thresholds on "
            "straight pieces of the curve.",
            "Ask for all of them, roc_curve(..., drop_intermediate=False), or try every value of probability.",
            shown=shown,
            expected=f"{due:.6g}",
            kind="misconception",
        )
    if reached >= required - 1e-9:
        check.fail(
            f"{finds}, and a higher threshold reaches it too: this one costs false alarms for nothing.",
            "Of all thresholds that find enough patients, take the highest.",
            shown=shown,
            expected=f"{due:.6g}",
        )
    check.fail(
        f"{finds}: too many patients with diabetes are missed.",
        "A patient counts as found where probability >= threshold. Round the number of patients that you need up.",
        shown=shown,
        expected=f"{due:.6g}",
    )


def test_threshold_finds_enough(solution, rng):
    cases = [
        (*_cohort(rng, 200, 60), 0.9),
        (*_cohort(rng, 150, 37), 0.85),
        (*_cohort(rng, 180, 100), 0.55),  # 0.55 * 100 is 55.00000000000001, and 55 are enough
        (*_cohort(rng, 40, 11), 1),
        (*_cohort(rng, 40, 11), 0.02),
        (np.array([0, 1, 0]), np.array([0.2, 0.3, 0.7]), 0.8),
    ]
    outcome = np.repeat([1, 0, 1, 0], [10, 6, 10, 14])  # ten ill in a row: a straight piece of the ROC curve
    rank = rng.permutation(len(outcome))
    cases.append((outcome[rank], np.linspace(0.97, 0.04, len(outcome))[rank], 0.3))
    outcome, probability = _cohort(rng, 90, 30)
    cases.append((outcome, np.round(probability, 1), 0.75))  # ties
    for outcome, probability, required in cases:
        got = check.answers(
            solution.threshold_for_sensitivity,
            outcome,
            probability,
            required,
            because=f"a threshold that finds {'everybody' if required == 1 else f'a share of {required:g}'} of the "
            f"{int(outcome.sum())} patients exists",
            next_step="Refuse only what is not above 0 and at most 1, and tables without a patient with outcome 1.",
        )
        _check_threshold(got, outcome, probability, required)


def test_impossible_is_refused(solution, rng):
    outcome, probability = _cohort(rng, 30, 10)
    for required in (0, 1.2, -0.1):
        check.refuses(
            solution.threshold_for_sensitivity,
            outcome,
            probability,
            required,
            because=f"a required sensitivity of {required:g} is not above 0 and at most 1",
        )
    check.refuses(
        solution.threshold_for_sensitivity,
        np.zeros(30, dtype=int),
        probability,
        0.9,
        because="without a patient with outcome 1 there is no sensitivity",
    )


def test_brier_is_right(solution, rng):
    for n, sick in ((100, 30), (7, 2), (1, 1), (20, 0)):
        outcome, probability = _cohort(rng, n, sick)
        due = _brier(outcome, probability)
        check.close(
            solution.brier_score(outcome, probability),
            due,
            what=f"the Brier score of {n} patient{'s' if n > 1 else ''}",
            abs_tol=TOLERANCE,
            because="it is the mean of (probability - outcome)²",
            slips=[
                check.Slip(n * due, "This is the sum of the squared differences.", "Divide by the number of patients."),
                check.Slip(
                    float(-np.mean(np.log(np.where(outcome == 1, probability, 1 - probability)))),
                    "This is the log loss.",
                    "Take the squared differences.",
                ),
                *(
                    check.Slip(round(due, digits), f"It was rounded to {digits} digits.", "Round where you print.")
                    for digits in (2, 3, 4)
                ),
                check.Slip(due**0.5, "This is the root of the Brier score.", "Leave the mean as it is."),
                check.Slip(
                    float(np.mean(np.abs(probability - outcome))),
                    "These are absolute differences.",
                    "Square each difference: only then are honest probabilities the best ones.",
                ),
                check.Slip(
                    float(np.mean((probability >= 0.5) != outcome)),
                    "This is the share of wrong yes-or-no answers: the probabilities were cut at 0.5 first.",
                    "Use the probabilities as they are.",
                ),
            ],
        )


def _tables_by_edge(outcome, probability, bins):
    """All tables that are right, where patients stand on edges between bins: each edge may count up or down."""
    on = [np.abs(probability - edge / bins) < 1e-9 for edge in range(1, bins)]
    on = [patients for patients in on if patients.any()]
    for sides in itertools.product((-1e-8, 1e-8), repeat=len(on)):
        yield _table(outcome, probability, bins, sum((side * patients for side, patients in zip(sides, on, strict=True)), 0.0))


def _check_table(value, outcome, probability, bins, what="the table"):
    due = _table(outcome, probability, bins)
    got = check.frame(value, what=what, columns=list(due.columns))
    sizes = check.array(got["n"], what=f"n in {what}")
    if bins > 1 and len(sizes) == bins and sizes.max() - sizes.min() <= 1 and due["n"].max() - due["n"].min() > 1:
        each = " or ".join(f"{size:.0f}" for size in np.unique(sizes))
        check.fail(
            f"Every bin of {what} has {each} patients: these are bins of equal numbers, where "
            "bins of equal width are asked for.",
            f"Cut 0 to 1 into {bins} equal parts.",
            kind="misconception",
        )
    if len(got) == bins and len(due) < bins and (sizes == 0).any():
        check.fail(
            f"{what} has {len(got)} rows, though only {len(due)} of the {bins} bins have a patient.",
            "Leave out the bins without a patient: they have no mean.",
            got=got,
        )
    lost = {0: (probability == 0).sum(), 1: (probability == 1).sum()}
    for ends in ((0,), (1,), (0, 1)):
        missing = sum(int(lost[end]) for end in ends)
        if all(lost[end] for end in ends) and int(sizes.sum()) == len(outcome) - missing:
            check.fail(
                f"{what} holds {int(sizes.sum())} of the {len(outcome)} patients: the {missing} whose probability is exactly "
                f"{' or '.join(map(str, ends))} are in no bin.",
                "The outer bins hold their outer ends: include_lowest=True in pandas' cut, <= in the last bin.",
                kind="misconception",
            )
    if bins > 1 and len(got) == bins:
        edges = np.linspace(probability.min(), probability.max(), bins + 1)
        ranged = np.clip(np.searchsorted(edges, probability, side="left") - 1, 0, bins - 1)
        if np.array_equal(sizes, np.bincount(ranged, minlength=bins)) and not np.array_equal(sizes, due["n"]):
            check.fail(
                f"The bins of {what} run from the lowest probability ({probability.min():.3g}) to the highest ({probability.max():.3g}), "
                "so that each cohort has bins of its own.",
                f"Cut 0 to 1 into {bins} equal parts: give the edges, not their number.",
                kind="misconception",
            )
    others = [table for table in _tables_by_edge(outcome, probability, bins) if len(table) == len(got)]
    check.that(
        bool(others),
        f"{what} has {len(got)} rows, where {len(due)} of the {bins} bins have a patient.",
        "One row for each bin that has a patient, from low to high.",
        got=got,
    )
    due = due if len(due) == len(got) else others[0].copy()
    for name in due.columns:
        have = check.array(got[name], what=f"{name} in {what}")
        due[name] = next(
            (table[name] for table in others if np.allclose(have, table[name], atol=TOLERANCE, rtol=0)), due[name]
        )
    middles = {(k + 0.5) / bins for k in range(bins)}
    have = check.array(got["mean_probability"], what=f"mean_probability in {what}")
    if all(any(abs(value - middle) < 1e-9 for middle in middles) for value in have) and len(have) > 1:
        check.fail(
            f"mean_probability of {what} is the middle of each bin, {', '.join(f'{value:.3g}' for value in have[:5])}.",
            "Take the mean of the probabilities of the patients in the bin: they need not lie around its middle.",
            kind="misconception",
        )
    check.same_values(
        got,
        due,
        what=what,
        because=f"{bins} bins of equal width from 0 to 1, with the patients of each",
        next_step="Count the patients of each bin; take the mean of their probabilities and of their outcomes.",
        abs_tol=TOLERANCE,
        rel_tol=0,
    )


def test_calibration_is_right(solution, rng):
    for n, sick, bins in ((300, 100, 5), (60, 20, 10), (5, 2, 4), (80, 0, 5)):
        outcome, probability = _cohort(rng, n, sick)
        _check_table(solution.calibration_table(outcome, probability, bins=bins), outcome, probability, bins)
    # A forest says 0 and 1 outright: whoever stands at either end of the scale is in the outer bins.
    outcome, probability = _cohort(rng, 70, 30)
    probability[rng.permutation(70)[:12]] = np.repeat([0.0, 1.0], 6)
    _check_table(solution.calibration_table(outcome, probability, bins=5), outcome, probability, 5)
    outcome, probability = _cohort(rng, 50, 20)
    narrow = 0.45 + probability / 10  # all in one bin of five
    _check_table(solution.calibration_table(outcome, narrow), outcome, narrow, 5)


def _check_benefit(value, outcome, probability, threshold, what):
    odds = threshold / (1 - threshold)
    above = probability > threshold
    sick, well = max(1, (outcome == 1).sum()), max(1, (outcome == 0).sum())
    hits = probability >= threshold
    check.close(
        value,
        _benefit(outcome, probability, threshold),
        what=what,
        abs_tol=TOLERANCE,
        because="true positives / n - false positives / n * threshold / (1 - threshold)",
        next_step="Count both among the patients with probability >= threshold, and divide by all patients.",
        slips=[
            check.Slip(
                _benefit(outcome, probability, threshold, 1),
                "The false alarms do not weigh less than the patients found: the odds of the threshold are missing.",
                "Multiply the false positives by threshold / (1 - threshold).",
            ),
            check.Slip(
                _benefit(outcome, probability, threshold, 1 / odds),
                "The odds are turned round: at a low threshold a false alarm weighs little.",
                "Multiply the false positives by threshold / (1 - threshold).",
            ),
            check.Slip(
                _benefit(outcome, probability, threshold, threshold),
                "The false alarms are weighed by the threshold itself, where its odds are due.",
                "Multiply the false positives by threshold / (1 - threshold).",
            ),
            check.Slip(
                float((np.sum(above & (outcome == 1)) - odds * np.sum(above & (outcome == 0))) / len(outcome)),
                "A patient whose probability equals the threshold was counted as negative.",
                "Positive is probability >= threshold.",
            ),
            check.Slip(
                float(np.sum(hits & (outcome == 1)) / sick - odds * np.sum(hits & (outcome == 0)) / well),
                "Here the true positives were divided by the patients with the disease, and the false ones by those without: sensitivity "
                "and 1 - specificity do not know how common the disease is.",
                "Divide both counts by all n patients.",
            ),
            check.Slip(
                float(np.sum(hits & (outcome == 1)) / len(outcome)),
                "The false alarms are missing: treating somebody who is well costs something too.",
                "Take away false positives / n * threshold / (1 - threshold).",
            ),
            check.Slip(
                len(outcome) * _benefit(outcome, probability, threshold),
                "This is the net benefit of all patients together.",
                "Divide by the number of patients.",
            ),
        ],
    )


def test_benefit_is_weighed(solution, rng):
    for n, sick, threshold in ((200, 70, 0.2), (50, 20, 0.35), (60, 15, 0.7), (30, 10, 0.999), (9, 0, 0.1)):
        outcome, probability = _cohort(rng, n, sick)
        got = solution.net_benefit(outcome, probability, threshold)
        _check_benefit(got, outcome, probability, threshold, f"the net benefit at a threshold of {threshold}")
    outcome, probability = _cohort(rng, 40, 20)
    on_it = float(probability[0])  # somebody stands exactly on the threshold
    _check_benefit(
        solution.net_benefit(outcome, probability, on_it), outcome, probability, on_it, f"the net benefit at {on_it:.4g}"
    )


def test_curve_has_three_lines(solution, rng):
    outcome, probability = _cohort(rng, 120, 40)
    thresholds = [0.05, 0.5, 0.2, 0.33]
    curve = check.frame(
        solution.decision_curve(outcome, probability, thresholds),
        what="the decision curve",
        columns=["threshold", "model", "treat_all", "treat_none"],
        rows=len(thresholds),
    )
    columns = {name: check.array(curve[name], what=name) for name in ("threshold", "model", "treat_all", "treat_none")}
    check.close_array(
        columns["threshold"], thresholds, what="threshold", because="one row for each of the thresholds, in their order"
    )
    everybody = np.ones(len(outcome))
    for row, threshold in enumerate(thresholds):
        for name, treated in (("model", probability), ("treat_all", everybody)):
            what = f"{name} at a threshold of {threshold}"
            _check_benefit(columns[name][row], outcome, treated, threshold, what)
    check.close_array(
        columns["treat_none"],
        np.zeros(len(thresholds)),
        what="treat_none",
        because="where nobody is positive, nothing is gained and nothing lost",
    )


def _groups(pima, seed):
    shuffled = pima.sample(frac=1, random_state=seed)
    return shuffled.iloc[:380], shuffled.iloc[380:560], shuffled.iloc[560:]


def _probabilities(solution, train, *tables):
    model = solution.fit_model(train)
    if not check.is_handle(model):
        check.fail("fit_model returned no model.", "Return the fitted model itself.", got=model, kind="type")
    found = []
    for table in tables:
        try:
            given = model.predict_proba(table.drop(columns="Outcome"))
        except SolutionRaised as fault:
            check.fail(
                f"predict_proba stopped with {fault.raised.name}: the model that fit_model returns is fitted, and takes a table with the "
                "eight MEASUREMENTS and no Outcome.",
                "In fit_model call fit(train[MEASUREMENTS], train['Outcome']) and return the fitted model.",
                shown=f"raised {fault.raised.name}: {fault.raised.message}",
                kind="raised",
            )
        both = check.array(
            given, what="the model's predict_proba", shape=(len(table), 2)
        )
        found.append(check.probabilities(both[:, 1], length=len(table), what="the model's probability of class 1"))
    return found


def test_model_is_repeatable(solution, pima, seed):
    train, validation, test = _groups(pima, seed)
    first = _probabilities(solution, train, validation, test)
    again = _probabilities(solution, train, validation, test)
    check.that(
        all(np.allclose(a, b, rtol=0, atol=1e-12) for a, b in zip(first, again, strict=True)),
        "Two models fitted on the same table give different probabilities.",
        "Give the model a fixed random_state.",
    )
    dealt = train.assign(Outcome=np.random.default_rng(seed).permutation(train["Outcome"].to_numpy()))
    anew = _probabilities(solution, dealt, validation, test)
    check.that(
        not all(np.allclose(a, b, rtol=0, atol=1e-12) for a, b in zip(first, anew, strict=True)),
        "With the outcomes of train dealt out anew, every probability stays the same: fit_model did not learn from the table that it "
        "was handed, or gave back the model of an earlier call.",
        "Make a new model and fit it each time that fit_model is called.",
        kind="misconception",
    )


def _study(solution, groups, required):
    return check.mapping(solution.threshold_study(*groups, required=required), keys=REPORT)


def test_threshold_is_from_validation(solution, pima, seed):
    for offset, required in ((0, 0.77), (1, 0.9)):
        train, validation, test = _groups(pima, seed + offset)
        tables = {"training": train, "test": test, "validation": validation}
        probability = dict(zip(tables, _probabilities(solution, train, *tables.values()), strict=True))
        threshold = check.number(_study(solution, (train, validation, test), required)["threshold"], "threshold")
        outcomes = {name: table["Outcome"].to_numpy() for name, table in tables.items()}
        due = {name: _threshold(outcomes[name], probability[name], required) for name in tables}
        pooled = _probabilities(solution, pd.concat([train, validation]), validation)[0]
        everybody = _threshold(
            np.concatenate([outcomes[name] for name in ("validation", "test")]),
            np.concatenate([probability[name] for name in ("validation", "test")]),
            required,
        )
        check.close(
            threshold,
            due["validation"],
            what="threshold",
            abs_tol=TOLERANCE,
            because=f"it is the highest that reaches a sensitivity of {required} in validation",
            next_step="Give validation's outcomes and probabilities to threshold_for_sensitivity.",
            slips=[
                check.Slip(0.5, "The threshold is 0.5, by habit: required had no part in it."),
                check.Slip(
                    _threshold(outcomes["validation"], probability["validation"], 0.9),
                    f"This is the threshold for a sensitivity of 0.9, where required={required} was asked for.",
                    "Hand required on.",
                ),
                check.Slip(
                    _threshold(outcomes["validation"], pooled, required),
                    "The model was fitted on train and validation together: it knows the patients on whom the threshold is picked.",
                    "fit_model(train), and nothing else.",
                ),
                check.Slip(
                    due["test"],
                    f"The threshold {threshold:.4g} was picked on the test patients: there it reaches {required} by construction, "
                    "and nobody learns how it does on patients that it was not picked on.",
                    "Choose it on validation, and leave test for the report.",
                ),
                check.Slip(
                    everybody,
                    "The threshold was picked on validation and test together.",
                    "Choose it on validation alone, and leave test for the report.",
                ),
                check.Slip(
                    due["training"],
                    "The threshold was picked on the training patients, whom the model knows.",
                    "Choose it on validation.",
                ),
            ],
        )


def _with_someone_at_the_threshold(solution, train, validation, test, required):
    """The tables, with a patient at the very threshold in test too: first in both, where a model gives the same to the last bit."""
    known = _probabilities(solution, train, validation)[0]
    at = int(np.flatnonzero(known == _threshold(validation["Outcome"].to_numpy(), known, required))[0])
    validation = validation.iloc[[at, *(row for row in range(len(validation)) if row != at)]]
    twin = validation.iloc[[0]].set_axis([int(max(train.index.max(), validation.index.max(), test.index.max())) + 1], axis=0)
    return train, validation, pd.concat([twin, test])


def test_report_is_from_test(solution, pima, seed):
    groups = train, validation, test = _with_someone_at_the_threshold(solution, *_groups(pima, seed), 0.9)
    tables = {"training": train, "validation": validation, "test": test}
    probability = dict(zip(tables, _probabilities(solution, train, *tables.values()), strict=True))
    found = _study(solution, groups, 0.9)
    threshold = check.number(found["threshold"], "threshold")
    outcomes = {name: table["Outcome"].to_numpy() for name, table in tables.items()}

    def figures(name, predicted=None):
        outcome = outcomes[name]
        predicted = probability[name] if predicted is None else predicted
        return {
            "sensitivity": _sensitivity(outcome, predicted, threshold),
            "specificity": _specificity(outcome, predicted, threshold),
            "brier": _brier(outcome, predicted),
            "net_benefit": _benefit(outcome, predicted, threshold),
        }

    due = figures("test")
    others = {name: figures(name) for name in ("training", "validation")}

    def slips(name):
        for group, values in others.items():
            whom = ", whom the model knows." if group == "training" else ", on whom the threshold was picked."
            yield check.Slip(values[name], f"{name} is that of the {group} patients{whom}", "Report on test.")
        yield check.Slip(
            figures("test", np.where(probability["test"] == threshold, -1.0, probability["test"]))[name],
            f"For {name} whoever stands exactly at the threshold was counted as negative.",
            "A patient is positive where probability >= threshold, here too.",
        )
        if name == "net_benefit":
            yield check.Slip(
                _benefit(outcomes["test"], probability["test"], 0.5),
                "This is the net benefit at a threshold of 0.5, by habit.",
                "Take it at the threshold that was chosen.",
            )
        with solution.aside():
            refitted = figures("test", _probabilities(solution, pd.concat([train, validation]), test)[0])
        if all(abs(check.number(found[other], other) - value) <= TOLERANCE for other, value in refitted.items()):
            yield check.Slip(
                refitted[name],
                f"{name} is that of a model fitted on train and validation together: the threshold was chosen for another one.",
                "Let the model that chose the threshold, fit_model(train), predict test.",
            )

    for name, wanted in due.items():
        check.close(
            found[name],
            wanted,
            what=name,
            abs_tol=TOLERANCE,
            because="it is the figure of the test patients, at the threshold of validation",
            next_step="Compute it from test's outcomes and the model's probabilities for test.",
            slips=slips(name),
        )
    table = check.frame(found["calibration"], what="calibration", columns=["n", "mean_probability", "observed"])
    for group in ("training", "validation"):
        known = _table(outcomes[group], probability[group])
        have = table[list(known.columns)].to_numpy()
        if have.shape == known.shape and _same(have, known.to_numpy()):
            check.fail(
                f"calibration is that of the {group} patients"
                + (": a model is well calibrated on those it was fitted to." if group == "training" else "."),
                "Look at it on test: only there do you learn what a probability means for a new patient.",
                kind="misconception",
            )
    _check_table(table, outcomes["test"], probability["test"], 5, "calibration")


def _same(have, known):
    try:
        return bool(np.allclose(have.astype(float), known, atol=TOLERANCE))
    except (TypeError, ValueError):
        return False
