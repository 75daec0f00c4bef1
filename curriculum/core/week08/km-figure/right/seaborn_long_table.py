"""Arrays and seaborn: a long table of steps for one lineplot, percent on the ticks, numbers as annotations."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import pyplot as plt
from matplotlib.ticker import PercentFormatter

NAMES = {"yes": "hormone therapy", "no": "without hormone therapy"}


def survival_table(time, event):
    frame = pd.DataFrame({"time": np.array(time, float), "event": np.array(event, float)})
    if frame["time"].isna().any() or frame["time"].lt(0).any() or (~frame["event"].isin([0, 1])).any():
        raise ValueError("follow-up must be 0 or longer, and events 0 or 1")
    counts = frame.groupby("time")["event"].agg(["sum", "size"])
    at_risk = counts["size"][::-1].cumsum()[::-1]
    out = pd.DataFrame(
        {
            "survival": (1 - counts["sum"] / at_risk).cumprod(),
            "censored": counts["size"] - counts["sum"],
            "events": counts["sum"],
            "at_risk": at_risk,
        }
    )
    return out.reset_index()


def survival_at(time, event, at):
    table = survival_table(time, event).set_index("time")["survival"]
    table.loc[-1.0] = 1.0
    values = table.sort_index().reindex(list(at), method="ffill")
    values[(values.index > max(time)) & (values > 0)] = np.nan
    return values


def numbers_at_risk(time, at):
    ordered = np.sort(np.asarray(time, dtype=float))
    return pd.Series(len(ordered) - np.searchsorted(ordered, list(at), side="left"), index=list(at))


def km_figure(patients):
    patients = patients[["time", "cens", "horTh"]].reset_index(drop=True)
    patients["month"] = (patients["time"] / 30.4375).round(4)
    tables = {k: survival_table(g["month"], g["cens"]) for k, g in patients.groupby("horTh")}
    long = pd.concat(
        [
            pd.concat([pd.DataFrame({"time": [0.0], "survival": [1.0], "censored": [0]}), table]).assign(group=NAMES[k])
            for k, table in tables.items()
        ],
        ignore_index=True,
    )
    fig, ax = plt.subplots(figsize=(7, 5))
    fig.subplots_adjust(bottom=0.35, left=0.25)
    sns.lineplot(long, x="time", y="survival", hue="group", estimator=None, drawstyle="steps-post", palette="colorblind", ax=ax)
    sns.scatterplot(long[long.censored > 0], x="time", y="survival", hue="group", marker="|", legend=False, palette="colorblind", ax=ax)
    ax.yaxis.set_major_formatter(PercentFormatter(1))
    ax.set(ylim=(0, 1.05), xlim=(-2, None), xlabel="Months", ylabel="Recurrence-free survival", title="GBSG-2")
    ax.set_xticks(range(0, 97, 12))
    transform = ax.get_xaxis_transform()
    ax.text(0, -0.25, "Patients at risk", transform=transform, weight="bold")
    for line, (key, table) in enumerate(tables.items()):
        height = -0.33 - 0.07 * line
        ax.text(-8, height, NAMES[key], transform=transform, ha="right")
        times = np.arange(0, patients["month"].max(), 12)
        for month, n in numbers_at_risk(patients.loc[patients.horTh == key, "month"], times).items():
            ax.annotate(f"{n:d}", (month, height), xycoords=transform, ha="center", annotation_clip=False)
    return fig
