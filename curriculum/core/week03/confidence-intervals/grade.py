"""Checks of confidence-intervals: t, Wilson, Welch and the percentile bootstrap, and four figures of Pima."""

import math

import numpy as np
import pandas as pd
import scipy.special  # noqa: F401  (what check.t_quantile and the like stand on: imported while the sandbox starts)

from medai.grading import check

LEVELS = (0.95, 0.9, 0.99)
GROUPS = ("with_diabetes", "without_diabetes")


# ---- inputs


def _glucose(rng, n, mean=120.0, sd=30.0):
    """n plausible glucose values in mg/dL that are not all equal."""
    values = np.round(rng.normal(mean, sd, n), 1)
    return values if np.ptp(values) > 0 else values + np.arange(n)


# ---- expected


def _around(centre, half_width):
    return float(centre - half_width), float(centre + half_width)


def _mean(values, level):
    half = check.t_quantile((1 + level) / 2, len(values) - 1) * np.std(values, ddof=1) / math.sqrt(len(values))
    return _around(np.mean(values), half)


def _wilson(events, n, level):
    return check.wilson(int(events), int(n), level)


def _welch(first, second, level):
    u, v = (np.var(group, ddof=1) / len(group) for group in (first, second))
    df = (u + v) ** 2 / (u**2 / (len(first) - 1) + v**2 / (len(second) - 1))
    return _around(np.mean(first) - np.mean(second), check.t_quantile((1 + level) / 2, df) * math.sqrt(u + v))


def _mean_slips(values, level):
    n, mean, sd = len(values), np.mean(values), np.std(values, ddof=1)
    error, population_error = sd / math.sqrt(n), np.std(values) / math.sqrt(n)
    t, z = check.t_quantile((1 + level) / 2, n - 1), check.normal_quantile((1 + level) / 2)
    use_t = f"Take t with n - 1 = {n - 1} degrees of freedom instead of z."
    slips = [
        check.Slip(
            _around(mean, quantile * error),
            f"This interval uses z ({quantile:.3g}). With {n} patients the standard deviation is itself "
            f"uncertain, and t is due ({t:.3g}): the interval is {1 - quantile / t:.1%} too narrow.",
            use_t,
        )
        for quantile in (z, 1.96)
    ]
    return [
        *slips,
        check.Slip(
            _around(mean, t * population_error),
            f"The standard deviation was divided by n ({n}) instead of n - 1: that is the spread around the "
            "sample's own mean, which is too small.",
            "numpy's std divides by n unless it is told ddof=1.",
        ),
        check.Slip(
            _around(mean, z * population_error),
            f"Two slips: z where t is due, and a standard deviation divided by n ({n}) instead of n - 1.",
            use_t,
        ),
        check.Slip(
            _around(mean, t * sd),
            "This is where single patients lie, mean ± t · s. The mean of n patients is surer than one patient: "
            "its standard error is s / √n.",
            "Divide the standard deviation by the square root of n.",
        ),
        check.Slip(
            _around(mean, t * sd / math.sqrt(n - 1)),
            f"s was divided by √(n - 1) = √{n - 1}. The n - 1 belongs into s itself; the standard error is s / √n.",
            "Divide s by the square root of n.",
        ),
        check.Slip(
            _around(mean, check.t_quantile(level, n - 1) * error),
            f"The quantile leaves {1 - level:.3g} above it and as much below: together that is an interval of "
            f"{2 * level - 1:.0%}, where {level:.0%} is asked for.",
            "Share 1 - level between the two sides: the quantile at (1 + level) / 2.",
        ),
        check.Slip(
            _around(mean, check.t_quantile((1 + level) / 2, n) * error),
            f"The t quantile has {n} degrees of freedom; one is spent on the mean, so n - 1 = {n - 1} are left.",
            "Give n - 1 degrees of freedom to the t distribution.",
        ),
        check.Slip(
            _mean(values, 0.95),
            f"This is the interval at 95 %, where level={level:g} was asked for.",
            "Compute the quantile from the parameter level.",
        ),
    ]


def _mean_ends(got, values, level):
    """The answer as it came, unless it is (mean, half width), which no check of two ends would explain."""
    low, high = _mean(values, level)
    pair = [check.number(end) for end in check.sequence(got, "the interval", 2)]
    if np.allclose(pair, [np.mean(values), (high - low) / 2], rtol=1e-6):
        check.fail(
            "These are the mean and the half width; an interval is told by its two ends.",
            "Return (mean - half width, mean + half width).",
            got=got,
            kind="misconception",
        )
    return got


