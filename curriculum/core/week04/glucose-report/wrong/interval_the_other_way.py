"""The difference loses its sign, and its interval does not."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from scipy import stats

NAMES = {1: "with diabetes", 0: "without diabetes"}


def _measured(patients):
    """Keep the patients with a measured glucose, only the two columns that matter, under a fresh index."""
    glucose = patients["Glucose"]
    rows = patients.loc[glucose.notna() & (glucose != 0), ["Glucose", "Outcome"]]
    return rows.astype({"Glucose": float, "Outcome": int}).reset_index(drop=True)


def _p_text(p):
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def glucose_table(patients):
    measured = _measured(patients)
    table = measured.groupby("Outcome")["Glucose"].agg(
        n="count",
        mean="mean",
        sd="std",
        median="median",
        q1=lambda values: values.quantile(0.25),
        q3=lambda values: values.quantile(0.75),
    )
    table["not_measured"] = patients["Outcome"].value_counts() - table["n"]
    return table.loc[[1, 0], ["n", "not_measured", "mean", "sd", "median", "q1", "q3"]]


def glucose_test(patients):
    measured = _measured(patients)
    sick = measured.loc[measured["Outcome"] == 1, "Glucose"]
    healthy = measured.loc[measured["Outcome"] == 0, "Glucose"]
    if min(len(sick), len(healthy)) < 2:
        raise ValueError("Each group needs at least two measured values.")
    result = stats.ttest_ind(sick, healthy, equal_var=False)
    interval = result.confidence_interval(0.95)
    return {
        "difference": sick.mean() - healthy.mean(),
        "low": interval.low,
        "high": interval.high,
        "t": result.statistic,
        "p": result.pvalue,
    }


def glucose_figure(patients):
    measured = _measured(patients)
    test = glucose_test(patients)
    counts = measured["Outcome"].value_counts()
    labels = {group: f"{name} (n = {counts[group]})" for group, name in NAMES.items()}
    measured["group"] = measured["Outcome"].map(labels)
    fig, ax = plt.subplots(figsize=(6, 5))
    order = list(labels.values())
    sns.boxplot(data=measured, x="group", y="Glucose", order=order, showfliers=False, width=0.4, color="white", ax=ax)
    sns.stripplot(data=measured, x="group", y="Glucose", order=order, jitter=0.25, alpha=0.5, size=3, ax=ax)
    ax.set_xlabel("")
    ax.set_ylabel("Glucose after two hours (mg/dL)")
    ax.set_title(f"Difference {test['difference']:z.1f} mg/dL, {_p_text(test['p'])}")
    fig.tight_layout()
    return fig


def glucose_sentence(patients):
    table = glucose_table(patients)
    test = glucose_test(patients)
    difference, low, high = test["difference"], test["low"], test["high"]
    word = "higher"
    if difference < 0:
        word = "lower"
        difference = -difference
    return (
        f"Mean glucose was {table.loc[1, 'mean']:.1f} mg/dL in the {table.loc[1, 'n']} patients with diabetes and "
        f"{table.loc[0, 'mean']:.1f} mg/dL in the {table.loc[0, 'n']} without, which is {difference:.1f} mg/dL {word} "
        f"with diabetes (95 % confidence interval {low:z.1f} to {high:z.1f} mg/dL)."
    )


if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(glucose_table(pima).round(1))
    print(glucose_test(pima))
    print(glucose_sentence(pima))
    picture = glucose_figure(pima)
    getattr(picture, "figure", picture).savefig("glucose.png", dpi=150)
