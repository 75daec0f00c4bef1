"""Checks of bayes-at-the-bedside: predictive values, odds, Beta posteriors, and a glucose cutoff on the move."""

import math

import numpy as np
import scipy.special  # noqa: F401  (what check.beta_quantile and the like stand on: imported while the sandbox starts)

from medai.grading import check

TOLERANCE = {"abs_tol": 1e-6, "rel_tol": 0.0}
ENTRIES = ("sensitivity", "specificity", "sensitivity_interval", "ppv_study", "ppv_clinic")


# ---- expected


def _ppv(sensitivity, specificity, prevalence):
    true, false = sensitivity * prevalence, (1 - specificity) * (1 - prevalence)
    return true / (true + false) if true + false > 0 else math.nan


def _npv(sensitivity, specificity, prevalence):
    return _ppv(specificity, sensitivity, 1 - prevalence)


def _update(pretest, ratio):
    return pretest * ratio / (pretest * ratio + 1 - pretest)


def _beta_interval(a, b, level):
    tail = (1 - level) / 2
    return check.beta_quantile(tail, a, b), check.beta_quantile(1 - tail, a, b)


def _beta_density(x, a, b):
    whole = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b))
    return whole * x ** (a - 1) * (1 - x) ** (b - 1)


def _tests(rng):
    """(sensitivity, specificity, prevalence): the case of the starter, and others where the three are unlike."""
    yield 0.90, 0.91, 0.01
    for low, high in ((0.001, 0.02), (0.05, 0.3), (0.55, 0.9)):
        yield tuple(
            float(np.round(rng.uniform(*span), 4)) for span in ((0.6, 0.85), (0.87, 0.99), (low, high))
        )


def _in_a_thousand(sensitivity, specificity, prevalence):
    ill = 1000 * prevalence
    found, alarms = ill * sensitivity, (1000 - ill) * (1 - specificity)
    return (
        f"of 1000 people {ill:.3g} are ill and {found:.3g} of them test positive, "
        f"and so do {alarms:.3g} of the healthy"
    )


def _rounded(due):
    return [
        check.Slip(
            round(due, decimals),
            f"This is rounded to {decimals} decimals.",
            "Return the figure as it comes, and round where you print.",
        )
        for decimals in (2, 3, 4, 5)
        if abs(round(due, decimals) - due) > 2e-6
    ]


# ---- checks


def test_ppv_uses_prevalence(solution, rng):
    for sensitivity, specificity, prevalence in _tests(rng):
        due = _ppv(sensitivity, specificity, prevalence)
        counted = _in_a_thousand(sensitivity, specificity, prevalence)
        start = f"Start from 1000 people: {counted}."
        found = check.number(
            solution.positive_predictive_value(sensitivity, specificity, prevalence),
            "positive_predictive_value",
        )
        check.close(
            found,
            due,
            what="positive_predictive_value",
            **TOLERANCE,
            because=counted,
            next_step="Divide the ill who test positive by all who test positive.",
            slips=[
                check.Slip(
                    sensitivity,
                    f"This is the sensitivity, P(positive | disease) = {sensitivity:g}. The patient in front of you "
                    "asks the other question, P(disease | positive).",
                    start,
                ),
                check.Slip(
                    _ppv(sensitivity, specificity, 0.5),
                    "This holds only where half of the patients are ill: the prevalence plays no part.",
                    start,
                ),
                check.Slip(
                    sensitivity * prevalence,
                    "This is the share of all people who are ill and test positive. The question is about those who "
                    "test positive only.",
                    "Divide it by the share of all people who test positive.",
                ),
                check.Slip(specificity, "This is the specificity.", start),
                check.Slip(
                    1 - due,
                    "This is the share of false alarms among the positive tests, 1 - PPV.",
                    "The ill who test positive belong above the line.",
                ),
                check.Slip(
                    sensitivity * prevalence / (sensitivity * prevalence + specificity * (1 - prevalence)),
                    "The healthy are counted with the specificity, their share with a negative test.",
                    "The healthy test positive with 1 - specificity.",
                ),
                check.Slip(
                    _npv(sensitivity, specificity, prevalence),
                    "This is the negative predictive value.",
                    start,
                ),
                check.Slip(100 * due, "This is a percentage.", "Return a share from 0 to 1."),
                check.Slip(
                    sensitivity * prevalence / (sensitivity * prevalence + 1 - specificity),
                    "The false alarms were counted as if all people were healthy.",
                    f"Only 1 - prevalence of the people are healthy. {start}",
                ),
                check.Slip(
                    prevalence,
                    "This is the prevalence, the probability before the test was done.",
                    start,
                ),
                *_rounded(due),
            ],
        )


