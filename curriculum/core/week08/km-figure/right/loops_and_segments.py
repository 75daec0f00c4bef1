"""Plain Python: the curve as explicit corners, ticks as short vertical lines, at-risk numbers as a table."""

import math

import matplotlib.pyplot as plt
import pandas as pd


class Follower:
    def __init__(self, time, event):
        self.time = [float(t) for t in time]
        self.event = [int(e) if e in (0, 1) else None for e in event]
        if len(self.time) != len(self.event) or None in self.event:
            raise ValueError("times and events do not fit")
        if any(math.isnan(t) or t < 0 for t in self.time):
            raise ValueError("times must be known and not negative")

    def rows(self):
        survival = 1.0
        for moment in sorted(set(self.time)):
            at_risk = sum(1 for t in self.time if t >= moment)
            events = sum(1 for t, e in zip(self.time, self.event) if t == moment and e == 1)
            censored = sum(1 for t, e in zip(self.time, self.event) if t == moment and e == 0)
            survival *= 1 - events / at_risk
            yield {"time": moment, "at_risk": at_risk, "events": events, "censored": censored, "survival": survival}


def survival_table(time, event):
    first = {"time": 0.0, "at_risk": len(time), "events": 0, "censored": 0, "survival": 1.0}
    rows = list(Follower(time, event).rows())
    return pd.DataFrame(rows if rows[0]["time"] == 0 else [first, *rows], dtype=object)


def survival_at(time, event, at):
    rows = list(Follower(time, event).rows())
    found = []
    for moment in at:
        s = 1.0
        for row in rows:
            if row["time"] <= moment:
                s = row["survival"]
        found.append(math.nan if moment > rows[-1]["time"] and s > 0 else s)
    return tuple(found)


def numbers_at_risk(time, at):
    return tuple(len([t for t in time if t >= moment]) for moment in at)


def km_figure(patients):
    fig = plt.figure(figsize=(9, 6))
    ax = fig.add_axes((0.2, 0.35, 0.75, 0.6))
    times = [12 * k for k in range(100) if 12 * k * 30.4375 <= patients["time"].max()]
    cells = []
    for therapy, style in (("yes", "-"), ("no", "--")):
        rows = [r for r in zip(patients["time"], patients["cens"], patients["horTh"]) if r[2] == therapy]
        months = [r[0] / 30.4375 for r in rows]
        x, y = [0], [1]
        for row in Follower(months, [r[1] for r in rows]).rows():
            x += [row["time"], row["time"]]
            y += [y[-1], row["survival"]]
            if row["censored"]:
                ax.vlines(row["time"], row["survival"] - 0.015, row["survival"] + 0.015, colors="black", linewidth=0.6)
        ax.plot(x, y, color="black", linestyle=style, label=("Hormone therapy" if therapy == "yes" else "No hormone therapy"))
        cells.append([str(n) for n in numbers_at_risk(months, times)])
    ax.legend(title="Group")
    ax.set_xlabel("Time in months")
    ax.set_ylabel("Survival (recurrence-free)")
    ax.set_xlim(0, 12 * len(times))
    ax.set_ylim(0, 1)
    ax.set_xticks(times)
    table = ax.table(cells, rowLabels=["Hormone therapy", "No hormone therapy"], colLabels=times, bbox=(0, -0.5, 1, 0.25))
    table.auto_set_font_size(False)
    fig.text(0.02, 0.2, "At risk")
    return fig
