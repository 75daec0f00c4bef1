"""Checks of two-by-two: counts, seven measures, their intervals, and a finding against the angiogram."""

import math
from statistics import NormalDist

import numpy as np
import pandas as pd

from medai.grading import check

CELLS = ("tp", "fp", "fn", "tn")
SHARES = ("sensitivity", "specificity", "ppv", "npv")
RATIOS = ("lr_positive", "lr_negative")
ASKED = {
    "sensitivity": "tp / (tp + fn): of the patients with disease, the share who test positive",
    "specificity": "tn / (tn + fp): of the patients without disease, the share who test negative",
    "ppv": "tp / (tp + fp): of the positive tests, the share that are right",
    "npv": "tn / (tn + fn): of the negative tests, the share that are right",
    "lr_positive": "sensitivity / (1 - specificity)",
    "lr_negative": "(1 - sensitivity) / specificity",
    "youden": "sensitivity + specificity - 1",
}
AMONG = {
    "sensitivity": "the patients with disease",
    "specificity": "the patients without disease",
    "ppv": "the patients who test positive",
    "npv": "the patients who test negative",
}
WORD = {"sensitivity": "sensitivity", "specificity": "specificity", "ppv": "PPV", "npv": "NPV"}


# ---- what is due


def _count(disease, test):
    d, t = np.asarray(disease, dtype=float) == 1, np.asarray(test, dtype=float) == 1
    return tuple(int(n) for n in ((d & t).sum(), (~d & t).sum(), (d & ~t).sum(), (~d & ~t).sum()))


def _over(top, bottom):
    if math.isnan(top) or math.isnan(bottom) or (top == 0 and bottom == 0):
        return math.nan
    return top / bottom if bottom else math.inf


def _measures(tp, fp, fn, tn):
    sensitivity, specificity = _over(tp, tp + fn), _over(tn, fp + tn)
    return {
        "sensitivity": sensitivity,
        "specificity": specificity,
        "ppv": _over(tp, tp + fp),
        "npv": _over(tn, tn + fn),
        "lr_positive": _over(sensitivity, _over(fp, fp + tn)),
        "lr_negative": _over(_over(fn, tp + fn), specificity),
        "youden": sensitivity + specificity - 1,
    }


def _z(level):
    return NormalDist().inv_cdf((1 + level) / 2)


def _parts(tp, fp, fn, tn):
    return {
        "sensitivity": (tp, tp + fn),
        "specificity": (tn, tn + fp),
        "ppv": (tp, tp + fp),
        "npv": (tn, tn + fn),
    }


def _wilson(k, n, level):
    return check.wilson(k, n, level) if n else (math.nan, math.nan)


def _wald(k, n, level):
    half = _z(level) * math.sqrt(k / n * (1 - k / n) / n)
    return k / n - half, k / n + half


def _agresti_coull(k, n, level):
    z = _z(level)
    return _wald(k + z * z / 2, n + z * z, level)


def _clipped(pair):
    return max(0.0, pair[0]), min(1.0, pair[1])


def _ratio(a, n, b, m, level):
    middle = (a / n) / (b / m)
    factor = math.exp(_z(level) * math.sqrt(1 / a - 1 / n + 1 / b - 1 / m))
    return middle / factor, middle * factor


def _ratios(tp, fp, fn, tn, level, half="everywhere"):
    if tp + fn == 0 or fp + tn == 0:
        return dict.fromkeys(RATIOS, (math.nan, math.nan))
    if half == "own cells":
        one, other = (0.5 * (0 in pair) for pair in ((tp, fp), (fn, tn)))
        return {
            "lr_positive": _ratio(tp + one, tp + fn + 2 * one, fp + one, fp + tn + 2 * one, level),
            "lr_negative": _ratio(fn + other, tp + fn + 2 * other, tn + other, fp + tn + 2 * other, level),
        }
    if half == "empty cells":
        tp, fp, fn, tn = (count or 0.5 for count in (tp, fp, fn, tn))
    elif 0 in (tp, fp, fn, tn):
        tp, fp, fn, tn = (count + 0.5 for count in (tp, fp, fn, tn))
    return {
        "lr_positive": _ratio(tp, tp + fn, fp, fp + tn, level),
        "lr_negative": _ratio(fn, tp + fn, tn, fp + tn, level),
    }


