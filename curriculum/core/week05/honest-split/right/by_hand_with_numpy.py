"""Everything with numpy: permutations within each outcome, distances computed by hand."""

import numpy as np


def _places(outcome, validation_share, test_share, seed):
    """0 train, 1 validation, 2 test, for each entry of outcome."""
    rng = np.random.default_rng(seed)
    place = np.zeros(len(outcome), dtype=int)
    for value in (0, 1):
        where = rng.permutation(np.flatnonzero(outcome == value))
        n_test = round(test_share * len(where))
        n_validation = round(validation_share * len(where))
        place[where[:n_test]] = 2
        place[where[n_test : n_test + n_validation]] = 1
    return place


def split_patients(patients, label="Outcome", validation_share=0.2, test_share=0.2, seed=0):
    place = _places(patients[label].to_numpy(), validation_share, test_share, seed)
    return [patients.iloc[np.flatnonzero(place == k)] for k in range(3)]


def split_visits(visits, patient="patient_id", label="Outcome", validation_share=0.2, test_share=0.2, seed=0):
    ids, position = np.unique(visits[patient].to_numpy(), return_inverse=True)
    ill = np.zeros(len(ids), dtype=int)
    np.maximum.at(ill, position, visits[label].to_numpy().astype(int))
    place = _places(ill, validation_share, test_share, seed)[position]
    return tuple(visits.loc[place == k] for k in range(3))


def shared_patients(first, second, patient="patient_id"):
    return np.intersect1d(first[patient].to_numpy(), second[patient].to_numpy())


def _predict(train_x, train_y, x, k):
    distance = ((x[:, None, :] - train_x[None, :, :]) ** 2).sum(axis=2)
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :k]
    return (train_y[nearest].mean(axis=1) > 0.5).astype(int)


def tune_neighbours(train, validation, test, candidates=(1, 5, 15, 45), label="Outcome"):
    def parts(table):
        return table.drop(columns=label).to_numpy(dtype=float), table[label].to_numpy()

    x, y = parts(train)
    xv, yv = parts(validation)
    xt, yt = parts(test)
    scores = np.array([np.mean(_predict(x, y, xv, k) == yv) for k in candidates])
    winner = int(scores.argmax())
    k = candidates[winner]
    return {
        "test_accuracy": np.mean(_predict(x, y, xt, k) == yt),
        "validation_accuracy": scores[winner],
        "neighbours": np.int64(k),
    }
