"""scikit-learn's SimpleImputer does the filling; learn_medians hands on a Series."""

import numpy as np
import pandas as pd
from sklearn.impute import SimpleImputer

COLUMNS = ["Insulin", "Glucose", "BMI", "SkinThickness", "BloodPressure"]


def without_zeros(patients):
    return patients[COLUMNS].replace(0, np.nan)


def learn_medians(train):
    labs = without_zeros(train)
    empty = [column for column in COLUMNS if labs[column].count() == 0]
    if empty:
        raise ValueError(f"cannot learn a median of {empty}")
    imputer = SimpleImputer(strategy="median").fit(labs)
    return pd.Series(imputer.statistics_, index=COLUMNS)


def impute_labs(patients, medians):
    labs = without_zeros(patients)
    marks = labs.isnull().rename(columns=lambda name: name + "_missing").astype("int8")
    for column in COLUMNS:
        labs[column] = labs[column].astype("float64").fillna(medians[column])
    rest = patients.drop(columns=COLUMNS)
    return pd.concat([labs, rest, marks], axis="columns")


def impute_split(train, test):
    learnt = learn_medians(train)
    return impute_labs(train, learnt), impute_labs(test, learnt)
