"""pandas and numpy on whole columns; counts come back as a Series, the share as a mean."""

import numpy as np
import pandas as pd


def overview(patients: pd.DataFrame) -> dict:
    text = patients.select_dtypes(include="object").columns
    return {"rows": np.int64(patients.shape[0]), "columns": patients.columns.size, "text_columns": text}


def count_impossible(patients: pd.DataFrame, limits: dict) -> pd.Series:
    bounds = pd.DataFrame(limits, index=["low", "high"], dtype=float).T
    values = patients[list(limits)]
    too_low = values.lt(bounds["low"], axis="columns")
    too_high = values.gt(bounds["high"], axis="columns")
    return (too_low | too_high).sum()


def audit(patients: pd.DataFrame, limits: dict) -> pd.DataFrame:
    return (
        pd.concat(
            {
                "dtype": patients.dtypes,
                "missing": len(patients) - patients.count(),
                "impossible": count_impossible(patients, limits),
            },
            axis=1,
        )
        .astype({"dtype": str})
        .sort_index()
    )


def outcome_balance(patients: pd.DataFrame, label: str = "Outcome") -> dict:
    outcome = patients[label]
    return {"share": outcome.mean(), "known": outcome.notna().sum(), "positive": outcome.sum()}