def _intervals(tp, fp, fn, tn, level):
    shares = {name: _wilson(k, n, level) for name, (k, n) in _parts(tp, fp, fn, tn).items()}
    return {**shares, **_ratios(tp, fp, fn, tn, level)}


# ---- reading what came back


def _pair(value, what):
    ends = check.sequence(value, what, 2)
    return tuple(
        check.number(end, f"the {name} end of {what}") for end, name in zip(ends, ("lower", "upper"), strict=True)
    )


def _same(got, due, tolerance=1e-6):
    if math.isnan(due) or math.isnan(got):
        return math.isnan(due) and math.isnan(got)
    return got == due or abs(got - due) <= tolerance * max(1.0, abs(due))


def _fits(pair, due):
    return all(_same(got, end) for got, end in zip(pair, due, strict=True))


def _show(pair):
    return f"{pair[0]:.6g} to {pair[1]:.6g}"


def _cells(counts):
    return ", ".join(f"{name} = {count}" for name, count in zip(CELLS, counts, strict=True))


def _interval(value, due, what, slips=(), because="", next_step=""):
    """Both ends within a millionth; slips: (pair, why, next step)."""
    pair = _pair(value, what)
    if _fits(pair, due):
        return
    for known, why, todo in slips:
        if not _fits(known, due) and _fits(pair, known):
            check.fail(why, todo, shown=_show(pair), expected=_show(due), kind="misconception")
    check.that(
        not (pair[0] > pair[1]),
        f"{what} runs from {pair[0]:.6g} down to {pair[1]:.6g}.",
        "Return the lower end first.",
    )
    check.fail(
        f"{what} is {_show(pair)}; expected {_show(due)} ± 1e-6{': ' + because if because else ''}.",
        next_step,
        shown=_show(pair),
        expected=_show(due),
    )


def _random_counts(rng, low=3, high=200):
    """Four counts in which every known confusion gives another value."""
    while True:
        counts = tuple(int(n) for n in rng.integers(low, high, 4))
        tp, fp, fn, tn = counts
        values = list(_measures(*counts).values())
        if len(set(counts)) == 4 and min(abs(a - b) for i, a in enumerate(values) for b in values[:i]) > 0.01:
            return counts


# ---- the checks


def test_counts(solution, rng):
    for kind in ("list", "array", "Series", "Series in another order", "decimal numbers"):
        n = int(rng.integers(60, 200))
        disease = rng.binomial(1, 0.3, n)
        test = np.where(disease == 1, rng.binomial(1, 0.6, n), rng.binomial(1, 0.45, n))
        due = _count(disease, test)
        aligned = None
        if kind == "list":
            given = disease.tolist(), test.tolist()
        elif kind == "array":
            given = disease, test
        elif kind == "Series":
            given = pd.Series(disease), pd.Series(test)
        elif kind == "decimal numbers":
            given = disease.astype(float), test.astype(float).tolist()
        else:
            labels = np.array([f"P{number:04d}" for number in range(n)])
            aligned = due
            while aligned == due:  # joined by label the counts must differ
                given = pd.Series(disease, index=labels), pd.Series(test, index=rng.permutation(labels))
                aligned = _count(disease, given[1].reindex(labels))
        _counts_are(solution, given, due, aligned)
    for disease, test in (
        ([0, 0, 0, 0], [1, 0, 1, 1]),
        ([1, 1, 1], [1, 0, 0]),
        ([0, 1, 0, 1, 1], [0, 0, 0, 0, 0]),
        (np.array([1, 0, 0]), np.array([1, 1, 1])),
        ([1], [1]),
    ):
        _counts_are(solution, (disease, test), _count(disease, test), None)


