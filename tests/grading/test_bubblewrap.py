"""bubblewrap around the zygote: found out by trying, once per boot, and only where it is asked for.

Tried here with a stand-in for bwrap; with bwrap itself in tests/hostile/test_layers_elsewhere.py.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from medai.grading import bubblewrap
from medai.grading.assignment import Assignment, CheckSpec
from medai.grading.forkserver import Zygote
from medai.grading.run import grade

# Writes down how it was called; does what stands behind "--" unless it is told to refuse.
STAND_IN = """#!/bin/sh
echo "$@" >> {log}
case " $* " in *" {refused} "*) echo "bwrap: no" >&2; exit 1;; esac
while [ "$1" != "--" ]; do shift; done
shift
exec "$@"
"""


@pytest.fixture
def bwrap(tmp_path, monkeypatch):
    """Installs a stand-in that refuses an option; the list of its calls so far."""
    monkeypatch.setenv("MEDAI_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("MEDAI_BWRAP", "1")
    monkeypatch.setattr("medai.grading.bubblewrap.os.geteuid", lambda: 1000)
    log = tmp_path / "calls"
    programs = tmp_path / "bin"
    programs.mkdir()

    def install(refused: str = "--nothing") -> None:
        program = programs / "bwrap"
        program.write_text(STAND_IN.format(log=log, refused=refused))
        program.chmod(0o755)

    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    install.calls = lambda: log.read_text().splitlines() if log.exists() else []  # type: ignore[attr-defined]
    install()
    return install


def test_its_options_are_tried_once_per_boot(bwrap, tmp_path, monkeypatch):
    first = bubblewrap.prefix("/somewhere")
    assert first[0].endswith("/bwrap")
    assert first[-3:] == ["--chdir", "/somewhere", "--"]
    assert {"--unshare-all", "--die-with-parent", "--cap-add"} <= set(first)
    assert bubblewrap.prefix("/somewhere") == first
    assert len(bwrap.calls()) == 1
    boot = tmp_path / "boot"
    boot.write_text("another boot\n")
    monkeypatch.setattr(bubblewrap, "_BOOT_ID", boot)
    assert bubblewrap.prefix("/somewhere") == first
    assert len(bwrap.calls()) == 2


def test_a_set_uid_bwrap_gives_no_rights_and_is_used_without(bwrap):
    bwrap("--cap-add")
    found = bubblewrap.prefix("/somewhere")
    assert found
    assert "--cap-add" not in found
    assert len(bwrap.calls()) == 2


def test_where_it_does_not_work_or_is_not_wanted_it_is_left_out(bwrap, tmp_path, monkeypatch):
    bwrap("--unshare-all")
    assert bubblewrap.prefix("/somewhere") == []
    assert bubblewrap.prefix("/somewhere") == []
    assert len(bwrap.calls()) == 2, "remembered, too, that it does not work"
    (tmp_path / "cache" / "bubblewrap.json").write_text('{"facts": ')
    assert bubblewrap.prefix("/somewhere") == []
    monkeypatch.setenv("MEDAI_BWRAP", "0")
    bwrap()
    assert bubblewrap.prefix("/somewhere") == []
    monkeypatch.setenv("MEDAI_BWRAP", "1")
    monkeypatch.setenv("PATH", "/nowhere")
    assert bubblewrap.prefix("/somewhere") == []


def test_a_bwrap_that_hangs_is_given_up(bwrap, tmp_path, monkeypatch):
    (tmp_path / "bin" / "bwrap").write_text("#!/bin/sh\nsleep 30\n")
    monkeypatch.setattr(bubblewrap, "_PROBE_SECONDS", 0.2)
    assert bubblewrap.prefix("/somewhere") == []


def test_root_has_more_without_it(bwrap, monkeypatch):
    monkeypatch.setattr("medai.grading.bubblewrap.os.geteuid", lambda: 0)
    assert bubblewrap.prefix("/somewhere") == []
    assert bwrap.calls() == []


def test_a_zygote_within_it_grades_and_the_result_says_so(bwrap, tmp_path):
    grader = tmp_path / "grade.py"
    grader.write_text(
        "from medai.grading import check\ndef test_one(solution): check.equal(solution.one(), 1)\n"
    )
    wanted = Assignment("b", grader, "b", "week01/b.py", (CheckSpec("one", "one", 1),), preload=())
    with Zygote(()) as zygote:
        result = grade(wanted, "def one():\n    return 1\n", zygote=zygote, seed=1)
        assert result.passed
        assert "bubblewrap" in result.layers
        ended = zygote.pid
    assert not Path(f"/proc/{ended}").exists() or os.name != "posix"
    known = json.loads((tmp_path / "cache" / "bubblewrap.json").read_text())
    assert known["options"] == ["--cap-add", "ALL"]
