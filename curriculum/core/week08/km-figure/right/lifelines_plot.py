"""lifelines does the estimate, the plot, and the table of numbers at risk."""

import matplotlib.pyplot as plt
import numpy as np
from lifelines import KaplanMeierFitter
from lifelines.plotting import add_at_risk_counts


def _fit(time, event):
    time, event = list(time), list(event)
    if len(time) != len(event):
        raise ValueError("lengths differ")
    if any(not t >= 0 for t in time):
        raise ValueError("bad time")
    if any(e not in (0, 1) for e in event):
        raise ValueError("bad event")
    return KaplanMeierFitter().fit(time, [bool(e) for e in event])


def survival_table(time, event):
    fitter = _fit(time, event)
    table = fitter.event_table.join(fitter.survival_function_)
    table = table[(table["observed"] > 0) | (table["censored"] > 0)].reset_index()
    return table.rename(columns={"event_at": "time", "observed": "events", "KM_estimate": "survival"})


def survival_at(time, event, at):
    fitter = _fit(time, event)
    last = max(time)
    values = fitter.survival_function_at_times(list(at)).reset_index(drop=True)
    return values.where((np.asarray(at) <= last) | (values <= 1e-12))


def numbers_at_risk(time, at):
    return [int(sum(t >= moment for t in time)) for moment in at]


def km_figure(patients):
    fig, ax = plt.subplots(figsize=(8, 6))
    fitters = []
    for therapy, name in (("yes", "Hormone therapy"), ("no", "No hormone therapy")):
        group = patients.query("horTh == @therapy")
        fitter = KaplanMeierFitter(label=name).fit(group["time"] / 30.4375, group["cens"])
        fitter.plot_survival_function(ax=ax, show_censors=True, censor_styles={"marker": "|", "ms": 5})
        fitters.append(fitter)
    ax.set_ylim(0, 1.02)
    ax.set_xlim(-1, None)
    ax.set_xticks(np.arange(0, patients["time"].max() / 30.4375, 12))
    ax.set_xlabel("Months")
    ax.set_ylabel("Survival without recurrence")
    add_at_risk_counts(*fitters, ax=ax)
    fig.tight_layout()
    return fig