def _counts_are(solution, given, due, aligned):
    found = check.answers(
        solution.two_by_two,
        *given,
        because="every pair of 0 and 1 belongs to one of the four cells, and a class may be absent",
    )
    found = check.mapping(found, "the result of two_by_two", CELLS)
    got = tuple(check.whole_number(found[name], name) for name in CELLS)
    tp, fp, fn, tn = due
    if got == due:
        return
    shown, expected = _cells(got), _cells(due)
    known = (
        (
            (tp, fn, fp, tn),
            "The table is transposed: fp and fn have changed places. A false positive is a healthy patient who tests positive, "
            "a false negative is a sick one who tests negative.",
            "Look at what the rows and what the columns of your table are. In scikit-learn's confusion_matrix(truth, test) "
            "the truth is in the rows.",
        ),
        (
            (tn, fn, fp, tp),
            "The two classes have changed places: tp holds the healthy patients with a negative test. scikit-learn's matrix starts with "
            "class 0, so that its order is tn, fp, fn, tp.",
            "Count 1 as present and positive.",
        ),
        (
            (tn, fp, fn, tp),
            "tp and tn have changed places: tp is a sick patient (1) who tests positive (1).",
            "scikit-learn's confusion_matrix gives tn, fp, fn, tp, in that order.",
        ),
    )
    for slip, why, todo in known:
        if got == slip:
            check.fail(why, todo, shown=shown, expected=expected, kind="misconception")
    if aligned is not None and got == aligned:
        check.fail(
            "The two Series were joined by their index labels, which stand in another order in each: results of one patient went to "
            "another patient's diagnosis.",
            "The task pairs by position: turn both into arrays first.",
            shown=shown,
            expected=expected,
            kind="misconception",
        )
    check.that(
        sum(got) == sum(due),
        f"The four counts add up to {sum(got)}, where {sum(due)} patients were given.",
        "Every patient belongs to exactly one of the four cells.",
    )
    check.fail(
        f"The counts are {shown}; expected {expected}.",
        "tp: disease 1 and test 1. fp: disease 0 and test 1. fn: disease 1 and test 0. tn: disease 0 and test 0.",
        shown=shown,
        expected=expected,
    )


def test_odd_input_refused(solution):
    check.refuses(
        solution.two_by_two,
        [1, 0, 1],
        [1, 0],
        because="three diagnoses and two test results cannot be paired",
    )
    for disease, test, what in (
        ([1, 0, 2, 0], [1, 0, 1, 1], "a disease of 2 is neither present (1) nor absent (0)"),
        ([1.0, 0.0, 1.0], [1.0, math.nan, 0.0], "a missing test result (NaN) is neither positive nor negative"),
        ([1, 0, 1], [0, -1, 0], "a test of -1 is neither positive (1) nor negative (0)"),
        (
            [1, 0, 1],
            [0.5, 0, 1],
            "a test of 0.5 (perhaps a doubtful one) is neither positive (1) nor negative (0), though as whole numbers these "
            "results would be 0, 0 and 1",
        ),
        (np.array([math.nan, 1, 0]), np.array([1.0, 1, 0]), "a missing diagnosis (NaN) is neither present nor absent"),
    ):
        check.refuses(
            solution.two_by_two,
            disease,
            test,
            because=what,
            next_step="Look for values other than 0 and 1 before you count, and raise ValueError with a message.",
        )


def _measures_of(solution, counts, keys, because="a share of nobody is NaN, and nothing is refused"):
    found = check.answers(solution.measures, *counts, because=f"for {_cells(counts)}, {because}")
    return check.mapping(found, "the result of measures", keys)


def test_shares(solution, rng):
    for _ in range(4):
        counts = _random_counts(rng)
        due = _measures(*counts)
        found = _measures_of(solution, counts, SHARES)
        for name in SHARES:
            slips = [
                check.Slip(
                    due[other],
                    f"What you return as {WORD[name]} is the {WORD[other]}: it is taken among {AMONG[other]}, and {WORD[name]} among "
                    f"{AMONG[name]}.",
                    f"Write the denominator first: {ASKED[name]}. Hint 2 has more.",
                )
                for other in SHARES
                if other != name
            ]
            slips += [
                check.Slip(1 - due[name], f"This is 1 - {WORD[name]}.", f"It is {ASKED[name]}."),
                check.Slip(100 * due[name], "This is per cent.", "Return a share from 0 to 1."),
                check.Slip(
                    (counts[0] + counts[3]) / sum(counts),
                    f"What you return as {WORD[name]} is the accuracy, the share of all patients with a right result.",
                    f"It is {ASKED[name]}.",
                ),
            ]
            check.close(found[name], due[name], what=name, abs_tol=1e-6, because=f"it is {ASKED[name]}", slips=slips)


