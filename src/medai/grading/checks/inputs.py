"""Hidden inputs in the forms in which learners' functions meet them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np


def dressed(values: np.ndarray[Any, Any], kind: str, rng: np.random.Generator) -> Any:
    """The same numbers as a "list", an "array", or a "Series" whose index is neither sorted nor from 0."""
    import pandas as pd

    if kind == "list":
        return values.tolist()
    if kind == "Series":
        return pd.Series(values, index=1000 + rng.permutation(len(values)))
    return values
