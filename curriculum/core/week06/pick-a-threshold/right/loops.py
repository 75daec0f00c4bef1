"""Loops and counting, as on paper; a gradient boosting model."""

import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier


def _count(outcome, probability, threshold):
    counts = {"tp": 0, "fp": 0, "tn": 0, "fn": 0}
    for y, p in zip(outcome, probability):
        if p >= threshold:
            counts["tp" if y == 1 else "fp"] += 1
        else:
            counts["fn" if y == 1 else "tn"] += 1
    return counts


def threshold_for_sensitivity(outcome, probability, required):
    if not (0 < required <= 1):
        raise ValueError("required is a share above 0 and up to 1")
    if 1 not in list(outcome):
        raise ValueError("nobody has diabetes")
    for threshold in sorted(set(probability), reverse=True):
        found = _count(outcome, probability, threshold)
        if found["tp"] / (found["tp"] + found["fn"]) >= required:
            return threshold


def brier_score(outcome, probability):
    return sum((p - y) ** 2 for y, p in zip(outcome, probability)) / len(outcome)


def calibration_table(outcome, probability, bins=5):
    groups = {}
    for y, p in zip(outcome, probability):
        groups.setdefault(min(int(p * bins), bins - 1), []).append((y, p))
    rows = []
    for number in sorted(groups):
        members = groups[number]
        rows.append(
            {
                "bin": f"{number / bins:.2f}-{(number + 1) / bins:.2f}",
                "n": float(len(members)),
                "mean_probability": sum(p for _, p in members) / len(members),
                "observed": sum(y for y, _ in members) / len(members),
            }
        )
    return pd.DataFrame(rows).set_index("bin")


def net_benefit(outcome, probability, threshold):
    counts = _count(outcome, probability, threshold)
    return counts["tp"] / len(outcome) - counts["fp"] / len(outcome) * (threshold / (1 - threshold))


def decision_curve(outcome, probability, thresholds):
    everybody, nobody = [1] * len(outcome), [0] * len(outcome)
    return pd.DataFrame(
        [
            [t, net_benefit(outcome, probability, t), net_benefit(outcome, everybody, t), net_benefit(outcome, nobody, t)]
            for t in thresholds
        ],
        columns=["threshold", "model", "treat_all", "treat_none"],
    )


def fit_model(train):
    model = GradientBoostingClassifier(n_estimators=40, max_depth=2, random_state=3)
    model.fit(train.drop("Outcome", axis=1), train.Outcome)
    return model


def threshold_study(train, validation, test, required=0.9):
    model = fit_model(train)
    probability = {
        name: list(model.predict_proba(table.drop("Outcome", axis=1))[:, 1])
        for name, table in {"validation": validation, "test": test}.items()
    }
    threshold = threshold_for_sensitivity(list(validation.Outcome), probability["validation"], required)
    outcome, probability = list(test.Outcome), probability["test"]
    counts = _count(outcome, probability, threshold)
    return pd.Series(
        dict(
            threshold=threshold,
            sensitivity=counts["tp"] / (counts["tp"] + counts["fn"]),
            specificity=counts["tn"] / (counts["tn"] + counts["fp"]),
            brier=brier_score(outcome, probability),
            net_benefit=net_benefit(outcome, probability, threshold),
            calibration=calibration_table(outcome, probability),
        )
    ).to_dict()
