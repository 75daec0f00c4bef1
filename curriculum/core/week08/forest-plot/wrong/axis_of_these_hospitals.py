"""The axis is as wide as the public table needs, and cuts wider intervals."""

# %% Imports
import math

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullFormatter, NullLocator

COLUMNS = ["age", "sex", "cp", "trestbps", "chol", "fbs", "restecg", "thalach", "exang", "oldpeak", "slope", "ca", "thal", "num"]
SITES = ["cleveland", "hungarian", "switzerland", "va"]
Z = 1.959964  # 97.5 % of a normal distribution lie below


# %% 1. One hospital
def odds_ratio(exposed, disease):
    """Return {"n", "odds_ratio", "low", "high"} (95 %, Woolf) from two sequences of 0, 1 and NaN."""
    exposed = np.asarray(exposed, dtype=float)
    disease = np.asarray(disease, dtype=float)
    known = ~np.isnan(exposed) & ~np.isnan(disease)
    exposed, disease = exposed[known] == 1, disease[known] == 1
    a = int((exposed & disease).sum())
    b = int((exposed & ~disease).sum())
    c = int((~exposed & disease).sum())
    d = int((~exposed & ~disease).sum())
    n = a + b + c + d
    if 0 in (a + b, c + d, a + c, b + d):
        return {"n": n, "odds_ratio": math.nan, "low": math.nan, "high": math.nan}
    if 0 in (a, b, c, d):
        a, b, c, d = a + 0.5, b + 0.5, c + 0.5, d + 0.5
    ratio = a * d / (b * c)
    se = math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return {"n": n, "odds_ratio": ratio, "low": math.exp(math.log(ratio) - Z * se), "high": math.exp(math.log(ratio) + Z * se)}


# %% 2. All hospitals together
def pool(table):
    """Return {"odds_ratio", "low", "high"}, the inverse-variance mean on the log scale."""
    logs = np.log(table[["odds_ratio", "low", "high"]].dropna().astype(float))
    weight = 1 / ((logs["high"] - logs["low"]) / (2 * Z)) ** 2
    mean = (weight * logs["odds_ratio"]).sum() / weight.sum()
    se = 1 / np.sqrt(weight.sum())
    return {"odds_ratio": np.exp(mean), "low": np.exp(mean - Z * se), "high": np.exp(mean + Z * se)}


# %% 3. The table behind the figure
def forest_table(patients, exposure):
    """Return n, odds_ratio, low, high for each site in alphabetical order, and for "all sites" last, as a DataFrame."""
    rows = {}
    for site in sorted(patients["site"].unique()):
        here = patients[patients["site"] == site]
        rows[site] = odds_ratio(here[exposure], (here["num"] > 0).astype(int))
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.loc["all sites"] = {"n": table["n"].sum(), **pool(table)}
    return table[["n", "odds_ratio", "low", "high"]]


# %% 4. The figure
def plain(value, position=None):
    return np.format_float_positional(value, precision=6, fractional=False, trim="-")


def round_ticks(left, right):
    """Round numbers between left and right, some five of them on a log axis."""
    decades = range(math.floor(math.log10(left)), math.ceil(math.log10(right)) + 1)
    for steps in ([1, 1.5, 2, 3, 4, 5, 7], [1, 2, 5], [1, 3], [1]):
        ticks = [float(f"{s}e{k}") for k in decades for s in steps]
        ticks = [t for t in ticks if left <= t <= right]
        if len(ticks) <= 8:
            break
    if len(ticks) < 3:
        ticks = [t for t in MaxNLocator(5).tick_values(left, right) if left <= t <= right]
    return ticks


def forest_figure(table):
    """Return a Figure: a marker and an interval for each row on a log axis, line at 1, names and numbers."""
    ratio, low, high = (table[name].to_numpy(dtype=float) for name in ("odds_ratio", "low", "high"))
    heights = np.arange(len(table))
    fig, ax = plt.subplots(figsize=(8, 1.5 + 0.4 * len(table)), layout="constrained")
    ax.axvline(1, color="grey", linestyle="--", linewidth=1)
    ax.errorbar(ratio, heights, xerr=[ratio - low, high - ratio], fmt="s", color="navy", capsize=3)
    left, right = 0.02, 20
    ax.set_xscale("log")
    ax.set_xlim(left, right)
    ax.xaxis.set_major_locator(FixedLocator(round_ticks(left, right)))
    ax.xaxis.set_major_formatter(FuncFormatter(plain))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_yticks(heights, [str(name) for name in table.index])
    ax.set_ylim(len(table) - 0.5, -0.5)  # first row on top
    for y, r, lo, hi in zip(heights, ratio, low, high):
        ax.text(1.02, y, f"{r:.2f} ({lo:.2f} to {hi:.2f})", transform=ax.get_yaxis_transform(), va="center")
    ax.set_xlabel("odds ratio (95 % confidence interval, log scale)")
    return fig


# %% Try it: medai run forest-plot
if __name__ == "__main__":
    heart = pd.concat(
        pd.read_csv(f"data/heart/processed.{site}.data", names=COLUMNS, na_values="?").assign(site=site) for site in SITES
    )
    table = forest_table(heart, "sex")
    print(table.round(2))
    picture = forest_figure(table)
    getattr(picture, "figure", picture).savefig("forest.png", dpi=150, bbox_inches="tight")
