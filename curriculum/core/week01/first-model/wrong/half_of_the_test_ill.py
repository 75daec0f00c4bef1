"""As many patients with diabetes as without in test."""

import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestClassifier


def split_patients(patients, test_share=0.25, seed=0):
    n = int(len(patients) * test_share / 2)
    b = patients.groupby("Outcome", group_keys=False).sample(
        n=min(n, int((patients.Outcome == 1).sum())), random_state=seed
    )
    return patients.drop(b.index), b


def train_forest(train, seed=0):
    return RandomForestClassifier(n_estimators=100, random_state=seed).fit(
        train.drop(columns="Outcome"), train["Outcome"]
    )


def accuracy(model, patients):
    return model.score(patients.drop(columns="Outcome"), patients["Outcome"])


def first_model(patients, seed=0):
    train, test = split_patients(patients, seed=seed)
    m = train_forest(train, seed)
    return {"train_accuracy": accuracy(m, train), "test_accuracy": accuracy(m, test)}
