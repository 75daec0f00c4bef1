"""How a fetch is getting on: a bar on a terminal, one line a file elsewhere. Written to stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

from medai.views.clean import clean
from medai.views.console import screen


def size(number: float | None) -> str:
    """Bytes for people: 23 kB, 1.4 MB."""
    if number is None:
        return "size unknown"
    for unit in ("B", "kB", "MB"):
        if number < 999.5:
            return f"{number:.0f} {unit}" if unit in {"B", "kB"} or number >= 100 else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} GB"


class Silence:
    """Says nothing: for JSON."""

    def start(self, name: str, total_bytes: int | None) -> None:
        """A file begins."""

    def advance(self, n: int) -> None:
        """n more bytes are here."""

    def finish(self) -> None:
        """The file is done or given up."""


class Lines(Silence):
    """One line a file, for pipes and logs."""

    def __init__(self, out: Console) -> None:
        self._out = out

    def start(self, name: str, total_bytes: int | None) -> None:
        """A file begins."""
        self._out.print(f"fetching {clean(name)} ({size(total_bytes)})", soft_wrap=True)


class Bar:
    """A moving bar; files that are here at once never show one."""

    def __init__(self, out: Console) -> None:
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=out,
            transient=True,
        )
        self._task: int | None = None

    def start(self, name: str, total_bytes: int | None) -> None:
        """A file begins."""
        self._progress.start()
        self._task = self._progress.add_task(clean(name), total=total_bytes)

    def advance(self, n: int) -> None:
        """n more bytes are here."""
        if self._task is not None:
            self._progress.update(self._task, advance=n)  # type: ignore[arg-type]

    def finish(self) -> None:
        """The file is done or given up."""
        if self._task is not None:
            self._progress.remove_task(self._task)  # type: ignore[arg-type]
        self._task = None

    def close(self) -> None:
        """Take the bar off the screen."""
        self._progress.stop()


@contextmanager
def counter(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A line that counts, on a terminal: "graded 12 of 84". Elsewhere nothing."""
    out = screen(stderr=True)
    if quiet or not out.is_terminal:
        yield lambda done, total: None
        return
    with out.status("") as line:
        yield lambda done, total: line.update(f"{what} {done} of {total}")


@contextmanager
def line_counter(what: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """As counter, but without a thread of its own: for work that forks this process."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, total: None
        return

    def tell(done: int, total: int) -> None:
        sys.stderr.write(f"\r{what} {done} of {total}")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        sys.stderr.write("\r\x1b[K")


@contextmanager
def fetch_progress(*, quiet: bool = False) -> Iterator[Silence | Bar]:
    """A progress for datasets.fetch that suits where it is shown."""
    out = screen(stderr=True)
    if quiet:
        yield Silence()
    elif not out.is_terminal:
        yield Lines(out)
    else:
        moving = Bar(out)
        try:
            yield moving
        finally:
            moving.close()
