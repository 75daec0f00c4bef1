"""Mean age of the patients whose age is known."""


# %%
def mean_age(ages):
    """Return the mean of the known ages in years. ages: list of numbers, None where unknown."""
    raise NotImplementedError("Write mean_age: return the mean of the known ages.")
