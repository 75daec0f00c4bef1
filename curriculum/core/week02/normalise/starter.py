"""One scale for all measurements, and back again: centre and spread, learnt on the training patients."""

# %% Imports
import pandas as pd


# %% 1. Learn
def fit_scaler(train, columns, method="standard"):
    """Return {column: (centre, spread)} for each name in columns, in the column's own unit.

    train: DataFrame, one row a patient; missing values take no part.
    method: "standard" (mean, standard deviation with ddof=0) or "robust" (median, interquartile range);
    anything else raises ValueError. A spread of 0, rounding errors aside, is replaced by 1.
    """
    raise NotImplementedError("Write fit_scaler: return a pair (centre, spread) for each column.")


# %% 2. Apply
def scale(patients, scaler):
    """Return a new table with (value - centre) / spread in the scaler's columns, without a unit."""
    raise NotImplementedError("Write scale: return a new table with the scaler's columns scaled.")


# %% 3. Undo
def unscale(scaled, scaler):
    """Return a new table with the scaler's columns back in their units."""
    raise NotImplementedError("Write unscale: return a new table with the scaling undone.")


# %% 4. For a split
def scale_split(train, test, columns, method="standard"):
    """Return (train, test), both scaled with what train alone teaches."""
    raise NotImplementedError("Write scale_split: learn on train, scale train and test.")


# %% Try it: medai run normalise
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    scaler = fit_scaler(pima.iloc[:576], ["Age", "Pregnancies"], method="robust")
    print(scaler)
    print(scale(pima.iloc[576:], scaler).head())
