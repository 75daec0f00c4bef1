"""The difference of the sentence is taken between the two rounded means."""

# %% Imports
from functools import cached_property

import pandas as pd
import seaborn as sns
from scipy.stats import t as student
from scipy.stats import ttest_ind_from_stats


# %% All of it from one object
class Report:
    def __init__(self, patients):
        self.frame = pd.DataFrame(
            {
                "glucose": pd.to_numeric(pd.Series(list(patients["Glucose"]))).astype(float),
                "outcome": [int(value) for value in patients["Outcome"]],
            }
        )
        self.frame["glucose"] = self.frame["glucose"].mask(self.frame["glucose"] == 0)

    @cached_property
    def table(self):
        summary = self.frame.groupby("outcome")["glucose"].describe()
        summary = summary.rename(columns={"count": "n", "std": "sd", "25%": "q1", "50%": "median", "75%": "q3"})
        gaps = self.frame["glucose"].isna().groupby(self.frame["outcome"]).sum()
        return summary.assign(not_measured=gaps)

    @cached_property
    def test(self):
        enough = self.table["n"].reindex([0, 1], fill_value=0)
        if (enough < 2).any():
            raise ValueError("Welch's test needs two measured values in each group.")
        one, two = self.table.loc[1], self.table.loc[0]
        t, p = ttest_ind_from_stats(one["mean"], one["sd"], one["n"], two["mean"], two["sd"], two["n"], equal_var=False)
        parts = [row["sd"] ** 2 / row["n"] for row in (one, two)]
        freedom = sum(parts) ** 2 / sum(v**2 / (row["n"] - 1) for v, row in zip(parts, (one, two)))
        difference = one["mean"] - two["mean"]
        low, high = student.interval(0.95, freedom, loc=difference, scale=sum(parts) ** 0.5)
        return dict(difference=difference, low=low, high=high, t=t, p=p)

    def n(self, group):
        return int(self.table.at[group, "n"])

    def figure(self):
        p = self.test["p"]
        titles = {1: f"diabetes (n={self.n(1)})", 0: f"no diabetes (n={self.n(0)})"}
        shown = self.frame.dropna(subset="glucose")
        shown = shown.assign(title=shown["outcome"].map(titles))
        grid = sns.FacetGrid(shown, col="title", col_order=[titles[0], titles[1]], height=4, sharey=True)
        grid.map_dataframe(sns.violinplot, y="glucose", inner=None, color="lightgrey")
        grid.map_dataframe(sns.stripplot, y="glucose", jitter=0.3, size=3, alpha=0.6)
        grid.set_titles("{col_name}")
        grid.set_axis_labels("", "2-hour Glucose [mg/dL]")
        significance = "p < 0.001" if p < 0.001 else f"p = {p:.3f}"
        grid.figure.suptitle(f"Mean difference {self.test['difference']:z.1f} mg/dL ({significance})")
        grid.figure.subplots_adjust(top=0.82)
        return grid

    def sentence(self):
        d, low, high = (self.test[key] for key in ("difference", "low", "high"))
        means = self.table["mean"]
        d = round(means[1], 1) - round(means[0], 1)
        word = "higher"
        if d < 0:
            d, low, high, word = -d, -high, -low, "lower"
        return (
            f"In patients with diabetes and in those without, glucose averaged {means[1]:.1f} and {means[0]:.1f} mg/dL "
            f"(n = {self.n(1)} and n = {self.n(0)}), so it was {d:.1f} mg/dL {word} in the former "
            f"(95 percent confidence interval {low:z.1f} to {high:z.1f} mg/dL)."
        )


# %% The four functions
def glucose_table(patients):
    return Report(patients).table


def glucose_test(patients):
    return Report(patients).test


def glucose_figure(patients):
    return Report(patients).figure()


def glucose_sentence(patients):
    return Report(patients).sentence()


# %% Try it
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(glucose_table(pima).round(1))
    print(glucose_test(pima))
    print(glucose_sentence(pima))
    picture = glucose_figure(pima)
    getattr(picture, "figure", picture).savefig("glucose.png", dpi=150)
