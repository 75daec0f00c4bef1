"""Checks of compare-groups: Welch, Cohen's d, Mann-Whitney, Holm, Benjamini-Hochberg, and the Pima table."""

import math

import numpy as np
import pandas as pd
import scipy.special  # noqa: F401  (what check.t_quantile and the like stand on: imported while the sandbox starts)

from medai.grading import check

ZERO_IS_MISSING = ("Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI")
MEASUREMENTS = ("Pregnancies", *ZERO_IS_MISSING, "DiabetesPedigreeFunction", "Age")
COUNTS = ("n_with", "n_without", "mean_with", "mean_without")
STATISTICS = ("t", "p", "effect_size", "p_holm", "p_bh")
TOLERANCE = {"abs_tol": 1e-6, "rel_tol": 1e-6}
KINDS = ("array", "list", "Series")


# ---- inputs


def _group(rng, n, mean, sd):
    """n plausible values that are not all equal."""
    values = np.round(rng.normal(mean, sd, n), 1)
    return values if np.ptp(values) > 0 else values + np.arange(n)


def _unlike_groups(rng):
    """Pairs of groups of unlike sizes and spreads, the larger spread now in the smaller group, now in the larger."""
    some = int(rng.integers(20, 60))
    # the last two groups are of one size, as pairs would be, and are not paired
    sizes = (
        (9, 45, 60, 40, 12),
        (some, 14, 30, 38, 60),
        (2, 6, 25, 27, 9),
        (150, 90, 70, 74, 15),
        (12, 12, 30, 40, 25),
    )
    for (m, n, sd_scale, mean, sd), kind in zip(sizes, (*KINDS, "array", "list"), strict=True):
        first, second = _group(rng, m, 60 + mean, sd_scale), _group(rng, n, 95, sd)
        if m < n and mean < 30:  # surely the lower one, so that a lost sign is seen
            first = np.round(first - first.mean() + second.mean() - rng.uniform(4, 20), 2)
        yield first, second, check.dressed(first, kind, rng), check.dressed(second, kind, rng)


# ---- expected


def _welch(first, second):
    u, v = np.var(first, ddof=1) / len(first), np.var(second, ddof=1) / len(second)
    t = (np.mean(first) - np.mean(second)) / math.sqrt(u + v)
    df = (u + v) ** 2 / (u**2 / (len(first) - 1) + v**2 / (len(second) - 1))
    return {"t": float(t), "df": float(df), "p": 2 * check.t_tail(abs(t), df)}


def _pooled_sd(first, second):
    m, n = len(first), len(second)
    return math.sqrt(((m - 1) * np.var(first, ddof=1) + (n - 1) * np.var(second, ddof=1)) / (m + n - 2))


def _student(first, second):
    """(t, p) of Student's test, with one standard deviation for both groups."""
    m, n = len(first), len(second)
    t = float((np.mean(first) - np.mean(second)) / (_pooled_sd(first, second) * math.sqrt(1 / m + 1 / n)))
    return t, 2 * check.t_tail(abs(t), m + n - 2)


def _paired(first, second):
    """t of the paired test; the groups are of one size."""
    gaps = np.subtract(first, second)
    return float(np.mean(gaps) / (np.std(gaps, ddof=1) / math.sqrt(len(gaps))))


def _cohen(first, second):
    return float((np.mean(first) - np.mean(second)) / _pooled_sd(first, second))


def _pairs(first, second):
    """(pairs in which first is higher, tied pairs)."""
    gaps = np.asarray(first, float)[:, None] - np.asarray(second, float)[None, :]
    return int((gaps > 0).sum()), int((gaps == 0).sum())


def _rank_p(u, first, second, *, ties=True, continuity=True):
    m, n = len(first), len(second)
    total = m + n
    sizes = np.unique(np.concatenate([first, second]), return_counts=True)[1] if ties else np.ones(total)
    variance = m * n / 12 * (total + 1 - float((sizes**3 - sizes).sum()) / (total * (total - 1)))
    if variance <= 1e-12:
        return 1.0
    z = (abs(u - m * n / 2) - (0.5 if continuity else 0)) / math.sqrt(variance)
    return min(1.0, 2 * check.normal_tail(z))


def _sigma(first, second):
    """The standard deviation of U where there is no difference, from the sizes of the groups of equal values."""
    m, n = len(first), len(second)
    total = m + n
    sizes = np.unique(np.concatenate([first, second]), return_counts=True)[1]
    ties = float((sizes**3 - sizes).sum()) / (total * (total - 1))
    return math.sqrt(max(m * n / 12 * (total + 1 - ties), 1e-12))


