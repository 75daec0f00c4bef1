"""The axis of glucose is as wide as Pima needs."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from scipy import stats


def _measured(patients, outcome):
    """The measured glucose values of one group as an array."""
    g = patients.loc[patients["Outcome"] == outcome, "Glucose"]
    return g[g.notna() & (g != 0)].to_numpy(dtype=float)


def glucose_table(patients):
    rows = {}
    for outcome in (0, 1):
        x = _measured(patients, outcome)
        rows[outcome] = {
            "n": len(x),
            "not_measured": int((patients["Outcome"] == outcome).sum()) - len(x),
            "mean": x.mean(),
            "sd": x.std(ddof=1),
            "median": np.median(x),
            "q1": np.quantile(x, 0.25),
            "q3": np.quantile(x, 0.75),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def glucose_test(patients):
    a, b = _measured(patients, 1), _measured(patients, 0)
    if len(a) < 2 or len(b) < 2:
        raise ValueError("at least two measured values in each group")
    va, vb = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    se = np.sqrt(va + vb)
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    difference = a.mean() - b.mean()
    t = difference / se
    half = stats.t.ppf(0.975, df) * se
    return {
        "difference": difference,
        "low": difference - half,
        "high": difference + half,
        "t": t,
        "p": 2 * stats.t.sf(abs(t), df),
    }


def glucose_figure(patients):
    result = glucose_test(patients)
    fig = Figure(figsize=(8, 4), layout="constrained")
    ax = fig.subplots()
    rng = np.random.default_rng(1)
    labels = []
    for y, (outcome, name) in enumerate([(1, "diabetes"), (0, "no diabetes")]):
        x = _measured(patients, outcome)
        ax.scatter(x, y + rng.uniform(-0.25, 0.25, len(x)), s=10, alpha=0.5)
        ax.plot([x.mean(), x.mean()], [y - 0.35, y + 0.35], color="black")
        labels.append(f"{name}\nn = {len(x)}")
    ax.set_yticks([0, 1], labels)
    ax.set_xlim(40, 200)
    ax.set_xlabel("2-hour plasma glucose [mg/dL]")
    p = result["p"]
    p_text = "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
    ax.set_title(f"Difference of means {result['difference']:.1f} mg/dL, {p_text}")
    return ax


def glucose_sentence(patients):
    r = glucose_test(patients)
    a, b = _measured(patients, 1), _measured(patients, 0)
    d, low, high, word = r["difference"], r["low"], r["high"], "higher"
    if d < 0:
        d, low, high, word = -d, -high, -low, "lower"
    return (
        f"Mean glucose was {a.mean():.1f} mg/dL in the {len(a)} patients with diabetes and {b.mean():.1f} mg/dL in the "
        f"{len(b)} without, that is {d:.1f} mg/dL {word} with diabetes (95% CI {low:.1f} to {high:.1f})."
    )
