"""Grade on every save: which exercise was saved, and its verdict from a sandbox that stays warm."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from medai.actions.desk import exercise_at_hand, exercise_named, last_saved, open_desk
from medai.actions.grade import GradeReport, grade
from medai.actions.graders import Graders
from medai.errors import MedaiError

_DEBOUNCE_MS = 120  # an editor's several writes of one save are taken as one
_STEP_MS = 15
_POLL_MS = 300


class Watch:
    """One session of `medai watch`. With a name it stays with that exercise, else it follows what is saved.

    Raises MedaiError where there is no workspace or no such exercise.
    """

    def __init__(self, cwd: Path, name: str | None = None) -> None:
        from medai.workspace.filesystem import tells_of_saves

        self._cwd = cwd
        desk = open_desk(cwd)
        self.root = desk.root.root
        self._only = exercise_named(desk, name).id if name else None
        self.exercise_id = self._only or (last_saved(desk) or exercise_at_hand(desk)).id
        self.polling = not tells_of_saves(self.root)
        self._graders = Graders(standby=False)
        self._seen: dict[str, str] = {}
        self.warm()

    def warm(self) -> None:
        """Import what the exercise at hand needs, in the background."""
        exercise = open_desk(self._cwd).course.exercise(self.exercise_id)
        if exercise is not None:
            self._graders.warm(exercise)

    def saves(self, stop: threading.Event) -> Iterator[str]:
        """Ids of exercises whose file has new content, until stop is set; the same content again is no save."""
        from watchfiles import PythonFilter, watch

        files = PythonFilter(
            ignore_paths=[self.root / ".medai", self.root / "data"], extra_extensions=[".ipynb"]
        )
        for name in self._files():
            self._changed(name)
        for changes in watch(
            self.root,
            watch_filter=files,
            debounce=_DEBOUNCE_MS,
            step=_STEP_MS,
            stop_event=stop,
            rust_timeout=500,
            force_polling=self.polling,
            poll_delay_ms=_POLL_MS,
            raise_interrupt=False,
        ):
            saved = {Path(path).relative_to(self.root).with_suffix("").as_posix() for _, path in changes}
            for stem, exercise_id in self._files().items():
                wanted = self._only is None or exercise_id == self._only
                if stem in saved and wanted and self._changed(stem):
                    yield exercise_id

    def _files(self) -> dict[str, str]:
        desk = open_desk(self._cwd)
        return {
            Path(desk.relative(exercise)).with_suffix("").as_posix(): exercise.id
            for exercise in desk.course.exercises()
        }

    def _changed(self, stem: str) -> bool:
        """True where the file, or its notebook, says something else than when last looked at."""
        content = ""
        for suffix in (".py", ".ipynb"):
            with suppress(OSError):
                content += (
                    (self.root / stem).with_suffix(suffix).read_text(encoding="utf-8", errors="replace")
                )
        before = self._seen.get(stem)
        self._seen[stem] = content
        return bool(content) and content != before

    def verdict(self, cancelled: Callable[[], bool]) -> GradeReport:
        """Grade the exercise at hand. Raises grading.faults.Cancelled, or MedaiError as `grade` does."""
        return grade(self._cwd, (self.exercise_id,), graders=self._graders, cancelled=cancelled)

    def move_on(self) -> str:
        """Go to the next exercise that is not passed. Raises MedaiError where there is none with a file."""
        desk = open_desk(self._cwd)
        upcoming = desk.upcoming()
        if upcoming is None or self._only is not None:
            raise MedaiError("There is no next exercise here.", "See the whole path with: medai status")
        if not (self.root / desk.relative(upcoming)).exists():
            raise MedaiError(
                f"{upcoming.title} is the next exercise.",
                f"Get its files with: medai start {upcoming.week_id}",
            )
        self.exercise_id = upcoming.id
        self.warm()
        return upcoming.id

    def close(self) -> None:
        """End the sandbox."""
        self._graders.close()
