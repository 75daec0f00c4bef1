"""statsmodels for each hospital, errorbar for the intervals, names and numbers in the tick labels."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.ticker import FormatStrFormatter, FuncFormatter
from statsmodels.stats.contingency_tables import Table2x2


def odds_ratio(exposed, disease):
    both = pd.DataFrame({"e": np.array(exposed, float), "d": np.array(disease, float)}).dropna()
    n = len(both)
    if both["e"].nunique() < 2 or both["d"].nunique() < 2:
        return pd.Series({"n": n, "odds_ratio": np.nan, "low": np.nan, "high": np.nan})
    counts = pd.crosstab(both.e, both.d).reindex(index=[1, 0], columns=[1, 0]).to_numpy(float)
    table = Table2x2(counts + 0.5 * (counts == 0).any())
    low, high = table.oddsratio_confint(0.05)
    return pd.Series({"n": n, "odds_ratio": table.oddsratio, "low": low, "high": high})


def pool(table):
    good = table[np.isfinite(table["odds_ratio"])]
    y = np.log(good["odds_ratio"])
    se = np.log(good["high"] / good["low"]) / 3.919928
    mean = np.average(y, weights=se**-2)
    se = np.sum(se**-2) ** -0.5
    return pd.Series(np.exp([mean, mean - 1.959964 * se, mean + 1.959964 * se]), index=["odds_ratio", "low", "high"])


def forest_table(patients, exposure):
    table = patients.groupby("site").apply(lambda g: odds_ratio(g[exposure], g["num"].gt(0)), include_groups=False)
    last = pool(table)
    last["n"] = table["n"].sum()
    table.loc["all sites"] = last
    return table


def forest_figure(table):
    fig, ax = plt.subplots(figsize=(9, 4))
    y = np.arange(len(table), 0, -1)
    x = table["odds_ratio"].to_numpy()
    ax.errorbar(x, y, xerr=[x - table["low"], table["high"] - x], fmt="o", capsize=3, color="tab:blue")
    ax.axvline(1.0, color="k", lw=0.8)
    ax.set_xscale("log", base=2)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:g}"))
    labels = [f"{name} (n={int(r.n)})  {r.odds_ratio:.2f} [{r.low:.2f}, {r.high:.2f}]" for name, r in table.iterrows()]
    ax.set_yticks(y)
    ax.set_yticklabels(labels)
    ax.set(xlabel="Odds Ratio (95% CI)")
    fig.tight_layout()
    return ax