def _adjusted(p_values):
    """Every way to adjust that is known here, right ones and slips, each in the order given."""
    p = np.asarray(p_values, float)
    m, order = len(p), np.argsort(p, kind="stable")
    back = np.argsort(order)
    factors = {"holm": np.arange(m, 0, -1), "bh": m / np.arange(1, m + 1)}
    found = {"bonferroni": np.minimum(p * m, 1)}
    found["holm_one_less"] = np.minimum(np.maximum.accumulate(p[order] * np.arange(m - 1, -1, -1)), 1)[back]
    found["factors_upwards"] = np.minimum(np.maximum.accumulate(p[order] * np.arange(1, m + 1)), 1)[back]
    for name, factor in factors.items():
        raw = p[order] * factor
        steps = np.maximum.accumulate(raw) if name == "holm" else np.minimum.accumulate(raw[::-1])[::-1]
        found[name] = np.minimum(steps, 1)[back]
        found[name + "_uncapped"] = steps[back]
        found[name + "_sorted"] = np.minimum(steps, 1)
        found[name + "_unstepped"] = np.minimum(raw, 1)[back]
    # equal p-values share the middle of their ranks; each falls to the smallest of the values from its place upwards
    shared = np.array([((p < value).sum() + (p <= value).sum() + 1) / 2 for value in p])
    scaled = (m * p / shared)[order]
    found["bh_average"] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)[back]
    dependent = found["bh_uncapped"] * float((1 / np.arange(1, m + 1)).sum())
    return {**found, "yekutieli": np.minimum(dependent, 1)}


def _measured(patients, name):
    """(with diabetes, without): the measured values of one column."""
    values = patients[name].astype(float)
    if name in ZERO_IS_MISSING:
        values = values.where(values != 0)
    ill = patients["Outcome"] == 1
    return values[ill].dropna().to_numpy(), values[~ill].dropna().to_numpy()


def _expected_table(patients):
    rows = {}
    for name in MEASUREMENTS:
        first, second = _measured(patients, name)
        welch = _welch(first, second)
        rows[name] = {
            "n_with": len(first),
            "n_without": len(second),
            "mean_with": first.mean(),
            "mean_without": second.mean(),
            "t": welch["t"],
            "p": welch["p"],
            "effect_size": _cohen(first, second),
        }
    table = pd.DataFrame.from_dict(rows, orient="index")
    adjusted = _adjusted(table["p"])
    return table.assign(p_holm=adjusted["holm"], p_bh=adjusted["bh"])


def _hidden_patients(pima, rng):
    """Fewer patients, more gaps of either kind, another index, shuffled columns and one column too many."""
    patients = pima.sample(240, random_state=rng).astype(dict.fromkeys(MEASUREMENTS, float))
    for name in ("Glucose", "BMI", "Age"):
        patients.loc[rng.permutation(patients.index)[:15], name] = np.nan
    patients.loc[rng.permutation(patients.index)[:25], "Glucose"] = 0.0
    patients["Ward"] = rng.choice(["A", "B"], len(patients))
    patients.index = [f"P{i:04d}" for i in rng.permutation(len(patients))]
    return patients[rng.permutation(patients.columns)]


def _patients_with_a_rare_measurement(rng):
    """Insulin, measured in few, differs much, downwards; BMI, measured in all, differs less and more surely."""
    n = 400
    outcome = np.arange(n) % 2
    table = {name: np.round(rng.normal(50, 10, n), 2) for name in MEASUREMENTS}
    table["BMI"] = np.round(rng.normal(30, 5, n) + 2.5 * outcome, 2)
    insulin = np.zeros(n)
    few = np.arange(24)
    insulin[few] = np.round(120 - 45 * outcome[few] + rng.normal(0, 30, len(few)), 1)
    table["Insulin"] = insulin
    return pd.DataFrame({**table, "Outcome": outcome}).sample(frac=1, random_state=rng)


# ---- the learner's table


