"""Patients of unknown exposure are dropped first, and with them the hospital where nobody's is known."""

# %% Imports
from collections import Counter

import numpy as np
import pandas as pd
from matplotlib import ticker

COLUMNS = ["age", "sex", "cp", "trestbps", "chol", "fbs", "restecg", "thalach", "exang", "oldpeak", "slope", "ca", "thal", "num"]
SITES = ["cleveland", "hungarian", "switzerland", "va"]
Z = 1.959964  # 97.5 % of a normal distribution lie below
NOTHING = dict.fromkeys(["odds_ratio", "low", "high"], float("nan"))


# %% 1. One hospital
def odds_ratio(exposed, disease):
    """Return {"n", "odds_ratio", "low", "high"} (95 %, Woolf) from two sequences of 0, 1 and NaN."""
    counted = Counter((int(e), int(d)) for e, d in zip(exposed, disease) if not (pd.isna(e) or pd.isna(d)))
    n = sum(counted.values())
    if any(len({pair[which] for pair in counted}) < 2 for which in (0, 1)):
        return {"n": n} | NOTHING
    a, b, c, d = cells = [counted[pair] for pair in [(1, 1), (1, 0), (0, 1), (0, 0)]]
    if min(cells) == 0:
        a, b, c, d = cells = [cell + 0.5 for cell in cells]
    ratio = (a / b) / (c / d)
    factor = np.exp(Z * sum(1 / cell for cell in cells) ** 0.5)
    return {"n": n, "odds_ratio": ratio, "low": ratio / factor, "high": ratio * factor}


# %% 2. All hospitals together
def pool(table):
    """Return {"odds_ratio", "low", "high"}, the inverse-variance mean on the log scale."""
    # the weighted mean is the level line that fits best with weights 1 / SE
    logs = table.loc[:, ["odds_ratio", "low", "high"]].dropna().transform("log")
    precision = logs.eval(f"(2 * {Z}) / (high - low)")
    mean = np.polyfit(np.zeros(len(logs)), logs["odds_ratio"], deg=0, w=precision)[0]
    half = Z / np.linalg.norm(precision)
    return dict(odds_ratio=float(np.exp(mean)), low=float(np.exp(mean - half)), high=float(np.exp(mean + half)))


# %% 3. The table behind the figure
def forest_table(patients, exposure):
    """Return n, odds_ratio, low, high for each site in alphabetical order, and for "all sites" last, as a DataFrame."""
    small = pd.DataFrame(
        {
            "site": patients["site"].astype(str).array,
            "exposed": patients[exposure].array,
            "disease": patients["num"].gt(0).array,
        }
    )
    table = pd.DataFrame({site: odds_ratio(rows["exposed"], rows["disease"]) for site, rows in small.dropna(subset=["exposed"]).groupby("site")}).T
    last = pd.Series(pool(table) | {"n": table["n"].sum()}, name="all sites")
    return pd.concat([table, last.to_frame().T])


# %% 4. The figure
def forest_figure(table):
    """Return the Axes: a point and an interval for each row on a log axis, line at 1, names and numbers."""
    drawn = table.reset_index(drop=True).assign(height=lambda t: -2.5 * t.index)
    ax = drawn.plot.scatter(x="odds_ratio", y="height", s=45, c="teal", figsize=(8, 2 + 0.5 * len(drawn)), zorder=3)
    for row in drawn.itertuples():
        ax.plot([row.low, row.high], [row.height, row.height], color="teal", lw=1.5)
    ax.plot([1, 1], [-2.5 * len(drawn), 2.5], color="black", lw=0.8, ls=":")
    ax.set_ylim(-2.5 * len(drawn) + 1, 1.5)
    ax.set_xscale("log", base=2)
    ends = 2.0 ** np.array([np.floor(np.log2(min(1, drawn["low"].min())) - 0.1), np.ceil(np.log2(max(1, drawn["high"].max())) + 0.1)])
    ax.set_xlim(*ends)
    powers = np.arange(np.log2(ends[0]), np.log2(ends[1]) + 1)
    step = int(np.ceil(len(powers) / 9))
    ax.xaxis.set_major_locator(ticker.FixedLocator(2.0 ** (powers[powers % step == 0])))
    ax.xaxis.set_major_formatter(ticker.FuncFormatter(lambda x, _: np.format_float_positional(x, trim="-")))
    ax.xaxis.set_minor_formatter(ticker.NullFormatter())
    ax.set_yticks(
        drawn["height"],
        labels=[f"{name}\nOR {r.odds_ratio:.2f}, CI {r.low:.2f} to {r.high:.2f}" for name, r in zip(table.index, drawn.itertuples())],
    )
    ax.set(xlabel="odds ratio of disease, exposed against others", ylabel="")
    ax.figure.tight_layout()
    return ax


# %% Try it: medai run forest-plot
if __name__ == "__main__":
    heart = pd.concat(
        pd.read_csv(f"data/heart/processed.{site}.data", names=COLUMNS, na_values="?").assign(site=site) for site in SITES
    )
    table = forest_table(heart, "sex")
    print(table.round(2))
    picture = forest_figure(table)
    getattr(picture, "figure", picture).savefig("forest.png", dpi=150, bbox_inches="tight")
