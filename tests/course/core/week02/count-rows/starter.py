"""How many patients are in a table of visits?"""


# %%
def count_rows(visits):
    """Return the number of patients. visits: DataFrame, one row a visit, with a column patient_id."""
    raise NotImplementedError("Write count_rows: return the number of patients.")
