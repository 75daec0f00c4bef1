"""Checks of km-figure: the numbers on small tables with ties, the figure on the trial's and on other patients."""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from medai.grading import check

MONTH = 30.4375
COLUMNS = ("time", "at_risk", "events", "censored", "survival")
THERAPY = {"yes": "with hormone therapy", "no": "without hormone therapy"}
NO_MARKER = ("None", "none", "", " ")


# ---- what is due


def _table(time, event):
    """Rows (time, at_risk, events, censored, survival) as arrays in a dict."""
    time, event = np.asarray(time, dtype=float), np.asarray(event, dtype=float)
    moments = np.unique(time)
    at_risk = np.array([(time >= moment).sum() for moment in moments])
    events = np.array([((time == moment) & (event == 1)).sum() for moment in moments])
    censored = np.array([((time == moment) & (event == 0)).sum() for moment in moments])
    survival = np.cumprod(1 - events / at_risk)
    return dict(zip(COLUMNS, (moments, at_risk, events, censored, survival), strict=True))


def _read(table, at):
    """Survival right after each time, by the steps of the table."""
    steps = np.concatenate([[1.0], table["survival"]])
    return steps[np.searchsorted(table["time"], np.asarray(at, dtype=float), side="right")]


# ---- follow-ups to try it on


def _followups(rng):
    """(what, time, event): ties of events and censorings, extremes, shuffled."""
    n = int(rng.integers(18, 30))
    time = rng.integers(1, 12, n).astype(float)
    event = rng.integers(0, 2, n)
    time[:2], event[:2] = 6.0, (1, 0)
    time[2:4], event[2:4] = 14.0, 0
    order = rng.permutation(n)
    yield "patients with ties", time[order], event[order]
    days = rng.choice(np.arange(20, 3000), 40, replace=False)
    labels = rng.permutation(40)
    yield (
        "forty patients, as two Series with an index of their own",
        pd.Series(days, index=labels),
        pd.Series(rng.integers(0, 2, 40).astype(bool), index=labels[::-1]),
    )
    yield "three patients who all had the event", [5, 2, 5], [1, 1, 1]
    yield "three patients who were all censored", (4.5, 0.0, 7.25), (0, 0, 0)
    yield "one patient", [3], [1]


def _patients(gbsg2, rng, n=None):
    """A table like the trial's. No follow-up ends at exactly 12, 24, ... months, and both groups are censored last."""
    while True:
        table = gbsg2.sample(n or len(gbsg2), random_state=int(rng.integers(2**31)))
        if n is not None:
            time = (table["time"] * rng.uniform(1.2, 1.4)).round().astype(int)
            table = table.assign(time=time.mask(time * 4 % 1461 == 0, time + 1))
        table = table.set_axis([f"P{number:04d}" for number in rng.permutation(9000)[: len(table)]], axis=0)
        table = table[rng.permutation(table.columns).tolist()]
        if n is None or _plain(table):
            return table


def _plain(table):
    """Groups of a fair size whose numbers differ, watched longer than the trial's, and each wrong figure unlike the right."""
    due, _ = _at_risk(table)
    both = [due[therapy] for therapy in THERAPY]
    return (
        table["time"].max() / MONTH > 97
        and table["horTh"].value_counts().min() >= 25
        and table.groupby("horTh")["cens"].sum().min() >= 8
        and len(both[0]) >= 4
        and all(yes != no for yes, no in zip(*(row[:3] for row in both), strict=True))
        and all(len(set(row[:4])) == 4 for row in both)
        and all(count not in range(0, 133, 12) for row in both for count in row[:3])
    )


def _group(patients, therapy):
    own = patients["horTh"] == therapy
    return patients.loc[own, "time"].to_numpy(dtype=float) / MONTH, patients.loc[own, "cens"].to_numpy()


def _at_risk(patients):
    """Numbers at risk by group, and the times 0, 12, 24, ... months."""
    times = np.arange(0, patients["time"].max() / MONTH + 1e-9, 12)
    return {
        therapy: [int((_group(patients, therapy)[0] >= at).sum()) for at in times] for therapy in THERAPY
    }, times


# ---- the table


def _rows(solution, what, time, event):
    value = check.answers(
        solution.survival_table,
        time,
        event,
        because=f"{what} have a survival table" if what != "one patient" else "one patient is enough for a table",
        next_step="Try it on ([5, 2, 5], [1, 1, 1]): two rows, for the times 2 and 5.",
    )
    table = check.frame(value, what="the survival table", columns=COLUMNS)
    columns = {name: check.array(table[name], what=f"the column {name}") for name in COLUMNS}
    if len(table) and columns["time"][0] == 0 and columns["events"][0] == columns["censored"][0] == 0:
        check.close(columns["survival"][0], 1.0, what="survival at time 0, before anything has happened")
        columns = {name: values[1:] for name, values in columns.items()}
    return columns