def _table(solution, patients):
    value = solution.compare_measurements(patients)
    if isinstance(value, pd.DataFrame) and "measurement" not in value.columns:
        named = [name for name in map(str, value.index.tolist()) if name in MEASUREMENTS]
        if named:  # the measurements stand in the index
            value = (
                value.set_axis(value.index.map(str), axis="index")
                .rename_axis(index="measurement")
                .reset_index()
            )
    table = check.frame(value, columns=("measurement", *COUNTS, *STATISTICS))
    names = [check.clean(name, 60) for name in table["measurement"].tolist()]
    unknown = [name for name in names if name not in MEASUREMENTS]
    missing = [name for name in MEASUREMENTS if name not in names]
    check.that(
        not unknown and not missing,
        f"measurement lacks {', '.join(missing) or 'nothing'}; it holds {', '.join(unknown) or 'no other names'}.",
        "Write one row for each of the eight measurements, under its name as in the patients' table.",
    )
    check.that(
        len(names) == len(MEASUREMENTS),
        f"The result has {len(names)} rows for eight measurements: some have more than one.",
        "Write one row for each of the eight measurements.",
    )
    return table.set_axis(names, axis="index"), names


# ---- checks


def test_welch_is_right(solution, rng):
    for first, second, given, other in _unlike_groups(rng):
        found = check.mapping(solution.welch_test(given, other), keys=("t", "df", "p"))
        due = _welch(first, second)
        m, n = len(first), len(second)
        student_t, student_p = _student(first, second)
        spreads = f"{np.std(first, ddof=1):.3g} and {np.std(second, ddof=1):.3g}"
        check.close(
            found["t"],
            due["t"],
            what="t",
            **TOLERANCE,
            because="it is the difference of the means over √(s₁²/n₁ + s₂²/n₂)",
            next_step="Check that both variances have n - 1 in their denominator and are divided by their own n.",
            slips=[
                *(
                    check.Slip(
                        _paired(first, second),
                        "This is the paired test: the groups are of one size, but these are different patients, and no "
                        "value of one belongs to a value of the other.",
                        "Treat the groups as independent, whatever their sizes.",
                    )
                    for _ in range(m == n)
                ),
                check.Slip(
                    student_t,
                    "This is Student's t: it pools the variances as if both groups spread alike, and here the "
                    f"standard deviations are {spreads} in groups of {m} and {n}.",
                    "Use Welch's test, which keeps the variances apart.",
                ),
                check.Slip(
                    -due["t"],
                    "The sign is reversed: t is positive where the first group is higher."
                    if due["t"] > 0
                    else "t is negative where the first group is the lower one, as here; an absolute value hides "
                    "which group is higher.",
                    "Subtract the mean of the second group from that of the first.",
                ),
                check.Slip(
                    (np.mean(first) - np.mean(second)) / math.sqrt(np.var(first) / m + np.var(second) / n),
                    "The variances are divided by n instead of n - 1.",
                    "numpy's var divides by n unless it is told ddof=1.",
                ),
            ],
        )
        check.close(
            found["df"],
            due["df"],
            what="df",
            **TOLERANCE,
            because="the degrees of freedom are those of Welch and Satterthwaite, and no whole number as a rule",
            slips=[
                check.Slip(
                    m + n - 2,
                    f"These are the degrees of freedom of Student's test, n₁ + n₂ - 2 = {m + n - 2}.",
                    "Use the formula of Welch and Satterthwaite, as it stands in the task.",
                ),
                *(
                    check.Slip(
                        whole,
                        f"This is df without its decimals ({due['df']:.4g}).",
                        "Keep the fraction: the t distribution takes any number of degrees of freedom.",
                    )
                    for whole in {round(due["df"]), math.floor(due["df"])} - {min(m, n) - 1}
                ),
                check.Slip(
                    min(m, n) - 1,
                    f"This is df without its decimals, or the smaller group's n - 1 = {min(m, n) - 1}."
                    if min(m, n) - 1 in (round(due["df"]), math.floor(due["df"]))
                    else f"This is the smaller group's n - 1 = {min(m, n) - 1}, a cautious shortcut.",
                    "Use the formula of Welch and Satterthwaite, as it stands in the task.",
                ),
            ],
        )
        one_tail = (
            "This p looks at one tail only. You would have called a difference in the other direction a finding as "
            "well, so both tails count."
        )
        check.close(
            found["p"],
            due["p"],
            what="p",
            **TOLERANCE,
            because="it is the share of both tails of t with df degrees of freedom beyond |t|",
            slips=[
                check.Slip(due["p"] / 2, one_tail, "Double the tail beyond |t|."),
                check.Slip(
                    1 - due["p"] / 2, one_tail, "Take the tail beyond |t|, the absolute value, and double it."
                ),
                check.Slip(
                    2 - due["p"],
                    "A p above 1: where t is negative, the tail above t is nearly everything.",
                    "Take the tail beyond |t|, the absolute value, and double it.",
                ),
                check.Slip(
                    student_p, "t is Welch's, and p is that of Student's test.", "Use t and df of Welch."
                ),
                check.Slip(
                    2 * check.normal_tail(abs(due["t"])),
                    "This p comes from the normal distribution, which is too sure in small groups.",
                    "Use the t distribution with df degrees of freedom.",
                ),
            ],
        )


