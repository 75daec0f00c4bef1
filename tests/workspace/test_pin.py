"""medai.toml: the release that grades this workspace."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medai.errors import MedaiError
from medai.workspace.find import Workspace, create_workspace, find_workspace
from medai.workspace.pin import Pin, default_pin, https, read_pin, upstream, write_pin

PIN = Pin("v0.1.0", "https://github.com/OWNER/medai")


def test_no_file_is_no_pin(ws: Workspace) -> None:
    assert read_pin(ws.root) is None


@pytest.mark.parametrize("pin", [PIN, Pin("0.2.0"), Pin("main+1_2-rc.1", "https://git.example.org/a/b")])
def test_a_pin_is_read_as_it_was_written(ws: Workspace, pin: Pin) -> None:
    assert write_pin(ws.root, pin) is None
    assert read_pin(ws.root) == pin
    assert (
        (ws.root / "medai.toml").read_text().startswith("# The release of medai that grades this workspace")
    )


def test_what_else_the_learner_wrote_stays(ws: Workspace) -> None:
    (ws.root / "medai.toml").write_text(
        "# mine\n[other]\na = [1,\n 2]\n\n[medai]  # ours\n# why\nrelease = \"v0.1.0\"  # tag\nsource = 'https://a.b/c'\n"
        "note = 1\n[last]\nsource = 3\n"
    )
    assert write_pin(ws.root, Pin("v0.2.0", "https://a.b/d")) is None
    assert (ws.root / "medai.toml").read_text() == (
        '# mine\n[other]\na = [1,\n 2]\n\n[medai]  # ours\n# why\nrelease = "v0.2.0"  # tag\nsource = "https://a.b/d"\n'
        "note = 1\n[last]\nsource = 3\n"
    )
    write_pin(ws.root, Pin("0.2.0"))
    assert read_pin(ws.root) == Pin("0.2.0")
    assert tomllib.loads((ws.root / "medai.toml").read_text())["last"] == {"source": 3}
    write_pin(ws.root, PIN)
    assert read_pin(ws.root) == PIN


@pytest.mark.parametrize(
    "text",
    [
        "not [ toml",
        'medai = {release = "v0.1.0"}\n',
        '[medai]\nrelease = """v0.1.0"""\n',
        '<<<<<<< HEAD\n[medai]\nrelease = "v1"\n=======\n[medai]\nrelease = "v2"\n>>>>>>> upstream\n',
        '[other]\ntext = """\n[medai]\n"""\n',
    ],
)
def test_a_file_that_cannot_be_edited_is_copied_first(ws: Workspace, text: str) -> None:
    (ws.root / "medai.toml").write_text(text)
    kept = write_pin(ws.root, PIN)
    assert kept is not None
    assert kept.read_text() == text
    assert kept.is_relative_to(ws.backups_dir)
    assert read_pin(ws.root) == PIN


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"not [ toml", "line 1"),
        (b"[medai]\n\xff\n", "line 2"),
        (b"\n<<<<<<< HEAD\n[medai]\n", "line 2: the mark of a git merge"),
        (b"[other]\n", r"no table \[medai\]"),
        (b"medai = 3\n", r"no table \[medai\]"),
        (b"[medai]\n", "release: expected"),
        (b"[medai]\nrelease = 1\n", "release: expected"),
        (b'[medai]\nrelease = "-v1"\n', "release: expected"),
        (b'[medai]\nrelease = "v1; rm -rf /"\n', "release: expected"),
        (b'[medai]\nrelease = "v1\\n"\n', "release: expected"),
        (b'[medai]\nrelease = "v1@{u}"\n', "release: expected"),
        (b'[medai]\nrelease = "' + b"1" * 101 + b'"\n', "release: expected"),
        (b'[medai]\nrelease = "v1"\nsource = "git@github.com:a/b"\n', "source: expected"),
        (b'[medai]\nrelease = "v1"\nsource = "http://github.com/a/b"\n', "source: expected"),
        (b'[medai]\nrelease = "v1"\nsource = "https://token@github.com/a/b"\n', "source: expected"),
        (b'[medai]\nrelease = "v1"\nsource = "https://-x/a"\n', "source: expected"),
        (b'[medai]\nrelease = "v1"\nsource = "https://a/b c"\n', "source: expected"),
        (b"#" * 100_001, "larger than 100 kB"),
    ],
)
def test_a_broken_pin_says_where_and_what_next(ws: Workspace, content: bytes, says: str) -> None:
    (ws.root / "medai.toml").write_bytes(content)
    with pytest.raises(MedaiError, match=says) as caught:
        read_pin(ws.root)
    assert "medai update" in caught.value.hint
    assert caught.value.exit_code == 2


def test_an_unsound_pin_is_never_written(ws: Workspace) -> None:
    for pin in (Pin("v1 v2"), Pin("v1", "https://user:secret@example.org/a")):
        with pytest.raises(ValueError, match="no sound pin"):
            write_pin(ws.root, pin)
    assert not (ws.root / "medai.toml").exists()


def test_a_link_out_of_the_workspace_is_refused(ws: Workspace, tmp_path: Path) -> None:
    outside = tmp_path / "outside.toml"
    outside.write_text('[medai]\nrelease = "v1"\n')
    (ws.root / "medai.toml").symlink_to(outside)
    for act in (lambda: read_pin(ws.root), lambda: write_pin(ws.root, PIN)):
        with pytest.raises(MedaiError, match="out of the workspace"):
            act()
    assert outside.read_text() == '[medai]\nrelease = "v1"\n'


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://github.com/OWNER/medai.git", "https://github.com/OWNER/medai"),
        ("https://github.com/OWNER/medai/", "https://github.com/OWNER/medai"),
        ("https://name:token@github.com/OWNER/medai", "https://github.com/OWNER/medai"),
        ("https://a@b@github.com/OWNER/medai", None),
        ("git@github.com:OWNER/medai.git", "https://github.com/OWNER/medai"),
        ("ssh://git@git.example.org:2222/OWNER/medai.git", "https://git.example.org/OWNER/medai"),
        ("git://git.example.org/OWNER/medai", "https://git.example.org/OWNER/medai"),
        ("http://git.example.org/medai", "https://git.example.org/medai"),
        ("work:OWNER/medai.git", None),
        ("git@work:OWNER/medai.git", None),
        ("/srv/git/medai.git", None),
        ("../medai", None),
        ("file:///srv/medai.git", None),
        ("C:\\medai", None),
        ("", None),
    ],
)
def test_git_addresses_become_https(url: str, address: str | None) -> None:
    assert https(url) == address


@given(st.text(max_size=60))
def test_no_address_keeps_a_secret(url: str) -> None:
    found = https(f"https://name:{url}@github.com/OWNER/medai")
    assert found in {None, "https://github.com/OWNER/medai"} or "@" not in found


def _checkout(folder: Path, config: str) -> Path:
    (folder / "curriculum").mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nname = "medai"\n')
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text(config)
    return folder


CONFIG = """\
[core]
\tbare = false
[remote "origin"]
\turl = git@github.com:learner/medai.git
[remote "upstream"]
\turl = git@github.com:OWNER/medai.git
\tfetch = +refs/heads/*:refs/remotes/upstream/*
"""


def test_the_source_is_the_upstream_of_the_checkout(tmp_path: Path) -> None:
    top = _checkout(tmp_path / "fork", CONFIG)
    assert default_pin(top / "workspace", "0.3.0") == Pin("v0.3.0", "https://github.com/OWNER/medai")


def test_a_second_working_tree_has_the_same_upstream(tmp_path: Path) -> None:
    top = _checkout(tmp_path / "fork", CONFIG)
    (top / ".git" / "worktrees" / "two").mkdir(parents=True)
    (top / ".git" / "worktrees" / "two" / "commondir").write_text("../..\n")
    second = tmp_path / "two"
    second.mkdir()
    (second / ".git").write_text(f"gitdir: {top}/.git/worktrees/two\n")
    assert upstream(second) == "https://github.com/OWNER/medai"


@pytest.mark.parametrize("config", ["", CONFIG.replace("upstream", "other"), "\x00[remote"])
def test_without_an_upstream_the_package_says_where_it_is_from(tmp_path: Path, config: str) -> None:
    top = _checkout(tmp_path / "fork", config)
    pin = default_pin(top / "workspace", "0.3.0")
    assert pin.release == ("0.3.0" if pin.source is None else "v0.3.0")
    assert upstream(top) is None


def test_another_project_around_the_workspace_has_no_say(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text(CONFIG.replace("OWNER", "employer"))
    assert "employer" not in str(default_pin(tmp_path / "medai-workspace", "0.3.0"))


def test_a_fresh_clone_is_found_by_its_pin(tmp_path: Path) -> None:
    ws = create_workspace(tmp_path / "cloned")
    write_pin(ws.root, PIN)
    (ws.state_dir / ".gitignore").unlink()
    ws.state_dir.rmdir()
    (ws.root / "week01").mkdir()
    assert find_workspace(ws.root / "week01") == ws
    assert not ws.state_dir.exists(), "looking writes nothing"
    create_workspace(ws.root)
    assert (ws.state_dir / ".gitignore").read_text() == "*\n"


def test_a_broken_pin_still_marks_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "medai.toml").write_text("<<<<<<< HEAD\n[medai]\n")
    assert find_workspace(tmp_path) == Workspace(tmp_path)


def test_other_settings_of_that_name_make_no_workspace(tmp_path: Path) -> None:
    (tmp_path / "medai.toml").write_text('[tool.medai]\n# [medai]\nrelease = "v1"\n')
    assert find_workspace(tmp_path) is None
