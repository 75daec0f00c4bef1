"""The SE is taken from the upper half of each interval."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

COLUMNS = ["age", "sex", "cp", "trestbps", "chol", "fbs", "restecg", "thalach", "exang", "oldpeak", "slope", "ca", "thal", "num"]
SITES = ["cleveland", "hungarian", "switzerland", "va"]
Z = 1.959964


def as_floats(values):
    return pd.to_numeric(pd.Series(list(values), dtype=object), errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def odds_ratio(exposed, disease):
    x, y = as_floats(exposed), as_floats(disease)
    known = ~np.isnan(x) & ~np.isnan(y)
    x, y = x[known] == 1, y[known] == 1
    cells = np.array([(x & y).sum(), (x & ~y).sum(), (~x & y).sum(), (~x & ~y).sum()], dtype=float)
    n = int(cells.sum())
    a, b, c, d = cells
    if a + b == 0 or c + d == 0 or a + c == 0 or b + d == 0:
        return {"n": n, "odds_ratio": np.nan, "low": np.nan, "high": np.nan}
    if (cells == 0).any():
        cells = cells + 0.5
    a, b, c, d = cells
    log_ratio = np.log(a * d / (b * c))
    se = np.sqrt((1 / cells).sum())
    return {"n": n, "odds_ratio": np.exp(log_ratio), "low": np.exp(log_ratio - Z * se), "high": np.exp(log_ratio + Z * se)}


def pool(table):
    rows = table[["odds_ratio", "low", "high"]].dropna().astype(float)
    if rows.empty:
        return {"odds_ratio": np.nan, "low": np.nan, "high": np.nan}
    logs = np.log(rows)
    weight = 1 / ((logs["high"] - logs["odds_ratio"]) / Z) ** 2
    mean = (weight * logs["odds_ratio"]).sum() / weight.sum()
    se = 1 / np.sqrt(weight.sum())
    return {"odds_ratio": np.exp(mean), "low": np.exp(mean - Z * se), "high": np.exp(mean + Z * se)}


def forest_table(patients, exposure):
    names = sorted(patients["site"].unique())
    rows = []
    for name in names:
        here = patients[(patients["site"] == name).to_numpy()]
        rows.append(odds_ratio(here[exposure], here["num"] > 0))
    table = pd.DataFrame(rows, index=names, columns=["n", "odds_ratio", "low", "high"])
    last = pd.DataFrame([{"n": table["n"].sum(), **pool(table)}], index=["all sites"])
    return pd.concat([table, last])


def plain(value, _=None):
    return np.format_float_positional(float(f"{value:.6g}"), trim="-")


def forest_figure(table):
    ratio, low, high = (table[c].to_numpy(dtype=float) for c in ("odds_ratio", "low", "high"))
    y = np.arange(len(table))
    fig, ax = plt.subplots(figsize=(9, 1.5 + 0.5 * len(table)))
    ax.set_xscale("log")
    ax.axvline(1, color="grey", linestyle="--", zorder=0)
    ax.errorbar(ratio, y, xerr=[ratio - low, high - ratio], fmt="s", color="black", capsize=3)
    left, right = min(low.min(), 1) / 1.1, max(high.max(), 1) * 1.1
    ax.set_xlim(left, right)
    ax.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5) if right / left < 200 else (1,), numticks=8) if right / left > 12 else MaxNLocator(6))
    ax.xaxis.set_major_formatter(FuncFormatter(plain))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xlabel("odds ratio (95 % interval, log scale)")
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.set_yticks([])
    for i, name in enumerate(table.index):
        ax.text(-0.02, i, str(name), transform=ax.get_yaxis_transform(), ha="right", va="center", parse_math=False)
        ax.text(1.02, i, f"{ratio[i]:.2f} ({low[i]:.2f} to {high[i]:.2f})", transform=ax.get_yaxis_transform(), ha="left", va="center")
    fig.subplots_adjust(left=0.2, right=0.72, bottom=0.25)
    return fig


if __name__ == "__main__":
    heart = pd.concat(
        pd.read_csv(f"data/heart/processed.{site}.data", names=COLUMNS, na_values="?").assign(site=site) for site in SITES
    )
    table = forest_table(heart, "sex")
    print(table.round(2))
    picture = forest_figure(table)
    getattr(picture, "figure", picture).savefig("forest.png", dpi=150, bbox_inches="tight")
