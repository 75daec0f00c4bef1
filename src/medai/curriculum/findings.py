"""What is wrong with the content, for its author."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from medai.curriculum.document import Document
from medai.curriculum.model import Exercise


@dataclass(frozen=True, slots=True)
class Finding:
    """file is relative to the folder that holds the course; line is 1-based, None for the whole file."""

    file: str
    line: int | None
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class ExerciseFolder:
    """One exercise with what its rules look at. name: its folder as shown in findings."""

    exercise: Exercise
    document: Document
    root: Path
    name: str

    @property
    def path(self) -> Path:
        """The folder on disk."""
        return self.exercise.folder

    def text(self, relative: str) -> str:
        """A file's text; "" where it is missing or no UTF-8, which other rules report."""
        try:
            return (self.path / relative).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def at(self, key: tuple[str | int, ...], message: str, fix: str) -> Finding:
        """A finding at a key of exercise.yaml."""
        return Finding(self.document.file, self.document.line(key), message, fix)

    def about(self, relative: str, message: str, fix: str, line: int | None = None) -> Finding:
        """A finding about a file of the folder."""
        return Finding(f"{self.name}/{relative}", line, message, fix)
