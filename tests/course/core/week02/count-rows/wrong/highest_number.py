def count_rows(visits):
    numbers = visits["patient_id"].str[1:].astype(int)
    return 0 if numbers.empty else int(numbers.max())
