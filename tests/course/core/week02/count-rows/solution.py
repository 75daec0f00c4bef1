"""How many patients are in a table of visits?"""


def count_rows(visits):
    """Return the number of patients. visits: DataFrame, one row a visit, with a column patient_id."""
    return int(visits["patient_id"].nunique())
