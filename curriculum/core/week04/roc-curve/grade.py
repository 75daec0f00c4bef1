"""Checks of roc-curve: points, area, bootstrap interval, Youden's threshold, markers."""

import math

import numpy as np
import pandas as pd

from medai.grading import check
from medai.grading.faults import TimedOut


# ---- what is due


def _area(disease, score, tie=0.5):
    """The share of pairs in which the sick patient has the higher score; a tie counts `tie`."""
    disease, score = np.asarray(disease, dtype=float), np.asarray(score, dtype=float)
    gaps = score[disease == 1][:, None] - score[disease == 0][None, :]
    return float(((gaps > 0) + tie * (gaps == 0)).mean())


def _points(disease, score):
    disease, score = np.asarray(disease, dtype=float), np.asarray(score, dtype=float)
    thresholds = np.concatenate([[np.inf], np.unique(score)[::-1]])
    positive = score[None, :] >= thresholds[:, None]
    return positive[:, disease == 0].mean(axis=1), positive[:, disease == 1].mean(axis=1), thresholds


# ---- inputs


def _patients(rng, n=90, share=0.35, shift=0.9, grid=None):
    """(disease, score), both classes present, scores rounded to a grid where ties are wanted."""
    disease = rng.permutation(np.r_[np.ones(round(share * n)), np.zeros(n - round(share * n))]).astype(int)
    score = rng.normal(100, 15, n) + 15 * shift * disease
    return disease, (np.round(score / grid) * grid if grid else score)


# ---- the checks


def _curve_of(solution, disease, score):
    value = check.answers(solution.roc_points, disease, score, because="both classes are present, so there is a curve")
    if isinstance(value, np.ndarray) and value.ndim == 2:
        value = list(value)
    parts = check.sequence(value, "the result of roc_points", 3)
    names = ("fpr (the first array)", "tpr (the second array)", "thresholds (the third array)")
    arrays = [check.array(part, what=name, shape=(None,)) for part, name in zip(parts, names, strict=True)]
    check.that(
        len({len(array) for array in arrays}) == 1,
        f"fpr, tpr and thresholds have {', '.join(str(len(array)) for array in arrays)} values.",
        "Each threshold has one fpr and one tpr: the three are of equal length.",
    )
    return arrays


def _same(got, due):
    return len(got) == len(due) and bool(
        np.all((got == due) | (np.abs(got - due) <= 1e-6 * np.maximum(1, np.abs(due))))
    )


