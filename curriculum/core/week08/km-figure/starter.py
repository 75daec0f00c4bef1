"""Recurrence-free survival with and without hormone therapy, with numbers at risk."""

# %% Imports
import pandas as pd

DAYS_PER_MONTH = 30.4375  # 365.25 / 12


# %% 1. The table behind the curve
def survival_table(time, event):
    """Return a DataFrame with time, at_risk, events, censored, survival: one row for each different time, ascending.

    time: length of follow-up, 0 or more. event: 1 or True event, 0 or False censored. at_risk: time this long or longer.
    survival: Kaplan-Meier, right after that time. Raises ValueError for missing or negative times, other or missing events, unequal lengths.
    """
    raise NotImplementedError("Write survival_table: return the DataFrame.")


# %% 2. Read the curve
def survival_at(time, event, at):
    """Return the survival right after each time in `at`, in that order; NaN beyond the longest time (0 stays 0)."""
    raise NotImplementedError("Write survival_at: return one survival for each time in at.")


# %% 3. Who is still under observation
def numbers_at_risk(time, at):
    """Return for each time in `at` how many have a follow-up of that length or longer."""
    raise NotImplementedError("Write numbers_at_risk: return one whole number for each time in at.")


# %% 4. The figure
def km_figure(patients):
    """Return a Figure (or Axes): two step curves in months, censoring marks, legend, numbers at risk at 0, 12, 24, ...

    patients: DataFrame with time (days), cens (1 recurrence or death, 0 censored) and horTh ("yes" or "no").
    """
    raise NotImplementedError("Write km_figure: return the figure.")


# %% Try it: medai run km-figure
if __name__ == "__main__":
    gbsg2 = pd.read_csv("data/gbsg2/gbsg2.csv")
    months = gbsg2["time"] / DAYS_PER_MONTH
    print(survival_table(months, gbsg2["cens"]).head())
    print("survival at 1, 3 and 5 years:", survival_at(months, gbsg2["cens"], [12, 36, 60]))
    print("at risk:", numbers_at_risk(months, range(0, 96, 12)))
    picture = km_figure(gbsg2)
    getattr(picture, "figure", picture).savefig("km.png", dpi=150, bbox_inches="tight")
