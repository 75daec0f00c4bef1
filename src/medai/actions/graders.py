"""Where learner code is held for one command: in a sandbox of our own, in one lent to us, or right here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from medai import paths
from medai.curriculum.model import Exercise
from medai.grading.result import GradeResult

if TYPE_CHECKING:
    from medai.grading.forkserver import Zygote

_STANDBY_PROGRAM = "medai.cli.standby"
# Tables travel to every worker, and pandas draws without a word of what it draws with.
_ALWAYS = frozenset({"pandas", "matplotlib"})

_lent: list[Zygote] | None = None
_missed: list[tuple[str, ...]] = []


def lend(sandboxes: Sequence[Zygote]) -> None:
    """Called in a fork of a warm process: sandboxes that the command may use, and leaves open."""
    global _lent
    _lent = list(sandboxes)


def missed() -> tuple[tuple[str, ...], ...]:
    """The libraries that a command wanted and no lent sandbox had."""
    return tuple(_missed)


def stand_by(exercise: Exercise) -> None:
    """Leave a warm process behind ahead of the first grading, for somebody who is about to work on the exercise."""
    if paths.standby_wanted() and _lent is None:
        _leave_behind(exercise.preload)


def _leave_behind(preload: tuple[str, ...]) -> None:
    from medai.grading.standby import fingerprint, leave_behind

    leave_behind(_STANDBY_PROGRAM, fingerprint(), preload)


class Graders:
    """Grades for one command; close() it in the end.

    here: in this process, for breakpoint(). standby: leave a warm process behind for the next command.
    lean: a sandbox of our own imports no library that the code to grade does not name; where code is graded
    again and again, as it is written, it had better have all of them.
    """

    def __init__(self, *, here: bool = False, standby: bool = True, lean: bool = False) -> None:
        self._here = here
        self._lean = lean
        # Of the exercise that a sandbox of our own was made for first.
        self._preload: tuple[str, ...] | None = None
        self._standby = standby and not here and paths.standby_wanted()
        self._lent = tuple(_lent or ()) if standby else ()
        self._sandboxes: dict[tuple[str, ...], Zygote] = {}

    def warm(self, exercise: Exercise, source: str = "", files: Mapping[str, str] | None = None) -> None:
        """Start importing what the exercise needs, while the caller does other work. source, files: as in grade."""
        if not self._here:
            self._sandbox(exercise, source, files or {})

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
        from medai.actions.assignments import assignment
        from medai.grading import run

        zygote = None if self._here else self._sandbox(exercise, source, files)
        wanted = assignment(exercise, file)
        if zygote is None:
            return run.grade_here(wanted, source, seed=seed)
        return run.grade(
            wanted, source, seed=seed, zygote=zygote, files=files, cancelled=cancelled, share=True
        )

    def _sandbox(self, exercise: Exercise, source: str, files: Mapping[str, str]) -> Zygote:
        wanted = named(exercise.preload, source, files) if self._lean else exercise.preload
        for sandbox in self._lent:
            if sandbox.alive and frozenset(wanted) <= frozenset(sandbox.preload):
                return sandbox
        known = self._sandboxes.get(wanted)
        if known is None or not known.alive:
            from medai.grading.run import warm

            known = self._sandboxes[wanted] = warm(wanted)
            self._preload = self._preload or exercise.preload
        return known

    def close(self) -> None:
        """End our sandboxes; leave a warm process for the next command, or tell the one that we are a fork of."""
        preload = self._preload
        for zygote in self._sandboxes.values():
            zygote.close()
        self._sandboxes.clear()
        if not self._standby or preload is None:
            return
        if _lent is not None:
            _missed.append(preload)
            return
        _leave_behind(preload)


def named(preload: Sequence[str], source: str, files: Mapping[str, str]) -> tuple[str, ...]:
    """Those of the modules that the code may import: their package is named in it, or in a file that it names.

    files: other modules, text by path. A library that is found by another way is imported by the worker itself.
    """
    words = set(re.findall(r"\w+", source))
    for path, text in files.items():
        if PurePosixPath(path).stem in words:
            words.update(re.findall(r"\w+", text))
    return tuple(name for name in preload if name.partition(".")[0] in words | _ALWAYS)