def test_likelihood_ratios(solution, rng):
    for _ in range(4):
        counts = _random_counts(rng)
        due = _measures(*counts)
        found = _measures_of(solution, counts, (*RATIOS, "youden"))
        up, down = due["lr_positive"], due["lr_negative"]
        slips = {
            "lr_positive": [
                check.Slip(
                    1 / up,
                    "The ratio stands on its head: this is the healthy over the sick.",
                    f"It is {ASKED['lr_positive']}.",
                ),
                check.Slip(down, "This is the ratio of a negative test.", f"It is {ASKED['lr_positive']}."),
                check.Slip(
                    due["sensitivity"] / due["specificity"],
                    "This divides by the specificity. A positive test in the healthy has the probability 1 - specificity.",
                ),
                check.Slip(
                    up * counts[0] / counts[1] / (due["sensitivity"] / (1 - due["specificity"])),
                    "This is tp / fp, a ratio of counts, which changes with how many sick patients you happened to examine.",
                    f"Divide each by its own group first: {ASKED['lr_positive']}.",
                ),
                check.Slip(
                    counts[0] * counts[3] / (counts[1] * counts[2]),
                    "This is the odds ratio.",
                    f"It is {ASKED['lr_positive']}.",
                ),
            ],
            "lr_negative": [
                check.Slip(
                    1 / down,
                    "The ratio stands on its head: specificity / (1 - sensitivity) is above 1 for a good test, but a negative test "
                    "must make disease less likely.",
                    f"It is {ASKED['lr_negative']}.",
                ),
                check.Slip(up, "This is the ratio of a positive test.", f"It is {ASKED['lr_negative']}."),
                check.Slip(
                    (1 - due["specificity"]) / due["sensitivity"],
                    "Sensitivity and specificity have changed places.",
                    f"It is {ASKED['lr_negative']}.",
                ),
            ],
            "youden": [
                check.Slip(due["youden"] + 1, "1 is not taken away.", f"It is {ASKED['youden']}."),
                check.Slip((due["youden"] + 1) / 2, "This is the balanced accuracy.", f"It is {ASKED['youden']}."),
            ],
        }
        for name, known in slips.items():
            check.close(found[name], due[name], what=name, abs_tol=1e-6, because=f"it is {ASKED[name]}", slips=known)


def test_zero_cells(solution, rng):
    a, b, c = (int(n) for n in rng.integers(5, 60, 3))
    for counts in (
        (0, a, 0, b),
        (a, 0, b, 0),
        (0, 0, a, b),
        (a, b, 0, 0),
        (a, 0, b, c),
        (a, b, 0, c),
        (0, a, b, c),
        (a, b, c, 0),
        (a, 0, 0, b),
        (0, a, b, 0),
        (0, 0, 0, 0),
    ):
        due = _measures(*counts)
        found = _measures_of(solution, counts, (*SHARES, *RATIOS, "youden"))
        halves = _measures(*(count + 0.5 for count in counts))
        for name, value in due.items():
            slips = [
                check.Slip(
                    halves[name],
                    f"0.5 was added to the counts before {name} was calculated. The task keeps the counts as they are here.",
                    "Add 0.5 in measure_intervals only, for the intervals of the two ratios.",
                )
            ]
            if math.isnan(value):
                why = (
                    f"With {_cells(counts)}, {name} is 0 / 0: nobody is there to take a share of, so it is unknown (NaN). "
                    if name in SHARES
                    else f"With {_cells(counts)}, {name} cannot be known: a part of it is 0 / 0, or the ratio itself is. It is NaN. "
                )
                slips += [
                    check.Slip(
                        0, why + "Returning 0 says that the test did badly.", "Return NaN where the denominator is 0."
                    ),
                    check.Slip(
                        1, why + "Returning 1 says that the test did well.", "Return NaN where the denominator is 0."
                    ),
                    check.Slip(
                        math.inf, why + "Infinity is for a number above 0 divided by 0.", "Look at 0 / 0 first."
                    ),
                    check.Slip(-1, why + "-1 is what comes of taking both shares for 0.", "Let NaN stay NaN."),
                ]
            elif math.isinf(value):
                why = f"With {_cells(counts)}, {name} is a number above 0 divided by 0: it grows beyond all bounds, infinity."
                slips += [
                    check.Slip(0, why, 'Return float("inf") there.'),
                    check.Slip(math.nan, why + " NaN is for 0 / 0.", 'Return float("inf") there.'),
                ]
            check.close(
                found[name],
                value,
                what=f"{name} for {_cells(counts)}",
                abs_tol=1e-6,
                because=f"it is {ASKED[name]}; 0 / 0 is NaN, a number above 0 divided by 0 is infinity",
                next_step="Look at the denominator before you divide.",
                slips=slips,
            )


