"""How a process with the libraries in it becomes a worker."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
from typing import Any

from medai.grading.sandbox import enclosure


def load_libraries(settings: dict[str, Any], source_root: str) -> None:
    """Import what workers will need: paths are searched besides Python's own, preload names the modules."""
    sys.path.extend(path for path in settings["paths"] if path not in sys.path and path != source_root)
    from medai.grading.codec import plain  # noqa: F401  (workers cannot read the files of medai)
    from medai.grading.sandbox import probes, worker  # noqa: F401

    gc.disable()  # imports make hundreds of thousands of objects and hardly any garbage to look for
    try:
        with contextlib.suppress(ImportError):
            from medai.grading.codec import tabular  # noqa: F401
        for name in settings["preload"]:
            # A missing extra is reported when the learner's import fails.
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
    finally:
        gc.enable()


def become_worker(settings: dict[str, Any], descriptors: list[int], ground: enclosure.Ground) -> None:
    """Serve as a worker on the descriptors (requests, output). Does not return."""
    from medai.grading.sandbox import worker

    try:
        _close_all_but({0, 1, 2, *descriptors})
        worker.start(settings, ground, *descriptors)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.write(2, f"the worker did not start: {error!r}\n".encode())
    finally:
        os._exit(97)


def _close_all_but(kept: set[int]) -> None:
    folder = "/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"
    if not os.path.isdir(folder):
        return
    for name in os.listdir(folder):
        if int(name) not in kept:
            with contextlib.suppress(OSError):
                os.close(int(name))
