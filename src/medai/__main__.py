"""Entry point of the `medai` command and of `python -m medai`."""

from __future__ import annotations

import gc
import sys
from typing import TextIO, cast

_OWN_WORK = {"--here", "--no-daemon", "--help", "-h"}  # a warm process has no part in these


def main() -> None:
    """Run the command line; `medai grade` asks a warm process first, where the last one left one behind."""
    arguments = sys.argv[1:]
    code = None
    if arguments[:1] == ["grade"] and _OWN_WORK.isdisjoint(arguments):
        code = _run_elsewhere(arguments)
    code = run_here(arguments) if code is None else code
    gc.freeze()  # nothing is collected any more: Python's last collection, of all of pandas, takes 70 ms
    sys.exit(code)


def run_here(arguments: list[str]) -> int:
    """Run `medai arguments` in this process; its exit code.

    Characters that the terminal cannot show become "?" instead of a crash.
    """
    from medai.cli.app import command

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            cast("TextIO", stream).reconfigure(errors="replace")  # type: ignore[attr-defined]
    try:
        command()(arguments, prog_name="medai")
    except SystemExit as end:
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
            return 1
        return end.code or 0
    return 0


def _run_elsewhere(arguments: list[str]) -> int | None:
    from medai import paths

    if not paths.standby_wanted():
        return None
    from medai.grading import standby

    return standby.run_elsewhere(arguments, standby.fingerprint())


if __name__ == "__main__":
    main()
