"""A split that keeps the test honest: train, validation and test, by patient."""

# %% Imports
import pandas as pd


# %% 1. One row a patient
def split_patients(patients, label="Outcome", validation_share=0.2, test_share=0.2, seed=0):
    """Split a table with one row a patient into (train, validation, test), stratified by label.

    patients: DataFrame with unique index labels; label: name of a column of 0 and 1.
    validation_share, test_share: shares of all rows, between 0 and 1.
    Returns three DataFrames with all columns and the original index labels.
    """
    raise NotImplementedError("Write split_patients: return the three tables (train, validation, test).")


# %% 2. One row a visit
def split_visits(
    visits, patient="patient_id", label="Outcome", validation_share=0.2, test_share=0.2, seed=0
):
    """Split a table with one row a visit into (train, validation, test), each patient in one table only.

    patient: name of the column with the patient's id. Shares and strata count patients; a patient has the
    outcome when label is 1 at one visit or more.
    """
    raise NotImplementedError("Write split_visits: keep all visits of a patient together.")


# %% 3. Audit somebody else's split
def shared_patients(first, second, patient="patient_id"):
    """Return the ids that occur in both tables: a list, each once, in ascending order."""
    raise NotImplementedError("Write shared_patients: return the list of ids that are in both tables.")


# %% 4. Choose on validation, report on test
def tune_neighbours(train, validation, test, candidates=(1, 5, 15, 45), label="Outcome"):
    """Return {"neighbours": k, "validation_accuracy": share, "test_accuracy": share} of one KNeighborsClassifier."""
    raise NotImplementedError("Write tune_neighbours: choose k on validation, then score test once.")


# %% Try it: medai run honest-split
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    train, validation, test = split_patients(pima, seed=0)
    for name, table in {"train": train, "validation": validation, "test": test}.items():
        print(f"{name}: {len(table)} women, {table['Outcome'].mean():.1%} with diabetes")
    print(tune_neighbours(train, validation, test))