def test_welch_at_the_limits(solution, rng):
    values, flat = _group(rng, 12, 120, 30), np.full(5, 100.0)
    because = "the first group varies, so there is a spread; only two constant groups have no answer"
    found = check.mapping(
        check.answers(solution.welch_test, values, flat, because=because), keys=("t", "df", "p")
    )
    for name, due in _welch(values, flat).items():
        check.close(
            found[name],
            due,
            what=f"{name}, where the second group is constant",
            **TOLERANCE,
            because="the formulas hold as they are when one standard deviation is 0",
        )
    for first, second in (([120.0], values), (values, [120.0])):
        check.refuses(solution.welch_test, first, second, because="a group of one patient shows no spread")
    check.refuses(
        solution.welch_test,
        flat + 7,
        flat,
        because="neither group varies, so there is no spread to measure the difference by (0 in the denominator)",
    )
    # the mean of such decimals is rounded, so that neither of the two computed variances is exactly 0
    check.refuses(
        solution.welch_test,
        np.full(3, 0.7),
        np.full(6, 0.1),
        because="neither group varies (all values are 0.7 in the first, 0.1 in the second). Their computed variances "
        "are not exactly 0, since the means of such decimals are rounded",
        next_step="Compare the values of a group with each other (their range is 0) instead of asking for a variance of 0.",
    )


def test_effect_is_standardised(solution, rng):
    for first, second, given, other in _unlike_groups(rng):
        m, n = len(first), len(second)
        gap, due, welch = np.mean(first) - np.mean(second), _cohen(first, second), _welch(first, second)
        everybody = np.concatenate([first, second])
        ours = f"With {m} and {n} values "
        not_effect = (
            "A p-value says how surprising the data would be without any difference. It shrinks as patients are added, "
            "though the difference stays the same: it is no size of an effect."
        )
        pooled = "Divide by the pooled standard deviation, as the task gives it."
        check.close(
            solution.effect_size(given, other),
            due,
            what="effect_size",
            **TOLERANCE,
            because="it is the difference of the means over the pooled standard deviation",
            next_step="Compute both variances with n - 1, weight them by n - 1, and take the root.",
            slips=[
                check.Slip(welch["p"], f"This is the p-value. {not_effect}", pooled),
                check.Slip(1 - welch["p"], f"This is 1 - p. {not_effect}", pooled),
                check.Slip(
                    welch["t"],
                    "This is t: the difference was divided by its standard error, which shrinks as patients are added. "
                    "An effect size must not.",
                    pooled,
                ),
                check.Slip(
                    _student(first, second)[0],
                    "This is Student's t: it grows with the number of patients, and an effect size must not.",
                    pooled,
                ),
                check.Slip(
                    -due,
                    "The sign is reversed: d is positive where the first group is higher."
                    if due > 0
                    else "d is negative where the first group is the lower one, as here; an absolute value hides "
                    "which group is higher.",
                    "Subtract the mean of the second group from that of the first.",
                ),
                *(
                    check.Slip(
                        sign * gap / _pooled_sd(first, second) ** 2,
                        "The difference was divided by the pooled variance, not by the standard deviation.",
                        "Take the square root of s² first.",
                    )
                    for sign in (1, -1)
                ),
                check.Slip(gap, "This is the difference in its own unit.", pooled),
                *(
                    check.Slip(
                        gap / np.std(everybody, ddof=ddof),
                        "The standard deviation is that of all patients together: the difference between the groups is "
                        "in it, and makes the effect look smaller.",
                        "Pool the variances that each group has around its own mean.",
                    )
                    for ddof in (0, 1)
                ),
                check.Slip(
                    gap / math.sqrt((np.var(first, ddof=1) + np.var(second, ddof=1)) / 2),
                    f"{ours}the two variances do not weigh the same: this is their plain average.",
                    "Weight each variance by its n - 1.",
                ),
                *(
                    check.Slip(
                        gap / math.sqrt((a * np.var(first) + b * np.var(second)) / (a + b)),
                        "The variances are divided by n instead of n - 1.",
                        "numpy's var divides by n unless it is told ddof=1.",
                    )
                    for a, b in ((m, n), (m - 1, n - 1))
                ),
                check.Slip(
                    due * (1 - 3 / (4 * (m + n) - 9)),
                    "This is Hedges' g: d with a correction for small samples. The task asks for d itself.",
                    "Leave the correction off.",
                ),
                check.Slip(
                    gap / np.std(second, ddof=1),
                    "This is Glass's delta, which divides by the standard deviation of one group.",
                    pooled,
                ),
            ],
        )
    flat = np.full(6, 100.0)
    spread = _group(rng, 7, 120, 30)
    for first, second, words in (
        ([120.0], spread, "a group of one patient shows no spread"),
        (spread, [120.0], "a group of one patient shows no spread"),
        (flat + 7, flat, "neither group varies, so there is no unit to measure the difference in"),
    ):
        check.refuses(solution.effect_size, first, second, because=words)


