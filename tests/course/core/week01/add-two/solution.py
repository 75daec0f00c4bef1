"""Add two doses."""


def add_two(first_mg, second_mg):
    """Return the sum of two doses in mg."""
    return first_mg + second_mg
