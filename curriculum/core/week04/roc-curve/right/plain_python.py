"""Plain Python: every pair of a sick and a healthy patient is looked at."""

import math
import random


def _groups(disease, score):
    pairs = list(zip(list(disease), list(score)))
    sick = [float(s) for d, s in pairs if d == 1]
    healthy = [float(s) for d, s in pairs if d == 0]
    if not sick:
        raise ValueError("nobody is sick")
    if not healthy:
        raise ValueError("nobody is healthy")
    return sick, healthy


def _rates(sick, healthy, threshold):
    tpr = sum(s >= threshold for s in sick) / len(sick)
    fpr = sum(s >= threshold for s in healthy) / len(healthy)
    return fpr, tpr


def roc_points(disease, score):
    sick, healthy = _groups(disease, score)
    thresholds = [math.inf] + sorted(set(sick + healthy), reverse=True)
    fpr, tpr = [], []
    for threshold in thresholds:
        x, y = _rates(sick, healthy, threshold)
        fpr.append(x)
        tpr.append(y)
    return fpr, tpr, thresholds


def _area(sick, healthy):
    won = 0
    for s in sick:
        for h in healthy:
            won += 1 if s > h else 0.5 if s == h else 0
    return won / (len(sick) * len(healthy))


def auc(disease, score):
    return _area(*_groups(disease, score))


def bootstrap_auc(disease, score, level=0.95, replicates=1000, seed=0):
    _groups(disease, score)
    generator = random.Random(seed)
    patients = list(zip(list(disease), list(score)))
    areas = []
    while len(areas) < replicates:
        drawn = generator.choices(patients, k=len(patients))
        try:
            areas.append(auc([d for d, _ in drawn], [s for _, s in drawn]))
        except ValueError:
            pass
    areas.sort()
    tail = (1 - level) / 2
    return [areas[int(tail * replicates)], areas[min(replicates - 1, int((1 - tail) * replicates))]]


def youden_threshold(disease, score):
    sick, healthy = _groups(disease, score)
    best = None
    for threshold in sorted(sick + healthy):
        fpr, tpr = _rates(sick, healthy, threshold)
        if best is None or tpr - fpr >= best["youden"]:
            best = {"threshold": threshold, "sensitivity": tpr, "specificity": 1 - fpr, "youden": tpr - fpr}
    return best


def marker_aucs(patients, outcome, directions):
    areas = {}
    for marker in directions:
        disease, values = [], []
        for _, patient in patients.iterrows():
            value = patient[marker]
            if value == value:
                disease.append(1 if patient[outcome] > 0 else 0)
                values.append(value if directions[marker] == "high" else -value)
        areas[marker] = auc(disease, values)
    return areas
