"""The test leaves out patients with a gap in any column, though their glucose was measured."""

# %% Imports
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from scipy import stats


# %% 1. Table
def measured_groups(patients):
    """Return the measured glucose (mg/dL) of the patients with and without diabetes; 0 and NaN are not measured."""
    measured = patients[patients["Glucose"] > 0]
    return measured.loc[measured["Outcome"] == 1, "Glucose"], measured.loc[measured["Outcome"] == 0, "Glucose"]


def glucose_table(patients):
    """Return n, not_measured, mean, sd, median, q1, q3 (mg/dL) for Outcome 1 and 0 as a DataFrame."""
    rows = {}
    for outcome, glucose in zip((1, 0), measured_groups(patients)):
        rows[outcome] = {
            "n": len(glucose),
            "not_measured": int((patients["Outcome"] == outcome).sum()) - len(glucose),
            "mean": glucose.mean(),
            "sd": glucose.std(),
            "median": glucose.median(),
            "q1": glucose.quantile(0.25),
            "q3": glucose.quantile(0.75),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


# %% 2. Test
def glucose_test(patients):
    """Return difference, low, high (mg/dL, 95 %), t and p of Welch's test, with minus without diabetes, as a dict."""
    ill, well = measured_groups(patients.dropna())
    if len(ill) < 2 or len(well) < 2:
        raise ValueError("each group needs at least two measured values")
    result = stats.ttest_ind(ill, well, equal_var=False)
    interval = result.confidence_interval(0.95)
    return {
        "difference": ill.mean() - well.mean(),
        "low": interval.low,
        "high": interval.high,
        "t": result.statistic,
        "p": result.pvalue,
    }


# %% 3. Figure
def p_in_words(p):
    """Return p as it is printed: three decimals, or "p < 0.001"."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def glucose_figure(patients):
    """Return a Figure: each measured patient a point over a box plot, n under each group, difference and p on top."""
    ill, well = measured_groups(patients)
    test = glucose_test(patients)
    names = [f"without diabetes\n(n = {len(well)})", f"with diabetes\n(n = {len(ill)})"]
    rows = pd.DataFrame(
        {"group": [names[0]] * len(well) + [names[1]] * len(ill), "glucose": [*well, *ill]}
    )
    figure = Figure(figsize=(5, 5), layout="constrained")
    axes = figure.subplots()
    sns.boxplot(rows, x="group", y="glucose", order=names, color="white", showfliers=False, ax=axes)
    sns.stripplot(rows, x="group", y="glucose", order=names, hue="group", hue_order=names, palette="colorblind",
                  size=3, alpha=0.6, jitter=0.25, legend=False, ax=axes)  # fmt: skip
    axes.set(xlabel="", ylabel="Glucose, 2 h into a tolerance test (mg/dL)")
    axes.set_title(
        f"Difference {test['difference']:.1f} mg/dL (95 % CI {test['low']:.1f} to {test['high']:.1f}), "
        f"{p_in_words(test['p'])}",
        fontsize=10,
    )
    return figure


# %% 4. One sentence
def glucose_sentence(patients):
    """Return one sentence with both means, the difference with its 95 % interval (mg/dL) and n of each group."""
    table, test = glucose_table(patients), glucose_test(patients)
    low, high = test["low"], test["high"]
    direction = "higher"
    if test["difference"] < 0:
        direction, low, high = "lower", -high, -low
    return (
        f"In {table.loc[1, 'n']} women with diabetes mean glucose was {table.loc[1, 'mean']:.1f} mg/dL, "
        f"{abs(test['difference']):.1f} mg/dL {direction} (95% CI {low:.1f} to {high:.1f}) "
        f"than the {table.loc[0, 'mean']:.1f} mg/dL in {table.loc[0, 'n']} women without."
    )


# %% Try it: medai run glucose-report
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(glucose_table(pima).round(1))
    print(glucose_test(pima))
    print(glucose_sentence(pima))
    picture = glucose_figure(pima)
    getattr(picture, "figure", picture).savefig("glucose.png", dpi=150)