def _wald(events, n, level):
    p, z = events / n, check.normal_quantile((1 + level) / 2)
    return _around(p, z * math.sqrt(p * (1 - p) / n))


def _proportion_slips(events, n, level):
    low, high = _wald(events, n, level)
    certain = events in (0, n)
    told = (
        f"This is the Wald interval, and for {events} of {n} it has no width: it claims to know the share for "
        f"certain after {n} patients. Yet 0 of 20 is what you would often see where the true share is 10 %."
        if certain
        else "This is the Wald interval, p ± z · √(p(1 - p)/n). It is too narrow for few events, leaves 0 to 1, "
        "and has no width at 0 of 20."
    )
    low_due, high_due = _wilson(events, n, level)
    z = check.normal_quantile((1 + level) / 2)
    shifted = (events + z * z / 2) / (n + z * z)
    agresti = _around(shifted, z * math.sqrt(shifted * (1 - shifted) / (n + z * z)))
    exact = check.clopper_pearson(int(events), int(n), level)
    corrected = check.wilson(int(events), int(n), level, continuity=True)
    slips = [
        check.Slip(ends, told, "Use Wilson's formula, as it stands in the task.")
        for ends in ((low, high), (max(low, 0.0), min(high, 1.0)))
    ]
    return [
        *slips,
        check.Slip(
            exact,
            "This is the Clopper-Pearson (exact) interval. It is a sound one, and wider than Wilson's, which the "
            "task asks for.",
            "Use Wilson's formula, as it stands in the task.",
        ),
        *(
            check.Slip(
                ends,
                "This is the rule of three, 3 / n: a quick guess for the ward, and not the formula of the task.",
                "Use Wilson's formula for none and for all as well.",
            )
            for ends in (((0.0, 3 / n), (1 - 3 / n, 1.0)) if certain else ())
        ),
        *(
            check.Slip(
                ends,
                "This is the Agresti-Coull interval: Wilson's centre with a simpler and wider half width, which "
                f"leaves 0 to 1 at 0 of {n}.",
                "Use Wilson's formula, as it stands in the task.",
            )
            for ends in (agresti, (max(agresti[0], 0.0), min(agresti[1], 1.0)))
        ),
        check.Slip(
            (low_due * (1 + z * z / n), high_due * (1 + z * z / n)),
            "The division by 1 + z²/n is missing.",
            "Divide the centre and the half width by 1 + z²/n.",
        ),
        check.Slip(
            (100 * low_due, 100 * high_due),
            "These are percentages; the interval of a proportion lies between 0 and 1.",
            "Do not multiply by 100; print with `:.1%` instead.",
        ),
        check.Slip(
            corrected,
            "This is Wilson's interval with continuity correction; the task asks for the one without.",
            "Turn the correction off.",
        ),
        check.Slip(
            _wilson(events, n, 2 * level - 1) if level > 0.5 else (0.0, 0.0),
            f"The quantile leaves {1 - level:.3g} on each side, where {1 - level:.3g} is due on both together.",
            "Take the normal quantile at (1 + level) / 2.",
        ),
        check.Slip(
            _wilson(events, n, 0.95),
            f"This is the interval at 95 %, where level={level:g} was asked for.",
            "Compute z from the parameter level.",
        ),
    ]


