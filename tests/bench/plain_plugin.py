"""The fixtures of a grader on the learner's module in this very process: pytest -p bench.plain_plugin grade.py"""

import importlib.util
import os

import numpy as np
import pandas as pd
import pytest

from medai.grading.faults import Raised, SolutionRaised


class Function:
    """A learner's function, called directly."""

    def __init__(self, function):
        self._function = function
        self.name = function.__name__

    def __call__(self, *args, **kwargs):
        try:
            return self._function(*args, **kwargs)
        except Exception as error:
            kinds = tuple(f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__)
            raise SolutionRaised(Raised(kinds, str(error), ())) from error

    def with_arguments(self, *args, **kwargs):
        return self._function(*args, **kwargs), args

    def and_held(self, *args, **kwargs):
        value = self(*args, **kwargs)
        return value, value


class Solution:
    """The learner's module."""

    def __init__(self, path):
        spec = importlib.util.spec_from_file_location("solution_under_test", path)
        self._module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self._module)
        self.hidden_seed, self.kept_answers, self.last_call = 12345, {}, ""  # for check.once

    def __getattr__(self, name):
        return Function(getattr(self._module, name))


@pytest.fixture(scope="session")
def solution():
    return Solution(os.environ["PLAIN_SOLUTION"])


@pytest.fixture
def pima():
    return pd.read_csv(os.environ["PLAIN_PIMA"])


@pytest.fixture
def seed():
    return 12345


@pytest.fixture
def rng(seed):
    return np.random.default_rng(seed)