def test_npv_uses_prevalence(solution, rng):
    for sensitivity, specificity, prevalence in _tests(rng):
        due = _npv(sensitivity, specificity, prevalence)
        start = "Divide the healthy who test negative by all who test negative."
        found = check.number(
            solution.negative_predictive_value(sensitivity, specificity, prevalence),
            "negative_predictive_value",
        )
        check.close(
            found,
            due,
            what="negative_predictive_value",
            **TOLERANCE,
            because=f"(1 - prevalence) · specificity of the people are healthy and test negative, at a prevalence of "
            f"{prevalence:g}",
            next_step=start,
            slips=[
                check.Slip(
                    specificity,
                    "This is the specificity, P(negative | no disease). After a negative test the patient asks for "
                    "P(no disease | negative).",
                    start,
                ),
                check.Slip(
                    _npv(sensitivity, specificity, 0.5),
                    "This holds only where half of the patients are ill: the prevalence plays no part.",
                    start,
                ),
                check.Slip(
                    1 - _ppv(sensitivity, specificity, prevalence),
                    "This is 1 - PPV, which speaks of positive tests. The NPV is about the negative ones.",
                    start,
                ),
                check.Slip(1 - due, "This is the share of the ill among the negative tests, 1 - NPV.", start),
                check.Slip(
                    _ppv(sensitivity, specificity, prevalence),
                    "This is the positive predictive value.",
                    start,
                ),
                check.Slip(
                    _npv(sensitivity, specificity, 1 - prevalence),
                    "The prevalence and what it leaves are exchanged: as many people are healthy as 1 - prevalence.",
                    start,
                ),
                *_rounded(due),
            ],
        )


def test_predictive_values_at_the_limits(solution, rng):
    share = float(np.round(rng.uniform(0.2, 0.8), 3))
    ppv, npv = solution.positive_predictive_value, solution.negative_predictive_value
    cases = [
        (ppv, (share, 1.0, 0.0), math.nan, "nobody tests positive, so the question has no answer"),
        (ppv, (0.0, 1.0, share), math.nan, "nobody tests positive, so the question has no answer"),
        (npv, (1.0, share, 1.0), math.nan, "nobody tests negative, so the question has no answer"),
        (ppv, (share, 0.9, 0.0), 0.0, "nobody is ill, so every positive test is a false alarm"),
        (ppv, (share, 1.0, 0.3), 1.0, "no healthy person tests positive"),
        (ppv, (share, 0.4, 1.0), 1.0, "everybody is ill"),
        (npv, (1.0, share, 0.3), 1.0, "no ill person tests negative"),
        (npv, (share, 0.9, 1.0), 0.0, "everybody is ill, so every negative test is wrong"),
    ]
    for function, arguments, due, because in cases:
        fix = 'Return float("nan") where the divisor is 0.' if math.isnan(due) else ""
        found = check.answers(function, *arguments, because=because, next_step=fix)
        if found is None and math.isnan(due):
            check.fail(f"None is no number; the task asks for NaN: {because}.", fix, shown="None")
        check.close(
            found,
            due,
            what=function.name,
            **TOLERANCE,
            because=because,
            next_step=fix,
        )
    for function in (ppv, npv):
        for arguments in (
            (90, 0.9, 0.1),
            (0.9, 91.0, 0.1),
            (0.9, 0.9, 1.5),
            (-0.1, 0.9, 0.1),
            (0.9, 0.9, -0.01),
        ):
            wrong = next(value for value in arguments if not 0 <= value <= 1)
            check.refuses(
                function,
                *arguments,
                because=f"{wrong} is no share. A percentage slips in easily, and the result would look plausible",
            )


