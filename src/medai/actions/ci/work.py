"""What lies in a workspace to be graded: files against the course, progress.json and the run before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medai.actions.ci.previous import Known
from medai.actions.ci.report import Claim, Gone
from medai.actions.claims import by_todays_id
from medai.actions.desk import starter_source
from medai.actions.places import default_place, places
from medai.curriculum.digest import SHORT, grader_digest
from medai.curriculum.model import Course, Exercise, Week
from medai.errors import MedaiError
from medai.workspace.find import Workspace
from medai.workspace.solution import SolutionFile, notebook_name, other_modules, read_form
from medai.workspace.writing import inside

if TYPE_CHECKING:
    from medai.workspace.ledger import Entry, Pass


@dataclass(frozen=True, slots=True)
class Work:
    """One exercise that is begun or claimed, with what is there of it.

    form: the file to grade, None where there is none or where it cannot be read (problem says why).
    """

    week: Week
    exercise: Exercise
    file: str
    grader: str
    form: SolutionFile | None = None
    problem: MedaiError | None = None
    sha256: str = ""
    others: Mapping[str, str] | None = None
    claim: Claim | None = None
    note: str = ""

    @property
    def modules(self) -> str:
        """Digest of the week's other modules; "" where there are none."""
        if not self.others:
            return ""
        whole = hashlib.sha256()
        for name, text in sorted(self.others.items()):
            whole.update(f"{name}\0{len(text)}\0{text}\0".encode(errors="surrogatepass"))
        return whole.hexdigest()

    def unchanged_since(self, known: Known | None) -> bool:
        """True where the run before gave a verdict, not a pass, on this very content by this very grader."""
        return (
            known is not None
            and known.outcome == "failed"
            and self.claim is None
            and (known.sha256, known.modules, known.grader) == (self.sha256, self.modules, self.grader)
        )


def works(
    course: Course, workspace: Workspace, ledger: Mapping[str, Entry], known: Mapping[str, Known]
) -> Iterator[Work]:
    """Every exercise with a file that is no longer the starter, or that is claimed or passed before, in order."""
    entries = by_todays_id(course, ledger)
    told = {name: entry.file for name, entry in entries.items()}
    # Without a record nobody knows what is begun: a file in an older place is looked for, for each exercise.
    every = [exercise.id for exercise in course.exercises()]
    elsewhere = places(course, workspace.root, told, every, dict)
    for week in course.weeks:
        for exercise in week.exercises:
            place = elsewhere.get(exercise.id) or default_place(week, exercise)
            found = _work(week, exercise, place, workspace, entries.get(exercise.id))
            before = known.get(exercise.id)
            passed_before = before is not None and before.outcome == "passed"
            if found is not None and (passed_before or found.claim is not None or _is_begun(found)):
                yield found


def gone(course: Course, ledger: Mapping[str, Entry]) -> tuple[Gone, ...]:
    """Claims for exercises that this release of the course does not have."""
    return tuple(
        Gone(name, entry.file, _claim(entry.passed))
        for name, entry in ledger.items()
        if entry.passed is not None and course.exercise(course.current_id(name)) is None
    )


def _work(
    week: Week, exercise: Exercise, place: str, workspace: Workspace, entry: Entry | None
) -> Work | None:
    claim, claimed_sha = None, ""
    if entry is not None and entry.passed is not None:
        claim, claimed_sha = _claim(entry.passed), entry.passed.sha256
    grader = grader_digest(exercise)[:SHORT]
    try:
        forms = _forms(workspace, place)
    except MedaiError as error:
        return Work(week, exercise, place, grader, problem=error, claim=claim)
    if not forms:
        return (
            None if claim is None or entry is None else Work(week, exercise, entry.file, grader, claim=claim)
        )
    chosen, sha, note = _choose(workspace, exercise, forms, claimed_sha)
    try:
        form = read_form(workspace, chosen)
        others = {} if form is None else other_modules(workspace, chosen, form)
    except MedaiError as error:
        return Work(week, exercise, chosen, grader, problem=error, sha256=sha, claim=claim)
    return Work(week, exercise, chosen, grader, form, None, sha, others, claim, note)


def _forms(workspace: Workspace, place: str) -> list[str]:
    """The module and the notebook of an exercise, as far as they are there."""
    names = dict.fromkeys((place, notebook_name(place)))
    return [name for name in names if inside(workspace.root, name).exists()]


def _choose(
    workspace: Workspace, exercise: Exercise, forms: list[str], claimed_sha: str
) -> tuple[str, str, str]:
    """Which form counts, its sha256, and a remark. Never by time: a clone has no times of saving.

    The one that progress.json says passed, else the first one that is no longer the starter: the module comes
    before the notebook.
    """
    digests = {name: _sha256(workspace, name) for name in dict.fromkeys(forms)}
    chosen = next((name for name, digest in digests.items() if claimed_sha and digest == claimed_sha), None)
    if chosen is None:
        chosen = next(
            (name for name in digests if _differs_from_starter(workspace, exercise, name)), forms[0]
        )
    others = [name for name in digests if name != chosen]
    note = f"Graded is {chosen}; {' and '.join(others)} is there too." if others else ""
    return chosen, digests[chosen], note


def _differs_from_starter(workspace: Workspace, exercise: Exercise, name: str) -> bool:
    with suppress(MedaiError):
        form = read_form(workspace, name)
        return form is not None and form.text != starter_source(exercise)
    return True  # unreadable, so certainly no longer the starter


def _is_begun(work: Work) -> bool:
    if work.problem is not None:
        return True
    return work.form is not None and work.form.text != starter_source(work.exercise)


def _sha256(workspace: Workspace, name: str) -> str:
    try:
        with inside(workspace.root, name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (MedaiError, OSError):
        return ""


def _claim(passed: Pass) -> Claim:
    return Claim(passed.at, passed.release, passed.points)
