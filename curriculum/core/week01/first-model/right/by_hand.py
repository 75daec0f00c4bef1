"""The same with numpy: stratified by drawing within each outcome, accuracy as a mean of agreements."""

import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier

MEASUREMENTS = [
    "Pregnancies",
    "Glucose",
    "BloodPressure",
    "SkinThickness",
    "Insulin",
    "BMI",
    "DiabetesPedigreeFunction",
    "Age",
]


def split_patients(patients, test_share=0.25, seed=0):
    rng = np.random.default_rng(seed)
    held_out = []
    for _, group in patients.groupby("Outcome"):
        labels = rng.permutation(group.index.to_numpy())
        held_out.extend(labels[: round(test_share * len(labels))])
    in_test = patients.index.isin(held_out)
    return patients[~in_test], patients[in_test]


def train_forest(train, seed=0):
    model = RandomForestClassifier(n_estimators=60, min_samples_leaf=3, random_state=seed)
    model.fit(train[MEASUREMENTS].to_numpy(), train["Outcome"].to_numpy())
    return model


def accuracy(model, patients):
    predicted = model.predict(patients[MEASUREMENTS].to_numpy())
    return float(np.mean(predicted == patients["Outcome"].to_numpy()))


def first_model(patients, seed=0):
    train, test = split_patients(patients, 0.25, seed)
    model = train_forest(train, seed)
    figures = pd.Series({"train": accuracy(model, train), "test": accuracy(model, test)})
    return {"train_accuracy": figures["train"], "test_accuracy": figures["test"]}