def test_odds_are_updated(solution, rng):
    cases = [(0.01, 10.0), (0.2, 0.1), (0.5, 3.0)]
    cases += [tuple(np.round((rng.uniform(0.02, 0.9), rng.uniform(0.2, 9)), 3).tolist()) for _ in range(3)]
    for pretest, ratio in cases:
        due = _update(pretest, ratio)
        odds = pretest / (1 - pretest)
        because = "a likelihood ratio from 0 to 1 speaks against the disease, one above 1 for it"
        check.close(
            check.answers(solution.post_test_probability, pretest, ratio, because=because),
            due,
            what="post_test_probability",
            **TOLERANCE,
            because=f"the odds {odds:.4g} become {odds * ratio:.4g}, and odds / (1 + odds) is the probability",
            next_step="Three steps: probability to odds, times the likelihood ratio, odds to probability.",
            slips=[
                *(
                    check.Slip(
                        value,
                        f"The probability {pretest:g} itself was multiplied by {ratio:g}. A likelihood ratio "
                        "multiplies odds; probabilities could rise above 1 that way.",
                        "Turn the probability into odds first: p / (1 - p).",
                    )
                    for value in (pretest * ratio, min(1.0, pretest * ratio))
                ),
                check.Slip(
                    odds * ratio,
                    "These are the odds after the finding.",
                    "Turn them back: odds / (1 + odds).",
                ),
                check.Slip(
                    _update(pretest, 1 / ratio),
                    "The odds were divided by the likelihood ratio.",
                    "Multiply: a ratio above 1 speaks for the disease.",
                ),
                check.Slip(
                    _update(1 - pretest, ratio),
                    "The odds are upside down: (1 - p) / p are the odds against the disease.",
                    "Odds are p / (1 - p).",
                ),
                *(
                    check.Slip(
                        odds * ratio / (1 - odds * ratio),
                        "The way back from odds to a probability has a minus where a plus is due.",
                        "Turn them back: odds / (1 + odds).",
                    )
                    for _ in range(odds * ratio != 1)
                ),
            ],
        )


def test_odds_at_the_limits(solution, rng):
    ratio, pretest = float(np.round(rng.uniform(0.2, 20), 2)), float(np.round(rng.uniform(0.05, 0.95), 3))
    for before, factor, due, because in (
        (0.0, ratio, 0.0, "what is impossible stays impossible"),
        (1.0, ratio, 1.0, "what is certain stays certain"),
        (pretest, 0.0, 0.0, "a finding that no ill person has rules the disease out"),
        (pretest, math.inf, 1.0, "a finding that no healthy person has proves the disease"),
        (pretest, 1.0, pretest, "a likelihood ratio of 1 says nothing"),
    ):
        check.close(
            check.answers(solution.post_test_probability, before, factor, because=because),
            due,
            what="post_test_probability",
            **TOLERANCE,
            because=because,
            next_step="Handle this case before you divide.",
        )
    for before, factor, because in (
        (20.0, ratio, "20 is no probability; 20 % is 0.2"),
        (-0.1, ratio, "a probability is never negative"),
        (pretest, -2.0, "a likelihood ratio is a ratio of two probabilities, and never negative"),
    ):
        check.refuses(solution.post_test_probability, before, factor, because=because)


def _posterior(value):
    pair = check.sequence(value, "the posterior (a, b)", 2)
    return tuple(
        check.number(part, f"{name} of the posterior") for part, name in zip(pair, "ab", strict=True)
    )


