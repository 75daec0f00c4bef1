"""Telling notebook magics and shell lines from Python."""

from __future__ import annotations

import re

# Cell magics whose body is Python all the same; the body of any other one is another language.
_PYTHON_BODY = frozenset({"time", "timeit", "capture", "prun", "memit", "mprun"})
_CELL_MAGIC = re.compile(r"\s*%%\s*(\w+)")
_MAGIC = re.compile(
    r"\s*[%!]"  # %matplotlib inline, !pip install ...
    r"|\s*[A-Za-z_][\w.,\s]*=\s*[%!](?!=)"  # files = !ls
    r"|\s*\?{1,2}\s*[\w.*]+\s*$"  # ?name
    r"|\s*%?[A-Za-z_][\w.]*\?{1,2}\s*$"  # name?
)
_OPENING, _CLOSING = "([{", ")]}"


def comment_magics(cell: str) -> str:
    """A code cell with magics and shell lines as comments; the number of lines stays the same.

    Only at the start of a statement can such a line be one: `% name` in a bracket or a text is Python.
    """
    lines = cell.split("\n")
    first = next((line for line in lines if line.strip()), "")
    cell_magic = _CELL_MAGIC.match(first)
    if cell_magic and cell_magic[1] not in _PYTHON_BODY:
        return "\n".join(f"# {line}".rstrip() for line in lines)
    state = _Statement()
    kept = []
    for line in lines:
        if state.at_start and _MAGIC.match(line):
            indent = line[: len(line) - len(line.lstrip())]
            # An indented magic may be all that is in its block, and a block needs a statement.
            kept.append(f"{indent}pass  # {line.lstrip()}" if indent else f"# {line}")
            state.continued_magic = line.endswith("\\")
        elif state.continued_magic:
            kept.append(f"# {line}".rstrip())
            state.continued_magic = line.endswith("\\")
        else:
            kept.append(line)
            state.feed(line)
    return "\n".join(kept)


class _Statement:
    """Follows Python line by line: brackets, texts over several lines, backslashes at the end."""

    def __init__(self) -> None:
        self.depth = 0
        self.quote = ""
        self.backslash = False
        self.continued_magic = False

    @property
    def at_start(self) -> bool:
        """True where the next line begins a statement."""
        return not (self.depth or self.quote or self.backslash or self.continued_magic)

    def feed(self, line: str) -> None:
        """Take in one line."""
        place = 0
        self.backslash = False
        while place < len(line):
            mark = line[place]
            if mark == "\\":
                self.backslash = place == len(line) - 1
                place += 2
            elif self.quote:
                if line.startswith(self.quote, place):
                    place += len(self.quote)
                    self.quote = ""
                else:
                    place += 1
            elif mark == "#":
                break
            else:
                place += self._open(line, place)
        if len(self.quote) == 1 and not self.backslash:
            self.quote = ""  # a text left open: an error of its own, which ends with the line

    def _open(self, line: str, place: int) -> int:
        mark = line[place]
        if mark in "\"'":
            self.quote = mark * 3 if line.startswith(mark * 3, place) else mark
            return len(self.quote)
        if mark in _OPENING:
            self.depth += 1
        elif mark in _CLOSING:
            self.depth = max(self.depth - 1, 0)
        return 1