def test_table_counts(solution, rng):
    for what, time, event in _followups(rng):
        due = _table(time, event)
        got = _rows(solution, what, time, event)
        if len(got["time"]) == len(np.asarray(time)) > len(due["time"]):
            check.fail(
                f"The table of {what} has a row for each patient ({len(got['time'])}), where each of the {len(due['time'])} different times is due once.",
                "Put those with the same time into one row: their events and censorings happen at the same moment.",
            )
        only_events = due["time"][due["events"] > 0]
        had_it = np.asarray(event, dtype=float) == 1
        if had_it.any() and not had_it.all():
            without = _table(np.asarray(time, dtype=float)[had_it], np.ones(had_it.sum()))
            if all(np.array_equal(got[name], without[name]) for name in ("time", "at_risk", "events")):
                check.fail(
                    f"The {int((~had_it).sum())} of {what} who were censored were left out altogether. They were watched, and well, for all their time: without them survival looks far too low.",
                    "Keep them: they are at risk up to their time.",
                    kind="misconception",
                )
        if len(got["time"]) == len(only_events) < len(due["time"]) and np.allclose(got["time"], only_events):
            check.fail(
                f"The table of {what} has rows for the times of events only.",
                "Give a row to each different time, those at which people were only censored as well.",
            )
        if len(got["time"]) != len(due["time"]) or not np.allclose(got["time"], due["time"], atol=1e-6):
            check.fail(
                f"The times of the table of {what} are not the different times, ascending: {len(got['time'])} rows came, {len(due['time'])} are due.",
                "One row for each different value in time, from the shortest to the longest.",
            )
        for name, because in (
            ("events", "those whose follow-up ended with the event at exactly this time"),
            ("censored", "those whose follow-up ended without the event at exactly this time"),
            ("at_risk", "those whose time is this long or longer, also those who leave right then"),
        ):
            wrong = np.flatnonzero(~(got[name] == due[name]))
            if not len(wrong):
                continue
            row = int(wrong[0])
            if isinstance(time, pd.Series) and isinstance(event, pd.Series):
                by_label = _table(time, event.reindex(time.index))
                if np.array_equal(got[name], by_label[name]):
                    check.fail(
                        "The two Series were brought together by their labels, so each time belongs to the event of somebody else.",
                        "The first time belongs to the first event: go by position, as np.asarray does.",
                        kind="misconception",
                    )
            _explain_counts(name, got, due, what)
            check.fail(
                f"{name} at time {due['time'][row]:g} of {what} is {got[name][row]:g}; {due[name][row]} are due: {because}.",
                "Count them with a comparison on time (and event), without the table's other rows.",
            )


def _explain_counts(name, got, due, what):
    leave = due["events"] + due["censored"]
    if name in ("events", "censored") and np.array_equal(got["events"], due["censored"]):
        check.fail(
            f"events and censored have changed places in the table of {what}.",
            "An event of 1 is an event, an event of 0 is censored.",
            kind="misconception",
        )
    if name == "events" and np.array_equal(got["events"], leave):
        check.fail(
            f"Those who were censored were counted as events in the table of {what}. All that is known of them is that nothing had happened so far.",
            "Count as events only those whose event is 1.",
            kind="misconception",
        )
    if name == "at_risk" and len(leave) > 2 and np.array_equal(got["at_risk"][:-1], (due["at_risk"] - due["censored"])[:-1]):
        check.fail(
            "at_risk leaves out those who are censored at exactly this time. By convention they leave right after it, and are at risk for the events of this time.",
            "Count time >= this time.",
            kind="misconception",
        )
    if name == "at_risk" and len(leave) > 2 and np.array_equal(got["at_risk"][:-1], (due["at_risk"] - leave)[:-1]):
        check.fail(
            "at_risk counts those who are left after this time: the ones whose follow-up ends at exactly this time have already left. But they were at risk for what happens at this time.",
            "Count time >= this time, not time > this time.",
            kind="misconception",
        )
    if name == "at_risk" and np.array_equal(got["at_risk"], due["at_risk"][0] - np.cumsum(due["events"]) + due["events"]):
        check.fail(
            "at_risk falls by the events alone: those who were censored earlier are no longer watched, yet they are still counted as at risk.",
            "Count time >= this time: whoever has left, for whatever reason, is no longer in it.",
            kind="misconception",
        )


def test_table_survival(solution, rng):
    for what, time, event in _followups(rng):
        due = _table(time, event)
        got = _rows(solution, what, time, event)["survival"]
        check.that(
            got.shape == due["survival"].shape,
            f"survival of {what} has {len(got)} values; {len(due['survival'])} are due.",
            "One row for each different time.",
        )
        if np.allclose(got, due["survival"], rtol=1e-6, atol=1e-6):
            continue
        leave = due["events"] + due["censored"]
        hazard = due["events"] / due["at_risk"]
        ties_apart = due["at_risk"] - due["censored"]
        with np.errstate(divide="ignore", invalid="ignore"):
            slips = [
                (
                    np.cumprod(1 - leave / due["at_risk"]),
                    "The curve falls for those who were censored, as if they had had the event. All that is known of them is that nothing had happened so far.",
                    "Let survival fall by events / at_risk only.",
                ),
                (
                    1 - np.cumsum(due["events"]) / due["at_risk"][0],
                    "This is 1 minus the share with an event among all who ever started, as if the censored were known to have stayed well to the end.",
                    "Divide by those at risk at that time, and multiply the factors 1 - events / at_risk.",
                ),
                (
                    1 - due["events"] / due["at_risk"],
                    "Each row holds the share that gets past this one time, not the survival up to it.",
                    "Multiply the rows up: a cumulative product.",
                ),
                (
                    np.concatenate([[1.0], np.cumprod(1 - hazard)[:-1]]),
                    "Each row holds the survival right before its time; it is due right after.",
                    "Include the row's own events in the product.",
                ),
                (
                    np.cumprod(1 - due["events"] / ties_apart),
                    "Those who were censored at the same time as an event were taken out first. By convention they were still at risk for it.",
                    "Divide by all whose time is this long or longer.",
                ),
                (np.exp(-np.cumsum(hazard)), "This is exp(-cumulative hazard), the Nelson-Aalen way.", "Multiply the factors 1 - events / at_risk."),
                (1 - due["survival"], "This is the share who had the event, 1 minus survival.", "Return the survival."),
                (100 * due["survival"], "This is a percentage.", "Return survival as a fraction from 0 to 1."),
            ]  # fmt: skip
        for wrong, why, todo in slips:
            if np.allclose(got, wrong, rtol=1e-6, atol=1e-6):
                check.fail(f"{why} (Seen in the table of {what}.)", todo, kind="misconception")
        row = int(np.flatnonzero(~np.isclose(got, due["survival"], rtol=1e-6, atol=1e-6))[0])
        check.close(
            float(got[row]),
            float(due["survival"][row]),
            what=f"survival at time {due['time'][row]:g} of {what}",
            abs_tol=1e-6,
            because="it is the product of 1 - events / at_risk over all rows up to and with this one",
            next_step="Work out the first three rows by hand and compare.",
        )


