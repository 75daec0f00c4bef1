"""A logistic pipeline judged fold by fold, and odds ratios that a clinician can read."""

# %% Imports
import pandas as pd

INPUTS = ["Pregnancies", "Glucose", "BloodPressure", "BMI", "DiabetesPedigreeFunction", "Age"]


# %% 1. The pipeline
def build_pipeline():
    """Return an unfitted Pipeline: median imputing, standard scaling, LogisticRegression."""
    raise NotImplementedError("Write build_pipeline: return an unfitted scikit-learn Pipeline.")


# %% 2. Judge it on patients it has not seen
def cross_validated_auc(patients, inputs, label="Outcome", folds=5, seed=0):
    """Return the ROC AUC of each fold of StratifiedKFold(folds, shuffle=True, random_state=seed), in order.

    patients: DataFrame, NaN where not measured; inputs: list of column names; label: column of 0 and 1.
    """
    raise NotImplementedError("Write cross_validated_auc: return one AUC a fold.")


# %% 3. Read it
def odds_ratios(patients, inputs, label="Outcome", units=None, level=0.95):
    """Return a DataFrame (index: inputs; columns odds_ratio, low, high) of an unpenalised fit on complete cases.

    units: dict from input to step size, None for steps of 1. level: of the Wald interval.
    A constant input gets a row of NaN. Raises ValueError ("... separation ...") where the fit is perfect.
    """
    raise NotImplementedError("Write odds_ratios: return the table with odds_ratio, low and high.")


# %% 4. Say what it means for one patient
def new_risk(risk, odds_ratio):
    """Return the risk (0 to 1) after the odds that belong to `risk` are multiplied by odds_ratio."""
    raise NotImplementedError("Write new_risk: return a risk from 0 to 1.")


# %% Try it: medai run logistic-pipeline
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    not_measured = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
    pima[not_measured] = pima[not_measured].mask(pima[not_measured] == 0)
    print("AUC of each fold:", cross_validated_auc(pima, INPUTS))
    steps = {"Glucose": 10, "BloodPressure": 10, "BMI": 5, "Age": 10}
    print(odds_ratios(pima, INPUTS, units=steps).round(2))
    print(f"Risk 30 %, odds doubled: {new_risk(0.30, 2):.0%}")
