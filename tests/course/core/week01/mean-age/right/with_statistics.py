import statistics


def mean_age(ages):
    return statistics.fmean(age for age in ages if age is not None)