def _intervals_of(solution, counts, level, keys):
    found = check.answers(
        solution.measure_intervals,
        *counts,
        level=level,
        because=f"for {_cells(counts)} the task says what is due for each of the six intervals",
        next_step="A cell of 0 cannot be divided by: look at the counts first, and return what the task says.",
    )
    return check.mapping(found, "the result of measure_intervals", keys)


def _wrong_levels(level):
    """(level that was used in fact, why, next step) of the usual slips with z."""
    take = "Take z from level: norm.ppf((1 + level) / 2)."
    found = [
        (
            2 * level - 1,
            f"z leaves {1 - level:.0%} above it, and as much below: together twice what level={level} allows.",
            take,
        )
    ]
    rounded = {0.95: (1.96, 2), 0.9: (1.64, 1.645, 1.65), 0.99: (2.58, 2.576), 0.8: (1.28, 1.282)}[level]
    for z in rounded:
        found.append((2 * NormalDist().cdf(z) - 1, f"z was typed in as {z}, and not taken from level.", take))
    if level != 0.95:
        for z in (1.96, _z(0.95)):
            found.append(
                (2 * NormalDist().cdf(z) - 1, f"This is the 95 % interval, where level={level} was asked for.", take)
            )
    return found


def test_share_intervals(solution, rng):
    for level in (0.95, 0.9, 0.99):
        small = level == 0.9
        ordinary = _random_counts(rng, 2, 15 if small else 120)
        a, b, c = (int(n) for n in rng.integers(6, 30, 3))
        for counts in (ordinary, (a, 0, 0, b), (0, a, b, c)):
            found = _intervals_of(solution, counts, level, SHARES)
            parts = _parts(*counts)
            for name, (k, n) in parts.items():
                if n == 0:
                    continue
                slips = [
                    (
                        form(_wald(k, n, level)),
                        f"This is the Wald interval p ± z · √(p(1 - p)/n). For {k} of {n} it "
                        + (
                            "has no width at all, as if nothing could be learned from more patients."
                            if k in (0, n)
                            else "is too narrow near 0 and 1, and can leave the range from 0 to 1."
                        ),
                        "Write Wilson's interval; its formula stands in the task.",
                    )
                    for form in (tuple, _clipped)
                ]
                slips += [
                    (
                        form(_agresti_coull(k, n, level)),
                        "This is Agresti and Coull's interval.",
                        "The task asks for Wilson's.",
                    )
                    for form in (tuple, _clipped)
                ]
                slips += [
                    (
                        _wilson(*parts[other], level),
                        f"This is the interval of the {WORD[other]}.",
                        f"The {WORD[name]} is {ASKED[name]}.",
                    )
                    for other in SHARES
                    if other != name and parts[other][1]
                ]
                slips += [(_wilson(k, n, other), *told) for other, *told in _wrong_levels(level)]
                if 0 in counts:
                    k_and_half, n_and_halves = _parts(*(count + 0.5 for count in counts))[name]
                    slips.append(
                        (
                            _wilson(k_and_half, n_and_halves, level),
                            f"0.5 was added to the counts for {name} as well. A share copes with a count of 0; only the ratios need it.",
                            "Use the counts as they are for the four shares.",
                        )
                    )
                _interval(
                    found[name],
                    _wilson(k, n, level),
                    f"the interval of {name} ({k} of {n}, level {level})",
                    slips,
                    because="Wilson's score interval is due",
                    next_step=f"Here p = {k} / {n}; put it into the formula of the task.",
                )


