"""Entry point of the `medai` command and of `python -m medai`."""

from __future__ import annotations

import sys
from typing import TextIO, cast


def main() -> None:
    """Run the command line; characters that the terminal cannot show become "?" instead of a crash."""
    from medai.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            cast("TextIO", stream).reconfigure(errors="replace")  # type: ignore[attr-defined]
    app(prog_name="medai")


if __name__ == "__main__":
    main()