def test_bad_input_refused(solution):
    for what, time, event in (
        ("a negative time", [5.0, -2.0, 3.0], [1, 0, 1]),
        ("a missing time", [5.0, float("nan"), 3.0], [1, 0, 1]),
        ("an event of 2", [5.0, 2.0, 3.0], [1, 0, 2]),
        ("a missing event (neither known to have happened nor known to be censored)", [5.0, 2.0, 3.0], [1.0, 0.0, float("nan")]),
        ("three times and two events", [5.0, 2.0, 3.0], [1, 0]),
    ):
        check.refuses(
            solution.survival_table,
            time,
            event,
            because=f"{what} cannot be a follow-up, and a table made from it would look like any other",
            next_step="Look at time and event first, and raise ValueError with a message that says what is wrong.",
        )


def test_survival_between_steps(solution, rng):
    for what, time, event in _followups(rng):
        table = _table(time, event)
        moments = table["time"]
        last = float(moments[-1])
        inside = [0.0, *moments[:8], *(moments[:-1] + np.diff(moments) / 3)[:8], moments[0] / 2]
        at = [float(moment) for moment in rng.permutation([*inside, last, last + 1, last + 12.5])]
        value = check.answers(
            solution.survival_at, time, event, at, because="survival can be read at any time from 0 on"
        )
        got = check.array(check.series(value, what="the survivals", length=len(at)), what="the survivals")
        due = _read(table, at)
        beyond = (np.array(at) > last) & (due > 0)
        before = np.concatenate([[1.0], table["survival"]])[np.searchsorted(moments, at, side="left")]
        sloped = np.interp(at, [0.0, *moments], [1.0, *table["survival"]])
        in_order = np.argsort(at)
        if np.allclose(got, np.where(beyond, np.nan, due)[in_order], equal_nan=True) and not np.allclose(got, np.where(beyond, np.nan, due), equal_nan=True):
            check.fail(
                "The survivals are right, but stand in ascending order of time; they are due in the order of at.",
                "Keep the order of at.",
            )
        for moment, have, want, is_beyond, just_before, slope in zip(at, got, due, beyond, before, sloped, strict=True):
            if is_beyond:
                check.that(
                    bool(np.isnan(have)),
                    f"Survival at {moment:g} is given as {have:g}, though the longest time of {what} is {last:g}: nobody was watched that long, so nothing is known.",
                    "Return NaN beyond the longest time (unless survival has fallen to 0).",
                    kind="misconception",
                )
                continue
            if moment > last and np.isnan(have):
                check.fail(
                    f"Survival at {moment:g} is NaN, but it has fallen to 0 at {last:g}: all have had the event, and nobody can be well again later.",
                    "Return 0 beyond the longest time where survival has fallen to 0, and NaN elsewhere.",
                    kind="misconception",
                )
            check.close(
                float(have),
                float(want),
                what=f"survival at {moment:g} of {what}",
                abs_tol=1e-6,
                because="between two rows survival stays what it was, before the first event it is 1, and once it is 0 it stays 0",
                next_step="Find the last row whose time is not beyond it, and return that row's survival.",
                slips=[
                    check.Slip(
                        float(slope),
                        f"Survival at {moment:g} was read from a straight line between two rows. Nothing happened between them: it stays what it was.",
                        "Take the last row whose time is not beyond it.",
                    ),
                    check.Slip(
                        float(just_before),
                        f"At {moment:g} itself the events of that time have happened: this is the survival right before them.",
                        "Take the last row whose time is at or before it.",
                    ),
                ],
            )


