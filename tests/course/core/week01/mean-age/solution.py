"""Mean age of the patients whose age is known."""


def mean_age(ages):
    """Return the mean of the known ages in years. ages: list of numbers, None where unknown."""
    known = [age for age in ages if age is not None]
    return float(sum(known) / len(known))