def _curve_is_right(solution, disease, score):
    fpr, tpr, thresholds = _curve_of(solution, disease, score)
    due_fpr, due_tpr, due_thresholds = _points(disease, score)
    if _same(fpr, due_fpr) and _same(tpr, due_tpr) and _same(thresholds, due_thresholds):
        return
    counted = f"{len(fpr)} points came back, where {len(due_fpr)} are due: one for each of {len(due_fpr) - 1} distinct scores, and the start"
    if len(fpr) > 1 and _same(fpr[::-1], due_fpr) and _same(tpr[::-1], due_tpr):
        check.fail(
            "The curve runs from the laxest threshold to the strictest.", "Start with infinity and the highest score."
        )
    if _same(fpr, due_tpr) and _same(tpr, due_fpr):
        check.fail(
            "fpr and tpr have changed places: tpr is taken among the sick, fpr among the healthy.",
            "Return (fpr, tpr, thresholds).",
            kind="misconception",
        )
    if _same(fpr, 1 - due_fpr):
        check.fail(
            "The first array is the specificity. A ROC curve is drawn over the false positive rate, 1 - specificity.",
            "Return 1 - specificity as fpr.",
            kind="misconception",
        )
    if _same(fpr, due_fpr[1:]) and _same(tpr, due_tpr[1:]):
        check.fail(
            "The first point is missing: at a threshold of infinity nobody is positive, fpr 0 and tpr 0. Without it the area loses a piece.",
            "Put infinity before the scores.",
            kind="misconception",
        )
    if len(thresholds) == len(due_thresholds) > 2 and _same(thresholds[1:], due_thresholds[:0:-1]):
        check.fail(
            f"The thresholds rise from {thresholds[1]:.6g} to {thresholds[-1]:.6g}: the curve runs from the laxest to the strictest.",
            "Put the highest score first.",
        )
    if _same(fpr, due_fpr) and _same(tpr, due_tpr):
        check.that(
            not math.isfinite(thresholds[0]),
            f"The first threshold is {thresholds[0]:.6g}, where infinity is due: nobody reaches it.",
            'Start the thresholds with float("inf").',
        )
        check.close_array(
            thresholds[1:],
            due_thresholds[1:],
            what="thresholds (after the first)",
            abs_tol=1e-6,
            because="they are the distinct scores, the highest first",
        )
        check.fail("The first threshold is not infinity.", 'Start the thresholds with float("inf").')
    if len(fpr) == len(disease) + 1 != len(due_fpr):
        check.fail(
            f"The curve takes one step for each patient ({counted}). Patients with the same score were called positive one after the "
            "other, in an order that no threshold can make.",
            "Group equal scores: one point for each distinct score.",
            kind="misconception",
        )
    if len(fpr) < len(due_fpr) and set(np.round(thresholds, 9)) <= set(np.round(due_thresholds, 9)):
        check.fail(
            f"{counted}. Points on a straight line were left out.",
            "scikit-learn leaves them out unless told not to: drop_intermediate=False.",
        )
    check.that(len(fpr) == len(due_fpr), f"{counted}.", "Take the distinct scores as thresholds, the highest first.")
    disease, score = np.asarray(disease), np.asarray(score, dtype=float)
    above = score[None, :] > due_thresholds[:, None]
    if _same(tpr, above[:, disease == 1].mean(axis=1)):
        check.fail(
            "A patient whose score equals the threshold was called negative.",
            "Positive is score >= threshold.",
            kind="misconception",
        )
    for got, due, name, among in ((tpr, due_tpr, "tpr", "the sick"), (fpr, due_fpr, "fpr", "the healthy")):
        check.close_array(
            got,
            due,
            what=name,
            abs_tol=1e-6,
            because=f"it is the share of {among} whose score reaches the threshold",
            next_step=f"Divide by the number of {among}.",
        )
    check.close_array(thresholds[1:], due_thresholds[1:], what="thresholds (after the first)", abs_tol=1e-6)
    check.fail("The first threshold is not infinity.", 'Start the thresholds with float("inf").')


def test_curve(solution, rng):
    disease, score = _patients(rng, n=int(rng.integers(40, 90)))
    _curve_is_right(solution, disease, score)
    _curve_is_right(solution, disease.tolist(), (-score / 50).tolist())
    labels = rng.permutation(len(disease))
    _curve_is_right(solution, pd.Series(disease, index=labels), pd.Series(score, index=labels[::-1]))
    _curve_is_right(solution, [0.0, 1.0], [3, 2])


def test_curve_with_ties(solution, rng):
    for grid in (5, 15):
        _curve_is_right(solution, *_patients(rng, n=int(rng.integers(60, 120)), grid=grid))
    disease, score = _patients(rng, n=70, grid=20)
    _curve_is_right(solution, disease, score.astype(int))
    _curve_is_right(solution, [0, 1, 1, 0, 0], [7, 7, 7, 7, 7])


def _auc_is_right(solution, disease, score, because, extra=()):
    due = _area(disease, score)
    value = check.answers(solution.auc, disease, score, because="both classes are present, so there is an area")
    plain = np.asarray(score, dtype=float)
    fpr, tpr, thresholds = _points(disease, score)
    cuts = {
        "0.5": 0.5,
        "the median": np.median(plain),
        "the mean": plain.mean(),
        "the best threshold": thresholds[1 + np.argmax((tpr - fpr)[1:])],
        "0": 0.0,
    }
    slips = list(extra)
    for name, cut in cuts.items():
        for positive in (plain >= cut, plain > cut):
            slips.append(
                check.Slip(
                    _area(disease, positive),
                    f"This is the area after the score was cut at {name} into yes and no. Thresholding first throws away how high a "
                    "score is: one point is left of the whole curve.",
                    "Take the area of the score itself, over all thresholds.",
                )
            )
    slips.append(
        check.Slip(
            1 - due,
            "This is 1 - AUC: the direction of the score is turned round. A higher score points to disease.",
            "Count the pairs in which the sick patient has the higher score.",
        )
    )
    check.close(value, due, what="the AUC", abs_tol=1e-6, because=because, slips=slips)


