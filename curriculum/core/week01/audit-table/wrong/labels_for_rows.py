"""Rows are counted by their different index labels."""

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
    rows = patients.index.nunique()
    text = [name for name in patients.columns if patients[name].dtype == object]
    return {"rows": rows, "columns": len(patients.columns), "text_columns": text}


def count_impossible(patients, limits):
    counts = {}
    for name, (low, high) in limits.items():
        values = patients[name]
        bad = (values < low) | (values > high)
        counts[name] = int(bad.sum())
    return counts


def audit(patients, limits):
    counts = count_impossible(patients, limits)
    lines = []
    for name in patients.columns:
        missing = int(patients[name].isna().sum())
        lines.append(
            {
                "dtype": str(patients[name].dtype),
                "missing": missing,
                "impossible": counts.get(name),
            }
        )
    return pd.DataFrame(lines, index=list(patients.columns), columns=["dtype", "missing", "impossible"])


def outcome_balance(patients, label="Outcome"):
    outcome = patients[label].dropna()
    known = len(outcome)
    positive = int((outcome == 1).sum())
    share = positive / known if known else float("nan")
    return {"known": known, "positive": positive, "share": share}


if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(overview(pima))
    print(audit(pima, LIMITS))
    print(outcome_balance(pima))
