"""Grades count-rows."""

import pandas as pd


def visits(*patient_ids):
    return pd.DataFrame({"patient_id": pd.Series(patient_ids, dtype=object)})


def test_returns_int(solution):
    count = solution.count_rows(visits("P1", "P2"))
    assert type(count) is int, f"count_rows(visits) gave back {count!r}, and an int is needed. Did you return it?"


def test_counts_patients(solution):
    count = solution.count_rows(visits("P1", "P2", "P1", "P7"))
    assert count != 4, "count_rows gave back 4, the number of visits. A patient with two visits is one patient."
    assert count != 7, "count_rows gave back 7, the highest patient number. Numbers can be left out; count the patients."
    assert count == 3, f"count_rows gave back {count} for visits of the patients P1, P2, P1 and P7."


def test_empty_is_zero(solution):
    count = solution.count_rows(visits())
    assert count == 0, f"count_rows gave back {count} for a table without rows; nobody is in it."
