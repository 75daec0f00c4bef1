"""numpy arrays, a seaborn point per row by its name, vlines for no difference, a second axes for the numbers."""

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib import pyplot as plt


class TwoByTwo:
    def __init__(self, exposed, disease):
        e, d = np.array(exposed, dtype="float64"), np.array(disease, dtype="float64")
        ok = np.isfinite(e + d)
        self.cells = np.array([np.sum((e[ok] == i) & (d[ok] == j)) for i in (1, 0) for j in (1, 0)], dtype=float)

    def report(self):
        n = np.int64(self.cells.sum())
        margins = self.cells.reshape(2, 2).sum(0).tolist() + self.cells.reshape(2, 2).sum(1).tolist()
        if min(margins) == 0:
            return {"n": n, "odds_ratio": np.nan, "low": np.nan, "high": np.nan}
        x = self.cells + (0.5 if self.cells.min() == 0 else 0)
        log = np.log(x) @ [1, -1, -1, 1]
        low, high = np.exp(log + np.array([-1, 1]) * 1.959964 * np.sqrt((1 / x).sum()))
        return {"n": n, "odds_ratio": np.exp(log), "low": low, "high": high}


def odds_ratio(exposed, disease):
    return TwoByTwo(exposed, disease).report()


def pool(table):
    values = np.log(table[["odds_ratio", "low", "high"]].to_numpy(dtype=float))
    values = values[~np.isnan(values).any(axis=1)]
    w = (2 * 1.959964 / (values[:, 2] - values[:, 1])) ** 2
    m, s = np.sum(w * values[:, 0]) / w.sum(), w.sum() ** -0.5
    return dict(zip(("odds_ratio", "low", "high"), np.exp(m + np.array([0, -1.959964, 1.959964]) * s)))


def forest_table(patients, exposure):
    names, reports = zip(*((s, odds_ratio(g[exposure].values, (g["num"] >= 1).values)) for s, g in patients.groupby("site")))
    frame = pd.DataFrame(list(reports), index=list(names))
    return pd.concat([frame, pd.DataFrame([pool(frame) | {"n": frame.n.sum()}], index=["all sites"])])


def forest_figure(table):
    data = table.rename_axis("row").reset_index()
    data["row"] = data["row"].astype(str)
    fig, (ax, side) = plt.subplots(1, 2, figsize=(9, 4), sharey=True, width_ratios=[3, 1])
    sns.scatterplot(data, x="odds_ratio", y="row", hue=data["row"] == "all sites", legend=False, s=60, ax=ax)
    for i, row in data.iterrows():
        ax.plot([row["low"], row["odds_ratio"], row["high"]], [row["row"]] * 3, color="0.3", zorder=0)
        side.text(0, i, "{:.2f}  ({:.2f}\u2013{:.2f})".format(row["odds_ratio"], row["low"], row["high"]), va="center")
    ax.set_xscale("log")
    ticks = [t for t in (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200) if data.low.min() / 2 < t < data.high.max() * 2]
    ax.set_xticks(sorted({*ticks, 1}))
    ax.get_xaxis().set_major_formatter("{x:g}")
    ax.minorticks_off()
    ax.vlines(1, -0.5, len(data) - 0.5, color="black", linestyle=":")
    ax.set(xlabel="Odds ratio (men against women)", ylabel="")
    side.axis("off")
    return fig