def test_at_risk_numbers(solution, rng):
    for what, time, _ in _followups(rng):
        values = np.asarray(time, dtype=float)
        moments = np.unique(values)
        at = [float(moment) for moment in rng.permutation([0.0, *moments[:6], moments[-1], moments[-1] + 1, moments[0] + 0.25])]
        value = check.answers(
            solution.numbers_at_risk, time, at, because="at any time somebody or nobody is still at risk"
        )
        got = check.sequence(value, "the numbers at risk", len(at))
        for moment, have in zip(at, got, strict=True):
            exactly = int((values == moment).sum())
            due = int((values >= moment).sum())
            check.equal(
                check.whole_number(have, f"the number at risk at {moment:g}"),
                due,
                what=f"the number at risk at {moment:g} of {what}",
                because="it counts those whose time is this long or longer",
                next_step="Compare time with each value of at, and count.",
                slips=[
                    check.Slip(
                        due - exactly,
                        f"At {moment:g}, {exactly} whose follow-up ends at exactly {moment:g} were left out. They are counted too: they were at risk for what happens at that time.",
                        "Count those whose time is this long or longer: >= and not >.",
                    ),
                    check.Slip(
                        len(values) - due,
                        "These have left already; those who are still there are asked for.",
                        "Turn the comparison round.",
                    ),
                ],
            )


# ---- the figure


@dataclass(frozen=True)
class Path:
    """A line as drawn: corners with steps resolved, and its look."""

    pieces: tuple
    label: str
    color: str
    style: str
    axes: int
    corners: tuple

    def at(self, xs):
        """Its height at each x, NaN where nothing is drawn."""
        found = np.full(len(xs), np.nan)
        for x, y in self.pieces:
            if len(x) and x[0] > x[-1]:
                x, y = x[::-1], y[::-1]
            if (np.diff(x) < 0).any():
                continue  # back and forth in time: nothing that can be read
            inside = (xs >= x[0]) & (xs <= x[-1])
            right = np.clip(np.searchsorted(x, xs[inside], side="right"), 1, len(x) - 1)
            x0, x1, y0, y1 = x[right - 1], x[right], y[right - 1], y[right]
            share = np.where(x1 > x0, (xs[inside] - x0) / np.where(x1 > x0, x1 - x0, 1), 1.0)
            found[inside] = y0 + (y1 - y0) * share
        return found


def _stairs(x, y, drawstyle):
    """Corners with the steps of a drawstyle written out."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    if len(x) < 2:
        return x, y
    if drawstyle == "steps-post":
        return np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
    if drawstyle in ("steps", "steps-pre"):
        return np.repeat(x, 2)[:-1], np.repeat(y, 2)[1:]
    if drawstyle == "steps-mid":
        middle = (x[1:] + x[:-1]) / 2
        return np.concatenate([[x[0]], np.repeat(middle, 2), [x[-1]]]), np.repeat(y, 2)
    return x, y


def _paths(figure):
    found = []
    for number, axes in enumerate(figure.axes):
        for line in axes.lines:
            if line.style in NO_MARKER or len(line.x) != len(line.y):
                continue
            x, y = _stairs(line.x, line.y, line.drawstyle)
            if len(x) >= 2:
                found.append(Path(((x, y),), line.label, line.color[:7], line.style, number, (line.x, line.y)))
        for patch in axes.patches:
            x, y = _corners(patch["vertices"])
            if patch["kind"] == "StepPatch" and len(x) >= 2:
                found.append(Path(((x, y),), str(patch["label"]), "", "", number, (x, y)))
        for collection in axes.collections:
            if collection["kind"] == "LineCollection":
                pieces = [_corners(path) for path in collection["paths"]]
                level = tuple((x, y) for x, y in pieces if len(x) >= 2 and np.ptp(x) > 0)
                if level:
                    found.append(Path(level, str(collection["label"]), "", "", number, ((), ())))
    return found


def _corners(vertices):
    corners = np.asarray(vertices, dtype=float).reshape(-1, 2)
    corners = corners[np.isfinite(corners).all(axis=1)]
    return corners[:, 0], corners[:, 1]


def _samples(time, event):
    """Times between one step and the next, up to the end of the follow-up."""
    steps = np.unique([0.0, *time[event == 1], time.max()])
    gaps = np.diff(steps)
    wide = gaps > 0.025  # what is drawn to within 0.01 months says nothing about narrower ones
    inside = [(steps[:-1] + share * gaps)[wide] for share in (0.35, 0.65)]
    return np.sort(np.concatenate([[time.min() / 2], *inside]))  # the first: before anybody has left


def _fits(path, time, event, scale=1.0, height=1.0, fall=False):
    """The path is the Kaplan-Meier curve of these follow-ups, time and survival scaled."""
    at = _samples(time, event)
    due = _read(_table(time, event), at)
    have = path.at(at * scale)
    due = height * (1 - due if fall else due)
    with np.errstate(invalid="ignore"):
        return bool((np.abs(have - due) <= 0.001 * height + 1e-9).all())


def _drawn(solution, patients, name):
    value = check.answers(
        solution.km_figure,
        patients,
        because="it is a table like the trial's",
        next_step="Run it on data/gbsg2/gbsg2.csv first: medai run km-figure.",
    )
    return check.figure(solution, value, name=name, what="the result of km_figure"), value


def _curves(figure, patients):
    """Each group's path, found by where it runs; None where it is not drawn."""
    paths = _paths(figure)
    found = {}
    for therapy in THERAPY:
        time, event = _group(patients, therapy)
        fitting = [path for path in paths if _fits(path, time, event)]
        found[therapy] = next((path for path in fitting if path.label[:1] != "_"), fitting[0] if fitting else None)
    return found, paths


