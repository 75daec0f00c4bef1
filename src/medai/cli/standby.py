"""The warm process: python -m medai.cli.standby DIGEST PRELOAD... runs `medai grade` for those who ask."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
from typing import Any

from medai import paths
from medai.actions import graders
from medai.errors import MedaiError
from medai.grading import standby
from medai.grading.forkserver import Zygote

_MOST_SANDBOXES = 2  # a week's exercises share their libraries


def _serve(digest: str, preload: tuple[str, ...]) -> None:
    with contextlib.suppress(OSError):
        os.setsid()  # the terminal's Ctrl-C is not for us
    os.chdir("/")
    sandboxes = [Zygote(preload)]
    _import_what_grading_needs()
    _ready(sandboxes)
    known = frozenset(sys.modules)

    def run(errand: standby.Errand) -> tuple[int, dict[str, Any]]:
        from medai.__main__ import run_here

        graders.lend(sandboxes)
        code = run_here(list(errand.arguments))
        _flush()
        return code, {
            "modules": sorted(set(sys.modules) - known),
            "missed": [list(wanted) for wanted in graders.missed()],
            "lost": [number for number, sandbox in enumerate(sandboxes) if not sandbox.alive],
        }

    def learn(lesson: dict[str, Any] | None) -> None:
        nonlocal known
        if lesson is None:  # a worker may be left, and half an answer in the channel
            lesson = {"modules": [], "missed": [], "lost": range(len(sandboxes))}
        for number in lesson["lost"]:
            sandboxes[number].close()
            sandboxes[number] = Zygote(sandboxes[number].preload)
        for wanted in lesson["missed"]:
            while len(sandboxes) >= _MOST_SANDBOXES:
                sandboxes.pop(0).close()
            sandboxes.append(Zygote(tuple(wanted)))
        _ready(sandboxes)
        for name in lesson["modules"]:
            with contextlib.suppress(Exception):  # a grader's own module is nowhere to be imported from
                importlib.import_module(name)
        known = frozenset(sys.modules)
        _freeze()

    _freeze()
    try:
        standby.serve(digest, run, learn)
    finally:
        for sandbox in sandboxes:
            sandbox.close()


def _import_what_grading_needs() -> None:
    from medai.actions import grade  # noqa: F401
    from medai.cli.app import command
    from medai.curriculum.load import cached_course
    from medai.grading.run import warm_up
    from medai.progress import store  # noqa: F401
    from medai.views import verdict  # noqa: F401
    from medai.workspace import solution  # noqa: F401

    command()
    warm_up()
    with contextlib.suppress(Exception):  # said where people see it
        cached_course(paths.content_dir("curriculum"), paths.cache_dir())


def _ready(sandboxes: list[Zygote]) -> None:
    """Wait until each has its libraries: a fork that heard of it would keep the news to itself."""
    for sandbox in list(sandboxes):
        try:
            sandbox.ready()
        except MedaiError:
            sandboxes.remove(sandbox)  # the next command starts its own, and says what is wrong


def _freeze() -> None:
    gc.collect()
    gc.freeze()  # forks share these objects and never visit them


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()


if __name__ == "__main__":
    _serve(sys.argv[1], tuple(sys.argv[2:]))