def test_u_counts_pairs(solution, rng):
    tied = rng.integers(1, 6, 14).astype(float), rng.integers(1, 6, 11).astype(float)
    cases = [
        tied,
        (_group(rng, 5, 100, 9), _group(rng, 30, 104, 20)),
        (np.array([3.0]), np.array([1.0, 3.0, 7.0, 9.0])),
    ]
    for (first, second), kind in zip(cases, KINDS, strict=True):
        given, other = check.dressed(first, kind, rng), check.dressed(second, kind, rng)
        found = check.mapping(solution.mann_whitney(given, other), keys=("u", "probability", "p"))
        higher, equal = _pairs(first, second)
        pairs = len(first) * len(second)
        due = higher + equal / 2
        of_pairs = f"first is higher in {higher} of the {pairs} pairs and equal in {equal}"
        no_ties = (
            f"The {equal} tied pairs count nothing here (or count whole): two patients with the same value speak for "
            "neither group."
        )
        check.close(
            found["u"],
            due,
            what="u",
            **TOLERANCE,
            because=of_pairs,
            slips=[
                check.Slip(
                    pairs - due,
                    f"This is the U of the second group ({of_pairs}).",
                    "Count the pairs in which the value of first is the higher one.",
                ),
                check.Slip(higher, no_ties, "Let each tied pair count one half (average ranks do that)."),
                check.Slip(
                    higher + equal, no_ties, "Let each tied pair count one half (average ranks do that)."
                ),
                check.Slip(
                    due + len(first) * (len(first) + 1) / 2,
                    "This is the sum of the ranks of first.",
                    "Take n₁(n₁ + 1)/2, the least that the ranks can sum to, away from it.",
                ),
            ],
        )
        check.close(
            found["probability"],
            due / pairs,
            what="probability",
            **TOLERANCE,
            because=f"it is u / (n₁ · n₂), and {of_pairs}",
            slips=[
                check.Slip(
                    1 - due / pairs, "This is the probability that second is higher.", "Divide u of first."
                ),
                check.Slip(
                    2 * due / pairs - 1, "This is the rank-biserial correlation.", "Divide u by n₁ · n₂."
                ),
            ],
        )
    for first, second in (([], [1.0, 2.0]), ([1.0, 2.0], [])):
        check.refuses(
            solution.mann_whitney, first, second, because="with an empty group there is no pair to compare"
        )


