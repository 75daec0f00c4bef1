def add_two(first_mg, second_mg):
    return str(first_mg) + str(second_mg)
