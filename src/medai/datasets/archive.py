"""One member of a zip or tar file, copied out under a name of our own choosing."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from pathlib import Path


class MemberError(Exception):
    """The archive has no such member, or is no archive: the reason in a few words."""


def extract(archive: Path, member: str, target: Path) -> None:
    """Write the member to target. Only this one member is read, so no path inside the archive matters.

    Raises MemberError; OSError where target cannot be written.
    """
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as bundle, bundle.open(member) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink)
            return
        with tarfile.open(archive, "r:*") as tar:
            stream = tar.extractfile(member)
            if stream is None:
                raise MemberError(f"{member} in it is not a file")
            with stream, target.open("wb") as sink:
                shutil.copyfileobj(stream, sink)
    except KeyError:
        raise MemberError(f"there is no {member} in it") from None
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, NotImplementedError, RuntimeError) as error:
        raise MemberError(f"it cannot be unpacked: {error}") from None
