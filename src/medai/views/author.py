"""What an author reads: findings by file, a table of the graded cases, the folder of a new exercise."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from medai.actions.author.check import Checked, ExerciseResult
from medai.actions.author.new import NewExercise
from medai.views.console import labelled, next_commands, paragraph, text


def show_check(checked: Checked, out: Console) -> None:
    """Problems in full, sound exercises in one line each, a summary at the end."""
    for finding in checked.findings:
        place = finding.file if finding.line is None else f"{finding.file}:{finding.line}"
        out.print(text(place, "head"), soft_wrap=True)
        paragraph(out, finding.message, indent=4)
        if finding.fix:
            paragraph(out, finding.fix, indent=4, style="quiet")
    if checked.findings and checked.exercises:
        out.print()
    if checked.exercises:
        out.print(_table(checked.exercises))
    for exercise in checked.exercises:
        _problems(exercise, out)
    out.print()
    _summary(checked, out)


def show_new(made: NewExercise, out: Console) -> None:
    """Where the new exercise is, and what to do with it."""
    paragraph(out, f"{made.exercise_id} is a small working exercise now; make it yours.")
    labelled(
        out,
        [
            ("Folder", text(str(made.folder))),
            ("Files", text(", ".join(made.files))),
            ("Listed in", text(str(made.week_file))),
        ],
    )
    out.print()
    next_commands(out, [(f"medai author check {made.exercise_id}", "after every change")])


def _table(exercises: tuple[ExerciseResult, ...]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for column in range(6):
        table.add_column(no_wrap=True, justify="right" if column > 2 else "left")
    head = ("", "exercise", "week", "right", "wrong", "seconds")
    table.add_row(*(text(word, "quiet") for word in head))
    for exercise in exercises:
        right = [case for case in exercise.cases if case.kind in {"solution", "right"}]
        wrong = [case for case in exercise.cases if case.kind == "wrong"]
        mark = text("ok", "pass") if exercise.sound and not exercise.note else text("MEND", "fail")
        if exercise.note and exercise.sound:
            mark = text("skip", "skip")
        table.add_row(
            mark,
            text(exercise.exercise_id),
            text(exercise.week_id, "quiet"),
            f"{sum(not case.problems for case in right)}/{len(right)}",
            f"{sum(not case.problems for case in wrong)}/{len(wrong)}",
            f"{sum(case.seconds for case in exercise.cases):.1f}",
        )
    return table


def _problems(exercise: ExerciseResult, out: Console) -> None:
    if exercise.note:
        out.print()
        paragraph(out, f"{exercise.exercise_id}: {exercise.note}", style="skip")
    for case in exercise.cases:
        if not case.problems:
            continue
        out.print()
        out.print(text(f"{exercise.exercise_id}/{case.file}", "head"), soft_wrap=True)
        for problem in case.problems:
            out.print(Padding(text(problem), (0, 0, 0, 4)))


def _summary(checked: Checked, out: Console) -> None:
    unsound = sum(not exercise.sound for exercise in checked.exercises)
    counted = f"{checked.graded} graded, {checked.reused} unchanged, {checked.seconds:.1f} s"
    if checked.exit_code == 0:
        number = len(checked.exercises)
        paragraph(out, f"{number} exercise{'s' if number != 1 else ''} as it should be ({counted}).")
        return
    parts = []
    if checked.findings:
        parts.append(f"{len(checked.findings)} finding{'s' if len(checked.findings) != 1 else ''}")
    if unsound:
        parts.append(f"{unsound} exercise{'s' if unsound != 1 else ''} graded otherwise than it should be")
    paragraph(out, f"To mend: {' and '.join(parts)} ({counted}).")