def test_auc_value(solution, rng):
    because = "it is the share of all pairs of a sick and a healthy patient in which the sick one has the higher score"
    for n in (120, 45):
        disease, score = _patients(rng, n=n)
        _auc_is_right(solution, disease, score, because)
        _auc_is_right(solution, disease.astype(float).tolist(), list(1 / (1 + np.exp(-(score - 105) / 15))), because)
    labels = rng.permutation(len(disease))
    sick, values = pd.Series(disease, index=labels), pd.Series(score, index=labels[::-1])
    joined = check.Slip(
        _area(sick, values.reindex(labels)),
        "The two Series were joined by their index labels, which stand in another order in each: the score of one patient went to "
        "another patient's diagnosis.",
        "The task pairs by position: turn both into arrays first.",
    )
    _auc_is_right(solution, sick, values, because, [joined])
    _auc_is_right(solution, [0, 1, 0, 1], [1, 3, 2, 4], because)


def test_auc_with_ties(solution, rng):
    for grid in (5, 10, 30):
        disease, score = _patients(rng, n=130, grid=grid)
        extra = [
            check.Slip(
                _area(disease, score, tie=0),
                "Pairs with equal scores were counted as lost. The score cannot tell these two patients apart: a tie counts one half.",
                "Add half of the tied pairs.",
            ),
            check.Slip(
                _area(disease, score, tie=1),
                "Pairs with equal scores were counted as won. The score cannot tell these two patients apart: a tie counts one half.",
                "Add half of the tied pairs.",
            ),
        ]
        because = "a tied pair of a sick and a healthy patient counts one half"
        _auc_is_right(solution, disease, score.astype(int), because, extra)
    _auc_is_right(solution, [1, 0, 0, 1, 0], [4, 4, 4, 4, 4], "equal scores in all patients separate nobody: 0.5")


def test_auc_keeps_its_direction(solution, rng):
    for n in (100, 40):
        disease, score = _patients(rng, n=n, shift=-1.2)
        due = _area(disease, score)
        flipped = check.Slip(
            1 - due,
            f"The AUC is {due:.3f}, and 1 - AUC came back. An area below 0.5 was turned round, so that a score that points the wrong way "
            "looks like a good one.",
            "Return the area as it is. Whether high or low values point to disease is decided before, from physiology.",
        )
        value = check.answers(solution.auc, disease, score, because="the area may be below 0.5")
        check.close(
            value,
            due,
            what="the AUC",
            abs_tol=1e-6,
            because="a score that is lower in the sick has an area below 0.5",
            slips=[flipped],
        )


def test_one_class_refused(solution, rng):
    scores = np.round(rng.normal(100, 15, 6), 1)
    for name in ("roc_points", "auc", "bootstrap_auc", "youden_threshold"):
        for disease, who in (([0] * 6, "nobody is sick"), (np.ones(6, dtype=int), "nobody is healthy")):
            try:
                check.refuses(
                    getattr(solution, name).within(3),
                    disease,
                    scores,
                    because=f"{who}, so there is no pair to compare and no curve",
                    next_step=f"Begin {name} by counting both classes, and raise ValueError with a message if one is 0.",
                )
            except TimedOut:
                check.fail(
                    f"{name} did not come to an end: {who}, so it waits for ever for a draw with both classes.",
                    f"Begin {name} by counting both classes, and raise ValueError with a message if one is 0.",
                    kind="timeout",
                )


