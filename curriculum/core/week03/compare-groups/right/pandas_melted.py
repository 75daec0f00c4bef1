"""One long table, grouped; ranks by pandas; adjusted p-values as Series with their labels."""

import numpy as np
import pandas as pd
import scipy.stats as ss


def _pair(first, second):
    a, b = pd.Series(first, dtype="float64").to_numpy(), pd.Series(second, dtype="float64").to_numpy()
    if a.size < 2 or b.size < 2 or (a.std() < 1e-12 and b.std() < 1e-12):
        raise ValueError("Welch's test needs two groups with two values and some spread")
    return a, b


def welch_test(first, second):
    a, b = _pair(first, second)
    va, vb = ss.sem(a) ** 2, ss.sem(b) ** 2
    df = np.square(va + vb) / (va**2 / (a.size - 1) + vb**2 / (b.size - 1))
    t = (a.mean() - b.mean()) / np.sqrt(va + vb)
    return dict(t=t, df=df, p=2 * min(ss.t.cdf(t, df), ss.t.sf(t, df)))


def effect_size(first, second):
    a, b = _pair(first, second)
    squares = ((a - a.mean()) ** 2).sum() + ((b - b.mean()) ** 2).sum()
    return np.float64(a.mean() - b.mean()) / (squares / (a.size + b.size - 2)) ** 0.5


def mann_whitney(first, second):
    a, b = np.asarray(first, float), np.asarray(second, float)
    if min(a.size, b.size) == 0:
        raise ValueError("nobody in one of the groups")
    higher = (a[:, None] > b[None, :]).sum() + (a[:, None] == b[None, :]).sum() / 2
    probability = higher / (a.size * b.size)
    return {
        "u": higher,
        "probability": probability,
        "p": ss.mannwhitneyu(a, b, use_continuity=True, method="asymptotic").pvalue,
    }


def holm(p_values):
    p = pd.Series(p_values).astype(float)
    place = p.rank(method="first")
    by_rank = (p * (len(p) + 1 - place)).set_axis(place).sort_index().cummax().clip(upper=1)
    return pd.Series(by_rank.loc[place].to_numpy(), index=p.index)


def benjamini_hochberg(p_values):
    p = pd.Series(p_values).astype(float)
    place = p.rank(method="first")
    by_rank = (p * len(p) / place).set_axis(place).sort_index(ascending=False).cummin().clip(upper=1)
    return pd.Series(by_rank.loc[place].to_numpy(), index=p.index)


def compare_measurements(patients):
    zeros = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
    names = ["Pregnancies", *zeros, "DiabetesPedigreeFunction", "Age"]
    table = patients[[*names, "Outcome"]].reset_index(drop=True)
    for column in zeros:
        table[column] = table[column].where(table[column] > 0)
    long = table.melt(id_vars="Outcome", var_name="measurement").dropna(subset="value")
    summary = long.groupby(["measurement", "Outcome"])["value"].agg(["size", "mean"]).unstack()
    out = pd.DataFrame(
        {
            "n_with": summary["size"][1],
            "n_without": summary["size"][0],
            "mean_with": summary["mean"][1],
            "mean_without": summary["mean"][0],
        }
    )
    for name, part in long.groupby("measurement"):
        a, b = part.value[part.Outcome == 1], part.value[part.Outcome == 0]
        out.loc[name, ["t", "p"]] = [welch_test(a, b)[key] for key in ("t", "p")]
        out.loc[name, "effect_size"] = effect_size(a, b)
    out["p_holm"], out["p_bh"] = holm(out["p"]), benjamini_hochberg(out["p"])
    return out.reindex(out["effect_size"].abs().sort_values(ascending=False).index).reset_index()
