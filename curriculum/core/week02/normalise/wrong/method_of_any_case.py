"""A method that is written otherwise is guessed."""

# %% Imports
import pandas as pd


# %% 1. Learn
def fit_scaler(train, columns, method="standard"):
    method = str(method).strip().lower()
    if method not in ("standard", "robust"):
        raise ValueError(f"method must be 'standard' or 'robust', not {method!r}")
    scaler = {}
    for column in columns:
        values = train[column].dropna()
        if method == "standard":
            centre = values.mean()
            spread = values.std(ddof=0)
        else:
            centre = values.median()
            spread = values.quantile(0.75) - values.quantile(0.25)
        if spread == 0 or values.min() == values.max():
            spread = 1
        scaler[column] = (centre, spread)
    return scaler


# %% 2. Apply
def scale(patients, scaler):
    result = patients.copy()
    for column, (centre, spread) in scaler.items():
        result[column] = (patients[column] - centre) / spread
    return result


# %% 3. Undo
def unscale(scaled, scaler):
    result = scaled.copy()
    for column, (centre, spread) in scaler.items():
        result[column] = scaled[column] * spread + centre
    return result


# %% 4. For a split
def scale_split(train, test, columns, method="standard"):
    scaler = fit_scaler(train, columns, method)
    return scale(train, scaler), scale(test, scaler)


# %% Try it: medai run normalise
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    scaler = fit_scaler(pima.iloc[:576], ["Age", "Pregnancies"], method="robust")
    print(scaler)
    print(scale(pima.iloc[576:], scaler).head())