def _difference_slips(first, second, level):
    m, n = len(first), len(second)
    gap = np.mean(first) - np.mean(second)
    s, r = np.var(first, ddof=1), np.var(second, ddof=1)
    welch_error = math.sqrt(s / m + r / n)
    pooled = math.sqrt(((m - 1) * s + (n - 1) * r) / (m + n - 2) * (1 / m + 1 / n))
    quantile = (1 + level) / 2
    one, two = _mean(first, level), _mean(second, level)
    low, high = _welch(first, second, level)
    return [
        check.Slip(
            _around(gap, check.t_quantile(quantile, m + n - 2) * pooled),
            "This is Student's interval: it pools the two variances as if the groups spread alike, "
            f"and here their standard deviations are {math.sqrt(s):.3g} and {math.sqrt(r):.3g}.",
            "Keep the variances apart: s₁²/n₁ + s₂²/n₂, with the degrees of freedom of the task.",
        ),
        check.Slip(
            _around(gap, check.t_quantile(quantile, m + n - 2) * welch_error),
            f"The standard error is Welch's, the degrees of freedom are Student's (n₁ + n₂ - 2 = {m + n - 2}).",
            "Use the degrees of freedom of Welch and Satterthwaite: their formula stands in the task.",
        ),
        check.Slip(
            _around(gap, check.normal_quantile(quantile) * welch_error),
            "The standard error is right, and the quantile is z: in small groups it makes the interval too narrow.",
            "Use t with the degrees of freedom of Welch and Satterthwaite.",
        ),
        check.Slip(
            (one[0] - two[1], one[1] - two[0]),
            "The ends are those of the two groups' own intervals, subtracted. It would take bad luck in both groups "
            "at once, in opposite directions, so this is too wide.",
            "Put one interval around the difference: its standard error is √(s₁²/n₁ + s₂²/n₂).",
        ),
        *(
            check.Slip(
                _mean(np.asarray(first) - np.asarray(second), level),
                "This is the interval for pairs: the groups are of one size, but these are different patients, and no "
                "value of one belongs to a value of the other.",
                "Treat the groups as independent, whatever their sizes.",
            )
            for _ in range(m == n)
        ),
        check.Slip(
            _around(gap, check.t_quantile(quantile, min(m, n) - 1) * welch_error),
            f"The degrees of freedom are those of the smaller group alone ({min(m, n) - 1}): too careful, since the "
            "other group adds knowledge of the spread.",
            "Use the degrees of freedom of Welch and Satterthwaite: their formula stands in the task.",
        ),
        check.Slip(
            _around(gap, (high - low) / 2 / welch_error * (math.sqrt(s / m) + math.sqrt(r / n))),
            "The two standard errors were added. Errors of independent groups partly cancel: it is their squares "
            "that add, √(s₁²/n₁ + s₂²/n₂).",
            "Add the squares first, then take the root.",
        ),
        check.Slip(
            (-high, -low),
            "The sign is reversed: this is mean(second) - mean(first)."
            if gap > 0
            else f"The sign is not that of mean(first) - mean(second): here the first group is the lower one, and the "
            f"difference is {gap:.4g}. The larger mean minus the smaller hides which group is higher.",
            "Subtract the second mean from the first, whichever is larger.",
        ),
        check.Slip(
            _welch(first, second, 0.95),
            f"This is the interval at 95 %, where level={level:g} was asked for.",
            "Compute the quantile from the parameter level.",
        ),
    ]


def _dropped_level(at_95, level):
    if level == 0.95:
        return []
    return [
        check.Slip(
            at_95,
            f"This is the interval at 95 %, where pima_intervals was asked for level={level:g}.",
            "Hand level on to the functions that you call.",
        )
    ]


def _medians(values, rng, draws=40_000, size=None, replace=True):
    """Medians of many samples drawn from the values."""
    size = size or len(values)
    if not replace:
        return np.full(draws, np.median(values))
    return np.median(np.asarray(values)[rng.integers(0, len(values), (draws, size))], axis=1)


def _at_level(medians, level, other):
    """Draws whose interval at level is that of the medians at another level."""
    shares = [0.0, (1 - level) / 2, (1 + level) / 2, 1.0]
    places = [0.0, (1 - other) / 2, (1 + other) / 2, 1.0]
    wanted = np.interp(np.linspace(0, 1, len(medians)), shares, places)
    return np.interp(wanted, np.linspace(0, 1, len(medians)), np.sort(medians))


def _level_slips(medians, level):
    slips = [
        check.Slip(
            _at_level(medians, level, 2 * level - 1),
            f"{1 - level:.3g} was cut off on each side, which leaves an interval of {2 * level - 1:.0%}.",
            "Share 1 - level between the two sides: the quantiles at (1 - level)/2 and (1 + level)/2.",
        )
    ]
    if level != 0.95:
        slips.append(
            check.Slip(
                _at_level(medians, level, 0.95),
                f"This is the interval at 95 %, where level={level:g} was asked for.",
                "Compute the two shares from the parameter level.",
            )
        )
    return slips


# ---- checks


