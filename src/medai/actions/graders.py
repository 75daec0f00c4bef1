"""Three ways to one verdict: a warm grader that the last command left, a sandbox of our own, or right here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from medai import paths
from medai.curriculum.model import Exercise
from medai.grading.result import GradeResult

if TYPE_CHECKING:
    from medai.grading.forkserver import Zygote

_STANDBY_PROGRAM = "medai.actions.standby"


class Graders:
    """Grades for one command; close() it in the end.

    here: in this process, for breakpoint(). standby: ask a warm grader, and leave one behind where there was
    none. A warm grader that is busy or gone costs nothing but time: the verdict comes from a sandbox here.
    """

    def __init__(self, *, here: bool = False, standby: bool = True) -> None:
        self._here = here
        self._digest = ""
        self._sandboxes: dict[tuple[str, ...], Zygote] = {}
        if standby and not here and paths.standby_wanted():
            from medai.grading.standby import fingerprint

            self._digest = fingerprint()

    def warm(self, exercise: Exercise) -> None:
        """Start importing what the exercise needs, while the caller does other work."""
        if self._here or self._standby_is_there():
            return
        self._sandbox(exercise)

    def grade(
        self,
        exercise: Exercise,
        file: str,
        source: str,
        *,
        seed: int | None,
        files: Mapping[str, str],
        cancelled: Callable[[], bool] = lambda: False,
    ) -> GradeResult:
        """The verdict on source. file: its name in messages. files: other modules of the week.

        cancelled: asked while learner code runs; once True, grading.faults.Cancelled is raised.
        """
        if self._digest and self._standby_is_there():
            from medai.grading.standby import ask

            request = {
                "exercise": exercise.id, "file": file, "source": source, "seed": seed, "files": dict(files)
            }  # fmt: skip
            result = ask(request, self._digest)
            if result is not None:
                return result
        from medai.actions.assignments import assignment
        from medai.grading import run

        zygote = None if self._here else self._sandbox(exercise)
        wanted = assignment(exercise, file)
        if zygote is None:
            return run.grade_here(wanted, source, seed=seed)
        return run.grade(wanted, source, seed=seed, zygote=zygote, files=files, cancelled=cancelled)

    def _standby_is_there(self) -> bool:
        if not self._digest:
            return False
        from medai.grading.standby import address

        path = address(self._digest)
        return path is not None and path.exists()

    def _sandbox(self, exercise: Exercise) -> Zygote:
        known = self._sandboxes.get(exercise.preload)
        if known is None or not known.alive:
            from medai.grading.run import warm

            known = self._sandboxes[exercise.preload] = warm(exercise.preload)
        return known

    def close(self) -> None:
        """End our sandboxes; leave a warm grader for the next command where this one had to do without."""
        preload = next(iter(self._sandboxes), None)
        for zygote in self._sandboxes.values():
            zygote.close()
        self._sandboxes.clear()
        if self._digest and preload is not None:
            from medai.grading.standby import leave_behind

            leave_behind(_STANDBY_PROGRAM, self._digest, preload)
