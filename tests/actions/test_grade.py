"""What is recorded, and what comes next, for every kind of verdict. The grader itself is a stand-in here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from medai.actions.desk import open_desk
from medai.actions.grade import GradeReport, grade
from medai.actions.start import start
from medai.errors import MedaiError
from medai.grading.assignment import Assignment
from medai.grading.result import CheckResult, Feedback, GradeResult, Outcome, Picture, Score

Write = Callable[[str, str], Path]


class Sandbox:
    """A stand-in that remembers what it was asked."""

    def __init__(self) -> None:
        self.outcome = Outcome.FAILED
        self.asked: list[tuple[Assignment, str]] = []
        self.warmed: list[tuple[str, ...]] = []
        self.open = 0
        self.pictures: tuple[Picture, ...] = ()
        self.scores: tuple[Score, ...] = ()
        self.alive = True
        self.files: dict[str, str] = {}

    def warm(self, preload: tuple[str, ...]) -> Sandbox:
        self.warmed.append(preload)
        self.open += 1
        return self

    def close(self) -> None:
        self.open -= 1

    def grade(
        self,
        wanted: Assignment,
        source: str,
        *,
        seed: int | None = None,
        zygote: object = None,
        files: Mapping[str, str] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
        share: bool = False,
    ) -> GradeResult:
        assert zygote is self
        self.files = dict(files or {})
        self.asked.append((wanted, source))
        checks = tuple(
            CheckResult(
                spec.id,
                spec.title,
                self.outcome,
                spec.points,
                spec.points if self.outcome is Outcome.PASSED else 0,
                feedback=Feedback("Not so.") if self.outcome is Outcome.FAILED else None,
            )
            for spec in wanted.checks
        )
        return GradeResult(
            wanted.exercise_id,
            self.outcome,
            checks,
            0.1,
            seed or 1,
            ("process",),
            pictures=self.pictures,
            scores=self.scores,
        )


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Sandbox:
    stand_in = Sandbox()
    monkeypatch.setattr("medai.grading.run.grade", stand_in.grade)
    monkeypatch.setattr("medai.grading.run.warm", stand_in.warm)
    start(folder, "week1")
    return stand_in


def _commands(report: GradeReport) -> list[str]:
    return [line.command for line in report.next]


def test_a_pass_is_recorded_with_its_code(sandbox: Sandbox, folder: Path, write: Write) -> None:
    sandbox.outcome = Outcome.PASSED
    write("week01/add_two.py", "mine = 1\n")

    report = grade(folder)

    assert report.exit_code == 0
    assert report.graded[0].recorded
    assert report.graded[0].exercise.state == "passed"
    assert _commands(report) == ["medai next"]
    with open_desk(folder).store() as store:
        attempt = store.attempts()[0]
        assert (attempt.exercise_id, attempt.outcome, attempt.earned) == ("add-two", "passed", 3)
        assert attempt.layers == ("process",)
        assert store.code_of(attempt.id) == "mine = 1\n"
    assert sandbox.open == 0, "every sandbox is closed"


def test_a_failure_is_recorded_and_leads_to_the_next_hint(
    sandbox: Sandbox, folder: Path, write: Write
) -> None:
    write("week01/add_two.py", "mine = 1\n")
    with open_desk(folder).store() as store:
        store.record_hint("add-two", 1)

    report = grade(folder)

    assert report.exit_code == 1
    assert _commands(report) == ["medai hint add-two", "medai grade"]
    assert report.next[0].purpose == "hint 2 of 3"
    with open_desk(folder).store() as store:
        assert store.attempts()[0].checks[0].message == "Not so."


def test_our_own_fault_records_nothing(sandbox: Sandbox, folder: Path, write: Write) -> None:
    sandbox.outcome = Outcome.ERROR
    write("week01/add_two.py", "mine = 1\n")

    report = grade(folder)

    assert report.exit_code == 3
    assert not report.graded[0].recorded
    assert _commands(report) == ["medai doctor"]
    with open_desk(folder).store() as store:
        assert store.attempts() == ()


def test_the_starter_is_graded_and_not_recorded(sandbox: Sandbox, folder: Path) -> None:
    report = grade(folder)

    assert report.graded[0].untouched
    assert not report.graded[0].recorded
    assert _commands(report) == ["medai task add-two", "medai grade"]


def test_the_last_saved_file_is_graded(sandbox: Sandbox, folder: Path, write: Write) -> None:
    write("week01/add_two.py", "mine = 1\n")
    write("week01/mean_age.py", "mine = 2\n")

    report = grade(folder)

    assert [one.exercise.id for one in report.graded] == ["mean-age"]
    assert sandbox.asked[0][0].file == "week01/mean_age.py"
    assert sandbox.asked[0][0].module == "mean_age"
    assert sandbox.asked[0][1] == "mine = 2\n"


def test_the_weeks_other_modules_come_along(sandbox: Sandbox, folder: Path, write: Write) -> None:
    write("week01/units.py", "mg = 1\n")
    (folder / "week01" / "broken.py").write_bytes(b"\xff")
    (folder / "week01" / "secret.py").symlink_to("/etc/hostname")
    write("week01/add_two.py", "from units import mg\n")

    grade(folder)

    assert set(sandbox.files) == {"week01/units.py", "week01/mean_age.py"}
    assert sandbox.files["week01/units.py"] == "mg = 1\n"


def test_the_sandbox_is_warmed_with_what_the_exercise_names(sandbox: Sandbox, folder: Path) -> None:
    grade(folder, ("week1",))

    assert sandbox.warmed == [()], "both exercises name no library, so one sandbox serves both"


def test_completing_a_week_says_so(sandbox: Sandbox, folder: Path, write: Write) -> None:
    sandbox.outcome = Outcome.PASSED
    write("week01/add_two.py", "mine = 1\n")
    write("week01/mean_age.py", "mine = 2\n")

    report = grade(folder, ("week1",))

    assert report.week_done == "week1"
    assert _commands(report) == ["medai start week2"]
    assert grade(folder, ("week1",)).week_done is None, "only once"


def test_a_later_failure_keeps_the_pass(sandbox: Sandbox, folder: Path, write: Write) -> None:
    sandbox.outcome = Outcome.PASSED
    write("week01/add_two.py", "mine = 1\n")
    grade(folder, ("add-two",))
    sandbox.outcome = Outcome.FAILED

    again = grade(folder, ("add-two",))

    assert (again.graded[0].passed_before, again.graded[0].best_before) == (True, 3)
    assert open_desk(folder).passed == {"add-two"}


def test_pictures_are_saved_under_harmless_names(sandbox: Sandbox, folder: Path, write: Write) -> None:
    sandbox.pictures = (Picture("../../box plot", b"\x89PNG"),)
    write("week01/add_two.py", "mine = 1\n")

    saved = grade(folder).graded[0].pictures

    assert saved == (folder / ".medai" / "pictures" / "add-two" / "1_box_plot.png",)
    assert saved[0].read_bytes() == b"\x89PNG"


def test_scores_are_kept_with_the_attempt(sandbox: Sandbox, folder: Path, write: Write) -> None:
    sandbox.scores = (Score("AUC", 0.83, 0.79, 0.87),)
    write("week01/add_two.py", "mine = 1\n")

    grade(folder)

    with open_desk(folder).store() as store:
        assert [(s.name, s.value, s.low) for s in store.attempts()[0].scores] == [("AUC", 0.83, 0.79)]


def test_a_crash_of_the_grader_closes_the_sandbox(
    sandbox: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise MedaiError("The grading sandbox did not start.", "medai doctor", 3)

    monkeypatch.setattr("medai.grading.run.grade", crash)

    with pytest.raises(MedaiError, match="sandbox"):
        grade(folder)
    assert sandbox.open == 0


def test_files_that_are_missing(sandbox: Sandbox, folder: Path) -> None:
    (folder / "week01" / "mean_age.py").unlink()

    report = grade(folder, ("week1",))
    assert report.without_file == ("mean-age",)
    with pytest.raises(MedaiError, match=r"no week01/mean_age.py") as missing:
        grade(folder, ("mean-age",))
    assert missing.value.hint == "Get the starter: medai start week1"
    with pytest.raises(MedaiError) as locked:
        grade(folder, ("week2",))
    assert locked.value.hint.endswith("medai start week2 --force")


def test_a_missing_extra_is_told_before_grading(
    sandbox: Sandbox, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from medai.actions.extras import MissingExtra

    lacking = MissingExtra("imaging", ("torch",), 'python -m pip install "medai[imaging]"')
    monkeypatch.setattr("medai.actions.extras.missing_extra", lambda _: lacking)

    with pytest.raises(MedaiError, match="torch") as error:
        grade(folder)
    assert 'pip install "medai[imaging]"' in error.value.hint
    assert sandbox.asked == []


def test_a_week_without_exercises(sandbox: Sandbox, folder: Path) -> None:
    with pytest.raises(MedaiError, match="no exercises yet"):
        grade(folder, ("week17",))
