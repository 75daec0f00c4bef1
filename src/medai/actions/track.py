"""Choosing what weeks 9 to 16 are about."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from medai.actions.desk import open_desk
from medai.actions.status import TrackOutline, tracks
from medai.errors import MedaiError


@dataclass(frozen=True, slots=True)
class Tracks:
    """The tracks, the chosen one, and the one before it (None where none was)."""

    chosen: str | None
    before: str | None
    tracks: tuple[TrackOutline, ...]


def choose_track(cwd: Path, name: str | None = None) -> Tracks:
    """Set the track; without a name only show them. What was passed in another track stays passed."""
    desk = open_desk(cwd)
    before = desk.track
    if name is not None:
        ids = [track.id for track in desk.course.tracks]
        if name not in ids:
            near = difflib.get_close_matches(name.lower(), ids, 1)
            guess = f"Did you mean {near[0]}? " if near else ""
            raise MedaiError(
                f'There is no track "{name}".', f"{guess}The tracks are: {', '.join(ids) or 'none yet'}"
            )
        _ = desk.root
        with desk.store() as store:
            store.set_track(name)
        desk = open_desk(cwd)
    return Tracks(desk.track, before, tracks(desk))
