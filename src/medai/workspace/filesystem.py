"""Which file systems tell nobody about a save."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

_MOUNTS = Path("/proc/mounts")
# Changes made by another machine, or by the host of a virtual one, raise no event on these.
_SILENT = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "vboxsf",
    "prl_fs",
    "fuse.sshfs",
    "fuse.rclone",
    "afs",
    "drvfs",
    "virtiofs",
)


def kind(path: Path, mounts: Path = _MOUNTS) -> str:
    """The type of the file system that path lies on, such as "ext4"; "" where the system does not tell."""
    found, longest = "", -1
    with suppress(OSError):
        resolved = path.resolve()
        for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
            _device, point, name, *_ = line.split(" ")
            place = Path(point.replace("\\040", " "))
            if resolved.is_relative_to(place) and len(place.parts) >= longest:
                found, longest = name, len(place.parts)
    return found


def tells_of_saves(path: Path, mounts: Path = _MOUNTS) -> bool:
    """False on network and shared file systems, where saves must be looked for."""
    return not kind(path, mounts).startswith(_SILENT)
