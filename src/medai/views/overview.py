"""Where the learner is: the bare command, status, the list of exercises, the tracks."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from medai.actions.outline import ExerciseOutline, WeekOutline
from medai.actions.status import Listing, Status
from medai.actions.track import Tracks
from medai.views.clean import clean
from medai.views.console import bar, heading, next_commands, paragraph, text

_STATE_STYLE = {"passed": "pass", "tried": "skip", "started": "", "new": "quiet"}
_STATE_WORD = {"passed": "passed", "tried": "tried", "started": "started", "new": "-"}


def show_home(status: Status, out: Console) -> None:
    """Bare `medai`: one screen, where you are and what to type."""
    if status.workspace is None:
        heading(out, status.title, f"medai {status.release}")
        out.print()
        paragraph(
            out,
            "Learn medical data analysis by doing: short lessons, exercises on real data, graded at once.",
        )
        out.print()
        next_commands(
            out,
            [
                ("medai start week1", "make a workspace in this folder and begin"),
                ("medai --help", "all commands"),
            ],
        )
        return
    heading(
        out,
        "medai",
        f"{status.passed} of {status.total} exercises, {status.earned} of {status.points} points",
    )
    out.print(text(f"in {status.workspace}", "quiet"), soft_wrap=True)
    out.print()
    _notes(status, out)
    _at_hand(status, out)


def show_status(status: Status, out: Console) -> None:
    """The whole path, week by week."""
    heading(out, status.title, f"medai {status.release}")
    out.print()
    titles = {phase.id: phase.title for phase in status.phases}
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="ellipsis", no_wrap=True, ratio=1)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True, justify="right")
    phase = ""
    for week in status.weeks:
        if week.phase != phase:
            if phase:
                table.add_row()
            phase = week.phase
            table.add_row("", Text(clean(titles.get(phase, phase)), style="head"))
        table.add_row(*_week_row(week))
    table.expand = True
    out.print(table)
    out.print()
    tracks = [track.id for track in status.tracks]
    if tracks and status.track is None:
        paragraph(out, f"Choose a track to see its weeks: medai track {' | '.join(tracks)}", style="quiet")
        out.print()
    _totals(status, out)
    _notes(status, out)
    _at_hand(status, out)


def show_list(listing: Listing, out: Console) -> None:
    """The exercises of each week, with their state."""
    for index, entry in enumerate(listing.weeks):
        if index:
            out.print()
        side = entry.week.state if entry.week.state != "open" else ""
        heading(out, f"{entry.week.id}  {entry.week.title}", side)
        if entry.week.reason:
            paragraph(
                out, f"{entry.week.reason} (or: medai start {entry.week.id} --force)", indent=2, style="quiet"
            )
        if not entry.exercises:
            paragraph(out, "Its exercises are not written yet.", indent=2, style="quiet")
            continue
        out.print(Padding(_exercise_table(entry.exercises, listing.at_hand), (0, 0, 0, 2)))
    if not listing.weeks:
        paragraph(out, "No exercises are written yet.")


def show_tracks(tracks: Tracks, out: Console) -> None:
    """The tracks, the chosen one marked."""
    if tracks.chosen is not None and tracks.chosen != tracks.before:
        paragraph(out, f"Your track is now {tracks.chosen}. What you passed before stays passed.")
        out.print()
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="head")
    table.add_column()
    for track in tracks.tracks:
        table.add_row("->" if track.chosen else "", clean(track.id), text(f"{track.title}. {track.summary}"))
    out.print(table)
    if tracks.chosen is None and tracks.tracks:
        out.print()
        next_commands(out, [(f"medai track {tracks.tracks[0].id}", "choose; you can change it later")])


def duration(seconds: float) -> str:
    """Seconds in words, to the minute: "3 h 20 min"."""
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60} min"


def _week_row(week: WeekOutline) -> tuple[Text, Text, Text, Text, Text]:
    quiet = "quiet" if week.state in {"coming", "locked"} else ""
    if week.state == "coming":
        progress, done, points = "coming", "", ""
    else:
        progress = bar(week.passed, week.total, 12)
        done, points = f"{week.passed}/{week.total}", f"{week.earned}/{week.points}"
    style = "pass" if week.state == "passed" else quiet
    title = f"{week.title} (locked)" if week.state == "locked" else week.title
    return (
        text(week.id, style),
        text(title, quiet),
        text(progress, style),
        text(done, quiet),
        text(points, quiet),
    )


def _totals(status: Status, out: Console) -> None:
    together = status.practice_seconds + status.reading_seconds
    line = f"{status.passed} of {status.total} exercises passed, {status.earned} of {status.points} points"
    if status.hints_used:
        line += f", {status.hints_used} hint{'s' if status.hints_used != 1 else ''}"
    paragraph(out, line + ".")
    if together >= 60:
        share = round(100 * status.practice_seconds / together)
        paragraph(
            out,
            f"Time: {duration(status.practice_seconds)} of practice, {duration(status.reading_seconds)} of reading "
            f"({share} % practice; the path aims at 80 %).",
        )
    out.print()


def _notes(status: Status, out: Console) -> None:
    for note in status.notes:
        paragraph(out, note)
        out.print()


def _at_hand(status: Status, out: Console) -> None:
    exercise = status.at_hand
    if status.workspace is None:
        next_commands(out, [("medai start week1", "make a workspace in this folder and begin")])
        return
    if exercise is None:
        paragraph(out, "Every exercise that is written so far is passed.")
        waiting = [week.id for week in status.weeks if week.state == "coming"]
        if waiting:
            paragraph(out, f"Still being written: {', '.join(waiting)}.", style="quiet")
        return
    out.print(text("At hand  ", "quiet") + text(exercise.title, "head"))
    place = f"{exercise.file}, {exercise.week_id}, {exercise.points} points, about {exercise.minutes} min"
    paragraph(out, place, indent=9, style="quiet")
    if exercise.state == "tried":
        tries = f"{exercise.attempts} attempt{'s' if exercise.attempts != 1 else ''}"
        paragraph(
            out, f"{tries}, best {exercise.earned} of {exercise.points} points", indent=9, style="quiet"
        )
    out.print()
    if not status.started:
        next_commands(out, [(f"medai start {exercise.week_id}", "begin this week")])
        return
    next_commands(
        out,
        [
            ("medai task", "what it asks for"),
            ("medai grade", "grade the file you saved last"),
            ("medai hint", "a nudge, one at a time"),
        ],
    )


def _exercise_table(exercises: tuple[ExerciseOutline, ...], at_hand: str | None) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, min_width=2)
    table.add_column(no_wrap=True)
    table.add_column(overflow="ellipsis", no_wrap=True, ratio=1)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    for exercise in exercises:
        style = _STATE_STYLE[exercise.state]
        title = f"{exercise.title} (project)" if exercise.kind == "project" else exercise.title
        table.add_row(
            "->" if exercise.id == at_hand else "",
            text(exercise.id, "head" if exercise.id == at_hand else ""),
            text(title, "quiet" if exercise.state == "new" else ""),
            Text(_STATE_WORD[exercise.state], style=style),
            Text(f"{exercise.earned}/{exercise.points}", style="quiet"),
        )
    table.expand = True
    return table
