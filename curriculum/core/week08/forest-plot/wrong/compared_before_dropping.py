"""Whether there is anything to compare is asked before the patients with a gap are left out."""

# %% Imports
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter

COLUMNS = ["age", "sex", "cp", "trestbps", "chol", "fbs", "restecg", "thalach", "exang", "oldpeak", "slope", "ca", "thal", "num"]
SITES = ["cleveland", "hungarian", "switzerland", "va"]
Z = 1.959964  # 97.5 % of a normal distribution lie below


# %% 1. One hospital
def odds_ratio(exposed, disease):
    """Return {"n", "odds_ratio", "low", "high"} (95 %, Woolf) from two sequences of 0, 1 and NaN."""
    exposed, disease = np.asarray(exposed, dtype=float), np.asarray(disease, dtype=float)
    nothing = any(len(np.unique(values[~np.isnan(values)])) < 2 for values in (exposed, disease))
    known = ~np.isnan(exposed) & ~np.isnan(disease)
    exposed, disease = exposed[known] == 1, disease[known] == 1
    cells = np.array([[(exposed & disease).sum(), (exposed & ~disease).sum()],
                      [(~exposed & disease).sum(), (~exposed & ~disease).sum()]])  # fmt: skip
    n = int(cells.sum())
    if nothing:
        return {"n": n, "odds_ratio": np.nan, "low": np.nan, "high": np.nan}
    (a, b), (c, d) = cells + 0.5 if 0 in cells else cells
    ratio = a * d / (b * c)
    margin = Z * np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    return {"n": n, "odds_ratio": ratio, "low": ratio * np.exp(-margin), "high": ratio * np.exp(margin)}


# %% 2. All hospitals together
def pool(table):
    """Return {"odds_ratio", "low", "high"}, the inverse-variance mean on the log scale."""
    logs = np.log(table[["odds_ratio", "low", "high"]].dropna())
    weights = (2 * Z / (logs["high"] - logs["low"])) ** 2
    mean = (weights * logs["odds_ratio"]).sum() / weights.sum()
    margin = Z / np.sqrt(weights.sum())
    return {"odds_ratio": np.exp(mean), "low": np.exp(mean - margin), "high": np.exp(mean + margin)}


# %% 3. The table behind the figure
def forest_table(patients, exposure):
    """Return n, odds_ratio, low, high for each site in alphabetical order, and for "all sites" last, as a DataFrame."""
    rows = {}
    for site, own in patients.groupby("site"):
        rows[site] = odds_ratio(own[exposure], own["num"] > 0)
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.loc["all sites"] = {"n": table["n"].sum(), **pool(table)}
    return table.astype({"n": int})


# %% 4. The figure
def forest_figure(table):
    """Return a Figure: a marker and an interval for each row on a log axis, line at 1, names and numbers."""
    figure = Figure(figsize=(8, 0.5 * len(table) + 1.2), layout="constrained")
    axes = figure.subplots()
    heights = np.arange(len(table))
    axes.axvline(1, color="grey", linewidth=1, linestyle="--")
    axes.hlines(heights, table["low"], table["high"], color="black")
    axes.scatter(table["odds_ratio"], heights, marker="s", color="black", zorder=3)
    axes.set_xscale("log")
    low, high = table["low"].min(), table["high"].max()
    axes.set_xlim(min(low, 1) / 1.3, max(high, 1) * 1.3)
    ticks = [tick for tick in (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300) if low / 1.3 <= tick <= high * 1.3 or tick == 1]
    axes.set_xticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("Odds ratio with 95 % interval (logarithmic axis)")
    axes.set_yticks(heights, labels=table.index)
    axes.set_ylim(len(table) - 0.5, -0.5)
    for height, row in zip(heights, table.itertuples()):
        numbers = f"{row.odds_ratio:.2f} ({row.low:.2f} to {row.high:.2f})"
        axes.text(1.02, height, numbers, transform=axes.get_yaxis_transform(), va="center")
    axes.tick_params(axis="y", length=0)
    axes.spines[["top", "right", "left"]].set_visible(False)
    return figure


# %% Try it: medai run forest-plot
if __name__ == "__main__":
    heart = pd.concat(
        pd.read_csv(f"data/heart/processed.{site}.data", names=COLUMNS, na_values="?").assign(site=site) for site in SITES
    )
    table = forest_table(heart, "sex")
    print(table.round(2))
    picture = forest_figure(table)
    getattr(picture, "figure", picture).savefig("forest.png", dpi=150, bbox_inches="tight")
