"""pandas' own sampling, and a small class that remembers the best candidate."""

import pandas as pd
from sklearn.neighbors import KNeighborsClassifier


def split_patients(patients, label="Outcome", validation_share=0.2, test_share=0.2, seed=0):
    shuffled = patients.sample(frac=1, random_state=seed)
    rank = shuffled.groupby(label).cumcount()
    size = shuffled.groupby(label)[label].transform("size")
    fraction = (rank + 0.5) / size
    test = shuffled[fraction < test_share]
    validation = shuffled[(fraction >= test_share) & (fraction < test_share + validation_share)]
    train = shuffled[fraction >= test_share + validation_share]
    return train.sort_index(), validation.sort_index(), test.sort_index()


def split_visits(visits, patient="patient_id", label="Outcome", validation_share=0.2, test_share=0.2, seed=0):
    people = visits.sort_values(label).drop_duplicates(patient, keep="last").set_index(patient)[[label]]
    people = people.sort_index()
    tables = []
    for part in split_patients(people, label, validation_share, test_share, seed):
        tables.append(visits.loc[visits[patient].isin(set(part.index))])
    return tables


def shared_patients(first, second, patient="patient_id"):
    left = first[[patient]].drop_duplicates()
    return left.merge(second[[patient]].drop_duplicates(), on=patient)[patient].sort_values().reset_index(drop=True)


class Search:
    def __init__(self, train, label):
        self.label = label
        self.x = train[[c for c in train if c != label]].to_numpy()
        self.y = train[label].to_numpy()

    def model(self, k):
        return KNeighborsClassifier(k).fit(self.x, self.y)

    def accuracy(self, k, table):
        x = table[[c for c in table if c != self.label]].to_numpy()
        return self.model(k).score(x, table[self.label].to_numpy())


def tune_neighbours(train, validation, test, candidates=(1, 5, 15, 45), label="Outcome"):
    search = Search(train, label)
    k = max(candidates, key=lambda k: search.accuracy(k, validation))
    return pd.Series(
        {
            "neighbours": k,
            "validation_accuracy": search.accuracy(k, validation),
            "test_accuracy": search.accuracy(k, test),
        }
    )
