"""The numbers at risk stand at 0 to 84 months, whatever the longest time is."""

# %% Imports
from itertools import accumulate, pairwise

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns

DAYS_PER_MONTH = 30.4375  # 365.25 / 12
NAMES = {"yes": "Hormone therapy", "no": "No hormone therapy"}
DASHES = {"yes": (), "no": (4, 2)}


# %% 1. The table behind the curve
def survival_table(time, event):
    """Return a DataFrame with time, at_risk, events, censored, survival: one row for each different time, ascending."""
    time, event = pd.Series(list(time), dtype="float64"), pd.Series(list(event), dtype="float64")
    if time.size != event.size:
        raise ValueError("unequal lengths")
    if not time.ge(0).all():  # NaN is not 0 or more either
        raise ValueError("times must be 0 or more")
    if not event.isin({0, 1}).all():
        raise ValueError("events must be 0 or 1")
    counts = event.groupby(time).agg(events="sum", total="count").rename_axis("time")
    counts["at_risk"] = counts["total"][::-1].cumsum()
    counts["censored"] = counts["total"] - counts["events"]
    counts["survival"] = (1 - counts["events"] / counts["at_risk"]).cumprod()
    return counts.reset_index()[["time", "at_risk", "events", "censored", "survival"]]


# %% 2. Read the curve
def survival_at(time, event, at):
    """Return the survival right after each time in `at`, in that order; NaN beyond the longest time (0 stays 0)."""
    table = survival_table(time, event)
    wanted = pd.DataFrame({"time": pd.Series(list(at), dtype="float64")}).rename_axis("place").reset_index()
    found = pd.merge_asof(wanted.sort_values("time"), table[["time", "survival"]], on="time").sort_values("place").set_index("place")
    read = found["survival"].where(found["time"] >= table["time"].min(), 1.0)
    beyond = found["time"] > table["time"].max()
    return read.mask(beyond & (read > 0))


# %% 3. Who is still under observation
def numbers_at_risk(time, at):
    """Return for each time in `at` how many have a follow-up of that length or longer."""
    time = pd.Series(list(time), dtype="float64")
    return pd.Series([int(time.ge(when).sum()) for when in at], index=list(at), dtype=int)


# %% 4. The figure
def corners(table):
    """Yield the corners of the curve: level, then straight down."""
    points = [(0.0, 1.0), *zip(table["time"], table["survival"])]
    yield points[0]
    for (_, before), (when, after) in pairwise(points):
        yield when, before
        if after < before:
            yield when, after


def km_figure(patients):
    """Return the Figure: curves on top, numbers at risk in a panel below that shares the time axis."""
    months = patients["time"].div(DAYS_PER_MONTH)
    ticks = list(accumulate([12] * 7, initial=0))
    fig, (top, bottom) = plt.subplots(2, 1, sharex=True, figsize=(9, 6.5), height_ratios=[5, 1])
    for height, (key, name) in enumerate(NAMES.items()):
        mine = (patients["horTh"] == key).to_numpy()
        table = survival_table(months[mine], patients["cens"][mine])
        curve = pd.DataFrame(corners(table), columns=["months", "survival"])
        sns.lineplot(curve, x="months", y="survival", sort=False, estimator=None, color="black", ax=top, label=name)
        if DASHES[key]:
            top.get_lines()[-1].set_dashes(DASHES[key])
        gone = table.query("censored > 0")
        top.vlines(gone["time"], gone["survival"] - 0.015, gone["survival"] + 0.015, color="black", linewidth=0.7)
        for tick, number in numbers_at_risk(months[mine], ticks).items():
            bottom.text(tick, height, number, ha="center", va="center")
    top.legend(title="group", loc="upper right")
    for line, key in zip(top.get_legend().get_lines(), NAMES):
        line.set_linestyle("-" if key == "yes" else "--")
    top.set(xlim=(-2, months.max() + 2), ylim=(0, 1.05), ylabel="Survival without recurrence", xlabel="Time (months)", xticks=ticks)
    top.tick_params(labelbottom=True)
    bottom.set(ylim=(1.5, -0.5), yticks=[0, 1], yticklabels=list(NAMES.values()), xlabel="")
    bottom.set_title("Patients at risk", loc="left", fontsize="medium")
    bottom.tick_params(bottom=False, labelbottom=False, left=False)
    sns.despine(ax=bottom, left=True, bottom=True)
    fig.tight_layout()
    return fig


# %% Try it: medai run km-figure
if __name__ == "__main__":
    gbsg2 = pd.read_csv("data/gbsg2/gbsg2.csv")
    months = gbsg2["time"] / DAYS_PER_MONTH
    print(survival_table(months, gbsg2["cens"]).head())
    print("survival at 1, 3 and 5 years:", survival_at(months, gbsg2["cens"], [12, 36, 60]))
    print("at risk:", numbers_at_risk(months, range(0, 96, 12)))
    picture = km_figure(gbsg2)
    getattr(picture, "figure", picture).savefig("km.png", dpi=150, bbox_inches="tight")
