"""`medai author check` on the miniature course, whole and spoiled."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from medai import paths
from medai.actions.author.check import Checked, check
from medai.actions.author.new import list_exercise, new_exercise
from medai.actions.author.trial import try_file
from medai.errors import MedaiError


def _told(checked: Checked) -> dict[str, tuple[str, ...]]:
    return {
        f"{exercise.exercise_id}/{case.file}": case.problems
        for exercise in checked.exercises
        for case in exercise.cases
        if case.problems
    }


def test_the_miniature_course_is_sound_and_is_graded_once(own_course: Path, folder: Path) -> None:
    counted: list[tuple[int, int]] = []
    first = check(folder, tell=lambda done, total: counted.append((done, total)))
    assert counted == [(done, 27) for done in range(28)]
    assert (first.findings, _told(first), first.exit_code) == ((), {}, 0)
    assert (first.graded, first.reused) == (27, 0)

    again = check(folder)
    assert (again.graded, again.reused, again.exit_code) == (0, 27, 0)

    (own_course / "core/week01/add-two/wrong/joins_text.py").write_text(
        "def add_two(a, b):\n    return a + b\n"
    )
    changed = check(folder)
    assert changed.graded == 1
    assert _told(changed) == {"add-two/wrong/joins_text.py": ("a wrong solution passes",)}
    assert changed.exit_code == 1


def test_a_spoiled_exercise_is_found_out(own_course: Path, folder: Path) -> None:
    exercise = own_course / "core/week01/add-two"
    (exercise / "starter.py").write_text("import nothing_of_that_name\n")
    (exercise / "solution.py").write_text("def add_two(first_mg, second_mg):\n    return first_mg\n")

    told = _told(check(folder, ("add-two",)))

    assert told["add-two/starter.py"][0].startswith("the starter does not run (load):")
    assert told["add-two/solution.py"][0].startswith("a right solution fails ")


def test_a_broken_course_gives_findings_instead_of_a_crash(own_course: Path, folder: Path) -> None:
    path = own_course / "core/week01/add-two/exercise.yaml"
    path.write_text(path.read_text().replace("minutes: 5", "minutes: soon"))

    checked = check(folder)

    assert checked.exit_code == 1
    assert checked.exercises == ()
    assert "minutes" in checked.findings[0].message


def test_a_dataset_without_a_checksum_is_found(
    own_course: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    datasets = tmp_path / "datasets"
    shutil.copytree(paths.content_dir("datasets") / "pima", datasets / "pima")
    entry = datasets / "pima" / "dataset.yaml"
    entry.write_text(re.sub(r"\bsha256: *\S+", "", entry.read_text()))
    monkeypatch.setenv("MEDAI_DATASETS", str(datasets))

    findings = check(folder).findings

    assert [finding.file for finding in findings] == ["datasets/pima/dataset.yaml"]
    assert "checksum" in findings[0].message


def test_findings_are_those_of_the_named_exercise(own_course: Path, folder: Path) -> None:
    for name in ("week01/add-two", "week01/mean-age"):
        (own_course / "core" / name / "leftover.txt").write_text("")

    checked = check(folder, (str(own_course / "core/week01/mean-age"),))

    assert [exercise.exercise_id for exercise in checked.exercises] == ["mean-age"]
    assert [finding.file for finding in checked.findings] == ["course/core/week01/mean-age/leftover.txt"]


def test_a_new_exercise_passes_right_away(own_course: Path, folder: Path) -> None:
    made = new_exercise(folder, "net-benefit", "week2")

    assert made.folder == own_course / "core/week02/net-benefit"
    checked = check(folder, ("net-benefit",))
    assert (checked.findings, _told(checked), checked.graded) == ((), {}, 8)


@pytest.mark.parametrize(
    ("name", "week", "message"),
    [
        ("Net Benefit", "week2", "is no id"),
        ("add-two", "week2", "already"),
        ("net-benefit", "add-two", "is an exercise"),
        ("net-benefit", "week17", "no week.yaml"),
        ("net-benefit", "week99", "no week 99"),
    ],
)
def test_a_new_exercise_that_cannot_be(
    own_course: Path, folder: Path, name: str, week: str, message: str
) -> None:
    before = sorted(own_course.rglob("*"))

    with pytest.raises(MedaiError, match=message):
        new_exercise(folder, name, week)
    assert sorted(own_course.rglob("*")) == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("exercises: [a, b]\nhours: 1\n", "exercises: [a, b, new]\nhours: 1\n"),
        ("exercises: []\n", "exercises: [new]\n"),
        ("exercises:\n  - a\n  - b\nhours: 1\n", "exercises:\n  - a\n  - b\n  - new\nhours: 1\n"),
        ("exercises:\n- a\n", "exercises:\n- a\n- new\n"),
        ("exercises:\n  - a", "exercises:\n  - a\n  - new\n"),
        ("exercises: [a,\n  b]\n", "exercises: [a,\n  b, new]\n"),
        ("title: none\n", None),
    ],
)
def test_listing_keeps_the_file_as_it_is_written(before: str, after: str | None) -> None:
    assert list_exercise(before, "new") == after


def test_any_file_can_be_tried(folder: Path) -> None:
    file = folder / "idea.py"
    file.write_text("def add_two(first_mg, second_mg):\n    return first_mg + second_mg\n")

    report = try_file(folder, "add-two", Path("idea.py"))

    assert report.exit_code == 0
    assert not report.graded[0].recorded
    assert sorted(path.name for path in folder.iterdir()) == ["idea.py"], "nothing is left behind"
    with pytest.raises(MedaiError, match="cannot be read"):
        try_file(folder, "add-two", Path("none.py"))
