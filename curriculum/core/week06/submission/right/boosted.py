"""Boosting that takes missing values as they are; the answer is indexed by patient."""

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier

ZERO_IS_MISSING = ("Glucose", "BloodPressure", "SkinThickness", "Insulin", "BMI")


class Model:
    """Keeps the columns that it was trained on."""

    def __init__(self, seed=7):
        self.classifier = HistGradientBoostingClassifier(
            learning_rate=0.05, max_iter=80, max_leaf_nodes=6, min_samples_leaf=25, random_state=seed
        )

    def prepare(self, table):
        table = table.set_index("patient_id").drop(columns="Outcome", errors="ignore").astype(float)
        for column in ZERO_IS_MISSING:
            table.loc[table[column] == 0, column] = np.nan
        return table

    def fit(self, table):
        self.classifier.fit(self.prepare(table), table["Outcome"])
        return self

    def risks(self, table):
        X = self.prepare(table)
        return pd.Series(self.classifier.predict_proba(X)[:, 1], index=X.index, name="probability")


def predict(train, test):
    risks = Model().fit(train).risks(test)
    return risks.sort_values(ascending=False).reset_index()[["probability", "patient_id"]]


def submission_csv(predictions):
    lines = ["patient_id,probability"]
    for row in predictions.itertuples(index=False):
        lines.append(f"{row.patient_id},{row.probability:.6f}")
    return "\r\n".join(lines)
