"""Renders the README's terminal pictures from what medai really prints: python .github/pictures/render.py"""

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


def main() -> None:
    """Start week 1 in a fresh folder, make the classic mistake, grade it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "learn"
        folder.mkdir()
        started = run(folder, "start", "week1")
        shutil.copy(ROOT / SLIP, next(folder.rglob("first_model.py")))
        graded = run(folder, "grade", "first-model", "--seed", "7")
        picture("grade", "medai", [("medai start week1", started), ("medai grade", graded)])


if __name__ == "__main__":
    main()
