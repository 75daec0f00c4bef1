"""Handing out starter files."""

from __future__ import annotations

from medai.workspace.find import Workspace
from medai.workspace.solution import latest
from medai.workspace.starters import write_starter, write_starters


def test_starter_is_written_once(ws: Workspace) -> None:
    first = write_starter(ws, "week01/first_model.py", "starter\n")
    assert (first.created, first.path) == (True, ws.root / "week01" / "first_model.py")
    first.path.write_text("my work\n")
    again = write_starter(ws, "week01/first_model.py", "starter of a newer release\n")
    assert not again.created
    assert first.path.read_text() == "my work\n"


def test_emptied_file_is_the_learners_too(ws: Workspace) -> None:
    path = write_starter(ws, "week01/a.py", "starter\n").path
    path.write_bytes(b"")
    assert not write_starter(ws, "week01/a.py", "starter\n").created


def test_deleted_starter_is_handed_out_again(ws: Workspace) -> None:
    write_starter(ws, "week01/a.py", "starter\n").path.unlink()
    assert write_starter(ws, "week01/a.py", "starter\n").created


def test_lines_end_in_lf_on_every_system(ws: Workspace) -> None:
    path = write_starter(ws, "week01/a.py", "# µ\r\nx = 1\ry = 2\n").path
    assert path.read_bytes() == "# µ\nx = 1\ny = 2\n".encode()


def test_of_a_new_week_the_first_exercise_is_at_hand(ws: Workspace) -> None:
    texts = {f"week01/{name}.py": "starter\n" for name in ("zebra", "apple", "mango")}
    assert all(written.created for written in write_starters(ws, texts))
    assert latest(ws, texts) == "week01/zebra.py"
