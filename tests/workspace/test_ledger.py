"""progress.json: what a workspace claims."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from medai.errors import MedaiError
from medai.workspace.find import Workspace, create_workspace
from medai.workspace.ledger import Entry, Pass, Sheet, read_ledger, read_sheet, update_ledger

SHA = "ab" * 32
ADD = Entry("add-two", "week1", "week01/add_two.py", "0123456789abcdef")
ADDED = Entry(
    "add-two", "week1", "week01/add_two.py", "0123456789abcdef", Pass("2026-05-03T10:15:00Z", "0.1.0", 3, SHA)
)
MEAN = Entry("mean-age", "week1", "week01/mean âge.py", "")
MEANT = Entry(
    "mean-age",
    "week1",
    "week01/mean_age.ipynb",
    "f" * 16,
    Pass("2026-05-04T08:00:00.25+00:00", "0.1.0", 4, SHA),
)


def _file(ws: Workspace) -> Path:
    return ws.root / "progress.json"


def test_no_file_claims_nothing(ws: Workspace) -> None:
    assert read_ledger(ws.root) == {}
    assert update_ledger(ws.root, []) is None
    assert not _file(ws).exists()


def test_entries_are_read_as_they_were_written(ws: Workspace) -> None:
    assert update_ledger(ws.root, [MEAN, ADDED]) is None
    assert read_ledger(ws.root) == {"add-two": ADDED, "mean-age": MEAN}


def test_one_exercise_a_line_in_order(ws: Workspace) -> None:
    update_ledger(ws.root, [MEAN, ADDED])
    lines = _file(ws).read_text(encoding="utf-8").splitlines()
    assert [line.partition(":")[0] for line in lines if line.endswith(",")] == [
        '"medai_progress"', '"known"', '"add-two"', '"mean-age"'
    ]  # fmt: skip
    assert json.loads(_file(ws).read_text(encoding="utf-8"))["exercises"]["add-two"]["passed"]["points"] == 3


def test_nothing_new_leaves_the_file_alone(ws: Workspace) -> None:
    update_ledger(ws.root, [ADDED, MEAN])
    before = _file(ws).stat()
    update_ledger(ws.root, [ADD, MEAN])
    assert _file(ws).stat().st_ino == before.st_ino
    assert read_ledger(ws.root)["add-two"] == ADDED


def test_a_pass_gives_way_to_more_points_or_another_grader_only(ws: Workspace) -> None:
    def again(points: int, grader: str = ADD.grader) -> Entry:
        return Entry(
            "add-two",
            "week2",
            "week01/add_two.py",
            grader,
            Pass("2026-06-01T00:00:00Z", "0.2.0", points, SHA),
        )

    update_ledger(ws.root, [ADDED])
    update_ledger(ws.root, [again(3)])
    kept = read_ledger(ws.root)["add-two"]
    assert (kept.passed, kept.week_id) == (ADDED.passed, "week2")
    update_ledger(ws.root, [again(5)])
    assert read_ledger(ws.root)["add-two"] == again(5)
    update_ledger(ws.root, [again(4, "f" * 16)])
    assert read_ledger(ws.root)["add-two"] == again(4, "f" * 16)


def test_old_names_go_and_their_pass_stays(ws: Workspace) -> None:
    update_ledger(ws.root, [ADDED, MEAN])
    renamed = Entry("sum-doses", "week2", ADDED.file, ADDED.grader, ADDED.passed)
    update_ledger(ws.root, [renamed], frozenset({"add-two", "not-there"}))
    assert read_ledger(ws.root) == {"mean-age": MEAN, "sum-doses": renamed}


def test_the_exercises_that_there_are_stay_until_others_are_told(ws: Workspace) -> None:
    ids = frozenset({"add-two", "mean-age"})
    update_ledger(ws.root, [ADDED], known=ids)
    update_ledger(ws.root, [MEAN])
    assert read_sheet(ws.root) == Sheet({"add-two": ADDED, "mean-age": MEAN}, ids)
    update_ledger(ws.root, [], known=frozenset({"other"}))
    assert read_sheet(ws.root).known == {"other"}


def test_a_learners_own_gitattributes_stay(ws: Workspace) -> None:
    (ws.root / ".gitattributes").write_text("*.py text\n")
    update_ledger(ws.root, [ADDED])
    assert (ws.root / ".gitattributes").read_text() == "*.py text\n"


def test_hand_written_files_may_look_as_they_like(ws: Workspace) -> None:
    value = {"week": "week1", "grader": "", "file": "week01/add_two.py", "passed": None}
    _file(ws).write_bytes(
        b"\xef\xbb\xbf"
        + json.dumps({"exercises": {"add-two": value}, "medai_progress": 1}, indent=4)
        .replace("\n", "\r\n")
        .encode()
    )
    assert read_ledger(ws.root) == {"add-two": Entry("add-two", "week1", "week01/add_two.py", "")}


def _claim(**changes: object) -> str:
    value: dict[str, object] = {"file": "week01/add_two.py", "grader": "", "week": "week1"}
    other = '"mean-age": {"file": "a.py", "grader": "", "week": ""}'
    return f'{{"medai_progress": 1, "exercises": {{\n{other},\n"add-two": {json.dumps(value | changes)}}}}}'


GOOD_PASS = {"at": "2026-05-03T10:15:00Z", "points": 3, "release": "0.1.0", "sha256": SHA}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1"),
        ("[" * 100_000, "no list of exercises"),
        ("1" * 5000, "no list of exercises|line 1"),
        ('{"medai_progress": 1,\n"exercises": {\n"add-two" 3}}', "line 3"),
        ('{"medai_progress": 1,\n<<<<<<< HEAD\n', "line 2: a git merge"),
        ("[]", "line 1"),
        ('{"exercises": {}}', "line 1"),
        ('{"medai_progress": true, "exercises": {}}', "line 1"),
        ('{"medai_progress": 1, "exercises": []}', None),
        ('{"medai_progress": 1, "exercises": [1]}', "line 1"),
        ('{"medai_progress": 1,\n"known": 3, "exercises": {}}', "line 2: known"),
        ('{"medai_progress": 1,\n"known": ["A b"], "exercises": {}}', "line 2: known"),
        ('{"medai_progress": 1, "exercises": {"Add Two": {}}}', "no exercise id"),
        (_claim(file="../../etc/passwd"), "line 3: add-two: file"),
        (_claim(file="/etc/passwd"), "line 3: add-two: file"),
        (_claim(file="week01/./a.py"), "line 3: add-two: file"),
        (_claim(file="week01\\a.py"), "line 3: add-two: file"),
        (_claim(file="week01/a\n.py"), "line 3: add-two: file"),
        (_claim(file="week01/\ud800.py"), "line 3: add-two: file"),
        (_claim(file="week01//a.py"), "line 3: add-two: file"),
        (_claim(file="week01/"), "line 3: add-two: file"),
        (_claim(file=""), "line 3: add-two: file"),
        (_claim(file=3), "line 3: add-two: file"),
        (_claim(grader="xyz"), "line 3: add-two: grader"),
        (_claim(points=3), "line 3: add-two: 'points' is not a key"),
        (_claim(passed=3), "line 3: add-two: passed: expected another value"),
        (_claim(passed=GOOD_PASS | {"points": "3"}), "passed: points"),
        (_claim(passed=GOOD_PASS | {"points": True}), "passed: points"),
        (_claim(passed=GOOD_PASS | {"points": -1}), "passed: points"),
        (_claim(passed=GOOD_PASS | {"sha256": "ab"}), "passed: sha256"),
        (_claim(passed=GOOD_PASS | {"at": "yesterday"}), "passed: at"),
        (_claim(passed=[1]), "passed: expected the keys"),
        (_claim(passed=GOOD_PASS | {"at": "2026-05-03T10:15:00"}), "passed: at"),
        (_claim(passed=GOOD_PASS | {"at": "2026-13-03T10:15:00Z"}), "passed: at"),
        (_claim(passed={"at": "2026-05-03T10:15:00Z"}), "passed: points is missing"),
    ],
)  # fmt: skip
def test_a_broken_file_says_where_and_what_next(ws: Workspace, text: str, says: str | None) -> None:
    _file(ws).write_text(text, encoding="utf-8")
    if says is None:
        assert read_ledger(ws.root) == {}
        return
    with pytest.raises(MedaiError, match=says) as caught:
        read_ledger(ws.root)
    assert "progress.json" in caught.value.message
    assert "medai grade --all" in caught.value.hint


def test_no_claim_is_lost_where_the_file_is_broken(ws: Workspace) -> None:
    update_ledger(ws.root, [ADDED, MEANT], known=frozenset({"add-two", "other"}))
    broken = _file(ws).read_text(encoding="utf-8").replace('"exercises": {', '"exercises": {\n<<<<<<< HEAD')
    _file(ws).write_text(broken, encoding="utf-8")
    new = Entry("count-rows", "week2", "week02/count_rows.py", "")

    kept = update_ledger(ws.root, [new])

    assert kept is not None
    assert kept.read_text(encoding="utf-8") == broken
    assert read_ledger(ws.root) == {"add-two": ADDED, "count-rows": new, "mean-age": MEANT}
    assert read_sheet(ws.root).known == {"add-two", "other"}


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * 2_000_001])
def test_a_file_that_is_no_text_is_copied_and_written_anew(ws: Workspace, content: bytes) -> None:
    _file(ws).write_bytes(content)
    kept = update_ledger(ws.root, [ADDED])
    assert kept is not None
    assert kept.read_bytes() == content
    assert read_ledger(ws.root) == {"add-two": ADDED}


def test_a_newer_format_is_left_alone(ws: Workspace) -> None:
    text = '{"medai_progress": 2, "exercises": {}}'
    _file(ws).write_text(text)
    for act in (lambda: read_ledger(ws.root), lambda: update_ledger(ws.root, [ADD])):
        with pytest.raises(MedaiError, match="newer medai"):
            act()
    assert _file(ws).read_text() == text


def test_a_link_out_of_the_workspace_is_refused(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_text("{}")
    _file(ws).symlink_to(tmp_path / "outside.json")
    for act in (lambda: read_ledger(ws.root), lambda: update_ledger(ws.root, [ADD])):
        with pytest.raises(MedaiError, match="out of the workspace"):
            act()


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
def test_two_computers_merge_without_a_conflict(tmp_path: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=L", "-c", "user.email=l@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *words], cwd=tmp_path, check=True, capture_output=True)

    def commit(entry: Entry) -> None:
        update_ledger(ws.root, [entry])
        git("add", ".")
        git("commit", "-m", entry.exercise_id)

    ws = create_workspace(tmp_path)
    git("init", "-b", "main")
    commit(ADD)
    git("checkout", "-b", "laptop")
    later = Entry(
        ADDED.exercise_id,
        ADDED.week_id,
        ADDED.file,
        ADDED.grader,
        Pass("2026-05-09T00:00:00Z", "0.1.0", 3, SHA),
    )
    for entry in (later, MEANT):
        commit(entry)
    git("checkout", "main")
    tables = Entry("count-rows", "week2", "week02/count_rows.py", "")
    for entry in (ADDED, tables):
        commit(entry)

    git("merge", "laptop", "-m", "both")

    assert read_ledger(ws.root) == {"add-two": ADDED, "count-rows": tables, "mean-age": MEANT}
    update_ledger(ws.root, [])
    assert (ws.root / "progress.json").read_text(encoding="utf-8").count('"add-two"') == 1