def test_bootstrap_interval(solution, rng, seed):
    for level, grid, kind in ((0.95, None, np.array), (0.8, 5, list)):
        disease, score = _patients(rng, n=80, grid=grid)
        value = check.answers(
            solution.bootstrap_auc,
            kind(disease),
            kind(score),
            level=level,
            replicates=400,
            seed=seed % 1000,
            because="a draw with one class only is drawn again, so each has an AUC",
        )
        low, high = check.ends(value, "the interval")
        check.resampled_interval(
            (low, high),
            check.resampled_aucs(disease, score, rng, 6000),
            level=level,
            replicates=400,
            patients=len(disease),
            bounds=(0, 1),
            what="the interval of the AUC",
            because="it spans the middle of the areas of the draws",
            next_step="Draw whole patients, take the AUC of each draw, and return the two quantiles of all areas.",
            slips=[
                check.Slip(
                    check.resampled_aucs(disease, score, rng, 2000, apart=True),
                    "The interval lies around 0.5, as if the score knew nothing: disease and score were drawn apart, so that each patient got "
                    "somebody else's score.",
                    "Draw positions of patients once, and take both disease and score at them.",
                )
            ],
        )


def test_bootstrap_repeats(solution, rng, seed):
    disease, score = _patients(rng, n=60)
    one = 1 + seed % 1000
    far = one + 500_000  # no neighbour, since a solution may use seed, seed + 1, ... for its draws

    def drawn(number, replicates=100):
        value = solution.bootstrap_auc(disease, score, replicates=replicates, seed=number)
        return check.ends(value, "the interval")

    first, again, other = (drawn(number) for number in (one, one, far))
    check.that(
        first == again,
        f"Two calls with seed={one} give other intervals, so nobody can repeat your figure.",
        "Make one generator from the seed inside the function, and draw from it alone.",
        kind="misconception",
    )
    check.that(
        drawn(0, 20) == drawn(0, 20),
        "Two calls with seed=0, the default, give other intervals, though other seeds repeat: 0 was taken for no seed "
        "at all.",
        "0 counts as false in Python: hand seed on as it is, without `or` and `if seed`.",
        kind="misconception",
    )
    check.that(
        first != other,
        f"seed={one} and seed={far} give the same interval: the seed has no effect.",
        "Use the seed parameter, not a fixed number.",
    )


def test_bootstrap_at_the_limits(solution, rng, seed):
    few = np.array([1, 1, 1] + [0] * 9)
    score = np.where(few == 1, rng.normal(1, 1, 12), rng.normal(0, 1, 12))
    for disease, values, due, level in (
        (few, score, None, 0.95),
        (few, np.full(12, 5.5), 0.5, 0.95),
        (few, few * 10 + np.arange(12) / 20, 1.0, 0.99),  # three draws in a hundred have one class
    ):
        value = check.answers(
            solution.bootstrap_auc,
            disease,
            values,
            level=level,
            replicates=300 if due == 1.0 else 100,
            seed=seed % 1000,
            because="with 3 sick patients of 12, one draw in about thirty holds no sick patient; it is drawn again",
            next_step="Look at each draw: if it has one class only, draw again.",
        )
        pair = check.sequence(value, "the interval", 2)
        check.that(
            not any(math.isnan(check.number(end, "an end of the interval")) for end in pair),
            "An end of the interval is NaN: with 3 sick patients of 12, some draws hold no sick patient, and have no AUC.",
            "Look at each draw: if it has one class only, draw again.",
            got=value,
        )
        low, high = check.ends(value, "the interval")
        check.between(low, 0, 1, what="the lower end", because="an AUC lies within 0 to 1")
        check.between(high, 0, 1, what="the upper end", because="an AUC lies within 0 to 1")
        if due == 1.0 and high > 1 - 1e-6 and any(abs(low - made_up) < 1e-6 for made_up in (0, 0.5)):
            check.fail(
                f"Sick and healthy are apart in every draw, and the lower end is {low:g}: draws that hold no sick patient were given the area "
                f"{low:g}, and they have none.",
                "Look at each draw: if it has one class only, draw again.",
                shown=f"{low:.6g} to {high:.6g}",
                kind="misconception",
            )
        if due is not None:
            why = (
                "equal scores separate nobody in any draw" if due == 0.5 else "sick and healthy are apart in every draw"
            )
            for end, name in ((low, "lower"), (high, "upper")):
                check.close(end, due, what=f"the {name} end", abs_tol=1e-6, because=why)


