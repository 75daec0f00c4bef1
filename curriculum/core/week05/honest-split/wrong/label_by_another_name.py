"""The column Outcome is dropped from the inputs, and a label of another name stays among them."""

# %% Imports
import numpy as np
import pandas as pd
from sklearn.neighbors import KNeighborsClassifier


# %% 1. One row a patient
def split_patients(patients, label="Outcome", validation_share=0.2, test_share=0.2, seed=0):
    """Shuffle sick and healthy patients apart, cut each pile in three, put the pieces together."""
    rng = np.random.default_rng(seed)
    outcome = patients[label].to_numpy()
    train, validation, test = [], [], []
    for value in (0, 1):
        pile = rng.permutation(np.flatnonzero(outcome == value))
        n_validation = round(validation_share * len(pile))
        n_test = round(test_share * len(pile))
        validation.extend(pile[:n_validation])
        test.extend(pile[n_validation : n_validation + n_test])
        train.extend(pile[n_validation + n_test :])
    return patients.iloc[train], patients.iloc[validation], patients.iloc[test]


# %% 2. One row a visit
def split_visits(
    visits, patient="patient_id", label="Outcome", validation_share=0.2, test_share=0.2, seed=0
):
    """Make a table with one row a patient, split that, and fetch the visits."""
    people = visits.groupby(patient)[label].max().reset_index()
    parts = split_patients(people, label, validation_share, test_share, seed)
    return tuple(visits[visits[patient].isin(part[patient])] for part in parts)


# %% 3. Audit somebody else's split
def shared_patients(first, second, patient="patient_id"):
    """Return the ids that occur in both tables: a list, each once, in ascending order."""
    return sorted(set(first[patient]) & set(second[patient]))


# %% 4. Choose on validation, report on test
def tune_neighbours(train, validation, test, candidates=(1, 5, 15, 45), label="Outcome"):
    """Keep the best model so far; only a strictly better one replaces it."""
    inputs = train.columns.drop("Outcome", errors="ignore")
    best = None
    for k in candidates:
        model = KNeighborsClassifier(n_neighbors=k).fit(train[inputs], train[label])
        accuracy = model.score(validation[inputs], validation[label])
        if best is None or accuracy > best[1]:
            best = (k, accuracy, model)
    k, accuracy, model = best
    return {
        "neighbours": k,
        "validation_accuracy": accuracy,
        "test_accuracy": model.score(test[inputs], test[label]),
    }


# %% Try it: medai run honest-split
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    train, validation, test = split_patients(pima, seed=0)
    for name, table in {"train": train, "validation": validation, "test": test}.items():
        print(f"{name}: {len(table)} women, {table['Outcome'].mean():.1%} with diabetes")
    print(tune_neighbours(train, validation, test))