def test_u_has_a_p_value(solution, rng):
    coarse = rng.integers(1, 5, 16).astype(float), rng.integers(2, 6, 13).astype(float)
    fine = _group(rng, 12, 100, 15), _group(rng, 20, 106, 25)
    alike = np.full(10, 3.0), np.full(12, 3.0)
    balanced = np.arange(10.0), np.arange(10.0)
    for first, second in (coarse, fine, alike, balanced):
        because = (
            "all values are equal, so σ is 0 and p is 1" if first is alike[0] else "every pair has an answer"
        )
        found = check.mapping(
            check.answers(solution.mann_whitney, first, second, because=because),
            keys=("u", "probability", "p"),
        )
        higher, equal = _pairs(first, second)
        u = higher + equal / 2
        due = _rank_p(u, first, second)
        one_tail = "This p looks at one tail only."
        check.close(
            found["p"],
            due,
            what="p" if first is not alike[0] else "p, where all values are equal,",
            **TOLERANCE,
            because="the task gives the normal approximation, corrected for ties and for continuity"
            if first is not alike[0]
            else "there is nothing that could speak against chance",
            next_step="Compute u - n₁n₂/2 and σ by themselves first, and look at the case σ = 0.",
            slips=[
                *(
                    check.Slip(
                        raw,
                        f"p is {raw:.4g}: no probability is above 1. Here u lies in the middle, and the correction for "
                        "continuity makes z negative.",
                        "Let p be 1 at most.",
                    )
                    for raw in (2 * check.normal_tail(-0.5 / _sigma(first, second)),)
                    if abs(u - len(first) * len(second) / 2) < 0.5 and first is not alike[0]
                ),
                check.Slip(due / 2, one_tail, "Double the tail beyond |z|."),
                check.Slip(1 - due / 2, one_tail, "Take the tail beyond |z|, and double it."),
                check.Slip(
                    _rank_p(u, first, second, ties=False),
                    "σ is the one for values without ties; equal values make it smaller.",
                    "Take the sum over the groups of equal values into σ².",
                ),
                check.Slip(
                    _rank_p(u, first, second, continuity=False),
                    "The correction for continuity is missing: u moves in steps.",
                    "Take 1/2 off |u - n₁n₂/2|.",
                ),
            ],
        )


def _check_adjusted(function, rng, kind, because, slips):
    """kind: "holm" or "bh"; slips: (name in _adjusted, why, next step)."""
    small, large = rng.uniform(0.001, 0.03, 4), rng.uniform(0.2, 0.9, 3)
    mixed = rng.permutation(np.concatenate([small, large]))
    cases = [
        (np.array([0.01, 0.02, 0.03, 0.005]), "the worked case (0.01, 0.02, 0.03, 0.005)"),
        (mixed, "seven p-values in no order"),
        (np.array([0.04, 0.011, 0.011, 0.04, 0.039]), "p-values with ties"),
        (rng.permutation([0.012, 0.013, 0.0135, 0.9, 0.95, 0.97]), "p-values that lie close together"),
        (rng.permutation([0.4, 0.5, 0.6, 1.0]), "p-values that are all large"),
        (np.array([float(rng.uniform(0.01, 0.9))]), "a single p-value"),
    ]
    for (values, words), dress in zip(cases, KINDS * 2, strict=True):
        found = check.array(
            check.series(function(check.dressed(values, dress, rng)), length=len(values)),
            what="the adjusted p-values",
        )
        known = _adjusted(values)
        due = known[kind]
        check.that(
            len(values) == 1 or not np.isin(found, (0.0, 1.0)).all() or np.isin(due, (0.0, 1.0)).all(),
            "These are decisions, not p-values: which tests are significant depends on a limit that others may set.",
            "Return the adjusted p-values themselves.",
            got=found,
            kind="misconception",
        )
        for name, why, next_step in slips:
            if not np.allclose(known[name], due, atol=1e-6) and np.allclose(
                found, known[name], rtol=0, atol=1e-6
            ):
                check.fail(why, next_step, got=found, expected=_listed(due), kind="misconception")
        check.close_array(
            found,
            due,
            what=f"the list of adjusted p-values of {words}",
            abs_tol=1e-6,
            because=because,
            next_step=f"{_listed(values)} become {_listed(due)}: follow one of them by hand.",
        )


def _listed(values):
    return ", ".join(f"{value:.4g}" for value in values)


_BONFERRONI = (
    "bonferroni",
    "This is Bonferroni's correction: every p-value times the number of tests.",
    "The factor becomes smaller from one sorted p-value to the next: see the formula in the task.",
)


def test_holm_adjusts(solution, rng):
    _check_adjusted(
        solution.holm,
        rng,
        "holm",
        "Holm takes the largest of (m - j + 1) · pⱼ up to each place in the sorted list, at most 1",
        [
            _BONFERRONI,
            (
                "holm_sorted",
                "The adjusted p-values come back sorted: they no longer belong to the tests they were made for.",
                "Put each adjusted value back at the place that its p-value came from.",
            ),
            (
                "holm_unstepped",
                "A larger p-value became smaller than a smaller one: the running maximum is missing.",
                "Go up the sorted list and let no value be less than the one before it.",
            ),
            ("holm_uncapped", "A p-value is above 1.", "Cap the adjusted values at 1."),
            (
                "holm_one_less",
                "The factors are one too small: the smallest of m p-values is multiplied by m, the largest by 1.",
                "Mind where you count from: (m - j + 1) with j from 1 is (m - j) with j from 0.",
            ),
            (
                "factors_upwards",
                "The factors run the wrong way: the smallest p-value has the most tests to answer for.",
                "Multiply the smallest by m, the next by m - 1, the largest by 1.",
            ),
            (
                "bh",
                "This is Benjamini and Hochberg's adjustment, which allows more false alarms than Holm's.",
                "Take (m - j + 1) · pⱼ, and the largest of them up to each place.",
            ),
        ],
    )


