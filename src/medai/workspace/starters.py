"""Handing out starter files. What the learner has already is never touched."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from medai.workspace.find import Workspace
from medai.workspace.writing import explained, inside, write_new


@dataclass(frozen=True, slots=True)
class Written:
    """A starter's place in the workspace; created is False where the learner had a file of that name."""

    path: Path
    created: bool


def write_starter(ws: Workspace, relative: str, text: str) -> Written:
    """Write one starter file unless something of that name exists. Lines end in LF on every system."""
    path = inside(ws.root, relative)
    return Written(path, write_new(path, starter_bytes(text)))


def write_starters(ws: Workspace, texts: Mapping[str, str]) -> tuple[Written, ...]:
    """Write several starter files, as if at one moment: so none of them counts as the one saved last."""
    now = time.time()
    written = tuple(write_starter(ws, relative, text) for relative, text in texts.items())
    for starter in written:
        if starter.created:
            with explained(starter.path):
                os.utime(starter.path, (now, now))
    return written


def starter_bytes(text: str) -> bytes:
    """A starter as it goes to the disk: UTF-8 without a byte order mark, LF at the end of every line."""
    return text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8")