def _pages(solution, gbsg2):
    """(patients, figure, value, curves, all paths) of two figures. Drawing and reading one is dear: all checks look at these."""
    for name in ("km", "other-patients"):

        def make(rng, name=name):
            patients = _patients(gbsg2, rng, None if name == "km" else int(rng.integers(95, 130)))
            figure, value = _drawn(solution, patients, name)
            return patients, figure, value, *_curves(figure, patients)

        yield check.once(solution, name, make)


def _found(solution, gbsg2):
    """(patients, figure, value, curves) where both curves are there; the check on curves has said so if not."""
    for patients, figure, value, curves, _ in _pages(solution, gbsg2):
        for therapy, path in curves.items():
            check.that(path is not None, f"The curve {THERAPY[therapy]} is not on the figure.", "Draw both curves first.")
        yield patients, figure, value, curves


def test_figure_curves(solution, gbsg2):
    for patients, _, _, curves, paths in _pages(solution, gbsg2):
        for therapy, path in curves.items():
            time, event = _group(patients, therapy)
            if path is None:
                _explain_curve(paths, patients, time, event, therapy)
            _ends(path, time, therapy)


def _ends(path, time, therapy):
    beyond = np.array([time.max() + 0.5, time.max() + 2.0])
    drawn = path.at(beyond)
    check.that(
        bool(np.isnan(drawn).all()),
        f"The curve {THERAPY[therapy]} goes on beyond {time.max():.1f} months, the longest follow-up of that group: nobody was watched there.",
        "End the curve at the longest time of its group.",
        kind="misconception",
    )


def _explain_curve(paths, patients, time, event, therapy):
    who = THERAPY[therapy]
    check.that(bool(paths), "There is no line on the figure.", "Draw two curves with step, or plot with a drawstyle.")
    ones = np.ones_like(event)
    dead = event == 1
    everybody = patients["time"].to_numpy(dtype=float) / MONTH, patients["cens"].to_numpy()

    def any_fits(*arguments, **keywords):
        return any(_fits(path, *arguments, **keywords) for path in paths)

    mean = "as if they had had a recurrence or died on that day"
    slips = (
        (any_fits(time, ones), f"The curve {who} falls for the censored, {mean}. All that is known of them is that they were well so far.", "Let the curve fall at events only (cens is 1); mark the censored, and take them out of those at risk."),
        (any_fits(time[dead], event[dead]), f"The curve {who} is drawn from the patients with an event alone: those who were censored are left out, and survival falls to 0.", "Keep the censored: they count among those at risk for as long as they were watched."),
        (any_fits(time, 1 - event), f"The curve {who} falls where patients were censored, and not at events. The column cens says the opposite of its name: 1 is a recurrence or death.", "Use cens as the event, as it stands."),
        (any_fits(time, event, scale=MONTH), f"The curve {who} is drawn in days, up to {time.max() * MONTH:.0f}.", "Divide the time by 30.4375 to get months."),
        (any_fits(time, event, scale=MONTH / 30), f"The curve {who} takes months of 30 days; a year has 12.2 of those, and after five years the curve is a month off.", "Divide the days by 30.4375 (365.25 / 12)."),
        (any_fits(time, event, scale=MONTH / 30.4) or any_fits(time, event, scale=MONTH / 30.5) or any_fits(time, event, scale=MONTH / 31), f"The curve {who} takes months of another length.", "Divide the days by 30.4375 (365.25 / 12)."),
        (any_fits(time, event, scale=1 / 12), f"The curve {who} is drawn in years.", "Draw it in months: divide the days by 30.4375."),
        (any_fits(time, event, height=100.0), f"The curve {who} is drawn in percent, up to 100.", "Draw survival as a fraction from 0 to 1; the tick labels may still say percent."),
        (any_fits(time, event, fall=True), f"The curve {who} shows the share with an event, which rises; survival falls from 1.", "Draw the survival."),
        (any_fits(*everybody), "The curve is drawn for all patients together.", "Draw one curve for each value of horTh."),
    )  # fmt: skip
    for hit, why, todo in slips:
        if hit:
            check.fail(why, todo, kind="misconception")
    table = _table(time, event)
    survival = np.concatenate([[1.0], table["survival"]])
    corners = {round(float(t), 3): each for t, *each in zip(table["time"], survival[1:], survival[:-1], strict=True)}
    for path in paths:
        x, y = (np.asarray(part, dtype=float) for part in path.corners)
        ends = 1 if path.style else 2  # an outline of stairs has the upper end of each step as a corner, too
        hits = [
            any(abs(due - b) <= 0.001 for due in corners[round(float(a), 3)][:ends])
            for a, b in zip(x, y, strict=True)
            if round(float(a), 3) in corners
        ]
        if len(hits) >= 0.5 * len(np.unique(time[dead])) and np.mean(hits) > 0.9:
            _explain_shape(path, time, event, who)
    raise_at = f"{time.max():.0f}"
    check.fail(
        f"No line on the figure is the Kaplan-Meier curve {who}, in months (0 to {raise_at}) and as a fraction of 1, to within 0.001.",
        "Draw the columns time and survival of survival_table for that group as steps, with (0, 1) in front.",
    )


