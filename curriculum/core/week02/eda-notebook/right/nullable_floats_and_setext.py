# %% [markdown]
"""
# Story of a table

## Data cleaning

The labs Glucose, BloodPressure, SkinThickness, Insulin and BMI hold zeros for *not measured*. These became missing; all else stayed.
Insulin lacks 374 values (49 %), which is nearly every second patient of this table.
"""

# %%
from __future__ import annotations
from pathlib import Path
import pandas as pd
from matplotlib.figure import Figure

LABS = {
    "Glucose": "mg/dL",
    "BloodPressure": "mm Hg",
    "SkinThickness": "mm",
    "Insulin": "µU/mL",
    "BMI": "kg/m²",
}


def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path)


raw = read(Path("data") / "pima" / "diabetes.csv")
EIGHT = [c for c in raw if c != "Outcome"]
# %%
clean = raw.astype({c: "Float64" for c in LABS})
for c in LABS:
    clean.loc[clean[c] == 0, c] = pd.NA
# %%
n = clean[list(LABS)].isna().sum()
missingness = (
    n.to_frame("missing")
    .assign(share=lambda d: d.missing / len(clean), percent=lambda d: 100 * d.share)
    .sort_values("share")
)
summary = (
    clean[EIGHT]
    .astype(float)
    .agg(["count", lambda s: s.quantile(0.25), "median", lambda s: s.quantile(0.75), "mean"])
    .T
)
summary.columns = ["n", "q1", "median", "q3", "mean"]
by_outcome = clean.groupby("Outcome").median(numeric_only=True).T
# %%
distribution_figure = Figure(figsize=(9, 12), layout="constrained")
for ax, (lab, unit) in zip(distribution_figure.subplots(5, 1), LABS.items()):
    ax.hist(clean[lab].dropna().astype(float), bins="auto", color="grey")
    ax.set(xlabel=f"{lab} in {unit}", ylabel="frequency", title=lab)
# %%
outcome_figure = Figure()
axs = outcome_figure.subplots(1, 2)
for ax, lab in zip(axs, ["Glucose", "BMI"]):
    groups = [clean.loc[clean.Outcome == k, lab].dropna().astype(float) for k in (0, 1)]
    ax.boxplot(groups, orientation="horizontal", tick_labels=["healthy", "diabetes"])
    ax.set_xlabel(f"{lab} ({LABS[lab]})")
# %% [markdown]
"""
### 5 Conclusion

Median glucose: 107 mg/dL (no diabetes) versus 140 mg/dL (diabetes). The difference is large against the quartiles, but the table holds
women of one people only, and must not be carried over to others without care.
"""
