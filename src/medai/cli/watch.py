"""medai watch: a loop of saves, keys and verdicts."""

from __future__ import annotations

import contextlib
import os
import queue
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from medai.cli.boundary import Command
from medai.cli.options import OptionalExercise
from medai.cli.reply import example
from medai.errors import OUR_FAULT, MedaiError

if TYPE_CHECKING:
    from medai.actions.watch import Watch
    from medai.views.watch import WatchScreen

# ("save", exercise id), ("key", character), ("verdict", report), ("trouble", MedaiError), ("size", None)
Event = tuple[str, Any]


def watch(exercise: OptionalExercise = None) -> None:
    """Grade on every save.

    Follows the file that you save; with a name it stays with that exercise. Keys: h hint, n next, l list,
    s solution, r run again, q quit.
    """
    from medai.actions.watch import Watch
    from medai.views.watch import WatchScreen

    session = Watch(Path.cwd(), exercise)
    keys = sys.stdin.isatty() and sys.stdout.isatty()
    screen = WatchScreen(str(session.root), session.polling, keys)
    try:
        with _raw_keys(keys):
            _Loop(session, screen, keys).run()
    finally:
        session.close()


class _Loop:
    """The main thread takes events in turn; saves, keys and the one grading come from threads of their own."""

    def __init__(self, session: Watch, screen: WatchScreen, keys: bool) -> None:
        self._session = session
        self._screen = screen
        self._keys = keys
        # A SimpleQueue may be put to from a signal handler, whatever the main thread is in the middle of.
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._grading: threading.Thread | None = None
        self._cancel = threading.Event()
        self._last: Any = None

    def run(self) -> None:
        """Until q or Ctrl-C."""
        threads = [threading.Thread(target=self._follow_saves, daemon=True)]
        if self._keys:
            threads.append(threading.Thread(target=self._follow_keys, daemon=True))
        for thread in threads:
            thread.start()
        with _on_resize(lambda: self._events.put(("size", None))), contextlib.suppress(KeyboardInterrupt):
            self._screen.begun(self._session.exercise_id)
            self._grade()
            while self._handle(*self._events.get()):
                pass
        self._stop.set()
        self._call_off()

    def _handle(self, kind: str, value: Any) -> bool:
        """Act on one event; False ends the session."""
        if kind == "save":
            self._session.exercise_id = value
            self._screen.grading(value, "saved")
            self._grade()
        elif kind == "verdict":
            self._last = value
            self._screen.verdict(value)
        elif kind == "trouble":
            self._screen.note(value.message, value.hint)
            if value.exit_code == OUR_FAULT and self._stop.is_set():
                return False
        elif kind == "size" and self._last is not None:
            self._screen.verdict(self._last)
        elif kind == "key":
            return self._press(value)
        return True

    def _press(self, key: str) -> bool:
        if key in ("q", "\x03", "\x04"):
            return False
        action = {
            "h": self._hint,
            "n": self._next,
            "l": self._list,
            "s": self._solution,
            "r": self._again,
        }.get(key)
        if action is not None:
            try:
                action()
            except MedaiError as error:
                self._screen.note(error.message, error.hint)
        return True

    def _hint(self) -> None:
        from medai.actions.hint import hint
        from medai.views.task import show_hint

        self._screen.put(hint(self._session.root, self._session.exercise_id), show_hint)

    def _list(self) -> None:
        from medai.actions.status import list_exercises
        from medai.views.overview import show_list

        self._screen.put(list_exercises(self._session.root), show_list)

    def _solution(self) -> None:
        from medai.actions.solution import solution
        from medai.views.task import show_solution

        self._screen.put(solution(self._session.root, self._session.exercise_id), show_solution)

    def _next(self) -> None:
        self._screen.grading(self._session.move_on(), "next")
        self._grade()

    def _again(self) -> None:
        self._screen.grading(self._session.exercise_id, "again")
        self._grade()

    def _grade(self) -> None:
        """Grade what is saved now; a grading that still runs, of code that hangs say, is called off first."""
        self._call_off()
        self._cancel = threading.Event()
        self._grading = threading.Thread(target=self._verdict, args=(self._cancel,), daemon=True)
        self._grading.start()

    def _call_off(self) -> None:
        if self._grading is not None:
            self._cancel.set()
            self._grading.join()

    def _verdict(self, cancel: threading.Event) -> None:
        from medai.grading.faults import Cancelled

        try:
            report = self._session.verdict(cancel.is_set)
        except Cancelled:
            return
        except MedaiError as error:
            self._events.put(("trouble", error))
        except Exception as error:
            self._events.put(
                ("trouble", MedaiError(f"The grader broke: {error!r}", "Save again.", OUR_FAULT))
            )
        else:
            self._events.put(("verdict", report))

    def _follow_saves(self) -> None:
        try:
            for exercise_id in self._session.saves(self._stop):
                self._events.put(("save", exercise_id))
        except Exception as error:
            self._events.put(
                (
                    "trouble",
                    MedaiError(f"Saves are no longer seen: {error}", "Press r to grade, or start again."),
                )
            )

    def _follow_keys(self) -> None:
        descriptor = sys.stdin.fileno()
        while not self._stop.is_set():
            ready, _, _ = select.select([descriptor], [], [], 0.2)
            if ready:
                pressed = os.read(descriptor, 32).decode(errors="ignore")
                if not pressed:
                    return
                if not pressed.startswith("\x1b"):  # arrow keys and the like mean nothing here
                    for key in pressed:
                        self._events.put(("key", key))


@contextlib.contextmanager
def _raw_keys(wanted: bool) -> Iterator[None]:
    """Single keys without Enter and without echo, put back as it was in the end."""
    if not wanted:
        yield
        return
    import termios
    import tty

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


@contextlib.contextmanager
def _on_resize(act: Callable[[], None]) -> Iterator[None]:
    if not hasattr(signal, "SIGWINCH"):
        yield
        return
    before = signal.signal(signal.SIGWINCH, lambda *_: act())
    try:
        yield
    finally:
        signal.signal(signal.SIGWINCH, before)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command, epilog=example("medai watch", "medai watch first-model"))(watch)