def _choice(solution, disease, score):
    value = check.answers(
        solution.youden_threshold, disease, score, because="both classes are present, so there is a best threshold"
    )
    keys = ("threshold", "sensitivity", "specificity", "youden")
    found = check.mapping(value, "the result of youden_threshold", keys)
    return {key: check.number(found[key], key) for key in keys}


def _at(disease, score, threshold, strictly=False):
    positive = score > threshold if strictly else score >= threshold
    return float(positive[disease == 1].mean()), float(1 - positive[disease == 0].mean())


def _youden_is_right(solution, disease, score, given=None):
    found = _choice(solution, *(given or (disease, score)))
    fpr, tpr, thresholds = _points(disease, score)
    index = tpr - fpr
    best = float(index[1:].max())
    threshold = found["threshold"]
    check.that(
        not math.isinf(threshold),
        "The threshold is infinity: no patient can ever reach it, so it is no threshold for use. (No threshold is better than "
        "calling everybody sick here, and infinity is the first point of the curve.)",
        "Leave the first point of the curve out before you look for the largest index.",
        kind="misconception",
    )
    off = float(np.abs(score - threshold).min())
    check.that(
        off > 1e-3 or bool(np.isclose(score, threshold, rtol=1e-9, atol=1e-9).any()),
        f"The threshold {threshold:.6g} is none of the scores: it lies {off:.1g} beside the nearest, as if scores had been "
        "rounded. Scores that differ by little become equal that way.",
        "Compare the scores as they are.",
    )
    check.that(
        off <= 1e-3,
        f"The threshold {threshold:.6g} is none of the scores.",
        "Choose among the scores themselves: positive is score >= threshold.",
    )
    threshold = float(score[np.argmin(np.abs(score - threshold))])
    sensitivity, specificity = _at(disease, score, threshold)
    if sensitivity + specificity - 1 < best - 1e-9:
        _explain_choice(
            disease, score, threshold, sensitivity + specificity - 1, best, thresholds[1:][np.argmax(index[1:])]
        )
    above = _at(disease, score, threshold, strictly=True)
    for name, due, strict in (
        ("sensitivity", sensitivity, above[0]),
        ("specificity", specificity, above[1]),
        ("youden", best, above[0] + above[1] - 1),
    ):
        check.close(
            found[name],
            due,
            what=f"{name} at threshold {threshold:.6g}",
            abs_tol=1e-6,
            because="positive is score >= threshold",
            next_step="Check with the patients whose score equals the threshold: they are positive.",
            slips=[
                check.Slip(
                    strict,
                    "A patient whose score equals the threshold was called negative.",
                    "Positive is score >= threshold, not >.",
                ),
                check.Slip(1 - due, f"This is 1 - {name}.", "specificity is 1 - fpr, sensitivity is tpr."),
            ],
        )


def _explain_choice(disease, score, threshold, index, best, due):
    scores = np.unique(score)
    rates = [_at(disease, score, cut) for cut in scores]
    share = disease.mean()
    accuracy = [share * a + (1 - share) * b for a, b in rates]
    distance = [(1 - a) ** 2 + (1 - b) ** 2 for a, b in rates]
    place = int(np.searchsorted(scores, threshold))
    why = f"At {threshold:.6g} the Youden index is {index:.4f}; at {due:.6g} it is {best:.4f}."
    if accuracy[place] >= max(accuracy) - 1e-9:
        check.fail(
            f"{why} Yours is the threshold with the highest accuracy: where few are sick, it misses most of them to be right about the many.",
            "Maximise sensitivity + specificity - 1.",
            kind="misconception",
        )
    if distance[place] <= min(distance) + 1e-9:
        check.fail(
            f"{why} Yours is the point nearest to the corner of the plot.", "Maximise sensitivity + specificity - 1."
        )
    below = np.searchsorted(scores, due)
    if below and scores[below - 1] == threshold or below + 1 < len(scores) and scores[below + 1] == threshold:
        check.fail(
            f"{why} You are one score off.",
            "Positive is score >= threshold: a patient exactly at the threshold is positive.",
            kind="misconception",
        )
    check.fail(why, "Go through all scores, and keep the one with the largest sensitivity + specificity - 1.")