def test_ratio_intervals(solution, rng):
    for level in (0.95, 0.8):
        counts = _random_counts(rng)
        found = _intervals_of(solution, counts, level, RATIOS)
        due = _ratios(*counts, level)
        halved = _ratios(*(count + 0.5 for count in counts), level)
        estimates = _measures(*counts)
        for name in RATIOS:
            middle, (low, high) = estimates[name], due[name]
            error = math.log(high / middle)
            all_four = _z(level) * math.sqrt(sum(1 / count for count in counts))
            slips = [
                (
                    (middle - middle * error, middle + middle * error),
                    "The interval was made on the ratio itself: it lies as far below the ratio as above it, and can fall below 0.",
                    "Work on the log scale: multiply and divide the ratio by exp(z · s).",
                ),
                (
                    (middle * math.exp(-all_four), middle * math.exp(all_four)),
                    "s adds up 1 over each of the four counts. That is the standard error of an odds ratio, not of a likelihood ratio.",
                    "Of the four fractions in s two are added, and the two with the size of a group are taken away.",
                ),
                (
                    (middle - error, middle + error),
                    "The standard error belongs to the logarithm of the ratio, and was added to the ratio itself.",
                    "Multiply and divide the ratio by exp(z · s).",
                ),
                (
                    (math.log(low), math.log(high)),
                    "This is the interval of the logarithm of the ratio.",
                    "Take exp of both ends.",
                ),
                (halved[name], "0.5 was added although no cell is 0.", "Add 0.5 only where a count is 0."),
                *(
                    (due[other], f"This is the interval of {other}.", f"{name} is {ASKED[name]}.")
                    for other in RATIOS
                    if other != name
                ),
                *((_ratios(*counts, other)[name], *told) for other, *told in _wrong_levels(level)),
            ]
            _interval(
                found[name],
                due[name],
                f"the interval of {name} for {_cells(counts)}, level {level}",
                slips,
                because="ratio · exp(± z · s) is due, with s from the task",
                next_step="Check s: two fractions are added, the two with the size of a group are taken away.",
            )


def test_intervals_of_zero_cells(solution, rng):
    a, b, c = (int(n) for n in rng.integers(5, 60, 3))
    level = 0.95
    for counts in (
        (a, 0, b, c),
        (a, b, 0, c),
        (0, a, b, c),
        (a, b, c, 0),
        (a, 0, 0, b),
        (0, 0, a, b),
        (0, a, 0, b),
        (a, 0, b, 0),
    ):
        found = _intervals_of(solution, counts, level, (*SHARES, *RATIOS))
        due = _intervals(*counts, level)
        one_cell, own_cells = (_ratios(*counts, level, half=half) for half in ("empty cells", "own cells"))
        for name in (*SHARES, *RATIOS):
            slips = []
            if math.isnan(due[name][0]):
                why = (
                    f"With {_cells(counts)}, {name} is a share of nobody: nothing is known, not even an interval."
                    if name in SHARES
                    else f"With {_cells(counts)}, one of the two groups is empty: nothing is known of {name}, and 0.5 must not invent it."
                )
                slips = [
                    (known, why, "Both ends are NaN there.")
                    for known in ((0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.0, math.inf))
                ]
                if name in RATIOS:
                    invented = _ratios(*(count + 0.5 for count in counts), level)[name]
                    slips.append((invented, why, "Both ends are NaN there."))
            elif name in RATIOS:
                slips = [
                    (
                        one_cell[name],
                        "0.5 was put into the empty cells only (statsmodels' Table2x2 does the same by itself).",
                        "Where any count is 0, add 0.5 to each of the four.",
                    ),
                    (
                        own_cells[name],
                        f"0.5 was added for {name} only where one of the counts of its own formula is 0.",
                        "Where any of the four counts is 0, add 0.5 to each of the four, for both ratios.",
                    ),
                ]
            _interval(
                found[name],
                due[name],
                f"the interval of {name} for {_cells(counts)}",
                slips,
                because=(
                    "with an empty group or a share of nobody both ends are NaN"
                    if math.isnan(due[name][0])
                    else "a count is 0, so 0.5 is added to each of the four for the ratios"
                    if name in RATIOS
                    else "the counts are used as they are"
                ),
                next_step="Read the task's lines on zero cells once more, and look at the counts first.",
            )