def test_posterior_adds_counts(solution, rng):
    n = int(rng.integers(12, 200))
    events = int(rng.integers(1, n // 3))
    cases = [(0, 20, (1, 1)), (n, n, (1, 1)), (events, n, (2, 18)), (events, n, (0.5, 0.5)), (0, 0, (3, 7.5))]
    for number, (count, patients, prior) in enumerate(cases):
        a, b = prior
        due = (a + count, b + patients - count)
        words = f"{count} of {patients} patients had the event, and the prior is Beta({a}, {b})"
        # the default prior is (1, 1), so the first two calls leave it out
        call = (count, patients) if number < 2 else (count, patients, prior)
        found = _posterior(check.answers(solution.beta_posterior, *call, because=words))
        slips = [
            (
                (a + count, b + patients),
                "b got all patients. It counts those without the event only; those with it are in a already.",
                f"Add n - events ({patients - count}) to b.",
            ),
            (
                (count, patients - count),
                "The prior was left out: these are the counts alone.",
                "Add the counts to the prior's a and b.",
            ),
            (
                (1 + count, 1 + patients - count),
                "The prior is always Beta(1, 1) here.",
                "Use the parameter prior.",
            ),
            (due[::-1], "The parameters a and b are exchanged.", "Events belong to a."),
        ]
        for wrong, why, next_step in slips:
            if np.allclose(found, wrong, rtol=0, atol=1e-6) and not np.allclose(
                wrong, due, rtol=0, atol=1e-6
            ):
                check.fail(
                    why, next_step, got=found, expected=f"({due[0]:g}, {due[1]:g})", kind="misconception"
                )
        for part, wanted, name in zip(found, due, "ab", strict=True):
            check.close(part, wanted, what=f"{name} of the posterior", **TOLERANCE, because=words)
    for count, patients, prior, because in (
        (5, 4, (1, 1), "5 events among 4 patients are impossible"),
        (-1, 4, (1, 1), "a count is never negative"),
        (1, 4, (0, 1), "a Beta distribution needs both parameters above 0"),
        (1, 4, (1, -2), "a Beta distribution needs both parameters above 0"),
    ):
        check.refuses(solution.beta_posterior, count, patients, prior, because=because)


def test_credible_interval_is_beta(solution, rng):
    cases = [(1, 21, 0.95), (21, 1, 0.9), (1, 1, 0.8), (0.5, 8.5, 0.95)]
    cases += [(int(rng.integers(2, 9)), int(rng.integers(20, 90)), 0.99), (269, 501, 0.95)]
    for a, b, level in cases:
        mean, z = a / (a + b), check.normal_quantile((1 + level) / 2)
        sd = math.sqrt(a * b / ((a + b) ** 2 * (a + b + 1)))
        normal = mean - z * sd, mean + z * sd
        told = "This is mean ± z · sd, as if the rate were normal. A rate near 0 or 1 is not: one end leaves 0 to 1."
        due = _beta_interval(a, b, level)
        check.interval(
            solution.credible_interval(a, b, level),
            due,
            what=f"the {level:.0%} credible interval of Beta({a:g}, {b:g})",
            abs_tol=1e-6,
            rel_tol=0.0,
            because="the ends are its quantiles at (1 - level)/2 and (1 + level)/2",
            next_step="scipy.stats.beta has the quantile function (ppf).",
            slips=[
                check.Slip(normal, told, "Use the quantiles of the Beta distribution."),
                check.Slip(
                    (max(0, normal[0]), min(1, normal[1])),
                    told,
                    "Use the quantiles of the Beta distribution.",
                ),
                check.Slip(
                    _beta_interval(a, b, 2 * level - 1),
                    f"Each tail holds {1 - level:.3g}, where both together may.",
                    "Leave (1 - level)/2 on each side.",
                ),
                check.Slip(
                    _beta_interval(a, b, 0.95),
                    f"This is the interval at 95 %, where level={level:g} was asked for.",
                    "Compute the tails from the parameter level.",
                ),
                check.Slip(
                    _beta_interval(b, a, level),
                    "The parameters a and b are exchanged.",
                    "scipy.stats.beta takes a first: it counts the events.",
                ),
                *(
                    check.Slip(
                        ends,
                        f"All of the {1 - level:.3g} was cut off on one side. (So does the shortest interval, for rates "
                        "near 0 or 1.)",
                        "Equal tails: leave (1 - level)/2 on each side.",
                    )
                    for ends in (
                        (0.0, check.beta_quantile(level, a, b)),
                        (check.beta_quantile(1 - level, a, b), 1.0),
                    )
                ),
            ],
        )
    for a, b in ((0, 3), (2, -1)):
        check.refuses(
            solution.credible_interval, a, b, because="a Beta distribution needs both parameters above 0"
        )


def test_rate_above_a_threshold(solution, rng):
    cases = [(1, 21, 0.1), (3, 40, 0.05), (int(rng.integers(5, 20)), 60, 0.15), (2, 2, 0.0), (2, 2, 1.0)]
    cases += [(2.5, 17.5, 0.1), (1.5, float(rng.uniform(8, 9)), 0.2)]  # priors need not be whole
    for a, b, threshold in cases:
        due = check.beta_tail(threshold, a, b)
        whole = [] if a == int(a) else [(round_a(a), round_b(b)) for round_a in (int, round, np.ceil) for round_b in (int, round, np.ceil)]
        check.close(
            solution.probability_above(a, b, threshold),
            due,
            what="probability_above",
            **TOLERANCE,
            because=f"it is the part of Beta({a}, {b}) above {threshold:g}",
            next_step="scipy.stats.beta has sf, what lies above a value.",
            slips=[
                check.Slip(
                    1 - due,
                    f"This is the probability that the rate is below {threshold:g}.",
                    "Take what the distribution function leaves: 1 minus it.",
                ),
                *(
                    check.Slip(
                        check.beta_tail(threshold, *rounded),
                        f"This is for Beta({rounded[0]:g}, {rounded[1]:g}): a and b were made whole numbers.",
                        "A prior such as Beta(0.5, 0.5) brings halves: leave a and b as they are.",
                    )
                    for rounded in whole
                ),
                check.Slip(
                    check.beta_tail(threshold, b, a),
                    "The parameters a and b are exchanged.",
                    "scipy.stats.beta takes a first: it counts the events.",
                ),
                check.Slip(
                    _beta_density(threshold, a, b),
                    "This is the density at the threshold: no probability, and it can be above 1.",
                    "Take sf, or 1 minus cdf: the part of the distribution above the threshold.",
                ),
                check.Slip(
                    float(a / (a + b) > threshold),
                    "This only says on which side the mean lies.",
                    "Return how much of the distribution lies above the threshold.",
                ),
            ],
        )


def _hidden_patients(pima, rng):
    patients = pima.sample(260, random_state=rng).astype({"Glucose": float})
    patients.loc[rng.permutation(patients.index)[:40], "Glucose"] = 0.0
    patients.loc[rng.permutation(patients.index)[:15], "Glucose"] = np.nan
    patients.index = [f"P{i:04d}" for i in rng.permutation(len(patients))]
    return patients[rng.permutation(patients.columns)]


def _glucose_figures(glucose, ill, positive, prevalence):
    """The four single figures, from boolean arrays of the patients who count."""
    found, healthy = int((positive & ill).sum()), int((~ill).sum())
    sensitivity, specificity = found / int(ill.sum()), int((~positive & ~ill).sum()) / healthy
    return {
        "sensitivity": sensitivity,
        "specificity": specificity,
        "ppv_study": _ppv(sensitivity, specificity, int(ill.sum()) / len(glucose)),
        "ppv_clinic": _ppv(sensitivity, specificity, prevalence),
    }


def _sensitivity_slips(hits, ill, measured):
    """Known wrong intervals of a sensitivity, where hits of ill patients with diabetes test positive."""
    wilson, exact = check.wilson(hits, ill), check.clopper_pearson(hits, ill)
    of_the_task = "Take beta_posterior of the two counts, then credible_interval."
    return [
        check.Slip(
            _beta_interval(1 + hits, 1 + measured - hits, 0.95),
            f"All {measured} measured patients were taken for n. A sensitivity is about patients with diabetes.",
            f"n is {ill} here, the measured patients with diabetes.",
        ),
        *(
            check.Slip(
                _beta_interval(hits, ill - hits, 0.95),
                "The prior (1, 1) is not in it: these are the counts alone.",
                of_the_task,
            )
            for _ in range(0 < hits < ill)
        ),
        *(
            check.Slip(
                found,
                f"This is a confidence interval ({name}). The task asks for the credible "
                "interval from the prior (1, 1).",
                of_the_task,
            )
            for found, name in ((wilson, "Wilson"), (exact, "Clopper-Pearson"))
        ),
    ]


def test_glucose_as_test(solution, pima, rng):
    hidden = _hidden_patients(pima, rng)
    common = float(hidden.loc[hidden["Glucose"].between(100, 150), "Glucose"].mode().iloc[0])
    rare = float(np.round(rng.uniform(0.02, 0.15), 3))
    cases = [
        (pima, 140, 0.05, "the Pima table"),
        (hidden, common, rare, "a table with gaps"),
        (pima, 125, 0.5, "the Pima table"),
    ]
    for patients, cutoff, prevalence, where in cases:
        found = check.mapping(solution.glucose_as_test(patients, cutoff, prevalence), keys=ENTRIES)
        glucose, ill = patients["Glucose"].to_numpy(float), patients["Outcome"].to_numpy() == 1
        known = glucose > 0
        due = _glucose_figures(glucose[known], ill[known], glucose[known] >= cutoff, prevalence)
        above = _glucose_figures(glucose[known], ill[known], glucose[known] > cutoff, prevalence)
        below = _glucose_figures(glucose[known], ill[known], glucose[known] < cutoff, prevalence)
        kept = _glucose_figures(glucose, ill, glucose >= cutoff, prevalence)
        not_zero, not_nan = glucose != 0, ~np.isnan(glucose)
        halves = [
            (
                _glucose_figures(glucose[rows], ill[rows], glucose[rows] >= cutoff, prevalence),
                f"{int((rows & ~known).sum())} patients whose glucose is {words} were counted as negative tests. A "
                "test that was not done is no negative test.",
            )
            for rows, words in ((not_zero, "missing (NaN)"), (not_nan, "0 (not measured)"))
        ]
        right = float(((glucose[known] >= cutoff) == ill[known]).mean())
        zeros = int((~known).sum())
        for name in ("sensitivity", "specificity", "ppv_study", "ppv_clinic"):
            other = {"sensitivity": "specificity", "specificity": "sensitivity"}.get(name)
            slips = [
                check.Slip(
                    kept[name],
                    f"{zeros} patients of {where} have no measured glucose (0 or missing), and they were counted as "
                    "negative tests. A test that was not done is no negative test.",
                    "Leave these patients out before you count anything.",
                ),
                check.Slip(
                    above[name],
                    f"A glucose of exactly {cutoff:g} was called negative; positive is at or above the cutoff.",
                    "Use >= for positive.",
                ),
                *(
                    check.Slip(
                        half[name], why, "Leave out a glucose of 0 and a missing one before you count."
                    )
                    for half, why in halves
                ),
                check.Slip(
                    below[name],
                    f"A glucose below {cutoff:g} was called positive; positive is at or above the cutoff.",
                    "Use >= for positive.",
                ),
                check.Slip(1 - due[name], f"This is 1 - {name}: the others were counted.", ""),
                check.Slip(
                    right,
                    "This is the share of right results among all measured patients: the accuracy.",
                    "The sensitivity looks at patients with diabetes only, the specificity at those without.",
                ),
            ]
            if other:
                slips.append(check.Slip(due[other], f"This is the {other}.", ""))
            if name == "sensitivity":
                slips.append(
                    check.Slip(
                        due["ppv_study"],
                        "This is the share with diabetes among the positive tests: the PPV.",
                        "Sensitivity looks at patients with diabetes only.",
                    )
                )
            if name == "ppv_clinic":
                slips[:0] = [
                    check.Slip(
                        due["ppv_study"],
                        f"The PPV of the study was taken along to the clinic. There {prevalence:.1%} have diabetes, "
                        f"in the table {ill[known].mean():.1%}: with other shares of ill people, "
                        "another share of the positive tests are false alarms.",
                        "Use positive_predictive_value with the prevalence of the clinic.",
                    ),
                ]
            if name == "ppv_study":
                slips[:0] = [
                    check.Slip(
                        due["ppv_clinic"],
                        "This is the PPV at the prevalence of the clinic.",
                        "For ppv_study use the share with diabetes among the measured patients of the table.",
                    ),
                    check.Slip(
                        _ppv(due["sensitivity"], due["specificity"], ill.mean()),
                        "The prevalence was taken over all patients, those without a measured glucose among them.",
                        "Take the share with diabetes among the measured patients.",
                    ),
                ]
            if name.startswith("ppv"):
                slips.append(
                    check.Slip(
                        due["sensitivity"],
                        "This is the sensitivity; the question is how many of the positive tests are right.",
                        "Use positive_predictive_value.",
                    )
                )
            check.close(
                found[name],
                due[name],
                what=f"{name} ({where}, cutoff {cutoff:g})",
                **TOLERANCE,
                because=f"{int(known.sum())} of {len(patients)} patients have a measured glucose, "
                f"{int(ill[known].sum())} of them with diabetes",
                slips=slips,
            )
        hits, cases_ = int((ill & known & (glucose >= cutoff)).sum()), int((ill & known).sum())
        check.interval(
            found["sensitivity_interval"],
            _beta_interval(1 + hits, 1 + cases_ - hits, 0.95),
            what=f"sensitivity_interval ({where})",
            abs_tol=1e-6,
            rel_tol=0.0,
            because=f"{hits} of {cases_} measured patients with diabetes test positive, from the prior (1, 1)",
            next_step="beta_posterior of these two counts, then credible_interval.",
            slips=_sensitivity_slips(hits, cases_, int(known.sum())),
        )
    nobody = float(np.nanmax(hidden["Glucose"])) + 1
    empty = "nobody reaches the cutoff, so there is no positive test to be right or wrong"
    found = check.mapping(
        check.answers(solution.glucose_as_test, hidden, nobody, 0.05, because=empty), keys=ENTRIES
    )
    for name, due in (
        ("sensitivity", 0.0),
        ("specificity", 1.0),
        ("ppv_study", math.nan),
        ("ppv_clinic", math.nan),
    ):
        check.close(
            found[name],
            due,
            what=f"{name} (cutoff {nobody:g})",
            **TOLERANCE,
            because=empty,
            next_step="Return NaN there." if math.isnan(due) else "",
        )