def test_bh_adjusts(solution, rng):
    _check_adjusted(
        solution.benjamini_hochberg,
        rng,
        "bh",
        "Benjamini and Hochberg take the smallest of m · pⱼ / j from each place of the sorted list upwards",
        [
            _BONFERRONI,
            (
                "bh_sorted",
                "The adjusted p-values come back sorted: they no longer belong to the tests they were made for.",
                "Put each adjusted value back at the place that its p-value came from.",
            ),
            (
                "bh_unstepped",
                "A larger p-value became smaller than a smaller one: the running minimum is missing.",
                "Come down the sorted list from the largest and let no value be more than the one above it.",
            ),
            (
                "bh_average",
                "Equal p-values were divided by the middle of their ranks. Of equal ones the last in the sorted list has "
                "the smallest m · pⱼ / j, and that counts for all of them.",
                'Rank from 1 to m without ties (np.argsort), or give equal ones the highest rank (method="max").',
            ),
            ("bh_uncapped", "A p-value is above 1.", "Cap the adjusted values at 1."),
            (
                "holm",
                "This is Holm's adjustment, which guards against even one false alarm.",
                "Take m · pⱼ / j, and the smallest of them from each place upwards.",
            ),
            (
                "yekutieli",
                "This is the adjustment of Benjamini and Yekutieli, for tests that depend on each other in any way.",
                "Leave out the sum 1 + 1/2 + ... + 1/m.",
            ),
        ],
    )


def test_table_counts_the_measured(solution, pima, rng):
    for patients, where in (
        (pima, "the Pima table"),
        (_hidden_patients(pima, rng), "a table with more gaps"),
    ):
        table, _ = _table(solution, patients)
        due = _expected_table(patients)
        ill = patients["Outcome"] == 1
        clean = patients[list(MEASUREMENTS)].astype(float)
        clean[list(ZERO_IS_MISSING)] = clean[list(ZERO_IS_MISSING)].replace(0, np.nan)
        complete = clean.notna().all(axis=1)
        for name in ("Glucose", "Pregnancies", *MEASUREMENTS):
            values = patients[name]
            for column, side in (("n_with", ill), ("n_without", ~ill)):
                zeros = int(((values == 0) & side).sum())
                with_nan = (values != 0) | (name not in ZERO_IS_MISSING)  # NaN is not equal to 0
                other = "n_without" if column == "n_with" else "n_with"
                slips = [
                    check.Slip(
                        int(due.loc[name, other]),
                        "The groups are exchanged: Outcome 1 means diabetes.",
                        "Look at which group you put under which name.",
                    ),
                    check.Slip(
                        int((with_nan & side).sum()),
                        f"Missing values (NaN) of {name} were counted among the measured ones.",
                        "Drop missing values before you count: dropna.",
                    ),
                    check.Slip(
                        int((complete & side).sum()),
                        f"Only patients with all eight measurements are in: {int((~complete).sum())} of "
                        f"{len(patients)} were dropped, most of them for want of an insulin value "
                        "that this row does not need.",
                        "Leave out what was not measured, one measurement at a time.",
                    ),
                ]
                if name in ZERO_IS_MISSING:
                    slips += [
                        check.Slip(
                            int((values.notna() & side).sum()),
                            f"The zeros in {name} were kept ({zeros} of them here). A 0 there means that it was not "
                            "measured, and each one pulls the mean down.",
                            "Leave out the zeros of the five columns that the task names.",
                        )
                    ]
                else:
                    slips += [
                        check.Slip(
                            int(((values > 0) & side).sum()),
                            f"The {zeros} zeros in {name} were left out, and there a 0 is a true value: she was never "
                            "pregnant.",
                            "Leave out zeros in the five columns that the task names, and in no other.",
                        )
                    ]
                check.equal(
                    table.loc[name, column],
                    int(due.loc[name, column]),
                    what=f"{column} of {name} ({where})",
                    because="so many patients of this group have it measured",
                    next_step="Leave out the zeros of the five columns that the task names, and missing values.",
                    slips=slips,
                )
        for name in MEASUREMENTS:
            for column in ("mean_with", "mean_without"):
                other = "mean_without" if column == "mean_with" else "mean_with"
                check.close(
                    table.loc[name, column],
                    due.loc[name, column],
                    what=f"{column} of {name} ({where})",
                    **TOLERANCE,
                    because="it is the mean of the measured values of that group",
                    slips=[
                        check.Slip(
                            due.loc[name, other], "The groups are exchanged.", "With diabetes: Outcome 1."
                        )
                    ],
                )


