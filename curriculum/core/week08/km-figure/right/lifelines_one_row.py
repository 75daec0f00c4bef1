"""lifelines again, with at-risk rows only, censoring as a scatter, and the axes returned."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.plotting import add_at_risk_counts
from lifelines.utils import survival_table_from_events


def survival_table(time, event):
    time, event = pd.Series(np.array(time, dtype=float)), pd.Series(np.array(event, dtype=float))
    if len(time) != len(event) or time.isna().any() or (time < 0).any() or not event.isin([0.0, 1.0]).all():
        raise ValueError("not a valid follow-up")
    table = survival_table_from_events(time, event)
    table["survival"] = (1 - table["observed"] / table["at_risk"]).cumprod()
    table = table.rename(columns={"observed": "events"})
    return table.assign(time=table.index)


def survival_at(time, event, at):
    table = survival_table(time, event)
    answers = []
    for moment in at:
        value = table["survival"].loc[:moment].iloc[-1]
        answers.append(float("nan") if moment > table.index[-1] and value > 1e-12 else value)
    return answers


def numbers_at_risk(time, at):
    return (np.asarray(time)[None, :] >= np.asarray(list(at))[:, None]).sum(axis=1)


def km_figure(patients):
    data = patients.assign(months=patients["time"].div(365.25 / 12))
    _, axis = plt.subplots()
    curves = {}
    for key, colour in {"no": "black", "yes": "tab:red"}.items():
        part = data[data["horTh"].eq(key)]
        curve = KaplanMeierFitter()
        curve.fit(part["months"], event_observed=part["cens"], label=f"{'Without' if key == 'no' else 'With'} hormones")
        curve.plot_survival_function(ax=axis, ci_show=False, color=colour)
        lost = part.loc[part["cens"] == 0, "months"]
        axis.scatter(lost, curve.predict(lost), marker="+", s=20, color=colour)
        curves[key] = curve
    axis.set(xlim=(0, data["months"].max() * 1.03), ylim=(-0.05, 1.05), xlabel="follow-up [months]", ylabel="recurrence-free survival")
    ticks = [12 * k for k in range(int(data["months"].max() // 12) + 1)]
    axis.set_xticks(ticks)
    add_at_risk_counts(curves["no"], curves["yes"], ax=axis, xticks=ticks, rows_to_show=["At risk"])
    axis.legend(axis.get_lines()[:2], ["Without hormone therapy", "With hormone therapy"], labelcolor="linecolor")
    return axis
