"""From 1000 patients on, the numbers have a comma."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.special import stdtr, stdtrit

LEVEL = 0.95


class Group(NamedTuple):
    rows: int
    values: np.ndarray

    @property
    def n(self) -> int:
        return self.values.size


def split(patients: pd.DataFrame) -> tuple[Group, Group]:
    """Return the group with and the group without diabetes."""
    glucose = patients["Glucose"].to_numpy(dtype=float, na_value=np.nan)
    outcome = patients["Outcome"].to_numpy()
    usable = ~np.isnan(glucose) & (glucose != 0)
    return tuple(Group(int((outcome == k).sum()), glucose[usable & (outcome == k)]) for k in (1, 0))


def glucose_table(patients: pd.DataFrame) -> pd.DataFrame:
    rows = {}
    for key, group in zip((1, 0), split(patients)):
        q1, median, q3 = np.percentile(group.values, [25, 50, 75])
        rows[key] = dict(
            mean=np.mean(group.values),
            sd=np.std(group.values, ddof=1),
            median=median,
            q1=q1,
            q3=q3,
            iqr=q3 - q1,
            n=group.n,
            not_measured=group.rows - group.n,
        )
    return pd.DataFrame.from_dict(rows, orient="index").sort_index()


def glucose_test(patients: pd.DataFrame) -> dict[str, float]:
    a, b = split(patients)
    if a.n < 2 or b.n < 2:
        raise ValueError("fewer than two measured values in a group")
    va, vb = a.values.var(ddof=1) / a.n, b.values.var(ddof=1) / b.n
    se = math.sqrt(va + vb)
    df = (va + vb) ** 2 / (va**2 / (a.n - 1) + vb**2 / (b.n - 1))
    difference = float(a.values.mean() - b.values.mean())
    t = difference / se
    margin = stdtrit(df, (1 + LEVEL) / 2) * se
    return {
        "p": float(2 * stdtr(df, -abs(t))),
        "t": t,
        "low": float(difference - margin),
        "high": float(difference + margin),
        "difference": difference,
    }


def glucose_figure(patients: pd.DataFrame) -> Axes:
    a, b = split(patients)
    test = glucose_test(patients)
    p = test["p"]
    p_text = "p < 0.001" if p < 0.001 else "p = %.3f" % p
    ax = Figure(figsize=(8, 4), layout="constrained").subplots()
    rng = np.random.default_rng(1)
    for place, group, colour in ((0, b, "tab:blue"), (1, a, "tab:red")):
        ax.scatter(group.values, place + rng.uniform(-0.2, 0.2, group.n), s=8, alpha=0.5, color=colour)
        ax.vlines(group.values.mean(), place - 0.3, place + 0.3, color="black")
    ax.set_yticks([0, 1], [f"no diabetes\nn = {b.n}", f"diabetes\nn = {a.n}"])
    ax.set_xlabel("plasma glucose, mg/dL")
    ax.annotate(
        f"difference: {test['difference']:z.1f} mg/dL\n{p_text}",
        xy=(0.02, 0.98), xycoords="axes fraction", va="top",
    )
    return ax


def glucose_sentence(patients: pd.DataFrame) -> str:
    a, b = split(patients)
    test = glucose_test(patients)
    word = "higher" if test["difference"] > 0 else "lower"
    return (
        f"Patients without diabetes had a mean glucose of {b.values.mean():.1f} mg/dL (n = {b.n:,}) and patients with "
        f"diabetes one of {a.values.mean():.1f} mg/dL (n = {a.n:,}), so that it was {word} in diabetes, the difference "
        f"being {test['difference']:z.1f} mg/dL (95% CI from {test['low']:z.1f} to {test['high']:z.1f})."
    )


if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(glucose_table(pima).round(1))
    print(glucose_test(pima))
    print(glucose_sentence(pima))
    picture = glucose_figure(pima)
    getattr(picture, "figure", picture).savefig("glucose.png", dpi=150)
