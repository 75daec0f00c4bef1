"""pandas groupby, statsmodels for the test, two facets of a seaborn grid, the group without diabetes first."""

import numpy as np
import pandas as pd
import seaborn as sns
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW


class Report:
    """Everything that is needed from one table of patients."""

    def __init__(self, patients):
        self.all = patients.loc[:, ["Glucose", "Outcome"]].reset_index(drop=True)
        self.all["Glucose"] = self.all["Glucose"].replace(0, np.nan)
        self.known = self.all.dropna()

    def group(self, outcome):
        return self.known.loc[self.known.Outcome.eq(outcome), "Glucose"].to_numpy(float)

    def compare(self):
        if any(len(self.group(k)) < 2 for k in (0, 1)):
            raise ValueError("a group with fewer than two values has no spread")
        return CompareMeans(DescrStatsW(self.group(1)), DescrStatsW(self.group(0)))


def glucose_table(patients):
    report = Report(patients)
    by_group = report.known.groupby("Outcome")["Glucose"]
    table = by_group.describe().rename(columns={"count": "n", "std": "sd", "50%": "median", "25%": "q1", "75%": "q3"})
    table["not_measured"] = report.all["Glucose"].isna().groupby(report.all["Outcome"]).sum()
    return table


def glucose_test(patients):
    both = Report(patients).compare()
    low, high = both.tconfint_diff(usevar="unequal")
    t, p, _ = both.ttest_ind(usevar="unequal")
    return pd.Series({"difference": both.d1.mean - both.d2.mean, "low": low, "high": high, "t": t, "p": p})


def glucose_figure(patients):
    known = Report(patients).known
    result = glucose_test(patients)
    grid = sns.catplot(known, y="Glucose", col="Outcome", kind="swarm", size=2, height=4)
    for outcome, ax in grid.axes_dict.items():
        name = "With diabetes" if outcome == 1 else "Without diabetes"
        ax.set_title(f"{name} (n = {(known.Outcome == outcome).sum()})")
    grid.set_axis_labels("", "")
    grid.figure.supylabel("Glucose (mg/dL)")
    p = "p<0.001" if result["p"] < 0.001 else "p={:.3f}".format(result["p"])
    grid.figure.suptitle(f"Mean difference: {result['difference']:.1f} mg/dL; {p}", y=1.05)
    return grid


def glucose_sentence(patients):
    table, result = glucose_table(patients), glucose_test(patients)
    sign = 1 if result.difference >= 0 else -1
    ends = sorted([sign * result.low, sign * result.high])
    return (
        "Patients without diabetes had a mean glucose of {:.1f} mg/dL (n = {:.0f}) and patients with diabetes one of {:.1f} mg/dL "
        "(n = {:.0f}), which is {:.1f} mg/dL {} (95 percent confidence interval {:.1f}\u2013{:.1f})."
    ).format(
        table.loc[0, "mean"],
        table.loc[0, "n"],
        table.loc[1, "mean"],
        table.loc[1, "n"],
        sign * result.difference,
        "higher" if sign > 0 else "lower",
        *ends,
    )
