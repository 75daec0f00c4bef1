def add_two(first_mg, second_mg):
    print(first_mg + second_mg)
