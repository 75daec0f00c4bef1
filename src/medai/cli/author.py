"""Commands for those who write exercises: author check, author new, author try."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from medai.cli.boundary import Command, Group
from medai.cli.options import Json, NamedExercise, Seed
from medai.cli.reply import example, reply

app = typer.Typer(
    cls=Group,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Write exercises: check them, begin a new one, try a file.",
    epilog=example("medai author check", "medai author new net-benefit --week week6"),
)

Folder = Annotated[
    Path | None,
    typer.Option("--course", help="Folder of the course; without it, the one in use.", show_default=False),
]


def check(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAMES",
            help="Exercises, weeks or folders; without any, the whole course.",
            show_default=False,
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Grade again what has not changed.")] = False,
    course: Folder = None,
    json: Json = False,
) -> None:
    """Check exercises and all their shipped solutions.

    The content must keep its rules. The starter must fail, the references pass, each wrong solution fail the
    checks it is listed for and be told what its entry says. Only what changed is graded again. Exit code 1
    where something is to be mended.
    """
    from medai.actions.author.check import check
    from medai.views.author import show_check
    from medai.views.progress import counter

    with counter("graded", quiet=json) as tell:
        checked = check(Path.cwd(), tuple(names or ()), course=course, afresh=everything, tell=tell)
    reply("author check", checked, show_check, as_json=json, exit_code=checked.exit_code)


def new(
    exercise: Annotated[str, typer.Argument(metavar="EXERCISE", help="Its id, such as net-benefit.")],
    week: Annotated[str, typer.Option("--week", help="The week that it is for, such as week6.")],
    course: Folder = None,
    json: Json = False,
) -> None:
    """Begin a new exercise that works right away."""
    from medai.actions.author.new import new_exercise
    from medai.views.author import show_new

    reply("author new", new_exercise(Path.cwd(), exercise, week, course=course), show_new, as_json=json)


def try_(
    exercise: NamedExercise,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A Python file to grade.")],
    course: Folder = None,
    seed: Seed = None,
    json: Json = False,
) -> None:
    """Grade any file against an exercise.

    No workspace is needed and nothing is recorded.
    """
    from medai.actions.author.trial import try_file
    from medai.views.verdict import show_report

    report = try_file(Path.cwd(), exercise, file, course=course, seed=seed)
    reply("author try", report, show_report, as_json=json, exit_code=report.exit_code)


app.command(
    "check", cls=Command, epilog=example("medai author check", "medai author check first-model --all")
)(check)
app.command("new", cls=Command, epilog=example("medai author new net-benefit --week week6"))(new)
app.command("try", cls=Command, epilog=example("medai author try first-model wrong/peeks.py"))(try_)
