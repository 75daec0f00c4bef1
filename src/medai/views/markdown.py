"""Markdown and code for a terminal; plain text where there is no terminal."""

from __future__ import annotations

import re

from rich.console import Console, RenderableType

from medai.views.clean import clean


def markdown(source: str) -> RenderableType:
    """A course's Markdown, headings at the left edge, code blocks on the terminal's own background."""
    from rich.markdown import Heading, Markdown
    from rich.text import Text

    class PlainHeading(Heading):
        """Rich centres top headings inside a box; a bold line is quieter and survives a pipe."""

        def __rich_console__(self, console, options):  # type: ignore[no-untyped-def]
            self.text.justify = "left"
            self.text.stylize("bold" if self.tag in {"h1", "h2"} else "bold dim")
            if self.tag == "h2":
                yield Text("")
            yield self.text

    class PlainMarkdown(Markdown):
        elements = {**Markdown.elements, "heading_open": PlainHeading}

    return PlainMarkdown(clean(source), code_theme="ansi_light", hyperlinks=False)


def short(source: str) -> RenderableType:
    """A sentence or two of Markdown: `code` set off, the rest as text; the whole of Markdown only if needed."""
    from rich.text import Text

    if re.search(r"```|^\s*([-*#>]|\d+\.)\s|\*\*|\]\(|\n\n", source, re.MULTILINE):
        return markdown(source)
    line = Text()
    for position, part in enumerate(clean(" ".join(source.split())).split("`")):
        line.append(part, style="bold" if position % 2 else "")
    return line


def code(source: str, out: Console) -> None:
    """Python with highlighting on a terminal; otherwise the bare text, ready to be piped into a file."""
    source = clean(source).rstrip("\n")
    if not out.is_terminal:
        out.print(source, soft_wrap=True)
        return
    from rich.syntax import Syntax

    out.print(Syntax(source, "python", theme="ansi_light", background_color="default", word_wrap=True))
