"""Grades mean-age."""


def test_returns_float(solution):
    mean = solution.mean_age([40, 50])
    assert type(mean) is float, f"mean_age([40, 50]) gave back {mean!r}, and a float is needed. Did you return it?"


def test_mean_is_right(solution):
    mean = solution.mean_age([20, 30, 70])
    assert abs(mean - 40) < 1e-6, f"mean_age([20, 30, 70]) gave back {mean}, and the mean is 40."


def test_unknown_left_out(solution):
    mean = solution.mean_age([60, None, 40, None])
    assert abs(mean - 25) > 1e-6, "mean_age counts an unknown age as zero. Leave the unknown ages out of the count too."
    assert abs(mean - 50) < 1e-6, f"mean_age([60, None, 40, None]) gave back {mean}, and the known ages have mean 50."