def test_mean_uses_t(solution, rng):
    cases = [(8, 0.95), (8, 0.99), (2, 0.95), (3, 0.9), (int(rng.integers(20, 40)), 0.8), (400, 0.95)]
    for (n, level), kind in zip(cases, ("list", "Series", "array") * 2, strict=True):
        values = _glucose(rng, n)
        check.interval(
            _mean_ends(solution.mean_interval(check.dressed(values, kind, rng), level), values, level),
            _mean(values, level),
            what=f"the {level:.0%} interval of the mean of {n} values",
            because="it is mean ± t · s / √n with n - 1 degrees of freedom",
            next_step="Check the four parts one by one: the mean, s, √n and the quantile.",
            slips=_mean_slips(values, level),
        )
    whole = rng.integers(60, 200, 8)
    whole[0] += 1 if np.ptp(whole) == 0 else 0
    check.interval(
        solution.mean_interval(pd.Series(whole)),
        _mean(whole, 0.95),
        what="the interval of the mean of 8 whole numbers at the default level",
        because="level is 0.95 where it is not given",
        slips=_mean_slips(whole, 0.95),
    )


def test_mean_of_few_or_equal_values(solution, rng):
    same = float(rng.integers(70, 150))
    check.interval(
        solution.mean_interval([same] * 6),
        (same, same),
        what="the interval of the mean of six equal values",
        because="the task asks for that value at both ends",
        next_step="With s = 0 the formula gives mean ± 0; where a library returns NaN, handle this case yourself.",
    )
    for few, words in (
        ([same], "one patient shows no spread, so there is no interval"),
        ([], "there are no values"),
    ):
        check.refuses(solution.mean_interval, few, because=words)


def test_proportion_is_wilson(solution, rng):
    n = int(rng.integers(30, 300))
    cases = [
        (0, 20, 0.95),
        (1, 20, 0.95),
        (int(rng.integers(2, n - 2)), n, 0.9),
        (3, 11, 0.99),
        (268, 768, 0.95),
    ]
    for events, patients, level in cases:
        check.interval(
            check.answers(
                solution.proportion_interval,
                events,
                patients,
                level,
                because=f"{events} of {patients} is ordinary input, also where nothing happened",
                next_step="Refuse only counts that cannot be: none of them is below 0, nor more than the patients.",
            ),
            _wilson(events, patients, level),
            what=f"the {level:.0%} interval of {events} of {patients}",
            because="the task gives Wilson's formula",
            next_step="Compute the centre and the half width by themselves, then divide both by 1 + z²/n.",
            slips=_proportion_slips(events, patients, level),
        )


def test_proportion_at_the_limits(solution, rng):
    n = int(rng.integers(5, 60))
    for events, patients in ((0, n), (n, n), (0, 1), (1, 1)):
        check.interval(
            check.answers(
                solution.proportion_interval,
                events,
                patients,
                because=f"{events} of {patients} is ordinary input",
                next_step="Refuse only counts that cannot be: more events than patients, and not as many.",
            ),
            _wilson(events, patients, 0.95),
            what=f"the 95% interval of {events} of {patients}",
            because="Wilson's formula holds for none and for all as well",
            next_step="Put no special case in the way of 0 of n and n of n.",
            slips=_proportion_slips(events, patients, 0.95),
        )
    for events, patients, words in (
        (0, 0, "a share of no patients does not exist"),
        (n + 1, n, f"{n + 1} events among {n} patients are impossible"),
        (-1, n, "a count is never negative"),
    ):
        check.refuses(solution.proportion_interval, events, patients, because=words)


def test_difference_is_welch(solution, rng):
    sizes = [
        (9, 40, 0.95),
        (60, 12, 0.9),
        (2, 5, 0.95),
        (int(rng.integers(5, 30)), 150, 0.99),
        (14, 14, 0.95),
    ]
    kinds = ("array", "list", "Series", "array", "list")
    for (m, n, level), kind, sign in zip(sizes, kinds, (1, -1, 1, -1, 1), strict=True):
        first, second = _glucose(rng, m, 142, 45), _glucose(rng, n, 111, 14)
        # whole groups are moved, so that the first is surely the higher one, or surely the lower
        first = np.round(first - np.mean(first) + np.mean(second) + sign * rng.uniform(20, 45), 2)
        check.interval(
            solution.difference_interval(
                check.dressed(first, kind, rng), check.dressed(second, kind, rng), level
            ),
            _welch(first, second, level),
            what=f"the {level:.0%} interval of the difference of the means ({m} against {n} values)",
            because="the task asks for Welch's interval",
            next_step="Check by parts: the difference, √(s₁²/n₁ + s₂²/n₂), the degrees of freedom, the quantile.",
            slips=_difference_slips(first, second, level),
        )


