"""Rules about what learners read: hints, tasks and lessons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from medai.curriculum.findings import ExerciseFolder, Finding

_SHORTEST_GIVEAWAY = 12
_CODE = re.compile(r"(`{1,3})(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_LINK = re.compile(
    r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\s{0,3}\[[^\]]+\]:\s*<?(\S+?)>?\s*$", re.MULTILINE
)
_FENCE = re.compile(r"^\s{0,3}(```|~~~).*?(?:^\s{0,3}\1[`~]*\s*$|\Z)", re.DOTALL | re.MULTILINE)


def text_findings(folder: ExerciseFolder) -> Iterator[Finding]:
    """Findings about task.md and the first hint of one exercise."""
    yield from _giveaway(folder)
    task = folder.path / "task.md"
    if not task.is_file():
        return
    try:
        text = task.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        yield folder.about("task.md", "the task is not UTF-8 text", "Save it as UTF-8.")
        return
    if not text.strip():
        yield folder.about("task.md", "the task is empty", "Say what to write, with names, types and units.")
    yield from link_findings(task, text, f"{folder.name}/task.md", folder.root)


def _giveaway(folder: ExerciseFolder) -> Iterator[Finding]:
    """Code in the first hint that stands in the reference; what task and starter tell anyway is free."""
    if not folder.exercise.hints:
        return
    hint = _squeezed(folder.exercise.hints[0])
    solution = folder.text("solution.py")
    told = _squeezed(folder.text("task.md") + folder.text("starter.py") + folder.text("starter.ipynb"))
    quoted = [_squeezed(match[2]) for match in _CODE.finditer(folder.exercise.hints[0])]
    answers = [code for code in quoted if code in _squeezed(solution)]
    answers += [line for line in map(_squeezed, solution.splitlines()) if _is_code(line) and line in hint]
    for code in answers:
        if len(code) >= _SHORTEST_GIVEAWAY and code not in told:
            fix = "Begin with a question or a nudge; keep code for the last hint."
            yield folder.at(("hints", 0), f"the first hint gives the answer away: {code}", fix)
            return


def _is_code(line: str) -> bool:
    return not line.startswith(("#", '"', "'", "def ", "class ", "import ", "from ", "@"))


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def link_findings(file: Path, text: str, name: str, root: Path) -> Iterator[Finding]:
    """Relative links that lead nowhere, out of the course, or to a heading that is not there."""
    prose = _FENCE.sub(lambda match: "\n" * match[0].count("\n"), text)
    for match in _LINK.finditer(re.sub(r"`[^`\n]*`", lambda code: " " * len(code[0]), prose)):
        target = match[1] or match[2]
        if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", target):
            continue
        line = prose.count("\n", 0, match.start(match.lastindex or 0)) + 1
        problem = _link_problem(file, target, root)
        if problem:
            yield Finding(name, line, f"the link {target} {problem}", "Mend it, or write what it leads to.")


def _link_problem(file: Path, target: str, root: Path) -> str:
    relative, _, heading = target.partition("#")
    try:
        aim = (file.parent / unquote(relative)).resolve() if relative else file
        there = aim.exists()
    except (OSError, ValueError):  # no name that a file could have
        return "leads nowhere"
    if not aim.is_relative_to(root):
        return "leaves the course: it needs a full https:// address"
    if not there:
        return "leads nowhere"
    if heading and aim.suffix == ".md" and aim.is_file() and heading.lower() not in _headings(aim):
        return "names a heading that is not there"
    return ""


def _headings(file: Path) -> set[str]:
    """Anchors of a Markdown file's headings, as code hosts build them."""
    text = _FENCE.sub("", file.read_text(encoding="utf-8", errors="replace"))
    titles = re.findall(r"^#{1,6}\s+(.+?)\s*#*$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
