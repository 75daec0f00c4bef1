"""Short and functional: pandas agg, seaborn violin with a scatter on top, text in the axes."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import pyplot as plt
from scipy.stats import ttest_ind


def clean(patients):
    return patients.query("Glucose > 0")[["Glucose", "Outcome"]].astype(float)


def glucose_table(patients):
    def q1(x):
        return x.quantile(0.25)

    def q3(x):
        return x.quantile(0.75)

    table = clean(patients).groupby("Outcome").Glucose.agg(["count", "mean", "std", "median", q1, q3])
    table = table.rename(columns={"count": "n", "std": "sd"})
    return table.assign(not_measured=patients.Outcome.value_counts() - table.n).sort_index(ascending=False)


def glucose_test(patients):
    data = clean(patients)
    a, b = (data.Glucose[data.Outcome == k] for k in (1, 0))
    if len(a) < 2 or len(b) < 2:
        raise ValueError(f"{len(a)} and {len(b)} values are too few")
    test = ttest_ind(a, b, equal_var=False)
    low, high = test.confidence_interval()
    return {"difference": np.mean(a) - np.mean(b), "low": low, "high": high, "t": float(test.statistic), "p": float(test.pvalue)}


def glucose_figure(patients):
    data, table, test = clean(patients), glucose_table(patients), glucose_test(patients)
    plt.close("all")
    fig, ax = plt.subplots()
    sns.violinplot(x=data.Outcome.astype(int), y=data.Glucose, inner=None, color="lightgrey", ax=ax)
    jitter = np.random.default_rng(0).normal(0, 0.04, len(data)).clip(-0.2, 0.2)
    ax.scatter(data.Outcome + jitter, data.Glucose, s=8, c=data.Outcome.map({0: "#0072B2", 1: "#D55E00"}))
    ax.scatter([0, 1], [table.loc[0, "mean"], table.loc[1, "mean"]], marker="D", c="black", zorder=5)
    ax.set_xticks([0, 1])
    ax.set_xticklabels(["no diabetes, n = %d" % table.loc[0, "n"], "with diabetes, n = %d" % table.loc[1, "n"]])
    ax.set_xlabel("")
    ax.set_ylabel("Glucose / mg/dl")
    p = "p < 0.001" if test["p"] < 0.001 else "p = " + format(test["p"], ".3f")
    ax.text(0.5, 0.97, f"{abs(test['difference']):.1f} mg/dL\n{p}", ha="center", va="top", transform=ax.transAxes)
    return fig


def glucose_sentence(patients):
    t, r = glucose_table(patients).round(1), {k: round(float(v), 1) for k, v in glucose_test(patients).items()}
    n = t["n"].astype(int)
    return (
        f"The {n[1]} women with diabetes had a {'higher' if r['difference'] > 0 else 'lower'} mean glucose than the {n[0]} without diabetes "
        f"({t['mean'][1]} compared with {t['mean'][0]} mg/dL), a difference of {r['difference']} mg/dL with a 95% confidence interval from "
        f"{r['low']} to {r['high']} mg/dL"
    )