def test_difference_of_constant_groups(solution, rng):
    values, flat = _glucose(rng, 12), np.full(5, 100.0)
    check.interval(
        solution.difference_interval(values, flat),
        _welch(values, flat, 0.95),
        what="the interval of the difference where the second group is constant",
        because="the formula holds as it is when one standard deviation is 0",
        next_step="Treat as a special case only two groups that are both constant.",
        slips=[
            check.Slip(
                (float(np.mean(values) - 100),) * 2,
                "The second group does not vary, but the first one does, and its mean is uncertain.",
            ),
            *_difference_slips(values, flat, 0.95),
        ],
    )
    check.interval(
        solution.difference_interval(flat + 7, flat),
        (7.0, 7.0),
        what="the interval of the difference of two constant groups (107 and 100)",
        because="the task asks for the difference at both ends",
        next_step="The degrees of freedom become 0 / 0 there: return the difference before you divide.",
    )
    for first, second in (([120.0], values), (values, [120.0])):
        check.refuses(
            solution.difference_interval,
            first,
            second,
            because="a group of one patient shows no spread, so there is no interval",
        )


def test_bootstrap_matches(solution, rng, seed):
    skewed = np.round(rng.lognormal(4.8, 0.7, 40), 1)
    tied = rng.integers(70, 76, 31).astype(float)
    for values, level, kind in ((skewed, 0.95, "array"), (skewed[:24], 0.8, "list"), (tied, 0.9, "Series")):
        replicates = 4000
        n = len(values)
        ours = _medians(values, rng)
        reflected = 2 * np.median(values) - ours
        means = np.mean(values[rng.integers(0, n, (40_000, n))], axis=1)
        check.resampled_interval(
            solution.bootstrap_interval(
                check.dressed(values, kind, rng), level, replicates=replicates, seed=seed
            ),
            ours,
            level=level,
            replicates=replicates,
            what=f"the {level:.0%} bootstrap interval of the median of {n} values",
            because="the ends are quantiles of the medians of samples of the same size, drawn with replacement",
            next_step="Look at the medians themselves: as many as replicates, no two samples alike, centred near the "
            f"sample's median {np.median(values):.4g}.",
            slips=[
                check.Slip(
                    _medians(values, rng, replace=False),
                    "The interval has no width: drawn without replacement, each sample holds the same patients, and "
                    "its median is always the same.",
                    "Draw with replacement, so that a patient can be in a sample twice or not at all.",
                ),
                check.Slip(
                    np.resize(values, 40_000),
                    "The ends are quantiles of the patients' values: between them lie the patients, not the "
                    "plausible medians.",
                    "Keep the median of each drawn sample, and take the quantiles of those medians.",
                ),
                check.Slip(
                    means,
                    "These ends belong to the mean, not to the median.",
                    "Take the median of each drawn sample.",
                ),
                *_level_slips(ours, level),
                check.Slip(
                    _medians(values, rng, size=n // 2),
                    f"The interval is as wide as samples of half the size make it. A sample of {n} values is redrawn "
                    f"with {n} values.",
                    "Draw as many values as there are.",
                ),
                check.Slip(
                    reflected,
                    "The interval is turned around the median (2 · median - quantile): that is the basic bootstrap.",
                    "Return the quantiles as they are: the percentile bootstrap.",
                ),
            ],
        )
    check.interval(
        solution.bootstrap_interval([90.0] * 7, replicates=100, seed=seed),
        (90.0, 90.0),
        what="the bootstrap interval of seven equal values",
        because="every sample drawn from them has the same median",
    )
    check.refuses(
        solution.bootstrap_interval,
        [118.0],
        because="one patient drawn again and again would give an interval without width",
    )


def test_bootstrap_repeats(solution, rng, seed):
    values = np.round(rng.lognormal(4.8, 0.7, 40), 2)

    def drawn(number):
        return check.ends(solution.bootstrap_interval(values, replicates=60, seed=number))

    # far apart, since a solution may use seed, seed + 1, ... for its samples
    seeds = [seed, *rng.integers(0, 2**31, 4).tolist()]
    first = [drawn(number) for number in seeds]
    again = [drawn(number) for number in seeds]
    check.that(
        first == again,
        f"Two calls with the same seed (such as {seed}) give different intervals, so nobody can repeat your figure.",
        "Make a generator from the seed inside the function, and draw with it alone.",
        kind="misconception",
    )
    check.that(
        drawn(0) == drawn(0),
        "Two calls with seed=0, the default, give different intervals, though other seeds repeat: 0 was taken for no seed "
        "at all.",
        "0 counts as false in Python: hand seed on as it is, without `or` and `if seed`.",
        kind="misconception",
    )
    check.that(
        len(set(first)) > 1,
        "Five different seeds give one and the same interval: the seed has no effect.",
        "Use the parameter seed, not a fixed number.",
        kind="misconception",
    )


def test_bootstrap_covers(solution, rng, seed):
    true_median, samples, held = math.exp(4.8), 30, 0
    for number in range(samples):
        values = rng.lognormal(4.8, 0.6, 25)
        low, high = check.ends(
            solution.bootstrap_interval(values, 0.9, replicates=100, seed=(seed + number) % 2**31)
        )
        held += low <= true_median <= high
    check.between(
        held,
        18,
        samples,
        what=f"the number of {samples} random samples whose 90% interval holds the true median",
        because="nine in ten should hold it",
        next_step="Draw samples as large as the data, and take the quantiles at (1 - level)/2 and (1 + level)/2.",
    )


def test_pima_intervals(solution, pima, rng):
    names = (*GROUPS, "difference", "share_with_diabetes")
    hidden = pima.sample(300, random_state=rng).astype({"Glucose": float})
    hidden.loc[rng.permutation(hidden.index)[:60], "Glucose"] = 0.0
    hidden.loc[rng.permutation(hidden.index)[:20], "Glucose"] = np.nan
    hidden.index = [f"P{i:04d}" for i in rng.permutation(len(hidden))]
    hidden = hidden[rng.permutation(hidden.columns)]
    for patients, level, where in ((pima, 0.95, "the Pima table"), (hidden, 0.9, "a table with gaps")):
        found = check.mapping(solution.pima_intervals(patients, level), keys=names)
        ill = patients["Outcome"] == 1
        glucose, measured = patients["Glucose"], patients["Glucose"] > 0
        split = [glucose[ill & measured].to_numpy(float), glucose[~ill & measured].to_numpy(float)]
        kept = [glucose[ill].dropna().to_numpy(float), glucose[~ill].dropna().to_numpy(float)]
        zeros = int((glucose == 0).sum())
        zero_words = (
            f"The zeros were kept: in {where} {zeros} patients have a Glucose of 0, which means that it was not "
            "measured. Nobody is alive with a glucose of 0 mg/dL, and each zero pulls the mean down."
        )
        for name, group, raw in zip(GROUPS, split, kept, strict=True):
            check.interval(
                found[name],
                _mean(group, level),
                what=f"{name} ({where})",
                because=f"{len(group)} patients of this group have a measured glucose",
                slips=[
                    check.Slip(_mean(raw, level), zero_words, "Leave out the patients whose Glucose is 0."),
                    check.Slip(
                        _mean(split[1 - GROUPS.index(name)], level),
                        "This is the interval of the other group: Outcome 1 means diabetes, 0 means none.",
                        "Look at which group you put under which name.",
                    ),
                    *_dropped_level(_mean(group, 0.95), level),
                ],
            )
        low, high = _welch(*split, level)
        check.interval(
            found["difference"],
            (low, high),
            what=f"difference ({where})",
            because="it is mean glucose with diabetes minus without, among those measured",
            slips=[
                check.Slip(_welch(*kept, level), zero_words, "Leave out the patients whose Glucose is 0."),
                check.Slip(
                    (-high, -low),
                    "The sign is reversed: this is without minus with diabetes.",
                    "Give the group with diabetes first.",
                ),
                *_dropped_level(_welch(*split, 0.95), level),
            ],
        )
        check.interval(
            found["share_with_diabetes"],
            _wilson(int(ill.sum()), len(patients), level),
            what=f"share_with_diabetes ({where})",
            because=f"{int(ill.sum())} of all {len(patients)} patients have Outcome 1",
            slips=[
                check.Slip(
                    _wilson(int((ill & measured).sum()), int(measured.sum()), level),
                    "Patients without a measured glucose are missing here. Their Outcome is known all the same: "
                    "a gap in one column does not take a patient out of another question.",
                    "Count Outcome over the whole table.",
                ),
                check.Slip(
                    _wilson(int(ill.sum()), int(measured.sum()), level),
                    "All patients with diabetes are counted, but divided by those with a measured glucose only.",
                    "Divide by all patients of the table.",
                ),
                *_dropped_level(_wilson(int(ill.sum()), len(patients), 0.95), level),
                check.Slip(
                    _wilson(int((~ill).sum()), len(patients), level),
                    "This is the share without diabetes.",
                    "Count the patients whose Outcome is 1.",
                ),
            ],
        )