def _explain_shape(path, time, event, who):
    """The line goes through the right points and still is not the curve."""
    table = _table(time, event)
    at = _samples(time, event)
    have, due = path.at(at), _read(table, at)
    steps = np.diff(path.corners[0])
    if (steps < 0).any() and (steps > 0).any():
        check.fail(
            f"The curve {who} runs back and forth in time: its points are not in order.",
            "Sort the rows by time before you draw them.",
        )
    inside = np.isfinite(have)
    first = time[event == 1].min()
    last_event = time[event == 1].max()
    with np.errstate(invalid="ignore"):
        right = np.abs(have - due) <= 0.001
    if (inside & ~right).any():
        x, y = _stairs(table["time"], table["survival"], "steps-pre")
        early = np.interp(at, [0.0, *x], [float(y[0]), *y]) if len(x) else due
        later = at > first
        if np.nanmean(np.abs(have - early)[later] <= 0.001) > 0.95:
            check.fail(
                f"The curve {who} falls before the event happens: each step stands at the time before it.",
                'Stay level until the next time, then fall: where="post", or drawstyle="steps-post".',
                kind="misconception",
            )
        check.fail(
            f"The curve {who} slopes from one time to the next, as if patients kept falling ill in between. Survival is level until an event, then drops at once.",
            'Draw steps: axes.step(..., where="post"), or plot with drawstyle="steps-post".',
            kind="misconception",
        )
    if not inside[at < first].all():
        check.fail(
            f"The curve {who} does not start at (0, 1): nothing is drawn before {np.nanmin(path.corners[0]):.1f} months. Until then all were well, and that is worth showing.",
            "Put a first point (0, 1) in front of the table.",
            kind="misconception",
        )
    if not inside[at > last_event].all():
        check.fail(
            f"The curve {who} ends at its last event, at {last_event:.1f} months, though patients were watched for up to {time.max():.1f} months without another one.",
            "Draw the rows with censored patients as well: the curve ends at the longest time of its group.",
            kind="misconception",
        )


# ---- marks


def _marks(figure, value):
    """(x, y, lower end, upper end) of every marker, scatter point and short vertical line on the figure."""
    found = []
    for axes, handle in zip(figure.axes, check.axes_handles(figure, value), strict=False):
        lines = handle.get_lines() if any(line.marker not in NO_MARKER for line in axes.lines) else None
        for number, line in enumerate(axes.lines):
            if line.marker in NO_MARKER:
                if len(line.x) == 2 and _is_tick(np.asarray(line.x), np.asarray(line.y)):
                    found.append((line.x[0], float(np.mean(line.y)), min(line.y), max(line.y)))
                continue
            points = list(zip(line.x, line.y, strict=False))
            every = lines[number].get_markevery()
            if isinstance(every, (list, tuple, np.ndarray)):
                every = np.asarray(every)
                kept = np.flatnonzero(every) if every.dtype == bool else every.astype(int)
                points = [points[place] for place in kept if -len(points) <= place < len(points)]
            found += [(x, y, y, y) for x, y in points]
        for points in axes.points:
            found += [(x, y, y, y) for x, y in points.xy]
        for collection in axes.collections:
            if collection["kind"] in ("LineCollection", "EventCollection"):
                for path in collection["paths"]:
                    x, y = _corners(path)
                    if len(x) >= 2 and _is_tick(x, y):
                        found.append((float(x[0]), float(np.mean(y)), float(y.min()), float(y.max())))
    return np.array(found, dtype=float).reshape(-1, 4)


def _is_tick(x, y):
    return bool(np.ptp(x) < 1e-9 and 0 < np.ptp(y) <= 0.12)


def _on(marks, table, moment):
    """Which marks stand at this time, on the curve or on the step that falls there; the step itself is none."""
    place = int(np.searchsorted(table["time"], moment - 1e-9))
    after = table["survival"][place]
    before = 1.0 if place == 0 else table["survival"][place - 1]
    x, y, low, high = marks.T
    step = (np.abs(low - after) <= 0.001) & (np.abs(high - before) <= 0.001) & (high > low)
    here = (np.abs(x - table["time"][place]) <= 0.0105) & (y >= after - 0.0105) & (y <= before + 0.0105)
    return here & ~step


def test_figure_censoring(solution, gbsg2):
    for patients, figure, value, _ in _found(solution, gbsg2):
        marks = _marks(figure, value)
        explained, at_events = np.zeros(len(marks), bool), np.zeros(len(marks), bool)
        missing = {}
        for therapy in THERAPY:
            table = _table(*_group(patients, therapy))
            lost = table["time"][table["censored"] > 0]
            hits = [_on(marks, table, moment) for moment in lost]
            missing[therapy] = [float(moment) for moment, hit in zip(lost, hits, strict=True) if not hit.any()]
            for hit in hits:
                explained |= hit
            for moment in table["time"][table["censored"] == 0]:
                at_events |= _on(marks, table, moment)
            if len(missing[therapy]) == len(lost):
                lonely = "There is no mark" if not len(marks) else "No mark on the figure stands"
                check.fail(
                    f"{lonely} where patients {THERAPY[therapy]} were censored, though {int(table['censored'].sum())} were."
                    + (" The marks stand at events." if at_events.sum() > 2 else ""),
                    'Mark the curve at each such time: plot(times, survival there, "|"), or show_censors=True in lifelines.',
                    kind="misconception",
                )
        stray = int((at_events & ~explained).sum())
        if stray > 2:
            check.fail(
                f"{stray} marks stand on the curves at times of events. The fall of the curve shows those; a mark there reads as a censored patient.",
                "Mark only the rows in which somebody was censored.",
                kind="misconception",
            )
        for therapy, moments in missing.items():
            if moments:
                check.fail(
                    f"{len(moments)} times at which patients {THERAPY[therapy]} were censored have no mark on the curve; the first is {moments[0]:.2f} months.",
                    "Put a mark at (time, survival right after it) for each time with a censored patient.",
                )