def test_ranking(solution, rng):
    for _ in range(3):
        tables = _screening(rng)
        value = check.answers(
            solution.rank_tests,
            tables,
            because="the tests are to be put in order, even one that has no positive result at all",
        )
        got = check.sequence(value, "the ranking", len(tables))
        orders = _orders(tables)
        due = orders.pop("youden")
        check.that(
            all(isinstance(name, str) for name in got) and sorted(got) == sorted(tables),
            "The ranking does not hold each test's name once.",
            f"Return the {len(tables)} names, the keys of tables, in order.",
            got=value,
        )
        if got == due:
            continue
        best = tables[got[0]]
        found, sick = best["tp"], best["tp"] + best["fn"]
        for name, why in (
            (
                "accuracy",
                f'The tests are ranked by accuracy, which puts "{got[0]}" first: it finds {found} of {sick} sick patients. Where '
                "few are sick, calling everybody healthy is nearly always right and of no use.",
            ),
            ("sensitivity", "The tests are ranked by sensitivity alone: a test that calls everybody sick would win."),
            (
                "specificity",
                "The tests are ranked by specificity alone: a test that calls everybody healthy would win.",
            ),
            ("ppv", "The tests are ranked by PPV, which depends on how many are sick, not on the test alone."),
            (
                "size",
                "The tests are ranked by the size of the Youden index, without its sign. Below 0 the healthy test positive "
                "more often than the sick: such a test points the wrong way.",
            ),
            ("upside down", "The least informative test comes first."),
        ):
            if got == orders[name]:
                check.fail(
                    why,
                    "Sort by sensitivity + specificity - 1, the largest first.",
                    shown=", ".join(got),
                    kind="misconception",
                )
        check.fail(
            f"The order is {', '.join(got)}; by the Youden index it is {', '.join(due)}.",
            "Sort by sensitivity + specificity - 1, the largest first.",
            shown=", ".join(got),
            expected=", ".join(due),
        )


def _orders(tables):
    values = {name: _measures(**table) for name, table in tables.items()}
    keys = {
        "youden": lambda name: values[name]["youden"],
        "accuracy": lambda name: (tables[name]["tp"] + tables[name]["tn"]) / sum(tables[name].values()),
        "sensitivity": lambda name: values[name]["sensitivity"],
        "specificity": lambda name: values[name]["specificity"],
        "size": lambda name: abs(values[name]["youden"]),
        "ppv": lambda name: -1 if math.isnan(values[name]["ppv"]) else values[name]["ppv"],
    }
    orders = {measure: sorted(tables, key=key, reverse=True) for measure, key in keys.items()}
    return {**orders, "upside down": orders["youden"][::-1]}


def _screening(rng):
    """Tests of one screened group with few sick, in which each measure gives another order.

    One test has an index below 0, since without it the size of the index would give the same order.
    """
    names = ["calls everybody healthy", "dipstick", "capillary glucose", "questionnaire", "HbA1c"]
    while True:
        sick, healthy = int(rng.integers(25, 60)), int(rng.integers(900, 3000))
        tables, wrong_way = {}, rng.choice(names[1:])
        for name in rng.permutation(names).tolist():
            tp, fp = int(rng.integers(0.3 * sick, sick)), int(rng.integers(0.02 * healthy, 0.5 * healthy))
            if name == wrong_way:
                tp, fp = int(rng.integers(0.1 * sick, 0.3 * sick)), int(rng.integers(0.35 * healthy, 0.6 * healthy))
            if name == names[0]:
                tp = fp = 0
            tables[name] = {"tp": tp, "fp": fp, "fn": sick - tp, "tn": healthy - fp}
        youden = sorted(_measures(**table)["youden"] for table in tables.values())
        orders = list(map(tuple, _orders(tables).values()))
        if min(np.diff(youden)) > 0.01 and len(set(orders)) == len(orders):
            return tables


def _patients(heart, rng, seed):
    """Tables like the heart data: one hospital, all of them, and made-up ones with absent classes."""
    sites = rng.permutation(["cleveland", "hungarian", "va"]).tolist()
    yield "exang", heart[heart["site"] == sites[0]]
    everybody = heart.sample(frac=0.7, random_state=seed)
    labels = [f"P{number}" for number in rng.permutation(5000)[: len(everybody)]]
    yield "fbs", everybody.set_axis(labels, axis=0)
    made = heart[["age", "num", "exang"]].sample(80, random_state=seed).reset_index(drop=True)
    made["murmur"] = np.where(rng.random(80) < 0.25, np.nan, rng.binomial(1, 0.4, 80).astype(float))
    yield "murmur", made
    never = made.assign(murmur=np.where(made["murmur"].isna(), np.nan, 0.0))
    yield "murmur", never


