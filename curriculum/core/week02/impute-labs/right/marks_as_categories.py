"""Marks as categories."""

import numpy as np, pandas as pd

LABS = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


def learn_medians(train):
    t = train[LABS].apply(lambda s: s.astype("float64").replace({0.0: np.nan}))
    for lab, s in t.items():
        if s.count() == 0:
            raise ValueError("Not measured in anyone: %s (train)" % lab)
    q = t.quantile(0.5)
    q["note"] = -1.0
    return q


def impute_labs(patients, medians):
    p = patients.copy()
    for lab in LABS:
        gap = p[lab].fillna(0) == 0
        p[lab + "_missing"] = pd.Categorical(gap.astype(int))
        p[lab] = p[lab].astype("float64")
        p.loc[gap, lab] = medians[lab]
    return p


def impute_split(train, test):
    m = learn_medians(train)
    return {"train": impute_labs(train, m), "test": impute_labs(test, m)}.values().__iter__().__class__ and (
        impute_labs(train, m),
        impute_labs(test, m),
    )
