"""The program that a warm grader runs: python -m medai.actions.standby DIGEST PRELOAD..."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any

from medai import paths
from medai.grading import standby
from medai.grading.result import GradeResult


def _serve(digest: str, preload: tuple[str, ...]) -> None:
    with contextlib.suppress(OSError):
        os.setsid()  # the terminal's Ctrl-C is not for us
    os.chdir("/")
    from medai.actions.assignments import assignment
    from medai.curriculum.load import cached_course
    from medai.grading.forkserver import Zygote
    from medai.grading.run import grade, warm_up

    sandboxes: dict[frozenset[str], Zygote] = {frozenset(preload): Zygote(preload)}
    warm_up()

    def sandbox(modules: tuple[str, ...]) -> Zygote:
        wanted = frozenset(modules)
        for known, zygote in list(sandboxes.items()):
            if not zygote.alive:
                del sandboxes[known]
            elif wanted <= known:
                return zygote
        if len(sandboxes) > 1:  # two sets of libraries are kept: a week's exercises share theirs
            sandboxes.pop(next(iter(sandboxes))).close()
        sandboxes[wanted] = Zygote(modules)
        return sandboxes[wanted]

    def answer(request: dict[str, Any]) -> GradeResult:
        course = cached_course(paths.content_dir("curriculum"), paths.cache_dir())
        exercise = course.exercise(str(request["exercise"]))
        if exercise is None:
            raise KeyError(request["exercise"])
        return grade(
            assignment(exercise, str(request["file"])),
            str(request["source"]),
            seed=request["seed"],
            zygote=sandbox(exercise.preload),
            files=request["files"],
        )

    try:
        standby.serve(digest, answer)
    finally:
        for zygote in sandboxes.values():
            zygote.close()


if __name__ == "__main__":
    _serve(sys.argv[1], tuple(sys.argv[2:]))
