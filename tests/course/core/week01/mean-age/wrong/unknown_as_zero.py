def mean_age(ages):
    return float(sum(age or 0 for age in ages) / len(ages))
