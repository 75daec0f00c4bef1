"""`medai ci grade` on the miniature course: what is graded, what is not, and whose fault is whose."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from medai.actions.ci import verdicts
from medai.actions.ci.delivery import deliver
from medai.actions.ci.grade import grade, out_folder, workspace_at
from medai.actions.ci.report import CiReport, ExerciseReport
from medai.errors import OUR_FAULT, MedaiError
from medai.grading.layers import Layer
from medai.grading.result import CheckResult, Feedback, GradeResult, Outcome
from medai.grading.slots import Ended
from medai.workspace.ledger import Entry, Pass, update_ledger

RIGHT = "def add_two(first_mg, second_mg):\n    return first_mg + second_mg\n"
WRONG = "# nothing here\n\n\ndef add_two(first_mg, second_mg):\n    print(first_mg)\n"
MEAN = "def mean_age(ages):\n    known = [age for age in ages if age is not None]\n    return sum(known) / len(known)\n"
PIN = '[medai]\nrelease = "v0.1.0"\nsource = "https://example.org/medai"\n'


class Fork:
    """A learner's repository with a workspace in it, and its runs."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.workspace = root / "workspace"
        self.workspace.mkdir()
        (root / ".git").mkdir()
        (self.workspace / "medai.toml").write_text(PIN)

    def write(self, file: str, text: str) -> str:
        """Save a file of the workspace; its sha256."""
        path = self.workspace / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return hashlib.sha256(text.encode()).hexdigest()

    def claim(self, exercise: str, file: str, sha256: str = "0" * 64) -> None:
        passed = Pass("2026-03-01T10:00:00Z", "v0.1.0", 3, sha256)
        update_ledger(self.workspace, [Entry(exercise, "week1", file, "0" * 16, passed)])

    def run(self, *, everything: bool = False) -> CiReport:
        """As the command does: grade, then keep the results for the next run."""
        workspace = workspace_at(self.root / "workspace", None)
        out = out_folder(workspace, self.root, None)
        report = grade(workspace, out, everything=everything, seed=1)
        deliver(out, {"results.json": report.to_json()})
        return report


@pytest.fixture
def fork(folder: Path) -> Fork:
    return Fork(folder)


@pytest.fixture(autouse=True)
def proved_layers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The layers' own proof is tested elsewhere and takes a second; one test here has the real one."""
    if request.node.name != "test_right_work_passes_and_nothing_but_the_results_is_written":
        monkeypatch.setattr("medai.actions.ci.grade.layers", lambda: (Layer("process", True, "held"),))


def outcomes(report: CiReport) -> dict[str, str]:
    return {exercise.id: exercise.outcome for exercise in report.all()}


def only(report: CiReport) -> ExerciseReport:
    (exercise,) = report.all()
    return exercise


