"""Plain Python: loops, math and the standard library; a table only at the end."""

import math
from statistics import NormalDist

import pandas as pd


def two_by_two(disease, test):
    disease, test = list(disease), list(test)
    if len(disease) != len(test):
        raise ValueError("unequal lengths")
    counts = {"tp": 0, "fp": 0, "fn": 0, "tn": 0}
    for d, t in zip(disease, test):
        if d == 1 and t == 1:
            counts["tp"] += 1
        elif d == 0 and t == 1:
            counts["fp"] += 1
        elif d == 1 and t == 0:
            counts["fn"] += 1
        elif d == 0 and t == 0:
            counts["tn"] += 1
        else:
            raise ValueError(f"what is {d}, {t}?")
    return counts


def _divide(a, b):
    try:
        return a / b
    except ZeroDivisionError:
        return float("inf") if a > 0 else float("nan")


def measures(tp, fp, fn, tn):
    sick, well = tp + fn, tn + fp
    result = {}
    result["sensitivity"] = _divide(tp, sick)
    result["specificity"] = _divide(tn, well)
    result["ppv"] = _divide(tp, tp + fp)
    result["npv"] = _divide(tn, tn + fn)
    if sick == 0 or well == 0:
        result["lr_positive"] = result["lr_negative"] = float("nan")
    else:
        result["lr_positive"] = _divide(result["sensitivity"], 1 - result["specificity"])
        result["lr_negative"] = _divide(1 - result["sensitivity"], result["specificity"])
    result["youden"] = result["sensitivity"] + result["specificity"] - 1
    result["accuracy"] = _divide(tp + tn, sick + well)
    return result


def measure_intervals(tp, fp, fn, tn, level=0.95):
    z = NormalDist().inv_cdf(1 - (1 - level) / 2)
    result = {}
    pairs = {"sensitivity": (tp, fn), "specificity": (tn, fp), "ppv": (tp, fp), "npv": (tn, fn)}
    for name, (right, wrong) in pairs.items():
        n = right + wrong
        if n == 0:
            result[name] = [math.nan, math.nan]
            continue
        # The roots of (p - right/n)^2 = z^2 p (1 - p) / n.
        a, b, c = n + z * z, -(2 * right + z * z), right * right / n
        root = math.sqrt(max(0.0, b * b - 4 * a * c))
        result[name] = [max(0.0, (-b - root) / (2 * a)), min(1.0, (-b + root) / (2 * a))]
    if tp + fn == 0 or fp + tn == 0:
        result["lr_positive"] = result["lr_negative"] = [math.nan, math.nan]
        return result
    if min(tp, fp, fn, tn) == 0:
        tp, fp, fn, tn = (count + 0.5 for count in (tp, fp, fn, tn))
    for name, x, y in (("lr_positive", tp, fp), ("lr_negative", fn, tn)):
        log_ratio = math.log(x) - math.log(tp + fn) - math.log(y) + math.log(fp + tn)
        s = math.sqrt(1 / x - 1 / (tp + fn) + 1 / y - 1 / (fp + tn))
        result[name] = [math.exp(log_ratio - z * s), math.exp(log_ratio + z * s)]
    return result


def rank_tests(tables):
    scored = []
    for name in tables:
        scored.append((measures(**tables[name])["youden"], name))
    scored.sort()
    scored.reverse()
    return tuple(name for _, name in scored)


def report(patients, finding, level=0.95):
    disease, test = [], []
    for num, result in zip(patients["num"], patients[finding]):
        if not math.isnan(result):
            disease.append(int(num >= 1))
            test.append(int(result))
    cells = two_by_two(disease, test)
    values = measures(**cells)
    rows = []
    for name, (low, high) in measure_intervals(**cells, level=level).items():
        rows.append({"measure": name, "estimate": values[name], "low": low, "high": high})
    return pd.DataFrame(rows).set_index("measure").sort_index()