def _read_report(solution, patients, finding, level):
    value = check.answers(
        solution.report,
        patients,
        finding,
        level=level,
        because="patients without the test are left out, and every patient has a num from 0 to 4",
    )
    table = check.frame(value, what="the report", columns=("estimate", "low", "high"))
    missing = [name for name in (*SHARES, *RATIOS) if name not in table.index]
    check.that(
        not missing,
        f"The report has no row for {', '.join(missing)}.",
        "The names of the six measures are the index of the DataFrame.",
        got=table,
        kind="type",
    )
    check.that(
        bool(table.index.is_unique),
        "The report has more than one row of the same name.",
        "One row for each measure.",
        kind="type",
    )
    return table


def test_report_estimates(solution, heart, rng, seed):
    for finding, patients in _patients(heart, rng, seed):
        known = patients[patients[finding].notna()]
        due = _measures(*_count(known["num"] > 0, known[finding]))
        table = _read_report(solution, patients, finding, 0.95)
        for name in (*SHARES, *RATIOS):
            slips = [
                check.Slip(
                    _measures(*_count(patients["num"] > 0, patients[finding] == 1))[name],
                    f"Patients without a result of {finding} ({len(patients) - len(known)} of {len(patients)}) were counted as negative. "
                    "Not done is not negative.",
                    f"Leave out the rows in which {finding} is missing.",
                ),
                check.Slip(
                    _measures(*_count(patients["num"] > 0, patients[finding].fillna(1)))[name],
                    f"Patients without a result of {finding} were counted as positive.",
                    f"Leave out the rows in which {finding} is missing.",
                ),
                check.Slip(
                    _measures(*_count(known["num"] == 1, known[finding]))[name],
                    "Only num = 1 was taken for disease. 2, 3 and 4 are more severe disease, and were counted as healthy.",
                    "Disease is num above 0.",
                ),
                check.Slip(
                    _measures(*_count(known["num"] == 0, known[finding]))[name],
                    "num = 0 was taken for disease; it means no disease.",
                    "Disease is num above 0.",
                ),
                check.Slip(
                    _measures(*_count(known[finding], known["num"] > 0))[name],
                    "The table is transposed: the finding was taken for the truth, and the angiogram for the test.",
                    "The disease (num) is the truth, the finding is the test.",
                ),
            ]
            complete = patients.dropna()
            if 0 < len(complete) < len(known):
                slips.append(
                    check.Slip(
                        _measures(*_count(complete["num"] > 0, complete[finding]))[name],
                        f"Only the {len(complete)} patients with every column filled were used. Other tests' gaps do not matter here.",
                        f"Leave out only the rows in which {finding} is missing.",
                    )
                )
            check.close(
                table.loc[name, "estimate"],
                due[name],
                what=f"the estimate of {name} ({finding}, {len(known)} patients with a result)",
                abs_tol=1e-6,
                because="disease is num above 0, the test is positive where the finding is 1",
                next_step="Count the four cells of these patients with two_by_two, then call measures.",
                slips=slips,
            )


def test_report_intervals(solution, heart, rng, seed):
    for level, (finding, patients) in zip((0.95, 0.9, 0.95, 0.9), _patients(heart, rng, seed), strict=True):
        known = patients[patients[finding].notna()]
        counts = _count(known["num"] > 0, known[finding])
        due, usual = _intervals(*counts, level), _intervals(*counts, 0.95)
        table = _read_report(solution, patients, finding, level)
        for name in (*SHARES, *RATIOS):
            _interval(
                (table.loc[name, "low"], table.loc[name, "high"]),
                due[name],
                f"low to high of {name} ({finding}, level {level})",
                [(usual[name], f"This is the 95 % interval, where level={level} was asked for.", "Hand level on.")]
                if level != 0.95
                else (),
                because=f"these are the ends of measure_intervals for {_cells(counts)}",
                next_step="Hand the counts and level to measure_intervals, and put both ends into the row of the measure.",
            )


def test_report_leaves_patients_alone(solution, heart, seed):
    patients = heart.sample(100, random_state=seed)
    _, after = solution.report.with_arguments(patients.copy(), "exang")
    check.unchanged(patients, after[0], what="the table of patients")
