"""The shared ids are sorted as text, in which 10 comes before 9."""

# %% Imports
import pandas as pd
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier


# %% 1. One row a patient
def split_patients(patients, label="Outcome", validation_share=0.2, test_share=0.2, seed=0):
    """Split a table with one row a patient into (train, validation, test), stratified by label."""
    rest, test = train_test_split(
        patients, test_size=test_share, stratify=patients[label], random_state=seed
    )
    share_of_rest = validation_share / (1 - test_share)
    train, validation = train_test_split(
        rest, test_size=share_of_rest, stratify=rest[label], random_state=seed
    )
    return train, validation, test


# %% 2. One row a visit
def split_visits(
    visits, patient="patient_id", label="Outcome", validation_share=0.2, test_share=0.2, seed=0
):
    """Split a table with one row a visit into (train, validation, test), each patient in one table only."""
    ever_ill = visits.groupby(patient)[[label]].max()
    parts = split_patients(ever_ill, label, validation_share, test_share, seed)
    return tuple(visits[visits[patient].isin(part.index)] for part in parts)


# %% 3. Audit somebody else's split
def shared_patients(first, second, patient="patient_id"):
    """Return the ids that occur in both tables: a list, each once, in ascending order."""
    return sorted(set(first[patient]) & set(second[patient]), key=str)


# %% 4. Choose on validation, report on test
def tune_neighbours(train, validation, test, candidates=(1, 5, 15, 45), label="Outcome"):
    """Return {"neighbours": k, "validation_accuracy": share, "test_accuracy": share} of one KNeighborsClassifier."""
    best, best_accuracy = None, -1.0
    for k in candidates:
        model = KNeighborsClassifier(n_neighbors=k).fit(train.drop(columns=label), train[label])
        accuracy = accuracy_score(validation[label], model.predict(validation.drop(columns=label)))
        if accuracy > best_accuracy:
            best, best_accuracy = model, accuracy
    return {
        "neighbours": best.n_neighbors,
        "validation_accuracy": best_accuracy,
        "test_accuracy": accuracy_score(test[label], best.predict(test.drop(columns=label))),
    }


# %% Try it: medai run honest-split
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    train, validation, test = split_patients(pima, seed=0)
    for name, table in {"train": train, "validation": validation, "test": test}.items():
        print(f"{name}: {len(table)} women, {table['Outcome'].mean():.1%} with diabetes")
    print(tune_neighbours(train, validation, test))
