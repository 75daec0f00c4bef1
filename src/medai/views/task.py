"""A task sheet, a hint, a lesson, a reference solution; starting a week and moving on."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from medai.actions.hint import Hint
from medai.actions.lesson import Lesson
from medai.actions.solution import Solution
from medai.actions.task import Next, Task
from medai.views.console import heading, labelled, next_commands, paragraph, text
from medai.views.markdown import code, markdown, short


def show_task(task: Task, out: Console) -> None:
    """What an exercise asks for, what is checked, what to type next."""
    exercise = task.exercise
    heading(
        out, exercise.title, f"{exercise.week_id}, {exercise.points} points, about {exercise.minutes} min"
    )
    paragraph(out, task.impact, style="quiet")
    out.print()
    out.print(markdown(_without_title(task.text)))
    out.print()
    out.print(Text("Checks", style="head"))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column()
    for check in task.checks:
        table.add_row(str(check.points), text(check.title))
    out.print(Padding(table, (0, 0, 0, 2)))
    out.print()
    pairs: list[tuple[str, RenderableType]] = [("File", text(exercise.file))]
    if task.datasets:
        pairs.append(("Data", text(", ".join(f"data/{name}/" for name in task.datasets))))
    if exercise.attempts:
        pairs.append(("So far", text(f"{exercise.earned} of {exercise.points} points, {exercise.state}")))
    labelled(out, pairs)
    out.print()
    next_commands(
        out,
        [
            (f"medai grade {exercise.id}", "grade it"),
            (f"medai hint {exercise.id}", f"the first of {task.hints} hints"),
        ],
    )


def show_next(following: Next, out: Console) -> None:
    """The next exercise in brief."""
    task = following.task
    if task is None:
        paragraph(out, "Every exercise that is written so far is passed.")
        if following.waiting:
            paragraph(out, f"Still being written: {', '.join(following.waiting)}.", style="quiet")
        return
    exercise = task.exercise
    if following.week_to_start is not None:
        paragraph(out, f"Next is {following.week_to_start}, {following.week_title}.")
        out.print()
        next_commands(out, [(f"medai start {following.week_to_start}", "begin it")])
        return
    heading(
        out, exercise.title, f"{exercise.week_id}, {exercise.points} points, about {exercise.minutes} min"
    )
    paragraph(out, task.impact, style="quiet")
    out.print()
    labelled(
        out, [("File", text(exercise.file + ("  (starter written)" if following.wrote_starter else "")))]
    )
    out.print()
    next_commands(out, [("medai task", "what it asks for"), ("medai grade", "grade the file you saved last")])


def show_hint(hint: Hint, out: Console) -> None:
    """One hint, numbered."""
    heading(out, f"Hint {hint.number}/{hint.total}", hint.title)
    out.print(Padding(short(hint.text), (0, 0, 0, 2)))
    out.print()
    if hint.left:
        remark = f"{hint.left} more: medai hint {hint.exercise_id}"
    elif hint.new:
        remark = f"That was the last one. Try it, then: medai grade {hint.exercise_id}"
    else:
        remark = f"All {hint.total} are used. To see a solution: medai solution {hint.exercise_id} --give-up"
    paragraph(out, remark, style="quiet")


def show_solution(solution: Solution, out: Console) -> None:
    """The reference, with one line above it that is a comment, so that a piped copy still runs."""
    remark = "one good way; yours may differ and be as right"
    if solution.gave_up:
        remark = "shown before it was passed, which is on record; your own passing grade still counts"
    out.print(text(f"# Reference for {solution.exercise_id}: {remark}", "quiet"), soft_wrap=True)
    code(solution.code, out)


def lesson_page(lesson: Lesson) -> RenderableType:
    """A lesson as one page."""
    parts: list[RenderableType] = [
        text(f"{lesson.week_id}, {lesson.minutes} min to read", "quiet"),
        markdown(lesson.text),
    ]
    if lesson.resources:
        parts += [Text(""), Text("Further reading", style="head")]
        parts += [text(f"  {resource.title}\n    {resource.url}") for resource in lesson.resources]
    if lesson.first_exercise is not None:
        parts += [Text(""), text(f"Then practise: medai task {lesson.first_exercise}", "command")]
    return Group(*parts)


def show_lesson(lesson: Lesson, out: Console) -> None:
    """The lesson, through a pager where it is longer than the terminal."""
    page = lesson_page(lesson)
    if out.is_terminal and _paged(page, out):
        return
    out.print(page)


def _paged(page: RenderableType, out: Console) -> bool:
    import shutil
    import subprocess

    less = shutil.which("less")
    with out.capture() as capture:
        out.print(page)
    if less is None or capture.get().count("\n") < out.height:
        return False
    # -R keeps colour, -F leaves at once if it fits, -X leaves the text on the screen afterwards
    return (
        subprocess.run(
            [less, "-RFX"], input=capture.get(), text=True, encoding="utf-8", check=False
        ).returncode
        == 0
    )


def _without_title(source: str) -> str:
    """The sheet without its first heading, which the head of the screen says already."""
    first, _, rest = source.lstrip().partition("\n")
    return rest.lstrip("\n") if first.startswith("# ") else source
