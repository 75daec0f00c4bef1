"""progress.json and the record beside it: each takes over what only the other one knows."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from medai.curriculum.model import Course, Exercise
from medai.errors import MedaiError
from medai.workspace.find import PIN
from medai.workspace.ledger import FILE, Entry, Pass, merged, update_ledger

if TYPE_CHECKING:
    from medai.actions.desk import Desk
    from medai.progress.records import Claim
    from medai.progress.store import Store
    from medai.workspace.solution import SolutionFile


def by_todays_id(course: Course, ledger: Mapping[str, Entry]) -> dict[str, Entry]:
    """The entries by the ids that the exercises have today; of two for one exercise the pass counts."""
    renamed = course.renamed()
    found: dict[str, Entry] = {}
    for name, entry in ledger.items():
        today = renamed.get(name, name)
        found[today] = merged(found[today], entry) if today in found else entry
    return found


def claims(entries: Mapping[str, Entry], passed: frozenset[str]) -> tuple[Claim, ...]:
    """The passes among the entries that are not passed yet. entries: by today's id."""
    return tuple(
        _claim(name, entry, entry.passed)
        for name, entry in entries.items()
        if entry.passed is not None and name not in passed
    )


def adopt(store: Store, entries: Mapping[str, Entry]) -> None:
    """Put into the record what progress.json says and the record does not: begun and passed elsewhere.

    A record that cannot be written stays as it is; the desk counts these passes all the same.
    """
    began = entries.keys() - store.started()
    new = claims(entries, store.passed())
    if began or new:
        with suppress(MedaiError):
            store.adopt(sorted(began), new)


def renew(desk: Desk, passed: Mapping[str, SolutionFile] | None = None) -> tuple[str, ...]:
    """Bring progress.json up to what the record says, and write medai.toml where there is none.

    passed: files that passed just now, by exercise id. Returns what the learner should know, one sentence
    each; a file that cannot be written is such a thing, and no reason to lose a verdict.
    """
    notes = []
    root = desk.root.root
    try:
        entries, old_names = news(desk, passed or {})
        if entries or desk.ledger_fault is not None:
            known = desk.known or frozenset(exercise.id for exercise in desk.course.exercises())
            kept = update_ledger(root, entries, old_names, known if desk.ledger_fault is None else None)
            if kept is not None:
                place = kept.relative_to(root).as_posix()
                notes.append(f"{FILE} was broken and is written anew; the old one is kept as {place}.")
    except MedaiError as error:
        notes.append(f"{FILE} was not written. {error.message} {error.hint}".strip())
    try:
        if not (root / PIN).exists():
            from medai.workspace.pin import default_pin, write_pin

            write_pin(root, default_pin(root, desk.course.release))
    except MedaiError as error:
        notes.append(f"{PIN} was not written. {error.message} {error.hint}".strip())
    return tuple(notes)


def news(desk: Desk, passed: Mapping[str, SolutionFile]) -> tuple[list[Entry], frozenset[str]]:
    """Entries that progress.json lacks or that passed anew, and the former ids that they had in it."""
    course, ledger = desk.course, desk.ledger
    unknown = [name for name in sorted(desk.started | desk.scores.keys()) if name not in ledger]
    unproved = [name for name in sorted(desk.passed & ledger.keys()) if ledger[name].passed is None]
    recorded = _recorded(desk, frozenset((*unknown, *unproved))) if unknown or unproved else {}
    entries = []
    for name in dict.fromkeys((*passed, *unknown, *unproved)):
        exercise, known = course.exercise(name), ledger.get(name)
        if name in passed and exercise is not None:
            file = passed[name]
            proof = Pass(_moment(time.time()), course.release, exercise.points, file.sha256)
            entry = Entry(name, exercise.week_id, file.relative, _digest(exercise), proof)
            if known is not None and merged(known, entry).passed == known.passed:
                continue
        else:
            found = _from_record(desk, name, exercise, recorded.get(name))
            if found is None:
                continue
            entry = found
        entries.append(entry)
    renamed = {entry.exercise_id for entry in entries}
    return entries, frozenset(old for old, today in course.renamed().items() if today in renamed)


def _from_record(
    desk: Desk, name: str, exercise: Exercise | None, proof: tuple[str, Pass] | None
) -> Entry | None:
    """The entry of an exercise that progress.json does not know as the record does.

    One that the course no longer has is kept where it was passed. Which grader an old pass was made with is
    known only for the release that is installed.
    """
    if exercise is None:
        return None if proof is None else Entry(name, "", proof[0], "", proof[1])
    if proof is None:
        return Entry(name, exercise.week_id, desk.relative(exercise), _digest(exercise))
    file, passed = proof
    grader = _digest(exercise) if passed.release == desk.course.release else ""
    return Entry(name, exercise.week_id, file, grader, passed)


def _recorded(desk: Desk, names: frozenset[str]) -> dict[str, tuple[str, Pass]]:
    """File and pass, by id, of those exercises that the record has as passed."""
    found: dict[str, tuple[str, Pass]] = {}
    with desk.store() as store:
        for claim in store.claims():
            found[claim.exercise_id] = (
                claim.file,
                Pass(_moment(claim.at), claim.release, claim.points, claim.sha256),
            )
        for name in names & store.passed():
            best = store.best(name)
            if best is not None and best.passed:
                proof = Pass(_moment(best.at), best.release, best.earned, best.code_sha256)
                found[name] = (best.file, proof)
    return {name: proof for name, proof in found.items() if name in names}


def _claim(name: str, entry: Entry, passed: Pass) -> Claim:
    from medai.progress.records import Claim

    at = datetime.fromisoformat(passed.at).timestamp()
    return Claim(name, entry.file, passed.release, passed.points, passed.sha256, at)


def _digest(exercise: Exercise) -> str:
    from medai.curriculum.digest import SHORT, grader_digest

    return grader_digest(exercise)[:SHORT]


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
