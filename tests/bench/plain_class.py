"""The checks of tests/hostile/grade.py as plain pytest on the honest module."""

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd

spec = importlib.util.spec_from_file_location("honest", Path(__file__).parents[1] / "hostile" / "honest.py")
solution = importlib.util.module_from_spec(spec)
spec.loader.exec_module(solution)


def test_doubles():
    assert solution.double(21) == 42


def test_marks_missing():
    table = pd.DataFrame({"glucose": [0, 148, 85], "age": [50, 31, 32]})
    pd.testing.assert_frame_equal(solution.mark_missing(table), table.assign(glucose=[np.nan, 148, 85]))


def test_mean():
    assert solution.mean_age([30, 40, 50]) == 40