def everything_below(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_right_work_passes_and_nothing_but_the_results_is_written(fork: Fork) -> None:
    fork.write("week01/add_two.py", RIGHT)
    fork.write("week01/mean_age.py", MEAN)
    before = everything_below(fork.root)

    report = fork.run()

    assert outcomes(report) == {"add-two": "passed", "mean-age": "passed"}
    assert (report.exit_code, report.fault, report.earned) == (0, None, report.points)
    assert (report.grader.release, report.scene.workspace) == ("v0.1.0", "workspace")
    assert next(layer.name for layer in report.isolation if layer.active) == "process"
    after = everything_below(fork.root)
    assert set(after) - set(before) == {"workspace/.medai/.gitignore", "workspace/.medai/ci/results.json"}
    assert {name: after[name] for name in before} == before


def test_a_failed_check_says_why_and_at_which_line(fork: Fork) -> None:
    sha = fork.write("week01/add_two.py", WRONG)

    report = fork.run()

    exercise = only(report)
    failed, skipped = exercise.checks
    assert report.exit_code == 1
    assert (exercise.outcome, exercise.sha256, exercise.earned) == ("failed", sha, 0)
    assert "gave back None" in failed.why
    assert failed.line == 4
    assert (skipped.outcome, skipped.needs) == ("skipped", "returns a number")


def test_the_starter_as_it_came_is_not_graded(fork: Fork, folder: Path) -> None:
    from medai.actions.desk import open_desk, starter_text

    exercise = open_desk(folder).course.exercise("add-two")
    assert exercise is not None
    fork.write("week01/add_two.py", starter_text(exercise))

    report = fork.run()

    assert (list(report.all()), report.exit_code, report.isolation) == ([], 0, ())
    assert report.exercises > 0


def test_what_failed_and_has_not_changed_keeps_its_verdict_and_is_no_pass(fork: Fork) -> None:
    fork.write("week01/add_two.py", WRONG)
    first = fork.run()

    second, third = fork.run(), fork.run()

    for report in (second, third):
        exercise = only(report)
        assert (exercise.outcome, exercise.graded, report.exit_code) == ("unchanged", False, 0)
        assert exercise.before is not None
        assert (exercise.before.outcome, exercise.before.at) == ("failed", first.at)
        assert report.count("passed") == 0
    assert outcomes(fork.run(everything=True)) == {"add-two": "failed"}


def test_what_passed_is_graded_on_every_run(fork: Fork) -> None:
    fork.write("week01/add_two.py", RIGHT)
    fork.run()

    assert only(fork.run()).graded


@pytest.mark.parametrize("change", ["file", "neighbour", "grader", "release"])
def test_what_changed_is_graded_again(fork: Fork, own_course: Path, change: str) -> None:
    fork.write("week01/add_two.py", WRONG)
    fork.run()
    assert outcomes(fork.run()) == {"add-two": "unchanged"}

    if change == "file":
        fork.write("week01/add_two.py", WRONG + "# more\n")
    elif change == "neighbour":
        fork.write("week01/helpers_of_mine.py", "x = 1\n")
    elif change == "grader":
        grader = own_course / "core/week01/add-two/grade.py"
        grader.write_text(grader.read_text() + "\n# stricter\n")
    else:
        (fork.workspace / "medai.toml").write_text(PIN.replace("v0.1.0", "v0.2.0"))

    assert outcomes(fork.run()) == {"add-two": "failed"}


def test_a_claim_that_no_longer_holds_is_graded_although_nothing_changed(fork: Fork) -> None:
    fork.claim("add-two", "week01/add_two.py", fork.write("week01/add_two.py", WRONG))
    fork.run()

    report = fork.run()

    exercise = only(report)
    assert (exercise.outcome, exercise.broken_claim, report.exit_code) == ("failed", True, 1)
    assert exercise.claim is not None
    assert (exercise.claim.at, exercise.claim.release) == ("2026-03-01T10:00:00Z", "v0.1.0")


def test_a_claim_without_a_file_is_missing_and_one_of_no_exercise_is_told(fork: Fork) -> None:
    fork.claim("add-two", "week01/add_two.py")
    fork.claim("older-exercise", "week01/older.py")

    report = fork.run()

    assert (outcomes(report), report.exit_code) == ({"add-two": "missing"}, 1)
    assert [(gone.id, gone.file) for gone in report.gone] == [("older-exercise", "week01/older.py")]


def test_a_claim_under_a_former_name_in_a_former_place_is_graded(fork: Fork, own_course: Path) -> None:
    manifest = own_course / "core/week01/add-two/exercise.yaml"
    manifest.write_text(
        manifest.read_text().replace("file: add_two.py", "file: add_two.py\nformerly: [sum-two]")
    )
    fork.claim("sum-two", "start/sum_two.py", fork.write("start/sum_two.py", RIGHT))

    exercise = only(fork.run())

    assert (exercise.id, exercise.outcome, exercise.file) == ("add-two", "passed", "start/sum_two.py")


def test_an_untouched_starter_that_is_claimed_does_not_pass(fork: Fork, folder: Path) -> None:
    from medai.actions.desk import open_desk, starter_text

    exercise = open_desk(folder).course.exercise("add-two")
    assert exercise is not None
    fork.claim("add-two", "week01/add_two.py", fork.write("week01/add_two.py", starter_text(exercise)))

    report = fork.run()

    assert (only(report).broken_claim, report.exit_code) == (True, 1)


def test_forged_results_of_a_last_run_make_no_pass(fork: Fork) -> None:
    fork.write("week01/add_two.py", WRONG)
    fork.run()
    results = fork.workspace / ".medai/ci/results.json"
    data = json.loads(results.read_text())
    forged = data["weeks"][0]["exercises"][0]
    forged |= {"outcome": "passed", "earned": 3}
    results.write_text(json.dumps(data))
    assert outcomes(fork.run()) == {"add-two": "failed"}

    forged |= {
        "outcome": "unchanged",
        "before": {"outcome": "passed", "earned": 3, "points": 3, "at": "x", "commit": None},
    }
    results.write_text(json.dumps(data))
    assert outcomes(fork.run()) == {"add-two": "failed"}


@pytest.mark.parametrize("text", ["{", "[]", '{"medai_results": 2}', '{"medai_results": 1}', "[" * 100_000])
def test_unreadable_results_of_a_last_run_cost_only_time(fork: Fork, text: str) -> None:
    fork.write("week01/add_two.py", WRONG)
    fork.run()
    (fork.workspace / ".medai/ci/results.json").write_text(text)

    report = fork.run()

    assert outcomes(report) == {"add-two": "failed"}
    assert any("everything is graded" in note for note in report.notes)


def test_a_pass_that_was_lost_and_a_file_that_is_gone_are_told(fork: Fork) -> None:
    fork.write("week01/add_two.py", RIGHT)
    fork.write("week01/mean_age.py", MEAN)
    first = fork.run()
    fork.write("week01/add_two.py", WRONG)
    (fork.workspace / "week01/mean_age.py").unlink()

    report = fork.run()

    assert only(report).note == f"It passed in the last run, on {first.at[:10]}."
    assert report.notes[-1] == "mean-age passed in the last run; its file is gone."


def test_a_file_that_cannot_be_read_is_the_learners_to_mend(fork: Fork) -> None:
    (fork.workspace / "week01").mkdir()
    (fork.workspace / "week01/add_two.py").write_bytes(b"# caf\xe9\n")
    (fork.workspace / "week01/mean_age.py").symlink_to("/etc/passwd")

    report = fork.run()

    assert (outcomes(report), report.exit_code) == ({"add-two": "failed", "mean-age": "failed"}, 1)
    first, second = report.all()
    assert "not UTF-8" in first.checks[0].why
    assert "leads out of the workspace" in second.checks[0].why


def test_a_sandbox_that_does_not_start_is_never_the_learners_failure(
    fork: Fork, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_sandbox() -> None:
        raise MedaiError("The grading sandbox did not start.", "Run: medai doctor", OUR_FAULT)

    monkeypatch.setattr("medai.actions.ci.grade.layers", no_sandbox)
    fork.write("week01/add_two.py", RIGHT)

    report = fork.run()

    assert (outcomes(report), report.exit_code) == ({"add-two": "error"}, 3)
    assert report.fault is not None
    assert "add-two" in report.fault.message
    assert only(report).note == "The grading sandbox did not start."
    monkeypatch.undo()


def test_after_a_fault_of_ours_the_same_files_are_graded(fork: Fork, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_sandbox() -> None:
        raise OSError("no more processes")

    fork.write("week01/add_two.py", WRONG)
    with monkeypatch.context() as patched:
        patched.setattr("medai.actions.ci.grade.layers", no_sandbox)
        assert outcomes(fork.run()) == {"add-two": "error"}

    assert outcomes(fork.run()) == {"add-two": "failed"}


def test_a_grader_that_breaks_or_dies_is_our_fault_and_the_others_count(fork: Fork, own_course: Path) -> None:
    (own_course / "core/week01/add-two/grade.py").write_text(
        "import os\ndef test_returns_number(solution): os._exit(0)\ndef test_sum_is_right(solution): pass\n"
    )
    (own_course / "core/week02/count-rows/grade.py").write_text("import no_such_module\n")
    fork.write("week01/add_two.py", RIGHT)
    fork.write("week01/mean_age.py", MEAN)
    fork.write("week02/count_rows.py", "def count_patients(table):\n    return 1\n")

    report = fork.run()

    assert outcomes(report) == {"add-two": "error", "mean-age": "passed", "count-rows": "error"}
    assert report.exit_code == 3
    assert report.fault is not None
    notes = {exercise.id: exercise.note for exercise in report.all()}
    assert notes["add-two"] == "The grader ended without a verdict."
    assert notes["count-rows"] == "A check of this exercise broke."
    assert report.fault.message.startswith("2 of 3 could not be graded: add-two, count-rows.")


def test_work_that_takes_too_long_is_stopped_and_the_others_go_on(fork: Fork) -> None:
    slow = "import time\n\n\ndef add_two(first_mg, second_mg):\n    time.sleep(1.5)\n    return first_mg + second_mg\n"
    fork.write("week01/add_two.py", slow)
    workspace = workspace_at(fork.workspace, None)
    from medai.actions.ci.work import works
    from medai.actions.desk import open_desk

    found = tuple(works(open_desk(fork.root).course, workspace, {}, {}))
    reports = verdicts.verdicts(found, 1, seconds=1.0)

    report = reports["add-two"]
    assert (report.outcome, report.checks[0].kind) == ("failed", "timeout")
    assert "longer than 1 s" in report.checks[0].why
    assert [check.outcome for check in report.checks] == ["failed", "skipped"]


def test_what_was_too_slow_beside_others_is_graded_once_more_by_itself(
    fork: Fork, monkeypatch: pytest.MonkeyPatch
) -> None:
    fork.write("week01/add_two.py", RIGHT)
    fork.write("week01/mean_age.py", MEAN)
    asked: list[tuple[list[str], int]] = []

    def graded(ready: dict[str, object], seed: int, seconds: float, at_once: int) -> Iterator[Ended]:
        asked.append((list(ready), at_once))
        for key in ready:
            slow = key == "add-two" and at_once > 1
            feedback = Feedback("Stopped after 2 s.", kind="timeout") if slow else None
            outcome = Outcome.FAILED if slow else Outcome.PASSED
            check = CheckResult("sum_is_right", "adds", outcome, 3, 0 if slow else 3, feedback=feedback)
            yield Ended(key, GradeResult(key, outcome, (check,), 0.1, seed))

    monkeypatch.setattr(verdicts, "_graded", graded)
    monkeypatch.setattr(verdicts, "cores", lambda: 2)

    report = fork.run()

    assert asked == [(["add-two", "mean-age"], 2), (["add-two"], 1)]
    assert outcomes(report) == {"add-two": "passed", "mean-age": "passed"}


def test_what_was_stopped_for_its_time_is_graded_again_although_nothing_changed(fork: Fork) -> None:
    fork.write("week01/add_two.py", "def add_two(first_mg, second_mg):\n    while True:\n        pass\n")
    fork.run()

    exercise = only(fork.run())

    assert (exercise.outcome, exercise.checks[0].kind) == ("failed", "timeout")


def test_a_busy_computer_is_named_where_a_call_was_stopped(
    fork: Fork, monkeypatch: pytest.MonkeyPatch
) -> None:
    fork.write("week01/add_two.py", "def add_two(first_mg, second_mg):\n    while True:\n        pass\n")
    monkeypatch.setattr("os.getloadavg", lambda: (40.0, 1.0, 1.0))
    monkeypatch.setattr(verdicts, "cores", lambda: 2)

    notes = fork.run().notes
    monkeypatch.setattr("os.getloadavg", lambda: (2.0, 1.0, 1.0))
    quiet = fork.run(everything=True).notes

    assert [note for note in notes if "40 programs wanted its 2 processors" in note]
    assert not [note for note in quiet if "busy" in note]


def test_a_broken_pin_stops_the_run_with_a_report(fork: Fork) -> None:
    (fork.workspace / "medai.toml").write_text('[medai]\nrelease = "; rm -rf /"\n')
    fork.write("week01/add_two.py", RIGHT)

    report = fork.run()

    assert report.exit_code == 2
    assert report.fault is not None
    assert "medai.toml: release" in report.fault.message


def test_a_merge_left_open_in_the_ledger_is_said_and_the_work_is_graded(fork: Fork) -> None:
    fork.write("week01/add_two.py", RIGHT)
    (fork.workspace / "progress.json").write_text("{\n<<<<<<< HEAD\n")

    report = fork.run()

    assert (outcomes(report), report.exit_code) == ({"add-two": "passed"}, 2)
    assert report.fault is not None
    assert "progress.json, line 2" in report.fault.message


def test_of_module_and_notebook_the_one_that_passed_counts_else_the_touched_one(
    fork: Fork, folder: Path
) -> None:
    from medai.actions.desk import open_desk, starter_text

    exercise = open_desk(folder).course.exercise("add-two")
    assert exercise is not None
    cell = {
        "cell_type": "code",
        "source": RIGHT,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        "id": "a",
    }
    notebook = json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    fork.write("week01/add_two.py", starter_text(exercise))
    sha = fork.write("week01/add_two.ipynb", notebook)

    touched = only(fork.run())
    fork.write("week01/add_two.py", WRONG)
    module = only(fork.run())
    fork.claim("add-two", "week01/add_two.ipynb", sha)
    claimed = only(fork.run())

    assert (touched.outcome, touched.file) == ("passed", "week01/add_two.ipynb")
    assert (module.outcome, module.file) == ("failed", "week01/add_two.py")
    assert "week01/add_two.ipynb is there too" in module.note
    assert (claimed.outcome, claimed.file) == ("passed", "week01/add_two.ipynb")


def test_results_never_go_out_of_the_workspace_through_a_link(fork: Fork, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (fork.workspace / ".medai").symlink_to(elsewhere)

    with pytest.raises(MedaiError, match="leads out"):
        out_folder(workspace_at(fork.root, Path("workspace")), fork.root, None)


def test_a_named_folder_that_is_not_there(fork: Fork) -> None:
    with pytest.raises(MedaiError, match="no folder"):
        workspace_at(fork.root, Path("nowhere"))


def test_an_exercise_whose_extra_is_not_installed_is_not_the_learners_failure(
    fork: Fork, monkeypatch: pytest.MonkeyPatch
) -> None:
    from medai.actions.extras import MissingExtra

    monkeypatch.setattr(
        "medai.actions.ci.verdicts.missing_extra",
        lambda extra: MissingExtra("deploy", ("flask",), "pip install it"),
    )
    fork.write("week01/add_two.py", RIGHT)

    report = fork.run()

    assert (outcomes(report), report.exit_code) == ({"add-two": "error"}, 3)
    assert "flask, not installed here: pip install it" in only(report).note


def test_what_is_planted_in_a_repository_is_never_run(fork: Fork, tmp_path: Path) -> None:
    """Files that Python, pytest or a library would take from the current folder, and a hostile solution."""
    import os
    import subprocess
    import sys

    sign = tmp_path / "sign"
    planted = f"open({str(sign)!r}, 'a').write(__file__)\nraise SystemExit(0)\n"
    fork.write("week01/add_two.py", "import os\n\n\ndef add_two(a, b):\n    os._exit(0)\n")
    names = (
        "conftest", "sitecustomize", "usercustomize", "pandas", "pytest", "multiprocessing", "random", "typer",
        "medai", "numpy", "msgpack", "select", "rich",
    )  # fmt: skip
    for folder in (fork.root, fork.workspace, fork.workspace / "week01"):
        for name in names:
            (folder / f"{name}.py").write_text(planted)
        (folder / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
        (folder / "pyproject.toml").write_text('[tool.pytest.ini_options]\naddopts = "--collect-only"\n')
        (folder / "tox.ini").write_text("[pytest]\naddopts = --collect-only\n")
        (folder / "matplotlibrc").write_text("backend: module://evil\n")

    command = [
        str(Path(sys.executable).with_name("medai")),
        "ci",
        "grade",
        "--json",
        "--workspace",
        "workspace",
    ]
    environment = {**os.environ, "PYTEST_ADDOPTS": "--collect-only", "PYTEST_PLUGINS": "conftest"}
    ended = subprocess.run(
        command, cwd=fork.root, env=environment, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1, ended.stdout + ended.stderr
    (week,) = json.loads(ended.stdout)["data"]["weeks"]
    (exercise,) = week["exercises"]
    assert [check["outcome"] for check in exercise["checks"]] == ["failed", "skipped"]
    assert not sign.exists()


def test_a_report_fits_its_schema(fork: Fork, own_course: Path) -> None:
    import jsonschema

    from medai import paths

    schema = json.loads((paths.package_dir() / "_schemas/results.schema.json").read_text())
    (own_course / "core/week02/count-rows/grade.py").write_text("import no_such_module\n")
    fork.write("week01/add_two.py", WRONG)
    fork.write("week01/mean_age.py", MEAN)
    fork.run()
    shutil.copytree(fork.workspace / "week01", fork.workspace / "week02")
    fork.write("week02/count_rows.py", "x = 1\n")
    fork.claim("older-exercise", "week01/older.py")
    fork.claim("mean-age", "week01/mean_age.py")
    report = fork.run()
    assert set(outcomes(report).values()) == {"unchanged", "passed", "error"}

    for one in (report, replace(report, fault=None, exit_code=0), replace(report, weeks=(), gone=())):
        jsonschema.validate(json.loads(one.to_json()), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(report.to_json()) | {"exit_code": 4}, schema)
