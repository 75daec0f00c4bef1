"""A course as JSON, so that a command need not parse YAML again. Imports neither yaml nor pydantic."""

from __future__ import annotations

import json
import os
import zlib
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from medai import __version__
from medai.curriculum.model import (
    Check,
    Course,
    Exercise,
    Limits,
    Phase,
    Published,
    Resource,
    Track,
    Week,
    WrongSolution,
)

Stamp = tuple[int, int] | None  # bytes, mtime in ns; None where there is no such file

_SHAPE = [
    kind.__slots__  # another release's fields make the file foreign
    for kind in (Course, Phase, Track, Week, Exercise, Check, WrongSolution, Limits, Published, Resource)
]


def stamp(path: Path | str) -> Stamp:
    """The file's stamp now: has it changed since?"""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def cache_file(root: Path, cache: Path) -> Path:
    """Where the course of that folder is kept."""
    return cache / "curriculum" / f"{zlib.crc32(str(root).encode()):08x}.json"


def recall(root: Path, cache: Path) -> Course | None:
    """The kept course, or None where there is none, a file changed since, or it is damaged or foreign."""
    try:
        kept = json.loads(cache_file(root, cache).read_bytes())
        if kept["key"] != _key(root):
            return None
        base = str(root)
        for relative, was in kept["stamps"].items():
            if stamp(f"{base}/{relative}") != (None if was is None else tuple(was)):
                return None
        return _course(kept["course"], root)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None


def keep(course: Course, stamps: dict[str, Stamp], root: Path, cache: Path) -> None:
    """Write the course for the next command. A cache that cannot be written is no harm."""
    import tempfile  # slow to import, and a hit writes nothing

    data = {"key": _key(root), "stamps": stamps, "course": asdict(course)}
    text = json.dumps(data, separators=(",", ":"), default=lambda path: os.path.relpath(path, root))
    file = cache_file(root, cache)
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=file.stem, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            os.replace(name, file)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise


def _key(root: Path) -> list[Any]:
    return [__version__, str(root), [list(slots) for slots in _SHAPE]]


def _course(data: dict[str, Any], root: Path) -> Course:
    return Course(
        title=data["title"],
        release=data["release"],
        phases=tuple(Phase(p["id"], p["title"], tuple(p["weeks"])) for p in data["phases"]),
        tracks=tuple(Track(t["id"], t["title"], t["summary"], tuple(t["weeks"])) for t in data["tracks"]),
        weeks=tuple(_week(week, root) for week in data["weeks"]),
    )


def _week(data: dict[str, Any], root: Path) -> Week:
    data["exercises"] = tuple(_exercise(exercise, root) for exercise in data["exercises"])
    data["resources"] = tuple(Resource(**resource) for resource in data["resources"])
    data["folder"] = None if data["folder"] is None else root / data["folder"]
    for name in ("goals", "requires", "datasets"):
        data[name] = tuple(data[name])
    return Week(**data)


def _exercise(data: dict[str, Any], root: Path) -> Exercise:
    data["folder"] = root / data["folder"]
    data["limits"] = Limits(**data["limits"])
    data["checks"] = tuple(Check(c["id"], c["title"], c["points"], tuple(c["needs"])) for c in data["checks"])
    data["wrong"] = tuple(
        WrongSolution(w["file"], tuple(w["fails"]), tuple(w["says"])) for w in data["wrong"]
    )
    data["published"] = tuple(Published(**published) for published in data["published"])
    for name in ("hints", "traps", "datasets", "preload", "formerly"):
        data[name] = tuple(data[name])
    return Exercise(**data)
