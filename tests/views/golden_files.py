"""Files of what people read, to be compared with what is shown today."""

from __future__ import annotations

from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"


def compare(name: str, text: str) -> None:
    """Equal to the golden file; one that is missing is written, to be read, and the test fails."""
    place = GOLDEN / name
    if not place.is_file():
        place.parent.mkdir(exist_ok=True)
        place.write_text(text, encoding="utf-8")
        raise AssertionError(f"{place} was missing and is written now: read it")
    assert text == place.read_text(encoding="utf-8")
