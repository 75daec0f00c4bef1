"""What is dear to make, such as a figure that is drawn and read, made once for all checks that look at it."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from medai.grading.checks.core import CheckFailed

if TYPE_CHECKING:
    import numpy as np

    from medai.grading.proxy import Solution

T = TypeVar("T")


def once(solution: Solution, name: str, make: Callable[[np.random.Generator], T]) -> T:
    """What make(rng) returned when it was first called under that name; a failed check fails again.

    rng depends on the grading's seed and on name alone, not on the check that comes first. Checks may run in two
    processes, and a worker may be replaced, so make can be called more than once in a grading: it may keep nothing
    elsewhere. A failure of the check names the call that make made last.
    """
    if name not in solution.kept_answers:
        import numpy as np

        rng = np.random.default_rng(random.Random(f"{solution.hidden_seed}:once:{name}").randrange(2**31))
        try:
            answer: T | CheckFailed = make(rng)
        except CheckFailed as failure:
            answer = failure
        solution.kept_answers[name] = answer, solution.last_call
    kept, solution.last_call = solution.kept_answers[name]
    if isinstance(kept, CheckFailed):
        raise kept
    return cast("T", kept)