def test_youden(solution, rng):
    for share, grid in ((0.35, None), (0.08, None), (0.4, 5), (0.1, 5)):
        while True:
            disease, score = _patients(rng, n=150, share=share, grid=grid)
            fpr, tpr, thresholds = _points(disease, score)
            accuracy = disease.mean() * tpr + (1 - disease.mean()) * (1 - fpr)
            index = tpr - fpr
            if index[np.isclose(accuracy, accuracy[1:].max())].max() < index.max() - 1e-6:
                break
        given = (pd.Series(disease, index=rng.permutation(150)), pd.Series(score)) if grid else None
        _youden_is_right(solution, disease, score, given)


def test_youden_at_the_limits(solution):
    for disease, score in (
        ([1, 0, 0, 1], [6, 6, 6, 6]),
        ([1, 1, 0, 0], [1.0, 2.0, 3.0, 4.0]),
        ([1, 0], [2, 1]),
        ([0, 1, 1], [-3, -2, -1]),
    ):
        _youden_is_right(solution, np.array(disease), np.array(score, dtype=float), (disease, score))


def _aucs_are_right(solution, patients, outcome, directions):
    value = check.answers(
        solution.marker_aucs,
        patients,
        outcome,
        directions,
        because="each marker was measured in patients with and without the disease, so each has an AUC",
        next_step="Leave out the patients without that marker, make disease from outcome above 0, then call auc.",
    )
    found = check.mapping(value, "the result of marker_aucs", directions)
    sick = patients[outcome] > 0
    known = {marker: patients[marker].notna() for marker in directions}
    dues = {
        marker: _area(sick[known[marker]], (1 if way == "high" else -1) * patients.loc[known[marker], marker])
        for marker, way in directions.items()
    }
    got = {marker: check.number(found[marker], f"the AUC of {marker}") for marker in directions}
    turned = [marker for marker, due in dues.items() if due < 0.5 and abs(got[marker] - (1 - due)) < 1e-6]
    if turned and all(abs(got[marker] - max(due, 1 - due)) < 1e-6 for marker, due in dues.items()):
        check.fail(
            f"{turned[0]} comes out at {dues[turned[0]]:.3f} in the stated direction, and {1 - dues[turned[0]]:.3f} came back: the better "
            "direction was picked from the data. That makes any useless marker look useful.",
            "Take the AUC in the stated direction, even where it is below 0.5.",
            shown=f"{got[turned[0]]:.6g}",
            expected=f"{dues[turned[0]]:.6g}",
            kind="misconception",
        )
    complete = patients.dropna(subset=list(directions))
    for marker, direction in directions.items():
        sign = 1 if direction == "high" else -1
        there, due = known[marker], dues[marker]
        words = f"{marker} ({direction} values point to disease, {int(there.sum())} patients)"
        slips = []
        if direction == "low":
            slips.append(
                check.Slip(
                    1 - due,
                    f"The direction of {marker} was ignored: low values of it point to disease, and the AUC was taken as if high ones did.",
                    "Turn a marker with direction low round before you call auc, for example by its sign.",
                )
            )
        else:
            slips.append(
                check.Slip(
                    1 - due,
                    f"{marker} was turned round although high values point to disease."
                    + (
                        " The better direction was picked from the data; that makes any useless marker look useful."
                        if due < 0.5
                        else ""
                    ),
                    "Take the AUC in the stated direction, even where it is below 0.5.",
                )
            )
        if len(complete) < there.sum() and 0 < (complete[outcome] > 0).sum() < len(complete):
            slips.append(
                check.Slip(
                    _area(complete[outcome] > 0, sign * complete[marker]),
                    f"Only the {len(complete)} patients with every marker were used; {int(there.sum())} have {marker}.",
                    "Leave out the patients without this marker, and keep those who lack another.",
                )
            )
        whole = patients.dropna()
        if len(complete) > len(whole) and 0 < (whole[outcome] > 0).sum() < len(whole):
            slips.append(
                check.Slip(
                    _area(whole[outcome] > 0, sign * whole[marker]),
                    f"Only the {len(whole)} patients with every column filled were used; {int(there.sum())} have {marker}.",
                    "Leave out the patients without this marker, and keep those who lack something else.",
                )
            )
        ill, values = sick[there], patients.loc[there, marker]
        slips.append(
            check.Slip(
                _area(ill, sign * (values > values.median())),
                f"{marker} was cut at its median into yes and no first; that throws away how high it is.",
                "Take the area of the marker itself.",
            )
        )
        if direction == "low" and (values < 0).any() and (values != 0).all():
            slips.append(
                check.Slip(
                    _area(ill, 1 / values),
                    f"{marker} was turned round by 1 / value. That turns the order of positive values; {marker} has negative ones too.",
                    "Turn it round by its sign.",
                )
            )
        true_zeros = there & (patients[marker] == 0)
        rest = there & ~true_zeros
        if true_zeros.any() and 0 < sick[rest].sum() < rest.sum():
            slips.append(
                check.Slip(
                    _area(sick[rest], sign * patients.loc[rest, marker]),
                    f"{int(true_zeros.sum())} patients whose {marker} is 0 were left out. A 0 is a value here; not measured "
                    "is NaN.",
                    "Leave out missing values only.",
                )
            )
        filled = patients[marker].fillna(0)
        if not there.all():
            slips.append(
                check.Slip(
                    _area(sick, sign * filled),
                    f"Patients without {marker} were given the value 0. Not measured is not zero.",
                    "Leave them out.",
                )
            )
        if patients[outcome].max() > 1:
            mild = patients.loc[there, outcome] == 1
            slips.append(
                check.Slip(
                    _area(mild, sign * patients.loc[there, marker]),
                    f"Only {outcome} = 1 was taken for disease, and the more severe 2, 3 and 4 for healthy.",
                    f"Disease is {outcome} above 0.",
                )
            )
        check.close(
            found[marker],
            due,
            what=f"the AUC of {words}",
            abs_tol=1e-6,
            because=f"disease is {outcome} above 0, and the stated direction holds",
            slips=slips,
        )


