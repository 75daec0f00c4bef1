"""first_model hands the seed to the split, and not to the forest."""

import pandas as pd
from sklearn.model_selection import train_test_split
from sklearn.ensemble import RandomForestClassifier


def split_patients(patients, test_share=0.25, seed=0):
    return train_test_split(patients, test_size=test_share, random_state=seed, stratify=patients["Outcome"])


def train_forest(train, seed=0):
    return RandomForestClassifier(n_estimators=100, random_state=seed).fit(
        train.drop(columns="Outcome"), train["Outcome"]
    )


def accuracy(model, patients):
    return model.score(patients.drop(columns="Outcome"), patients["Outcome"])


def first_model(patients, seed=0):
    train, test = split_patients(patients, seed=seed)
    m = train_forest(train)
    return {"train_accuracy": accuracy(m, train), "test_accuracy": accuracy(m, test)}
