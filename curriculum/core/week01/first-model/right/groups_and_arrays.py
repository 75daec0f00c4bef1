"""Sampling within each outcome, arrays for the forest, all cores, and figures that stay numpy's."""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier


class Cohort:
    """A table taken apart into measurements and labels."""

    def __init__(self, table: pd.DataFrame):
        self.inputs = table.loc[:, "Pregnancies":"Age"].values
        self.labels = table.Outcome.values


def split_patients(patients, test_share=0.25, seed=0):
    test = patients.groupby("Outcome", group_keys=False).sample(frac=test_share, random_state=seed)
    train = patients.drop(test.index).sample(frac=1.0, random_state=seed)
    return [train, test]


def train_forest(train, seed=0):
    cohort = Cohort(train)
    forest = RandomForestClassifier(
        150, class_weight="balanced", max_features=None, max_depth=4, n_jobs=-1, random_state=seed
    )
    forest.fit(cohort.inputs, cohort.labels)
    return forest


def accuracy(model, patients):
    cohort = Cohort(patients)
    return np.float64(model.score(cohort.inputs, cohort.labels))


def first_model(patients, seed=0):
    parts = dict(zip(("train_accuracy", "test_accuracy"), split_patients(patients, seed=seed), strict=True))
    forest = train_forest(parts["train_accuracy"], seed=seed)
    return pd.Series({name: accuracy(forest, part) for name, part in reversed(parts.items())})
