"""Both tables keep only the columns that they share, so that train loses Outcome."""

import statistics

import pandas as pd

LABS = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


def is_gap(value):
    """0 and NaN both mean "not measured"."""
    return bool(pd.isna(value)) or value == 0


def learn_medians(train):
    medians = {}
    for lab in LABS:
        measured = [float(value) for value in train[lab] if not is_gap(value)]
        if not measured:
            raise ValueError(f"{lab} was measured in no patient")
        medians[lab] = statistics.median(measured)
    return medians


def impute_labs(patients, medians):
    filled = patients.copy()
    for lab in LABS:
        values = patients[lab].tolist()
        filled[lab] = [medians[lab] if is_gap(v) else v for v in values]
        filled[lab + "_missing"] = [int(is_gap(v)) for v in values]
    return filled


def impute_split(train, test):
    medians = learn_medians(train)
    common = [name for name in train.columns if name in test.columns]
    return impute_labs(train[common], medians), impute_labs(test[common], medians)


if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    train, test = pima.iloc[:576], pima.iloc[576:]
    print(learn_medians(train))
    print(impute_split(train, test)[1].head())
