"""Renders the README's pictures from what medai really says: python .github/pictures/render.py

The terminal's are SVG; the job summary's is taken by chromium, which must be there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MEDAI = str(Path(sys.executable).with_name("medai"))
SLIP = "curriculum/core/week01/first-model/wrong/scores_on_training_rows.py"
# rich's own template without the web font: a README's picture fetches nothing.
TEMPLATE_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


def run(folder: Path, *words: str) -> str:
    """What the command prints on a terminal of 80 columns, with its colours."""
    environment = os.environ | {
        "FORCE_COLOR": "1", "COLUMNS": "80", "TERM": "xterm-256color", "MEDAI_CACHE": f"{folder}-cache",
        "MEDAI_OFFLINE": "1", "MEDAI_STANDBY": "0",
    }  # fmt: skip
    environment.pop("NO_COLOR", None)
    done = subprocess.run(
        [MEDAI, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout.replace(str(folder), "~/learn")


def picture(name: str, title: str, sessions: list[tuple[str, str]]) -> None:
    """One SVG with each command behind its prompt and its output below."""
    console = Console(record=True, width=82, file=open(os.devnull, "w"), force_terminal=True)  # noqa: SIM115
    for command, output in sessions:
        console.print(Text(f"$ {command}", style="bold cyan"))
        console.print(Text.from_ansi(output.rstrip()))
        console.print()
    svg = console.export_svg(title=title, theme=MONOKAI, unique_id=name)
    (HERE / f"{name}.svg").write_text(TEMPLATE_FONT.sub("", svg), encoding="utf-8")


PAGE = """<!doctype html><meta charset="utf-8"><style>
body { font: 15px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; color: #1f2328;
       margin: 0; padding: 24px 32px; width: 860px; background: #fff; }
h2 { font-size: 22px; border-bottom: 1px solid #d1d9e0; padding-bottom: 6px; }
h3 { font-size: 18px; } h4 { font-size: 15px; }
table { border-collapse: collapse; } td, th { border: 1px solid #d1d9e0; padding: 5px 12px; }
blockquote { margin: 0 0 16px; padding: 0 1em; color: #59636e; border-left: 4px solid #d1d9e0; }
code { background: #eff1f3; padding: 2px 5px; border-radius: 5px; font-size: 13px; }
pre { background: #f6f8fa; padding: 12px; border-radius: 6px; } pre code { padding: 0; background: none; }
a { color: #0969da; text-decoration: none; } hr { border: 0; border-top: 2px solid #d1d9e0; }
details { margin: 6px 0; } summary { cursor: pointer; }
</style>"""


def page(name: str, markdown: str, height: int) -> None:
    """A PNG of Markdown as GitHub lays it out, the first `height` pixels of it."""
    from markdown_it import MarkdownIt

    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(PAGE + html, encoding="utf-8")
        picture = [f"--screenshot={HERE / name}.png", f"--window-size=924,{height}", file.as_uri()]
        quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        subprocess.run(["chromium", *quiet, *picture], check=True, capture_output=True)


def pushed(folder: Path) -> str:
    """The job summary of a push with one exercise passed and one that was scored on its own training rows."""
    shutil.copy(
        ROOT / "curriculum/core/week01/mark-missing/solution.py", next(folder.rglob("mark_missing.py"))
    )
    run(folder, "ci", "grade", "--seed", "7")
    return next(folder.rglob("summary.md")).read_text(encoding="utf-8")


def main() -> None:
    """Start week 1 in a fresh folder, make the classic mistake, grade it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "learn"
        folder.mkdir()
        started = run(folder, "start", "week1")
        shutil.copy(ROOT / SLIP, next(folder.rglob("first_model.py")))
        graded = run(folder, "grade", "first-model", "--seed", "7")
        picture("grade", "medai", [("medai start week1", started), ("medai grade", graded)])
        page("summary", pushed(folder), height=900)


if __name__ == "__main__":
    main()
