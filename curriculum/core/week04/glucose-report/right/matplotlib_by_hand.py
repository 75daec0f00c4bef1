"""numpy and matplotlib only: Welch by its formulas, glucose across, the groups one above the other."""

import math

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit


def _groups(patients):
    glucose = patients["Glucose"].to_numpy(dtype=float)
    outcome = patients["Outcome"].to_numpy()
    known = np.isfinite(glucose) & (glucose != 0)
    return glucose[known & (outcome == 1)], glucose[known & (outcome == 0)]


def glucose_table(patients):
    ill, well = _groups(patients)
    total = [int(np.sum(patients["Outcome"] == k)) for k in (0, 1)]
    return pd.DataFrame(
        {
            "median": [np.median(well), np.median(ill)],
            "q1": [np.percentile(well, 25), np.percentile(ill, 25)],
            "q3": [np.percentile(well, 75), np.percentile(ill, 75)],
            "mean": [well.mean(), ill.mean()],
            "sd": [np.std(well, ddof=1), np.std(ill, ddof=1)],
            "n": [well.size, ill.size],
            "not_measured": [total[0] - well.size, total[1] - ill.size],
        },
        index=[0, 1],
    )


def glucose_test(patients):
    ill, well = _groups(patients)
    if min(ill.size, well.size) < 2:
        raise ValueError("too few measured values")
    u, v = ill.var(ddof=1) / ill.size, well.var(ddof=1) / well.size
    error = math.sqrt(u + v)
    df = (u + v) ** 2 / (u**2 / (ill.size - 1) + v**2 / (well.size - 1))
    difference = ill.mean() - well.mean()
    margin = stdtrit(df, 0.975) * error
    t = difference / error
    return dict(p=2 * stdtr(df, -abs(t)), t=t, difference=difference, low=difference - margin, high=difference + margin)


def glucose_figure(patients):
    ill, well = _groups(patients)
    result = glucose_test(patients)
    rng = np.random.default_rng(1)
    fig, ax = plt.subplots(figsize=(7, 3))
    for height, group, colour in ((1, ill, "tab:orange"), (2, well, "tab:blue")):
        ax.plot(group, height + rng.uniform(-0.2, 0.2, group.size), "o", ms=3, color=colour, alpha=0.5)
        ax.plot([group.mean()] * 2, [height - 0.3, height + 0.3], "k-")
    ax.set_yticks([1, 2], [f"Diabetes\nn={ill.size}", f"No diabetes\nn={well.size}"])
    ax.set_xlabel("Plasma glucose [mg/dL]")
    p = r"$p$ < 0.001" if result["p"] < 0.001 else r"$p$ = %.3f" % result["p"]
    ax.annotate(
        "$\\Delta$ = {:+.1f} mg/dL, {}".format(result["difference"], p), (0.02, 0.9), xycoords="axes fraction"
    )
    return ax


def glucose_sentence(patients):
    ill, well = _groups(patients)
    r = glucose_test(patients)
    word = "higher" if r["difference"] > 0 else "lower"
    return (
        f"Mean glucose was {word} with diabetes than without (difference {r['difference']:.1f} mg/dL, "
        f"95 % CI {r['low']:.1f} to {r['high']:.1f}): {ill.mean():.1f} vs. {well.mean():.1f} mg/dL "
        f"in {len(ill)} and {len(well)} patients."
    )
