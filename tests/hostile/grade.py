"""Checks for hostile submissions: three functions that have nothing to do with each other."""

from medai.grading import check


def test_doubles(solution):
    check.close(solution.double(21), 42, what="double(21)")


def test_marks_missing(solution):
    import numpy as np
    import pandas as pd

    table = pd.DataFrame({"glucose": [0, 148, 85], "age": [50, 31, 32]})
    out = solution.mark_missing(table)
    wanted = table.assign(glucose=[np.nan, 148, 85])
    check.same_values(out, wanted, because="a glucose of zero is 'not measured'")


def test_mean(solution):
    check.close(solution.mean_age([30, 40, 50]), 40, what="mean_age([30, 40, 50])")
