"""Fill the gaps without cheating: medians from the training patients, and a mark where the gap was."""

# %% Imports
import pandas as pd

# A zero in these means "not measured": mg/dL, mm Hg, mm, µU/mL, kg/m².
LABS = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


# %% 1. Learn, on the training patients
def learn_medians(train):
    """Return the median of each lab over its measured values (neither 0 nor missing) in train.

    train: DataFrame, one row a patient, with the five LABS among its columns.
    Returns a dict or a Series: lab name -> median in the lab's own unit.
    Raises ValueError, naming the lab, where nobody in train has it measured.
    """
    raise NotImplementedError("Write learn_medians: one median for each of the five labs, of measured values only.")


# %% 2. Apply, to any patients
def impute_labs(patients, medians):
    """Return a new table in which each gap of a lab is filled, with a column LAB_missing for each lab.

    patients: DataFrame with the five LABS; Outcome may be absent. It is not changed.
    medians: what learn_medians returned.
    LAB_missing is 1 (or True) where the lab was 0 or missing, else 0 (or False).
    """
    raise NotImplementedError("Write impute_labs: return a new table with the gaps filled and marked.")


# %% 3. Both, for a split
def impute_split(train, test):
    """Return (train, test) filled, both with the medians of train alone."""
    raise NotImplementedError("Write impute_split: learn on train, then fill train and test.")


# %% Try it: medai run impute-labs
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    train, test = pima.iloc[:576], pima.iloc[576:]
    print(learn_medians(train))
    print(impute_split(train, test)[1].head())
