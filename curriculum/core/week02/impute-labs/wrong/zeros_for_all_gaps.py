"""Missing values become zeros in the whole table first, so that zeros are the only gaps."""

# %% Imports
import pandas as pd

# A zero in these means "not measured": mg/dL, mm Hg, mm, µU/mL, kg/m².
LABS = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]


def _measured(patients):
    """The five labs as floats, missing where they are 0 or missing."""
    labs = patients[LABS].astype(float)
    return labs.mask(labs == 0)


# %% 1. Learn, on the training patients
def learn_medians(train):
    """Return the median of each lab over its measured values in train; ValueError where there are none."""
    medians = _measured(train).median()
    unknown = medians.index[medians.isna()]
    if len(unknown):
        raise ValueError(f"measured in no training patient: {', '.join(unknown)}")
    return medians.to_dict()


# %% 2. Apply, to any patients
def impute_labs(patients, medians):
    """Return a new table in which each gap of a lab is filled, with a column LAB_missing for each lab."""
    patients = patients.fillna(0)
    labs = _measured(patients)
    gaps = labs.isna().astype(int).add_suffix("_missing")
    return patients.assign(**labs.fillna(medians), **gaps)


# %% 3. Both, for a split
def impute_split(train, test):
    """Return (train, test) filled, both with the medians of train alone."""
    medians = learn_medians(train)
    return impute_labs(train, medians), impute_labs(test, medians)


# %% Try it: medai run impute-labs
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    train, test = pima.iloc[:576], pima.iloc[576:]
    print(learn_medians(train))
    print(impute_split(train, test)[1].head())