# ---- axes and legend


def test_figure_axes(solution, gbsg2):
    for patients, figure, _, curves in _found(solution, gbsg2):
        for therapy in THERAPY:
            axes = figure.axes[curves[therapy].axes]
            for which, scale in (("time", axes.xscale), ("survival", axes.yscale)):
                check.that(
                    scale == "linear", f"The axis of {which} is {scale}; a linear one is due.", "Leave the scale as it is."
                )
            low, high = axes.ylim
            if not (-0.06 <= low <= 1e-9 and 1 - 1e-9 <= high <= 1.0601):
                check.fail(
                    f"The axis of survival runs from {low:.2f} to {high:.2f}. Cut or stretched, the same two curves look further apart or closer than they are.",
                    "Show it from 0 to 1: axes.set_ylim(0, 1).",
                    kind="misconception",
                )
            left, right = axes.xlim
            longest = patients["time"].max() / MONTH
            if not (-3.001 <= left <= 1e-9):
                check.fail(
                    f"The axis of time begins at {left:.1f} months; the start, when all are well, is at 0.",
                    "Begin at 0: axes.set_xlim(left=0).",
                )
            check.that(
                right >= longest - 0.011,
                f"The axis of time ends at {right:.1f} months, though patients were watched for {longest:.1f}.",
                "Let the axis run to the longest time.",
            )
        shown = {curves[therapy].axes for therapy in THERAPY}
        xlabel = " ".join(axes.xlabel for axes in figure.axes)
        if not re.search(r"\bmonths?\b", xlabel, re.IGNORECASE):
            shown = f"is {xlabel.strip()!r}" if xlabel.strip() else "is empty"
            check.fail(
                f"The label of the axis of time {shown}: it does not say that time is in months. 24 could be days, weeks or years.",
                "Label it with its unit, such as 'Time since entry (months)'.",
                kind="misconception",
            )
        for number in shown:
            check.names_quantity(
                figure.axes[number].ylabel,
                "survival",
                None,
                which="y-axis",
                next_step="Say what is drawn: recurrence-free survival.",
            )


def _names(text):
    """The group that a name stands for, or None: "yes", "no"."""
    if not re.search("hormon", text, re.IGNORECASE):
        return None
    return "no" if re.search(r"\b(?:no(?!\.\s*(?:of|at))|without)\b", text, re.IGNORECASE) else "yes"


def test_figure_legend(solution, gbsg2):
    for _, figure, value, curves in _found(solution, gbsg2):
        check.that(
            curves["yes"].axes == curves["no"].axes,
            "The two curves stand in different plots, where one can hardly compare them.",
            "Draw both on the same axes.",
        )
        entries = [(entry, _names(entry.text)) for entry in check.legend_entries(solution, value)]
        check.that(
            bool(entries),
            "The figure has no legend: nobody can tell which curve is which.",
            "Give each curve a label, and call axes.legend().",
        )
        for therapy in THERAPY:
            named = [entry for entry, group in entries if group == therapy]
            check.that(
                bool(named),
                f"No name in the legend stands for the patients {THERAPY[therapy]}; it says {', '.join(repr(e.text) for e, _ in entries)}.",
                "Name them like hormone therapy and no hormone therapy.",
            )
            own, other = curves[therapy], curves["no" if therapy == "yes" else "yes"]
            for entry in named:
                swapped = other.label == entry.text != own.label
                if entry.color and own.color and other.color:
                    if own.color != other.color:
                        swapped = entry.color == other.color
                    elif own.style != other.style:
                        swapped = entry.style == other.style
                check.that(
                    not swapped,
                    f"The legend has the curves the wrong way round: {entry.text!r} stands beside the look of the other group's curve.",
                    "Give each curve its label where you draw it, and let legend() collect them.",
                    kind="misconception",
                )


# ---- numbers at risk


def _counts(line):
    """Whole numbers of a line of text, names and times within words left out."""
    return [int(number) for number in re.findall(r"(?<![\w.,])\d+(?![\w.])", line.replace(",", ""))]


def test_figure_at_risk(solution, gbsg2):
    for patients, figure, value, curves in _found(solution, gbsg2):
        texts = [text for text in check.placed_texts(solution, value) if not text.in_legend]
        check.that(
            any(re.search(r"\bat[\s-]risk\b", text.text, re.IGNORECASE) for text in texts),
            "The words 'at risk' stand nowhere on the figure.",
            "Head the numbers with: Number at risk.",
        )
        due, times = _at_risk(patients)
        handle = check.axes_handles(figure, value)[curves["yes"].axes]
        places = [x for x, _ in check.pixels(handle, [(float(at), 0.0) for at in times])]
        columns = [_column(texts, at, places, number) for number, at in enumerate(times)]
        _numbers_stand(columns, due, times, patients)
        _rows_are_named(texts, columns, due)