def test_markers(solution, heart, pima, rng, seed):
    site = str(rng.choice(["cleveland", "hungarian", "va"]))
    directions = {"thalach": "low", "oldpeak": "high", "trestbps": "high", "age": "high"}
    # a blood pressure or a cholesterol of 0 was never measured, and the task promises that every 0 is a value
    heart = heart.assign(**{name: heart[name].where(heart[name] > 0) for name in ("trestbps", "chol")})
    _aucs_are_right(solution, heart[heart["site"] == site], "num", directions)
    everybody = heart.sample(frac=0.6, random_state=seed)
    labels = [f"P{number}" for number in rng.permutation(9000)[: len(everybody)]]
    _aucs_are_right(solution, everybody.set_axis(labels, axis=0), "num", {"chol": "low", "thalach": "low"})
    measured = pima.copy()
    columns = ["Glucose", "BMI", "BloodPressure"]
    measured[columns] = measured[columns].astype(float).replace(0, np.nan)
    _aucs_are_right(
        solution,
        measured.sample(400, random_state=seed),
        "Outcome",
        {"Glucose": "high", "BMI": "high", "BloodPressure": "low"},
    )
    gases = _blood_gases(rng)
    _aucs_are_right(solution, gases, "died", {"base_excess": "low", "lactate": "high"})


def _blood_gases(rng, n=150):
    """Base excess and lactate (mmol/L), both with gaps: base excess runs below and above 0, and is low in those who died."""
    died = (rng.random(n) < 0.3).astype(int)
    base_excess = np.where(rng.random(n) < 0.5, 1, -1) * rng.integers(1, 60, n) / 10 - 4.05 * died
    table = pd.DataFrame(
        {"lactate": np.round(rng.lognormal(0.4 + 0.6 * died, 0.4), 1), "died": died, "base_excess": base_excess},
        index=[f"B{number}" for number in rng.permutation(n)],
    )
    table.loc[rng.random(n) < 0.1, "lactate"] = np.nan
    table.loc[rng.random(n) < 0.1, "base_excess"] = np.nan
    return table
