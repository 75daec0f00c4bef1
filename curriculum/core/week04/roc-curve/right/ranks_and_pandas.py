"""pandas for the curve, Mann and Whitney's ranks for the area."""

import numpy as np
import pandas as pd
from scipy.stats import mannwhitneyu, rankdata


class Curve:
    """Scores of sick and healthy patients."""

    def __init__(self, disease, score):
        self.table = pd.DataFrame({"sick": np.asarray(disease, float), "score": np.asarray(score, float)})
        self.table["well"] = 1 - self.table["sick"]
        self.n1, self.n0 = self.table["sick"].sum(), self.table["well"].sum()
        if self.n1 * self.n0 == 0:
            raise ValueError("one class only")

    def points(self):
        steps = self.table.groupby("score")[["well", "sick"]].sum().sort_index(ascending=False).cumsum()
        steps = steps / [self.n0, self.n1]
        return pd.concat([pd.DataFrame({"well": 0.0, "sick": 0.0}, index=[np.inf]), steps])

    def area(self):
        sick = self.table["sick"] == 1
        return mannwhitneyu(self.table.score[sick], self.table.score[~sick]).statistic / (self.n1 * self.n0)


def roc_points(disease, score):
    points = Curve(disease, score).points()
    return points["well"].to_numpy(), points["sick"].to_numpy(), points.index.to_numpy()


def auc(disease, score):
    return Curve(disease, score).area()


def _area_by_ranks(disease, score):
    n1 = disease.sum()
    return (rankdata(score)[disease].sum() - n1 * (n1 + 1) / 2) / (n1 * (len(score) - n1))


def bootstrap_auc(disease, score, level=0.95, replicates=1000, seed=0):
    table = Curve(disease, score).table
    sick, values = table["sick"].to_numpy() == 1, table["score"].to_numpy()
    rng = np.random.default_rng([seed, 4])
    draws = rng.choice(len(values), size=(10 * replicates, len(values)))
    draws = draws[(sick[draws].any(axis=1)) & (~sick[draws]).any(axis=1)][:replicates]
    areas = pd.Series([_area_by_ranks(sick[draw], values[draw]) for draw in draws])
    return tuple(areas.quantile([(1 - level) / 2, 1 - (1 - level) / 2]))


def youden_threshold(disease, score):
    points = Curve(disease, score).points().iloc[1:]
    threshold = (points["sick"] - points["well"]).idxmax()
    sensitivity, specificity = points.loc[threshold, "sick"], 1 - points.loc[threshold, "well"]
    return dict(
        threshold=threshold,
        specificity=specificity,
        sensitivity=sensitivity,
        youden=sensitivity + specificity - 1,
    )


def marker_aucs(patients, outcome, directions):
    disease = patients[outcome].gt(0).to_numpy()
    turned = {name: patients[name] * {"high": 1, "low": -1}[way] for name, way in directions.items()}
    return {
        name: auc(disease[values.notna()], values[values.notna()].to_numpy()) for name, values in turned.items()
    }
