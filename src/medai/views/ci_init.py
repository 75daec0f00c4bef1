"""`medai ci init` on a terminal: what was written, what to do with it, how a class is collected."""

from __future__ import annotations

from rich.console import Console

from medai.actions.ci.init import CiInit
from medai.views.console import command, next_commands, paragraph


def show_init(done: CiInit, out: Console) -> None:
    """The file, the release that grades, the next commands."""
    place = "the workspace" if done.workspace == "." else f"{done.workspace}/"
    if done.again:
        paragraph(out, f"{done.file} is as it should be: every push that touches {place} is graded.")
    else:
        paragraph(out, f"{done.file} is written: every push that touches {place} will be graded.")
    if done.kept is not None:
        paragraph(out, f"The file that was there is kept in {done.kept}.", style="quiet")
    source = f" of {done.pin.source}" if done.pin.source else ""
    paragraph(out, f"Graders are those of release {done.pin.release}{source}, as {done.pin_file} says.")
    out.print()
    files = f"{done.file} {done.pin_file}"
    next_commands(out, [(f"git add {files}", ""), ('git commit -m "Grade every push" && git push', "")])
    out.print()
    paragraph(
        out,
        "Each run keeps results.json, junit.xml, badge.json and summary.md as the artifact medai-results. "
        "To collect a class with GitHub's command line, one line a repository:",
    )
    line = "  gh run download --repo OWNER/REPOSITORY --name medai-results --dir results/REPOSITORY"
    out.print(command(line), soft_wrap=True)  # in one piece, to be copied
