def count_rows(visits):
    return len(visits)
