"""Pulling a new release into a fork with work in it: no conflict, no pass lost, no file moved."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest
from actions.releases import ADDRESS, Fork, Upstream, fork, git

from medai.actions.ci.grade import grade as ci_grade
from medai.actions.ci.grade import workspace_at
from medai.actions.desk import open_desk
from medai.actions.grade import GradeReport, grade
from medai.actions.hint import hint
from medai.actions.leaderboard import leaderboard
from medai.actions.start import start
from medai.actions.status import list_exercises, status
from medai.actions.update import update
from medai.errors import MedaiError
from medai.views.console import rendered
from medai.views.update import show_update
from medai.workspace.ledger import read_ledger
from medai.workspace.pin import Pin, read_pin, write_pin

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")

DRY_RUN = """\
medai update  nothing is written yet
What grades every push would be v0.2.0 (https://github.com/OWNER/medai); it was
v0.1.0.

Renamed
  mean-age is now mean-years (Mean age without the unknown ones). Your file
  stays week01/mean_age.py, and your pass counts.

Moved to another week
  count-rows (Count patients, not rows) from week2 to week1. Your file stays
  week02/count_rows.py.
  add-two (Add two numbers) from week1 to week2. Your file stays
  week01/add_two.py.
  mean-years (Mean age without the unknown ones) from week1 to week2. Your file
  stays week01/mean_age.py.

Checked by a changed grader
  add-two (Add two numbers): your pass stays a pass. Grade again to see the new
  checks.

No longer part of the course
  join-doses: your file week01/join_doses.py stays where it is; its 3 points
  stay on record.

New
  dose-per-kg (Add two numbers), 3 points, in week2, which you have begun.

Your files stay as and where they are, and every pass stays a pass.

  medai update          write this into medai.toml and progress.json
  medai grade add-two   see the new checks
  medai start week2     get the new files
"""


def _use(monkeypatch: pytest.MonkeyPatch, course: Path, version: str, cache: Path) -> None:
    """Install a release: its course and its version."""
    monkeypatch.setenv("MEDAI_CURRICULUM", str(course))
    monkeypatch.setenv("MEDAI_CACHE", str(cache))
    monkeypatch.setenv("MEDAI_OFFLINE", "1")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("MEDAI_MIRROR", raising=False)
    for module in ("tree", "cache"):
        monkeypatch.setattr(f"medai.curriculum.{module}.__version__", version)


def _grade(fork: Fork, *names: str) -> GradeReport:
    return grade(fork.workspace, names, standby=False)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Fork:
    """A fork with three passes and one failure on the first release, all committed."""
    place = tmp_path_factory.mktemp("releases")
    (place / "upstream").mkdir()
    upstream = Upstream(place / "upstream")
    upstream.release_1()
    mine = fork(upstream, place / "fork")
    with pytest.MonkeyPatch.context() as patch:
        _use(patch, mine.root / "curriculum", "0.1.0", place / "cache")
        start(mine.root, "week1")
        mine.solve("add-two", "week01/add_two.py")
        mine.solve("mean-age", "week01/mean_age.py")
        mine.solve("join-doses", "week01/join_doses.py")
        hint(mine.workspace, "mean-age")
        assert _grade(mine, "week1").exit_code == 0
        start(mine.workspace, "week2")
        mine.solve("count-rows", "week02/count_rows.py", wrong="counts_rows.py")
        assert _grade(mine, "week2").exit_code == 1
        mine.commit("My work on the first release")
    upstream.release_2()
    return mine


@pytest.fixture
def pulled(begun: Fork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fork:
    """The fork with the second release pulled, and that release installed."""
    mine = Fork(tmp_path / "fork")
    shutil.copytree(begun.root, mine.root)
    before = mine.files()
    mine.pull()
    assert mine.files() == before
    _use(monkeypatch, mine.root / "curriculum", "0.2.0", tmp_path / "cache")
    return mine


@pytest.fixture
def cloned(pulled: Fork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fork:
    """The same fork on another computer, where medai never ran."""
    git(tmp_path, "clone", str(pulled.root), str(tmp_path / "other"))
    other = Fork(tmp_path / "other")
    assert not (other.workspace / ".medai").exists()
    monkeypatch.setenv("MEDAI_CURRICULUM", str(other.root / "curriculum"))
    return other


@pytest.fixture(params=["pulled", "cloned"])
def mine(request: pytest.FixtureRequest) -> Fork:
    """Either of the two: what is committed is enough."""
    found: Fork = request.getfixturevalue(request.param)
    return found


def _standing(fork: Fork) -> dict[str, tuple[str, str, int]]:
    listed = list_exercises(fork.workspace).weeks
    return {e.id: (e.state, e.file, e.earned) for week in listed for e in week.exercises}


STANDING = {
    "count-rows": ("tried", "week02/count_rows.py", 2),
    "add-two": ("passed", "week01/add_two.py", 3),
    "mean-years": ("passed", "week01/mean_age.py", 5),
    "dose-per-kg": ("new", "week02/dose_per_kg.py", 0),
}


def test_the_first_release_is_pinned_and_claimed(begun: Fork) -> None:
    assert read_pin(begun.workspace) == Pin("v0.1.0", ADDRESS)
    ledger = read_ledger(begun.workspace)
    assert {name: entry.passed is not None for name, entry in ledger.items()} == {
        "add-two": True, "count-rows": False, "join-doses": True, "mean-age": True
    }  # fmt: skip
    committed = git(begun.root, "ls-files", "workspace").split()
    assert {"workspace/medai.toml", "workspace/progress.json"} <= set(committed)
    assert not any(".medai/" in name for name in committed)


def test_every_pass_is_still_a_pass(pulled: Fork) -> None:
    assert _standing(pulled) == STANDING
    now = status(pulled.workspace)
    assert (now.passed, now.total, now.earned) == (2, 4, 10)
    assert now.hints_used == 1
    assert open_desk(pulled.workspace).passed >= {"add-two", "mean-years", "join-doses"}


def test_a_fresh_clone_knows_every_pass(cloned: Fork) -> None:
    assert _standing(cloned) == STANDING | {"count-rows": ("started", "week02/count_rows.py", 0)}
    now = status(cloned.workspace)
    assert (now.passed, now.earned, now.hints_used) == (2, 8, 0)
    with open_desk(cloned.workspace).store() as store:
        assert store.attempts() == ()
        assert {claim.exercise_id for claim in store.claims()} == {"add-two", "mean-years", "join-doses"}
    assert (cloned.workspace / ".medai" / ".gitignore").read_text() == "*\n"
    assert git(cloned.root, "status", "--porcelain") == ""


def test_a_claim_outlives_progress_json(cloned: Fork) -> None:
    assert status(cloned.root).workspace == cloned.workspace, "found from the top of the clone"
    (cloned.workspace / "progress.json").unlink()
    assert _standing(cloned) == STANDING | {"count-rows": ("started", "week02/count_rows.py", 0)}


def test_dry_run_says_exactly_what_changes_and_writes_nothing(mine: Fork) -> None:
    files = mine.files()

    found = update(mine.workspace, dry_run=True)

    assert rendered(found, show_update) == DRY_RUN
    assert git(mine.root, "status", "--porcelain") == ""
    assert mine.files() == files


def test_update_writes_the_pin_and_the_new_names(mine: Fork) -> None:
    files = mine.files()
    before = read_ledger(mine.workspace)

    update(mine.workspace)

    assert read_pin(mine.workspace) == Pin("v0.2.0", ADDRESS)
    after = read_ledger(mine.workspace)
    assert {name: (entry.week_id, entry.file) for name, entry in after.items()} == {
        "add-two": ("week2", "week01/add_two.py"),
        "count-rows": ("week1", "week02/count_rows.py"),
        "join-doses": ("week1", "week01/join_doses.py"),
        "mean-years": ("week2", "week01/mean_age.py"),
    }
    assert after["mean-years"].passed == before["mean-age"].passed
    assert after["add-two"].grader == before["add-two"].grader
    assert after["join-doses"] == before["join-doses"]
    assert mine.files() == files
    assert _standing(mine)["mean-years"] == STANDING["mean-years"]
    again = update(mine.workspace, dry_run=True)
    assert [change.exercise_id for change in again.regraded] == ["add-two"]
    assert (again.pinned, again.renamed, again.moved, again.new) == ("v0.2.0", (), (), ())


@pytest.mark.parametrize("updated", [False, True])
def test_grading_goes_on_where_the_files_are(mine: Fork, updated: bool) -> None:
    if updated:
        update(mine.workspace)
    mine.solve("count-rows", "week02/count_rows.py")
    files = mine.files()

    report = _grade(mine, "mean_age", "week02/count_rows.py", "add-two")

    assert [(one.exercise.id, one.file, one.result.passed) for one in report.graded] == [
        ("mean-years", "week01/mean_age.py", True),
        ("count-rows", "week02/count_rows.py", True),
        ("add-two", "week01/add_two.py", True),
    ]
    assert mine.files() == files
    ledger = read_ledger(mine.workspace)
    passed = {name: (entry.file, entry.passed is not None) for name, entry in ledger.items()}
    assert passed["count-rows"] == ("week02/count_rows.py", True)
    assert update(mine.workspace).regraded == (), "graded again, so the new checks are known"
    assert read_ledger(mine.workspace).keys() == {"add-two", "count-rows", "join-doses", "mean-years"}


def test_a_push_after_the_pull_is_graded_where_the_files_are(cloned: Fork, tmp_path: Path) -> None:
    report = ci_grade(workspace_at(cloned.root, None), tmp_path / "out", seed=1)

    assert report.fault is None
    assert {
        one.id: (one.file, one.outcome, one.claim is not None)
        for week in report.weeks
        for one in week.exercises
    } == {
        "add-two": ("week01/add_two.py", "passed", True),
        "count-rows": ("week02/count_rows.py", "failed", False),
        "mean-years": ("week01/mean_age.py", "passed", True),
    }
    assert [(one.id, one.file) for one in report.gone] == [("join-doses", "week01/join_doses.py")]
    assert not (cloned.workspace / ".medai" / "progress.db").exists()
    assert git(cloned.root, "status", "--porcelain") == ""


def test_what_is_new_goes_to_its_new_place(mine: Fork) -> None:
    mine.solve("count-rows", "week02/count_rows.py")
    _grade(mine, "count-rows")

    started = start(mine.workspace, "week2")

    assert started.written == ("week02/dose_per_kg.py",)
    assert started.kept == ("week01/add_two.py", "week01/mean_age.py")
    assert _standing(mine)["dose-per-kg"][0] == "started"
    assert read_ledger(mine.workspace)["dose-per-kg"].week_id == "week2"


def test_an_exercise_that_was_taken_out_is_told(mine: Fork) -> None:
    for act in (lambda: _grade(mine, "week01/join_doses.py"), lambda: hint(mine.workspace, "join-doses")):
        with pytest.raises(MedaiError, match="join-doses is no longer part of the course") as caught:
            act()
        assert "points stay on record" in caught.value.hint
    with pytest.raises(MedaiError, match="no exercise or week called"):
        hint(mine.workspace, "never-was")


def test_a_file_that_the_learner_moves_away_goes_to_the_new_place(pulled: Fork) -> None:
    (pulled.workspace / "week01" / "mean_age.py").rename(pulled.workspace / "week02" / "mean_years.py")
    assert _standing(pulled)["mean-years"][:2] == ("passed", "week02/mean_years.py")


def test_an_old_workspace_without_the_two_files_finds_its_work(pulled: Fork) -> None:
    for name in ("medai.toml", "progress.json"):
        (pulled.workspace / name).unlink()

    assert _standing(pulled) == STANDING
    start(pulled.workspace, "week1")

    ledger = read_ledger(pulled.workspace)
    assert {name: (entry.file, entry.passed is not None) for name, entry in ledger.items()} == {
        "add-two": ("week01/add_two.py", True),
        "count-rows": ("week02/count_rows.py", False),
        "join-doses": ("week01/join_doses.py", True),
        "mean-years": ("week01/mean_age.py", True),
    }
    assert ledger["mean-years"].grader == "", "which grader it was, nobody knows any more"
    assert read_pin(pulled.workspace) == Pin("v0.2.0", ADDRESS)


def test_the_record_without_progress_json_in_a_clone_that_cannot_be_written(
    cloned: Fork, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise MedaiError("This disk is read-only.")

    monkeypatch.setattr("medai.actions.desk.prepare_state", refuse)

    assert _standing(cloned) == STANDING | {"count-rows": ("started", "week02/count_rows.py", 0)}
    assert not (cloned.workspace / ".medai").exists()


def test_an_older_release_is_refused(pulled: Fork) -> None:
    write_pin(pulled.workspace, Pin("v0.10.0", ADDRESS))
    for dry_run in (True, False):
        with pytest.raises(MedaiError, match=r"graded by v0.10.0; medai 0.2.0, which is installed, is older"):
            update(pulled.workspace, dry_run=dry_run)
    assert read_pin(pulled.workspace) == Pin("v0.10.0", ADDRESS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Pin("0.1.0"), Pin("0.2.0")),
        (Pin("0.1.0", ADDRESS), Pin("0.2.0", ADDRESS)),
        (Pin("v0.1.0", "https://example.org/own"), Pin("v0.2.0", "https://example.org/own")),
        (Pin("main", ADDRESS), Pin("v0.2.0", ADDRESS)),
    ],
)
def test_the_pin_keeps_its_source(pulled: Fork, before: Pin, after: Pin) -> None:
    write_pin(pulled.workspace, before)
    assert update(pulled.workspace).pinned == before.release
    assert read_pin(pulled.workspace) == after


def test_a_broken_pin_is_kept_and_written_anew(pulled: Fork) -> None:
    (pulled.workspace / "medai.toml").write_text("<<<<<<< HEAD\n[medai]\n")

    found = update(pulled.workspace)

    assert found.pinned is None
    assert "line 1: the mark of a git merge" in found.notes[0]
    assert tomllib.loads((pulled.workspace / "medai.toml").read_text())["medai"]["release"] == "v0.2.0"
    kept = pulled.workspace / found.notes[1].removeprefix("The old medai.toml is kept as ").removesuffix(".")
    assert kept.read_text() == "<<<<<<< HEAD\n[medai]\n"


def test_a_broken_progress_json_is_told(pulled: Fork) -> None:
    file = pulled.workspace / "progress.json"
    broken = file.read_text(encoding="utf-8").replace('"exercises": {', '"exercises": {\n<<<<<<< HEAD')
    file.write_text(broken, encoding="utf-8")
    for act in (lambda: update(pulled.workspace), lambda: update(pulled.workspace, dry_run=True)):
        with pytest.raises(MedaiError, match=r"progress.json, line 5"):
            act()
    assert file.read_text(encoding="utf-8") == broken
    assert _standing(pulled) == STANDING
    assert "line 5" in status(pulled.workspace).notes[0]

    report = _grade(pulled, "count-rows")

    assert "kept as .medai/backups/" in report.notes[0]
    ledger = read_ledger(pulled.workspace)
    assert {name for name, entry in ledger.items() if entry.passed} >= {"add-two", "mean-years", "join-doses"}
    assert _standing(pulled) == STANDING


def test_nothing_to_tell_is_told(begun: Fork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _use(monkeypatch, begun.root / "curriculum", "0.1.0", tmp_path / "cache")
    found = update(begun.workspace, dry_run=True)
    assert rendered(found, show_update).startswith(
        "medai update  nothing is written yet\n"
        "Every push is graded by v0.1.0 (https://github.com/OWNER/medai), as it is now.\n"
        "Nothing else changes for you.\n"
    )


def test_old_scores_stand_on_the_board_of_the_new_name(pulled: Fork) -> None:
    with open_desk(pulled.workspace).store() as store:
        assert {attempt.exercise_id for attempt in store.attempts()} == {
            "add-two", "count-rows", "join-doses", "mean-years"
        }  # fmt: skip
    assert leaderboard(pulled.workspace, "mean-age").boards == ()