def test_table_statistics(solution, pima, rng):
    for patients, where in (
        (pima, "the Pima table"),
        (_hidden_patients(pima, rng), "a table with more gaps"),
    ):
        table, names = _table(solution, patients)
        due = _expected_table(patients)
        by_row = {
            name: dict(zip(names, _adjusted(due.loc[names, "p"])[name], strict=True))
            for name in ("holm", "bh", "bonferroni")
        }
        have = table.loc[list(MEASUREMENTS), ["p_bh", "p_holm"]]
        crossed = due[["p_holm", "p_bh"]].to_numpy()
        if all(pd.api.types.is_float_dtype(dtype) for dtype in have.dtypes):
            check.that(
                not np.allclose(have.to_numpy(), crossed, rtol=1e-6, atol=1e-12),
                "p_holm and p_bh are exchanged.",
                "Holm's values are never smaller than those of Benjamini and Hochberg.",
                kind="misconception",
            )
        for column in STATISTICS:
            for name in MEASUREMENTS:
                wanted = due.loc[name, column]
                slips = []
                if column in ("t", "effect_size"):
                    slips = [
                        check.Slip(-wanted, "The sign is reversed.", "With diabetes is the first group.")
                    ]
                elif column in ("p_holm", "p_bh"):
                    other = by_row["bh" if column == "p_holm" else "holm"][name]
                    slips = [
                        check.Slip(
                            due.loc[name, "p"], "This p-value is not adjusted.", "Adjust all eight together."
                        ),
                        check.Slip(other, "p_holm and p_bh are exchanged.", "Look at which is which."),
                        check.Slip(
                            by_row["bonferroni"][name],
                            "This is Bonferroni's correction: p times the number of tests.",
                            "Call your own holm and benjamini_hochberg.",
                        ),
                        *(
                            check.Slip(
                                due.loc[owner, column],
                                "This adjusted p-value is that of another measurement: it no longer belongs to the "
                                "test that it was made for.",
                                "Adjust p in the order of the table's rows, and sort whole rows afterwards.",
                            )
                            for owner in MEASUREMENTS
                        ),
                    ]
                check.close(
                    table.loc[name, column],
                    wanted,
                    what=f"{column} of {name} ({where})",
                    **TOLERANCE,
                    because="it comes from the functions above, on the measured values of both groups",
                    next_step="Call your functions with the group with diabetes first; adjust all eight p together.",
                    slips=slips,
                )


def test_table_order(solution, pima, rng):
    for patients in (_patients_with_a_rare_measurement(rng), pima):
        _, names = _table(solution, patients)
        due = _expected_table(patients)
        size = due["effect_size"].abs()
        wanted = size.sort_values(ascending=False).index.tolist()
        by_p = due["p"].sort_values().index.tolist()
        if names == by_p and by_p != wanted:
            swapped = next(name for name, right in zip(names, wanted, strict=True) if name != right)
            right = wanted[names.index(swapped)]
            check.fail(
                f"The rows are sorted by p. {swapped} comes before {right}, though its effect is smaller "
                f"(|d| {size[swapped]:.2f} against {size[right]:.2f}): it was measured in more patients, and that "
                "alone makes p small.",
                "Sort by the size of the effect: p says how sure you are, not how much it matters.",
                shown=", ".join(names[:3]),
                expected=", ".join(wanted[:3]),
                kind="misconception",
            )
        check.that(
            names != due["effect_size"].sort_values(ascending=False).index.tolist() or names == wanted,
            "The rows are sorted by effect_size with its sign: a large effect downwards comes last.",
            "Sort by the absolute value.",
            kind="misconception",
        )
        check.that(
            names == wanted,
            f"The first rows are {', '.join(names[:3])}, where {', '.join(wanted[:3])} have the largest |effect_size|.",
            "Sort by the absolute effect size, the largest first.",
        )
