"""Counts the different index labels of patients outside the limits: a label that repeats counts once."""

# %% Imports
import pandas as pd

LIMITS = {
    "Pregnancies": (0, 20),
    "Glucose": (40, 400),
    "BloodPressure": (20, 150),
    "SkinThickness": (3, 100),
    "Insulin": (2, 1000),
    "BMI": (12, 80),
    "DiabetesPedigreeFunction": (0, 3),
    "Age": (21, 100),
}


def overview(patients):
    rows, columns = patients.shape
    return {
        "rows": rows,
        "columns": columns,
        "text_columns": [c for c in patients.columns if patients[c].dtype == object],
    }


def count_impossible(patients, limits):
    counts = {}
    for column, (low, high) in limits.items():
        values = patients[column]
        too_low = values.index[values < low]
        too_high = values.index[values > high]
        counts[column] = len(too_low.union(too_high).unique())
    return counts


def audit(patients, limits):
    counts = count_impossible(patients, limits)
    result = pd.DataFrame(index=patients.columns, columns=["dtype", "missing", "impossible"])
    result["dtype"] = [str(d) for d in patients.dtypes]
    result["missing"] = patients.isna().sum().astype(int)
    result["impossible"] = [counts.get(c, float("nan")) for c in patients.columns]
    return result


def outcome_balance(patients, label="Outcome"):
    outcome = patients[label].dropna()
    known = len(outcome)
    positive = int((outcome == 1).sum())
    share = positive / known if known > 0 else float("nan")
    return {"known": known, "positive": positive, "share": share}


if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(overview(pima))
    print(audit(pima, LIMITS))
    print(outcome_balance(pima))
