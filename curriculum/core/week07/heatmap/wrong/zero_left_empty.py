"""The other triangle is found by its zeros, so that an r of 0 is emptied too."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd


def pearson(x, y):
    both = ~(np.isnan(x) | np.isnan(y))
    x, y = x[both], y[both]
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        return np.nan
    dx, dy = x - x.mean(), y - y.mean()
    return float(np.clip(dx @ dy / np.sqrt((dx @ dx) * (dy @ dy)), -1, 1))


def correlations(patients):
    names = [c for c in patients.columns if pd.api.types.is_numeric_dtype(patients[c])]
    data = {c: patients[c].to_numpy(dtype=float, na_value=np.nan) for c in names}
    table = [[1.0 if a == b else pearson(data[a], data[b]) for b in names] for a in names]
    return pd.DataFrame(table, index=names, columns=names)


def heatmap(correlations):
    names = list(correlations.columns)
    r = correlations.to_numpy(dtype=float)
    shown = np.ma.masked_equal(np.ma.masked_invalid(np.triu(r, k=1)), 0)
    limit = float(np.abs(shown).max()) if shown.count() else 1.0
    limit = limit or 1.0
    shown = shown[:-1, 1:]
    k = len(names) - 1
    fig, ax = plt.subplots(figsize=(7, 6), layout="constrained")
    ax.set_facecolor("0.8")
    mesh = ax.pcolormesh(np.arange(k + 1), np.arange(k + 1), shown, cmap="PuOr", vmin=-limit, vmax=limit)
    ax.set_xticks(np.arange(k) + 0.5, [n.replace("_", "\n") for n in names[1:]], rotation=90)
    ax.set_yticks(np.arange(k) + 0.5, [n.replace("_", " ") for n in names[:-1]])
    bar = fig.colorbar(mesh, ax=ax)
    bar.ax.set_title("Correlation")
    return fig


def pima_heatmap(patients):
    table = patients.drop(columns="Outcome").astype(float)
    for name in ("Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"):
        table[name] = table[name].where(table[name] != 0)
    return heatmap(correlations(table))


if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    picture = pima_heatmap(pima)
    getattr(picture, "figure", picture).savefig("heatmap.png", dpi=150)
    print("Saved heatmap.png: open it and look.")
