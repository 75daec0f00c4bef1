"""Constant columns are looked for among all patients, in place of those with a value in all inputs."""

# %% Imports
import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

INPUTS = ["Pregnancies", "Glucose", "BloodPressure", "BMI", "DiabetesPedigreeFunction", "Age"]


# %% 1. The pipeline
def build_pipeline():
    """Return an unfitted Pipeline: median imputing, standard scaling, LogisticRegression."""
    return make_pipeline(
        SimpleImputer(strategy="median"), StandardScaler(), LogisticRegression(max_iter=1000)
    )


# %% 2. Judge it on patients it has not seen
def cross_validated_auc(patients, inputs, label="Outcome", folds=5, seed=0):
    """Return the ROC AUC of each fold of StratifiedKFold(folds, shuffle=True, random_state=seed), in order."""
    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    return cross_val_score(
        build_pipeline(), patients[inputs], patients[label], cv=splitter, scoring="roc_auc"
    )


# %% 3. Read it
def odds_ratios(patients, inputs, label="Outcome", units=None, level=0.95):
    """Return a DataFrame (index: inputs; columns odds_ratio, low, high) of an unpenalised fit on complete cases."""
    complete = patients.dropna(subset=inputs)
    varying = [name for name in inputs if patients[name].nunique() > 1]
    design = sm.add_constant(complete[varying].astype(float), has_constant="add")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a separated fit is reported below, in words
        fit = sm.Logit(complete[label], design).fit(disp=False)
    if ((fit.predict(design) > 0.5) == (complete[label] == 1)).all():
        raise ValueError("Perfect separation: the inputs tell all patients apart, so no odds ratio exists.")
    step = pd.Series(units or {}, dtype=float).reindex(varying).fillna(1.0)
    limits = fit.conf_int(alpha=1 - level).loc[varying]
    log_odds = pd.DataFrame({"odds_ratio": fit.params[varying], "low": limits[0], "high": limits[1]})
    return np.exp(log_odds.mul(step, axis=0)).reindex(inputs)


# %% 4. Say what it means for one patient
def new_risk(risk, odds_ratio):
    """Return the risk (0 to 1) after the odds that belong to `risk` are multiplied by odds_ratio."""
    return odds_ratio * risk / (1 - risk + odds_ratio * risk)


# %% Try it: medai run logistic-pipeline
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    not_measured = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
    pima[not_measured] = pima[not_measured].mask(pima[not_measured] == 0)
    print("AUC of each fold:", cross_validated_auc(pima, INPUTS))
    steps = {"Glucose": 10, "BloodPressure": 10, "BMI": 5, "Age": 10}
    print(odds_ratios(pima, INPUTS, units=steps).round(2))
    print(f"Risk 30 %, odds doubled: {new_risk(0.30, 2):.0%}")
