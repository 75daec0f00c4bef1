"""The columns are standardised before the gaps are filled."""

# %% Imports
import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy.optimize import linprog
from scipy.stats import norm
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

INPUTS = ["Pregnancies", "Glucose", "BloodPressure", "BMI", "DiabetesPedigreeFunction", "Age"]


# %% 1. The pipeline
def build_pipeline():
    return make_pipeline(StandardScaler(), SimpleImputer(strategy="median"), LogisticRegression(max_iter=1000))


# %% 2. Judge it on patients it has not seen
def cross_validated_auc(patients, inputs, label="Outcome", folds=5, seed=0):
    X, y = patients[list(inputs)], patients[label]
    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    aucs = []
    for train, test in splitter.split(X, y):
        model = build_pipeline().fit(X.iloc[train], y.iloc[train])
        aucs.append(roc_auc_score(y.iloc[test], model.predict_proba(X.iloc[test])[:, 1]))
    return aucs


# %% 3. Read it
def is_separated(X, y):
    """Is there a plane with all y == 1 on one side and all y == 0 on the other?"""
    side = np.where(y == 1, 1.0, -1.0)
    A = -side[:, None] * np.column_stack([np.ones(len(X)), X])
    result = linprog(np.zeros(A.shape[1]), A_ub=A, b_ub=-np.ones(len(X)), bounds=(None, None), method="highs")
    return result.status == 0


def odds_ratios(patients, inputs, label="Outcome", units=None, level=0.95):
    inputs = list(inputs)
    units = units or {}
    complete = patients.dropna(subset=inputs)
    table = pd.DataFrame(np.nan, index=inputs, columns=["odds_ratio", "low", "high"])
    varying = [name for name in inputs if complete[name].nunique() > 1]
    if not varying:
        return table
    X = complete[varying].astype(float)
    sd = X.std()
    Z = (X - X.mean()) / sd
    y = complete[label].astype(float)
    if is_separated(Z.to_numpy(), y.to_numpy()):
        raise ValueError("perfect separation: the likelihood has no maximum")
    fit = sm.Logit(y, sm.add_constant(Z)).fit(disp=0, maxiter=200)
    z = norm.ppf(0.5 + level / 2)
    for name in varying:
        step = units.get(name, 1)
        b = fit.params[name] / sd[name] * step
        se = fit.bse[name] / sd[name] * step
        table.loc[name] = np.exp([b, b - z * se, b + z * se])
    return table


# %% 4. Say what it means for one patient
def new_risk(risk, odds_ratio):
    return risk * odds_ratio / (1 - risk + risk * odds_ratio)


# %% Try it: medai run logistic-pipeline
if __name__ == "__main__":
    pima = pd.read_csv("data/pima/diabetes.csv")
    not_measured = ["Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI"]
    pima[not_measured] = pima[not_measured].mask(pima[not_measured] == 0)
    print("AUC of each fold:", cross_validated_auc(pima, INPUTS))
    steps = {"Glucose": 10, "BloodPressure": 10, "BMI": 5, "Age": 10}
    print(odds_ratios(pima, INPUTS, units=steps).round(2))
    print(f"Risk 30 %, odds doubled: {new_risk(0.30, 2):.0%}")
