import pandas as pd
import numpy as np
VARS = ["age", "sex", "cp", "trestbps", "chol", "fbs", "thalach", "exang", "oldpeak", "ca", "num"]

def mark_unmeasured(patients):
    return patients.assign(chol=patients["chol"].where(patients["chol"].ne(0)), trestbps=patients["trestbps"].mask(patients["trestbps"].eq(0)))

def summarise_number(values):
    x = np.asarray(values, dtype=float); k = x[~np.isnan(x)]
    nan = np.nan
    return {"known": k.size, "missing": np.isnan(x).sum(), "mean": k.mean() if k.size else nan, "sd": k.std(ddof=1) if k.size > 1 else nan,
            **dict(zip(("q1", "median", "q3"), np.percentile(k, [25, 50, 75]) if k.size else (nan,) * 3))}

def summarise_share(values):
    x = np.asarray(values, dtype=float)
    n = np.isfinite(x).sum(); c = np.nansum(x)
    return {"known": n, "missing": x.size - n, "count": c, "percent": np.divide(100 * c, n) if n else np.nan}

def missing_table(patients):
    long = mark_unmeasured(patients).melt(id_vars="site", value_vars=VARS)
    return pd.crosstab(long["variable"], long["site"], values=long["value"].isna(), aggfunc="sum", margins=True, margins_name="all").drop(index="all")

FMT = {
    "n": ("site", lambda s: f"{s.size}"),
    **{v: (v, lambda s: "n/a" if not s.count() else f"{s.mean():.1f}" + (f" ({s.std():.1f})" if s.count() > 1 else "")) for v in ("age", "trestbps", "thalach")},
    "chol": ("chol", lambda s: "n/a" if not s.count() else "{:.0f}; {:.0f}; {:.0f}".format(*s.quantile([.5, .25, .75]))),
    "oldpeak": ("oldpeak", lambda s: "n/a" if not s.count() else "median {:.1f}, IQR {:.1f} to {:.1f}".format(*s.quantile([.5, .25, .75]))),
    **{row: (col, lambda s, f=f: "n/a" if not s.count() else f"{f(s.dropna()).sum():d} ({f(s.dropna()).mean():.0%})") for row, col, f in [
        ("male", "sex", lambda s: s == 1), ("fbs", "fbs", lambda s: s == 1), ("exang", "exang", lambda s: s == 1),
        *[(f"cp_{k}", "cp", lambda s, k=k: s == k) for k in range(1, 5)], ("ca", "ca", lambda s: s >= 1), ("disease", "num", lambda s: s > 0)]},
}

def table_one(patients):
    t = mark_unmeasured(patients)
    both = pd.concat([t, t.assign(site="all")])
    return pd.DataFrame({s: {row: f(g[col]) for row, (col, f) in FMT.items()} for s, g in both.groupby("site")}).rename_axis(index="row", columns="site")
