"""What a release changes for this learner, each change in one sentence."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console

from medai.actions.update import Change, Update
from medai.views.console import heading, next_commands, paragraph

_MOST = 12  # new exercises that are named


def show_update(update: Update, out: Console) -> None:
    """The pin, then renamed, moved, changed, removed and new exercises, then what to type."""
    heading(out, "medai update", "nothing is written yet" if update.dry_run else "")
    paragraph(out, _pin(update))
    for note in update.notes:
        paragraph(out, note)
    _part("Renamed", update.renamed, _renamed, out)
    _part("Moved to another week", update.moved, _moved, out)
    _part("Checked by a changed grader", update.regraded, _regraded, out)
    _part("No longer part of the course", update.removed, _removed, out)
    if update.new:
        out.print()
        paragraph(out, "New", style="head")
        for new in update.new[:_MOST]:
            where = f"{new.week_id}, which you have begun" if new.begun else new.week_id
            paragraph(out, f"{new.exercise_id} ({new.title}), {new.points} points, in {where}.", indent=2)
        if len(update.new) > _MOST:
            paragraph(out, f"and {len(update.new) - _MOST} more: medai list", indent=2)
    if not (update.renamed or update.moved or update.regraded or update.removed or update.new):
        paragraph(out, "Nothing else changes for you.")
    out.print()
    if update.dry_run or update.renamed or update.moved or update.regraded or update.removed:
        paragraph(out, "Your files stay as and where they are, and every pass stays a pass.")
        out.print()
    next_commands(out, _commands(update))


def _pin(update: Update) -> str:
    where = f" ({update.source})" if update.source else ""
    if update.pinned == update.release:
        return f"Every push is graded by {update.release}{where}, as it is now."
    was = "nothing" if update.pinned is None else update.pinned
    now = "would be" if update.dry_run else "is now"
    return f"What grades every push {now} {update.release}{where}; it was {was}."


def _part(title: str, changes: tuple[Change, ...], sentence: Callable[[Change], str], out: Console) -> None:
    if not changes:
        return
    out.print()
    paragraph(out, title, style="head")
    for change in changes:
        paragraph(out, sentence(change), indent=2)


def _renamed(change: Change) -> str:
    counts = ", and your pass counts" if change.passed else ""
    return f"{change.before} is now {change.after} ({change.title}). Your file stays {change.file}{counts}."


def _moved(change: Change) -> str:
    before = f"from {change.before} " if change.before else ""
    return f"{change.exercise_id} ({change.title}) {before}to {change.after}. Your file stays {change.file}."


def _regraded(change: Change) -> str:
    name = f"{change.exercise_id} ({change.title})"
    if change.passed:
        return f"{name}: your pass stays a pass. Grade again to see the new checks."
    return f"{name}: not passed yet; the next grading is by the new checks."


def _removed(change: Change) -> str:
    points = f"; its {change.points} points stay on record" if change.passed else ""
    return f"{change.exercise_id}: your file {change.file} stays where it is{points}."


def _commands(update: Update) -> list[tuple[str, str]]:
    commands = [("medai update", "write this into medai.toml and progress.json")] if update.dry_run else []
    passed = [change.exercise_id for change in update.regraded if change.passed]
    if passed:
        commands.append((f"medai grade {' '.join(passed)}", "see the new checks"))
    weeks = dict.fromkeys(new.week_id for new in update.new if new.begun)
    commands += [(f"medai start {week}", "get the new files") for week in weeks]
    if not update.dry_run:
        commands.append(("git add medai.toml progress.json", "then commit: the next push is graded by it"))
    return commands or [("medai status", "where you are")]