def _column(texts, at, places, number):
    """Lines of text that stand under a time of the axis, or under a text that is just this time."""
    width = abs(places[1] - places[0]) if len(places) > 1 else 100.0
    here = places[number]
    heads = [
        text
        for text in texts
        if re.fullmatch(rf"{at:g}(?:\.0)?(?:\s*(?:m|mo|months?))?", text.text) and abs(text.centre - here) < width
    ]
    found = []
    for text in texts:
        under = min(abs(edge - here) for edge in (text.left, text.centre, text.right)) <= 0.3 * width
        headed = any(abs(text.centre - head.centre) <= 0.45 * width for head in heads)
        if (under or headed) and _counts(text.text):
            found.append(text)
    return found


def _numbers_stand(columns, due, times, patients):
    for therapy in THERAPY:
        row = due[therapy]
        seen = [{count for text in column for count in _counts(text.text)} for column in columns]
        absent = [number for number, count in enumerate(row) if count not in seen[number]]
        if not absent:
            continue
        time, event = _group(patients, therapy)
        table = _table(time, event)
        who = THERAPY[therapy]
        everybody = [sum(numbers) for numbers in zip(*due.values(), strict=True)]
        if len(absent) > 1 and all(everybody[place] in seen[place] for place in absent):
            check.fail(
                f"The numbers at risk are those of all patients together: {everybody[0]} at the start, of whom {row[0]} are {who}.",
                "Count within each group.",
                kind="misconception",
            )
        days = [int((time * MONTH >= at).sum()) for at in times]
        if len(absent) > 1 and all(days[place] in seen[place] for place in absent):
            check.fail(
                f"The numbers at risk {who} hardly fall: follow-up in days was held against times in months.",
                "Divide the days by 30.4375 first.",
                kind="misconception",
            )
        for number in absent:
            at = times[number]
            if all(row[place - 1] in seen[place] for place in range(1, len(row)) if place in absent and row[place] != row[place - 1]) and len(absent) >= 3:
                _shifted(who, "later")
            if all(row[place + 1] in seen[place] for place in absent if place + 1 < len(row)) and len(absent) >= 3:
                _shifted(who, "earlier")
            before = np.flatnonzero(table["time"] <= at)
            last_row = int(table["at_risk"][before[-1]]) if len(before) else None
            known_well = len(time) - int(((time < at) & (event == 1)).sum())
            if last_row in seen[number] and last_row not in (row[number], at):
                check.fail(
                    f"At {at:g} months {row[number]} {who} are still at risk, and {last_row} stand there: that is at_risk of the row before, so those who left at that row are still counted.",
                    f"Count those whose time is {at:g} months or longer, with numbers_at_risk.",
                    kind="misconception",
                )
            if known_well in seen[number] and known_well not in (row[number], at):
                check.fail(
                    f"At {at:g} months {known_well} stand for those {who}: all but the ones with an event. Those who were censored before are no longer watched; {row[number]} are still at risk.",
                    "Count those whose time is that long or longer, with numbers_at_risk.",
                    kind="misconception",
                )
        number = absent[0]
        there = ", ".join(str(count) for count in sorted(seen[number] - {int(times[number])})) or "no number"
        check.fail(
            f"Under {times[number]:g} months the number at risk {who}, {row[number]}, is missing; there stands: {there}.",
            "Write the numbers of numbers_at_risk at 0, 12, 24, ... months, each a text of its own at the place of its time.",
        )


def _shifted(who, way):
    check.fail(
        f"The numbers at risk {who} are right, but stand one column too {'far right' if way == 'later' else 'far left'}: each is under the time {'after' if way == 'later' else 'before'} its own.",
        "Place each number at its own time on the axis (its x is the time).",
        kind="misconception",
    )


def _rows_are_named(texts, columns, due):
    """The name at or right above each row of numbers is that of its group."""
    heights = {}
    for therapy, other in (("yes", "no"), ("no", "yes")):
        heights[therapy] = [
            text.middle
            for number, column in enumerate(columns)
            for text in column
            if due[therapy][number] != due[other][number]
            and due[therapy][number] in _counts(text.text)
            and due[other][number] not in _counts(text.text)
        ]
    if not all(heights.values()):
        return  # both groups in one text: nothing to tell apart
    rows = {therapy: float(np.median(middles)) for therapy, middles in heights.items()}
    slack = max(6.0, 0.3 * abs(rows["yes"] - rows["no"]))
    names = [(text.middle, _names(text.text)) for text in texts if _names(text.text) and len(text.text) < 80]
    found = {}
    for therapy, row in rows.items():
        above = [(abs(middle - row), group) for middle, group in names if middle - row > -slack]
        found[therapy] = min(above)[1] if above else None
    if found["yes"] == "no" and found["no"] == "yes":
        check.fail(
            "The rows of numbers at risk are named the wrong way round: the numbers of those with hormone therapy stand beside the other group's name.",
            "Write the name of a row in the same loop as its numbers.",
            kind="misconception",
        )
    for therapy in THERAPY:
        check.that(
            found[therapy] == therapy,
            f"The row of numbers at risk of the patients {THERAPY[therapy]} does not carry their name.",
            "Write hormone therapy and no hormone therapy at the left of the two rows.",
        )


def test_patients_untouched(solution, gbsg2, rng):
    patients = _patients(gbsg2, rng)
    value, after = solution.km_figure.with_arguments(patients)
    check.figure(solution, value, name="km", what="the result of km_figure")
    check.unchanged(patients, after[0])
