"""Recurrence-free survival with and without hormone therapy, with numbers at risk."""

# %% Imports
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

DAYS_PER_MONTH = 30.4375  # 365.25 / 12
GROUPS = {"no": ("no hormone therapy", "#0072B2"), "yes": ("hormone therapy", "#D55E00")}


# %% 1. The table behind the curve
def checked(time, event):
    """Return time and event as arrays. Raises ValueError where they are no follow-up."""
    time, event = np.asarray(time, dtype=float), np.asarray(event, dtype=float)
    if time.shape != event.shape:
        raise ValueError(f"{time.size} times, but {event.size} events")
    if not (time >= 0).all():
        raise ValueError("a time is missing or negative")
    if not np.isin(event, (0, 1)).all():
        raise ValueError("an event is neither 0 nor 1")
    return time, event


def survival_table(time, event):
    """Return a DataFrame with time, at_risk, events, censored, survival: one row for each different time, ascending."""
    time, event = checked(time, event)
    moments = np.unique(time)
    at_risk = numbers_at_risk(time, moments)
    events = np.array([(event[time == moment] == 1).sum() for moment in moments], dtype=int)
    censored = np.array([(event[time == moment] == 0).sum() for moment in moments], dtype=int)
    return pd.DataFrame(
        {
            "time": moments,
            "at_risk": at_risk,
            "events": events,
            "censored": censored,
            "survival": np.cumprod(1 - events / at_risk),
        }
    )


# %% 2. Read the curve
def survival_at(time, event, at):
    """Return the survival right after each time in `at`, in that order; NaN beyond the longest time (0 stays 0)."""
    table = survival_table(time, event)
    at = np.asarray(at, dtype=float)
    steps = np.concatenate([[1.0], table["survival"]])
    found = steps[np.searchsorted(table["time"], at, side="right")]
    return np.where((at > table["time"].max()) & (found > 0), np.nan, found)


# %% 3. Who is still under observation
def numbers_at_risk(time, at):
    """Return for each time in `at` how many have a follow-up of that length or longer."""
    time = np.asarray(time, dtype=float)
    return np.array([(time >= moment).sum() for moment in at], dtype=int)


# %% 4. The figure
def km_figure(patients):
    """Return a Figure: two step curves in months, censoring marks, legend, numbers at risk at 0, 12, 24, ..."""
    months = patients["time"] / DAYS_PER_MONTH
    ticks = np.arange(0, months.max() + 1e-9, 12)
    figure = Figure(figsize=(7, 5.5), layout="constrained")
    axes, below = figure.subplots(2, 1, sharex=True, height_ratios=[6, 1])
    for row, (therapy, (name, colour)) in enumerate(GROUPS.items()):
        own = patients["horTh"] == therapy
        table = survival_table(months[own], patients.loc[own, "cens"])
        axes.step([0, *table["time"]], [1, *table["survival"]], where="post", color=colour, label=name)
        marks = table[table["censored"] > 0]
        axes.plot(marks["time"], marks["survival"], "|", color=colour, markersize=6)
        for tick, count in zip(ticks, numbers_at_risk(patients.loc[own, "time"], ticks)):
            below.text(tick, -row, count, ha="center", va="center")
    axes.set(ylim=(0, 1), xlim=(0, months.max() + 1), xticks=ticks, ylabel="Recurrence-free survival")
    axes.tick_params(labelbottom=True)
    axes.set_xlabel("Time since entry (months)")
    axes.legend(frameon=False, loc="lower left")
    axes.spines[["top", "right"]].set_visible(False)
    below.set_title("Number at risk", loc="left", fontsize=10)
    below.set(ylim=(-1.6, 0.6), yticks=[0, -1], yticklabels=[name for name, _ in GROUPS.values()])
    below.tick_params(length=0, pad=20, labelbottom=False)
    below.spines[:].set_visible(False)
    return figure


# %% Try it: medai run km-figure
if __name__ == "__main__":
    gbsg2 = pd.read_csv("data/gbsg2/gbsg2.csv")
    months = gbsg2["time"] / DAYS_PER_MONTH
    print(survival_table(months, gbsg2["cens"]).head())
    print("survival at 1, 3 and 5 years:", survival_at(months, gbsg2["cens"], [12, 36, 60]))
    print("at risk:", numbers_at_risk(months, range(0, 96, 12)))
    picture = km_figure(gbsg2)
    getattr(picture, "figure", picture).savefig("km.png", dpi=150, bbox_inches="tight")
