"""scikit-learn's splitter gives row positions; the forest predicts labels that were true or false."""

import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import StratifiedShuffleSplit


def split_patients(patients, test_share=0.25, seed=0):
    splitter = StratifiedShuffleSplit(n_splits=1, test_size=test_share, random_state=seed)
    train_rows, test_rows = next(splitter.split(patients, patients["Outcome"]))
    return patients.iloc[train_rows], patients.iloc[test_rows]


def measurements_of(table):
    return table[[name for name in table.columns if name != "Outcome"]]


def train_forest(train, seed=0):
    forest = RandomForestClassifier(max_features="log2", bootstrap=True, oob_score=True, random_state=seed)
    forest.fit(measurements_of(train), train["Outcome"] == 1)
    return forest


def accuracy(model, patients):
    predicted = model.predict(measurements_of(patients))
    table = confusion_matrix(patients["Outcome"] == 1, predicted, labels=[False, True])
    return (table[0, 0] + table[1, 1]) / table.sum()


def first_model(patients, seed=0):
    train, test = split_patients(patients, seed=seed)
    forest = train_forest(train, seed)
    return {"test_accuracy": accuracy(forest, test), "train_accuracy": accuracy(forest, train)}


if __name__ == "__main__":
    print(first_model(pd.read_csv("data/pima/diabetes.csv"), 0))
