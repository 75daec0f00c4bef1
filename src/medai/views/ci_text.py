"""Text that learners had a hand in, made safe for the places where a run is shown: Markdown and workflow commands."""

from __future__ import annotations

import re

from medai.views.clean import clean, shorten

_MARKUP = re.compile(r"([\\`*_\[\]|~$])")
_AT_THE_START = re.compile(r"(\d+(?=[.)](?:\s|$))|(?=[#+\-=:]))(.)")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# What GitHub makes links or mentions of even where the characters are escaped: broken by a mark of no width.
_TRIGGERS = re.compile(r"@(?=\w)|(?<=[a-z])://|\bwww\.|#(?=\d)|(?<=\bgh)-(?=\d)", re.IGNORECASE)
_HASH = re.compile(r"\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*[0-9])[0-9a-f]{7,64}\b")
_MARK = "\u200b"


def prose(text: str, limit: int = 2000) -> str:
    """Plain words on one line of Markdown: no markup, HTML, link, image, mention or cell of a table."""
    line = one_line(text, limit)
    line = _TRIGGERS.sub(lambda found: found.group()[:1] + _MARK + found.group()[1:], line)
    line = _HASH.sub(lambda found: found.group()[:4] + _MARK + found.group()[4:], line)
    line = _MARKUP.sub(r"\\\1", line)
    if (
        start := _AT_THE_START.match(line)
    ) is not None:  # of a line, where it would begin a list or a heading
        line = f"{start[1]}\\{start[2]}{line[start.end() :]}"
    # last, as a backslash before an entity would show the entity's letters
    return re.sub("[&<>]", lambda found: _ENTITIES[found.group()], line)


def code(text: str, limit: int = 600) -> str:
    """A piece of code or a value on one line of Markdown, as code: nothing in it has a meaning there."""
    line = one_line(text, limit)
    if not line:
        return ""
    fence = "`" * (_longest_run(line) + 1)
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{space}{line}{space}{fence}"


def block(text: str, *, lines: int = 12, width: int = 200, indent: str = "") -> str:
    """Several lines of output, as a block of code."""
    shown = [shorten(line, width) for line in clean(text).rstrip("\n").split("\n")]
    if len(shown) > lines:
        left_out = f"... {len(shown) - lines} lines left out ..."
        shown = [*shown[: lines // 2], left_out, *shown[len(shown) - (lines + 1) // 2 :]]
    fence = "`" * max(3, _longest_run("\n".join(shown)) + 1)
    return "\n".join(indent + line for line in (f"{fence}text", *shown, fence))


def command(name: str, message: str, **properties: str | int) -> str:
    """A workflow command: one line that nothing in message or properties can break out of."""
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value != "")
    return f"::{name}{' ' + given if given else ''}::{_data(message)}"


def one_line(text: str, limit: int) -> str:
    """The text on one line, without control characters, cut in the middle where it is too long."""
    return shorten(" ".join(clean(text[: 20 * limit]).split()), limit)


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _data(text: str) -> str:
    return clean(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
