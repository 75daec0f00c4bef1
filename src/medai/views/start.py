"""A week begun, a file reset, a file run: what was done, where things are, what to type next."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table

from medai.actions.reset import ResetDone
from medai.actions.start import Started
from medai.views.console import command, heading, next_commands, paragraph, text


def show_started(started: Started, out: Console) -> None:
    """What `medai start` did."""
    heading(
        out,
        f"{started.week_id}  {started.title}",
        f"about {started.hours:g} hour{'' if started.hours == 1 else 's'}",
    )
    if started.again:
        paragraph(out, "You had started this week before; your files are as you left them.")
    if started.forced:
        paragraph(out, "Opened with --force; what it builds on is not passed yet.", style="quiet")
    for goal in started.goals:
        paragraph(out, f"- {goal}", indent=2)
    out.print()
    for label, place in _places(started):
        # on one line, however long, so that a path can be copied
        out.print(text(label.ljust(11), "quiet") + text(place), soft_wrap=True)
    out.print()
    out.print(Padding(_exercises(started), (0, 0, 0, 2)))
    for problem in started.problems:
        out.print()
        out.print(text(f"Data {problem.dataset} is missing: ", "fail") + text(problem.message))
        paragraph(out, problem.hint, indent=2)
        paragraph(out, f"Then: medai data get {problem.dataset}", indent=2, style="quiet")
    for missing in started.missing:
        out.print()
        paragraph(out, f'This week needs the extra "{missing.extra}", which is not installed yet:')
        paragraph(out, command(missing.command), indent=2)
    for note in started.notes:
        out.print()
        paragraph(out, note, style="quiet")
    out.print()
    _what_next(started, out)


def show_reset(done: ResetDone, out: Console) -> None:
    """The starter is back, and where the copy of the learner's file is."""
    paragraph(out, f"{done.file} is the starter again.")
    if done.backup is not None:
        paragraph(out, "Your version was kept. To put it back, in the workspace:")
        # on one line, however long, so that it can be copied
        out.print(text(f"  {done.restore}", "command"), soft_wrap=True)


def _places(started: Started) -> list[tuple[str, str]]:
    made = "  (new)" if started.new_workspace else ""
    pairs = [("Workspace", f"{started.workspace}{made}")]
    files = f"{started.folder}/"
    if started.written:
        files += f"  ({len(started.written)} new file{'s' if len(started.written) != 1 else ''}"
        files += f", {len(started.kept)} kept as they were)" if started.kept else ")"
    pairs.append(("Files", files))
    lost = {problem.dataset for problem in started.problems}
    got = [name for name in started.datasets if name not in lost]
    if got:
        pairs.append(("Data", ", ".join(f"data/{name}/" for name in got)))
    return pairs


def _exercises(started: Started) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, min_width=2)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(no_wrap=True, justify="right")
    for exercise in started.exercises:
        is_first = started.first is not None and exercise.id == started.first.id
        mark = "->" if is_first else ("ok" if exercise.state == "passed" else "")
        points = f"{exercise.points} points"
        table.add_row(mark, text(exercise.file), text(exercise.title), text(points, "quiet"))
    table.expand = True
    return table


def _what_next(started: Started, out: Console) -> None:
    if started.first is None:
        paragraph(out, "All its exercises are passed already.")
        next_commands(out, [("medai next", "what comes after")])
        return
    commands = []
    if started.has_lesson and not started.again:
        commands.append(("medai lesson", "read the lesson first"))
    commands += [("medai task", f"what {started.first.id} asks for")]
    if started.again or not started.has_lesson:
        commands.append(("medai grade", f"after you have edited {started.first.file}"))
    next_commands(out, commands)
