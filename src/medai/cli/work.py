"""Commands to work: grade, run, reset."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from medai.cli.boundary import Command
from medai.cli.options import Json, NamedExercise, OptionalExercise, Seed, complete_targets
from medai.cli.reply import example, reply
from medai.errors import MedaiError


def grade(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TARGETS",
            help="Exercises, files or weeks; without any, the exercise you saved last.",
            autocompletion=complete_targets,
            show_default=False,
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every exercise that you have begun.")] = False,
    here: Annotated[
        bool, typer.Option("--here", help="In this one process, for breakpoint(); shown, never recorded.")
    ] = False,
    daemon: Annotated[
        bool,
        typer.Option(
            "--daemon/--no-daemon",
            help="Leave a warm grader for ten minutes, so that the next verdict is there at once.",
        ),
    ] = True,
    seed: Seed = None,
    json: Json = False,
) -> None:
    """Grade your work, check by check.

    Says what went wrong, why, and what to do next. Works without a network once the data is there.

    Exit code 0: all passed. 1: something did not. 2: something to correct in what you typed. 3: our fault.
    """
    from medai.actions.grade import grade
    from medai.views.verdict import show_report

    report = grade(
        Path.cwd(), tuple(targets or ()), everything=everything, here=here, seed=seed, standby=daemon
    )
    reply("grade", report, show_report, as_json=json, exit_code=report.exit_code)


def run(
    exercise: OptionalExercise = None,
    args: Annotated[
        list[str] | None,
        typer.Argument(metavar="-- ARGS", help="Handed to your program.", show_default=False),
    ] = None,
) -> None:
    """Run your own file as a program.

    It runs in the workspace's folder, with nothing limited and nothing graded.
    """
    from medai.actions.run import run

    done = run(
        Path.cwd(),
        exercise,
        tuple(args or ()),
        announce=lambda file: typer.echo(f"running {file}", err=True),
        standby=sys.stdout.isatty(),
    )
    if done.returncode:
        typer.echo(f"{done.file} ended with exit code {done.returncode}", err=True)
        raise typer.Exit(1)


def reset(
    exercise: NamedExercise,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    json: Json = False,
) -> None:
    """Put the starter file back. Your version is copied first, and can be restored."""
    from medai.actions.reset import plan_reset, reset
    from medai.views.start import show_reset

    plan = plan_reset(Path.cwd(), exercise)
    if plan.changed and not yes:
        if json or not sys.stdin.isatty():
            raise MedaiError(
                f"{plan.file} holds your work.", f"A copy will be kept. Say yes: medai reset {exercise} -y"
            )
        if not typer.confirm(f"Put the starter back? Your {plan.file} is copied first."):
            typer.echo("Nothing was changed.")
            return
    reply("reset", reset(Path.cwd(), exercise), show_reset, as_json=json)


def register(app: typer.Typer) -> None:
    """Add these commands to the app."""
    app.command(
        "grade",
        cls=Command,
        epilog=example(
            "medai grade", "medai grade first-model", "medai grade week1 --json", "medai grade --all"
        ),
    )(grade)
    app.command("run", cls=Command, epilog=example("medai run", "medai run first-model -- --epochs 3"))(run)
    app.command("reset", cls=Command, epilog=example("medai reset first-model"))(reset)
