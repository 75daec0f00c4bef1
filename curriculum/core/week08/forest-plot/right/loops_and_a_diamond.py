"""Plain Python sums; lines, squares and a diamond for the last row; names and numbers as text."""

import math

import pandas as pd
from matplotlib import pyplot as plt
from matplotlib.patches import Polygon
from matplotlib.ticker import NullFormatter, ScalarFormatter

Z = 1.959964


def odds_ratio(exposed, disease):
    a = b = c = d = 0
    for e, ill in zip(exposed, disease):
        if pd.isna(e) or pd.isna(ill):
            continue
        if e == 1:
            if ill:
                a += 1
            else:
                b += 1
        elif ill:
            c += 1
        else:
            d += 1
    n = a + b + c + d
    if not (a + b) * (c + d) * (a + c) * (b + d):
        return {"n": n, "odds_ratio": math.nan, "low": math.nan, "high": math.nan}
    if a * b * c * d == 0:
        a, b, c, d = (cell + 0.5 for cell in (a, b, c, d))
    log = math.log(a) - math.log(b) - math.log(c) + math.log(d)
    se = math.sqrt(sum(1 / cell for cell in (a, b, c, d)))
    return {"high": math.exp(log + Z * se), "low": math.exp(log - Z * se), "odds_ratio": math.exp(log), "n": n}


def pool(table):
    total = weighted = 0.0
    for ratio, low, high in zip(table["odds_ratio"], table["low"], table["high"]):
        if math.isnan(ratio):
            continue
        weight = ((math.log(high) - math.log(low)) / (2 * Z)) ** -2
        total += weight
        weighted += weight * math.log(ratio)
    centre, margin = weighted / total, Z / math.sqrt(total)
    return {"odds_ratio": math.exp(centre), "low": math.exp(centre - margin), "high": math.exp(centre + margin)}


def forest_table(patients, exposure):
    sites = sorted(set(patients["site"]))
    rows = []
    for site in sites:
        part = patients[patients["site"] == site]
        rows.append(odds_ratio(list(part[exposure]), [int(v > 0) for v in part["num"]]))
    rows.append(pool(pd.DataFrame(rows)) | {"n": sum(row["n"] for row in rows)})
    return pd.DataFrame(rows, index=[*sites, "all sites"], columns=["odds_ratio", "low", "high", "n"])


def forest_figure(table):
    fig = plt.figure(figsize=(8, 4))
    ax = fig.add_axes((0.25, 0.2, 0.45, 0.75))
    ax.set_xscale("log")
    rows = list(table.iterrows())
    for k, (name, row) in enumerate(rows):
        y = -k
        if k == len(rows) - 1:
            corners = [(row["low"], y), (row["odds_ratio"], y + 0.25), (row["high"], y), (row["odds_ratio"], y - 0.25)]
            ax.add_patch(Polygon(corners, closed=True, color="firebrick"))
        else:
            ax.plot([row["low"], row["high"]], [y, y], "-", color="navy")
            ax.plot(row["odds_ratio"], y, "s", color="navy", markersize=3 + math.sqrt(row["n"]) / 3)
        ax.text(-0.03, y, str(name), transform=ax.get_yaxis_transform(), ha="right", va="center")
        for x, value in ((1.05, row["odds_ratio"]), (1.25, row["low"]), (1.45, row["high"])):
            ax.text(x, y, f"{value:.2f}", transform=ax.get_yaxis_transform(), va="center")
    ax.plot([1, 1], [0.5, 0.5 - len(rows)], color="black", linewidth=0.8)
    ax.set_yticks([])
    ax.set_ylim(0.5 - len(rows), 0.5)
    edges = [1, *table["low"], *table["high"]]
    ax.set_xlim(0.8 * min(edges), 1.25 * max(edges))
    ax.xaxis.set_major_formatter(ScalarFormatter())
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xlabel("odds ratio")
    return fig
