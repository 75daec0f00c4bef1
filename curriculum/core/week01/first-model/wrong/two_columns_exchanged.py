"""The forest is trained on an array in which skin fold and insulin have changed places."""

# %% Imports
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split


# %% 1. Hold patients out before anything else
def split_patients(patients, test_share=0.25, seed=0):
    """Split the table into (train, test), stratified by Outcome."""
    train, test = train_test_split(
        patients, test_size=test_share, stratify=patients["Outcome"], random_state=seed
    )
    return train, test


# %% 2. Train on the training table only
def train_forest(train, seed=0):
    """Return a RandomForestClassifier fitted on the eight measurements, with Outcome as the label."""
    forest = RandomForestClassifier(n_estimators=100, random_state=seed)
    names = ["Pregnancies", "Glucose", "BloodPressure", "Insulin", "SkinThickness", "BMI", "DiabetesPedigreeFunction", "Age"]
    return forest.fit(train[names].to_numpy(), train["Outcome"])


# %% 3. Score
def accuracy(model, patients):
    """Return the share of patients (0 to 1) whose Outcome the model predicts rightly."""
    return accuracy_score(
        patients["Outcome"],
        model.predict(patients.drop(columns="Outcome").sort_index(axis="columns").to_numpy()),
    )


# %% 4. Both figures, side by side
def first_model(patients, seed=0):
    """Return {"train_accuracy": ..., "test_accuracy": ...} of one forest on one split."""
    train, test = split_patients(patients, test_share=0.25, seed=seed)
    forest = train_forest(train, seed=seed)
    return {"train_accuracy": accuracy(forest, train), "test_accuracy": accuracy(forest, test)}


# %% Try it: medai run first-model
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    print(first_model(pima, seed=0))
