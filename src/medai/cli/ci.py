"""Commands for continuous integration: ci grade, ci init."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medai.cli.boundary import Command, Group
from medai.cli.options import Json, Seed
from medai.cli.reply import example, reply
from medai.errors import MedaiError

if TYPE_CHECKING:
    from medai.actions.ci.report import CiReport

app = typer.Typer(
    cls=Group,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Grade on every push: what changed, and all that is claimed.",
    epilog=example("medai ci grade", "medai ci grade --all --out results", "medai ci init"),
)


def grade(
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace", help="The workspace; without it, the one around here.", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Folder of the results, also of the last run's; without it, .medai/ci in the workspace.",
            show_default=False,
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Grade again what has not changed.")] = False,
    seed: Seed = None,
    json: Json = False,
) -> None:
    """Grade a workspace as a push does: what changed, and all it claims.

    Writes summary.md, results.json, junit.xml and badge.json, and on GitHub the job summary and a remark on
    each line that failed. Records nothing. Exit code 0: all that was graded passed. 1: something did not.
    2: something to correct in the workspace. 3: a fault of medai or of the computer.
    """
    from medai import paths
    from medai.actions.ci.grade import grade, out_folder, without_workspace, workspace_at
    from medai.views.progress import line_counter

    cwd = Path.cwd()
    try:
        place = workspace_at(cwd, workspace)
        folder = out_folder(place, cwd, out)
    except MedaiError as error:
        if out is None and not paths.github():
            raise
        report, folder = without_workspace(error), (cwd / (out or Path("medai-results"))).resolve()
    else:
        with line_counter("graded", quiet=json) as tell:
            report = grade(place, folder, everything=everything, seed=seed, tell=tell)
    report = _deliver(report, folder)
    _show(report, folder, as_json=json)
    if report.exit_code:
        raise typer.Exit(report.exit_code)


def _deliver(report: CiReport, folder: Path) -> CiReport:
    """Write everything; what cannot be written becomes the report's fault. results.json comes first."""
    from medai.actions.ci.delivery import append_summary, deliver
    from medai.actions.ci.grade import broken
    from medai.views.badge import badge
    from medai.views.ci_summary import summary
    from medai.views.junit import junit

    deliver(folder, {"results.json": report.to_json()})
    try:
        text = summary(report)
        deliver(folder, {"summary.md": text, "junit.xml": junit(report), "badge.json": badge(report)})
        append_summary(text)
    except Exception as error:
        message = error.message if isinstance(error, MedaiError) else f"{type(error).__name__}: {error}"
        report = broken(
            report, f"The results could not be shown in full: {message}", "results.json is whole."
        )
        deliver(folder, {"results.json": report.to_json()})
    return report


def _show(report: CiReport, folder: Path, *, as_json: bool) -> None:
    from medai import paths
    from medai.views.ci_annotations import annotation_lines, held_back
    from medai.views.ci_screen import show_ci
    from medai.views.console import rendered
    from medai.views.envelope import success

    if as_json:
        # "##[" would be read as a command in GitHub's log, wherever in a line it stands
        typer.echo(success("ci grade", report, report.exit_code).replace("##[", "##\\u005b"))
        return
    shown = rendered(report, lambda value, out: show_ci(value, out, folder=folder))
    if not paths.github():
        typer.echo(shown, nl=False)
        return
    typer.echo(held_back(shown), nl=False)
    for line in annotation_lines(report):
        typer.echo(line)


def init(
    force: Annotated[
        bool, typer.Option("--force", help="Write it anew where there is one; a copy is kept.")
    ] = False,
    json: Json = False,
) -> None:
    """Write a workflow that grades every push.

    For a repository that is not a fork of medai: a class template, a private course. A fork has one already.
    """
    from medai.actions.ci.init import init
    from medai.views.ci_init import show_init

    reply("ci init", init(Path.cwd(), force=force), show_init, as_json=json)


app.command("grade", cls=Command, epilog=example("medai ci grade", "medai ci grade --all --out results"))(
    grade
)
app.command("init", cls=Command, epilog=example("medai ci init", "medai ci init --force"))(init)
