"""StratifiedShuffleSplit over the list of patients, labels looked up by loops and dicts."""

from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.neighbors import KNeighborsClassifier


def _cut(keys, outcomes, n, seed):
    """n keys drawn in proportion to the outcomes, and the rest."""
    splitter = StratifiedShuffleSplit(n_splits=1, test_size=n, random_state=seed)
    stay, leave = next(splitter.split(keys, outcomes))
    return [keys[i] for i in stay], [keys[i] for i in leave]


def _three(outcome_of, validation_share, test_share, seed):
    keys = list(outcome_of)
    n = len(keys)
    rest, test = _cut(keys, [outcome_of[k] for k in keys], round(n * test_share), seed)
    train, validation = _cut(rest, [outcome_of[k] for k in rest], round(n * validation_share), seed + 1)
    return train, validation, test


def split_patients(patients, label="Outcome", validation_share=0.2, test_share=0.2, seed=0):
    parts = _three(patients[label].to_dict(), validation_share, test_share, seed)
    return tuple(patients.loc[part] for part in parts)


def split_visits(visits, patient="patient_id", label="Outcome", validation_share=0.2, test_share=0.2, seed=0):
    ever = {}
    for who, ill in zip(visits[patient], visits[label]):
        ever[who] = max(ever.get(who, 0), int(ill))
    parts = _three(ever, validation_share, test_share, seed)
    return tuple(visits[[who in set(part) for who in visits[patient]]].copy() for part in map(set, parts))


def shared_patients(first, second, patient="patient_id"):
    found = []
    others = set(second[patient].unique())
    for who in first[patient].unique():
        if who in others:
            found.append(who)
    found.sort()
    return found


def tune_neighbours(train, validation, test, candidates=(1, 5, 15, 45), label="Outcome"):
    columns = train.columns.drop(label)
    models = [KNeighborsClassifier(n_neighbors=k) for k in candidates]
    table = []
    for model in models:
        model.fit(train[columns], train[label])
        table.append((model.predict(validation[columns]) == validation[label]).mean())
    best = table.index(max(table))
    chosen = models[best]
    right = (chosen.predict(test[columns]) == test[label]).mean()
    return dict(neighbours=int(candidates[best]), validation_accuracy=float(table[best]), test_accuracy=float(right))
